"""PURE: what a rule says when it holds: its `then`, as outcomes by their flat keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from makegood.policy import outcomes as keys
from makegood.policy.catalogue import FactType
from makegood.policy.language.parse_numbers import constant
from makegood.policy.language.syntax import Scope
from makegood.policy.outcomes import Key, Kind, UnknownKey
from makegood.policy.pack import Outcome
from makegood.policy.reading.amounts import read_amount
from makegood.policy.reading.expressions_in_files import Said, constant_number, number
from makegood.policy.reading.fields import (
    Fields,
    check_name,
    one_of,
    scalar,
    scalars,
    table,
    told_choices,
    yes_or_no,
)
from makegood.policy.reading.problems import Problems, Wrong, nearest
from makegood.policy.reading.yaml_marks import Node, Scalar

GROUPS: Mapping[str, tuple[str, tuple[str, ...] | None]] = {
    "remedies": ("remedy", keys.REMEDIES),
    "freight": ("freight", keys.FREIGHTS),
    "clocks": ("clock", None),
    "until": ("until", keys.REMEDIES),
    "tenders": ("tender", keys.TENDERS),
    "limits": ("limit", None),
    "prove": ("prove", None),
}
"""The tables of `then`: the group of their keys and the names in them (None: any; of `prove`: facts)."""
SINGLES = (
    "burden",
    "ruling",
    "refund",
    "compensation",
    "compensation_by",
    "deduction",
    "instant_refund",
    "granted_at_once",
    "human_review",
    "merchant_may_refuse",
)


def read_outcomes(node: Node, scope: Scope, problems: Problems) -> tuple[list[Outcome], bool]:
    """The outcomes, and whether an amount of the pack's currency is in one. What is wrong is noted."""
    fields = Fields(node, problems, optional=(*GROUPS, *SINGLES, "evidence", "marks"))
    found: list[Outcome] = []
    money = False
    for key, value in _keyed(fields):
        problems.attempt(partial(_provable, key, value, scope), None)
        if any(outcome.key == key for outcome in found):
            problems.add(value, f"`{key.name}` is said twice.")
        outcome = problems.attempt(partial(_outcome, key, value, scope, problems), None)
        if outcome is not None:
            found.append(outcome[0])
            money = money or outcome[1]
    if not fields.table.entries:
        problems.add(node, "A rule says something: `then` is empty.")
    return found, money


def _keyed(fields: Fields) -> Iterator[tuple[Key, Node]]:
    """Each key that is spoken of, with what is said."""
    for group, (prefix, names) in GROUPS.items():
        told = fields.node(group)
        if told is not None:
            yield from fields.problems.attempt(partial(_grouped, prefix, names, told, fields.problems), ())
    for single in SINGLES:
        node = fields.node(single)
        if node is not None:
            yield keys.key(single), node
    for mark in fields.read("marks", scalars, ()):
        yield from _flagged("mark", mark, fields.problems)
    evidence = fields.node("evidence")
    if evidence is not None:
        sides = Fields(evidence, fields.problems, optional=("buyer", "merchant"))
        for side in ("buyer", "merchant"):
            for kind in sides.read(side, scalars, ()):
                yield from _flagged(f"evidence.{side}", kind, fields.problems)


def _provable(key: Key, node: Node, scope: Scope) -> None:
    """Raises Wrong where what is to be proven is no fact, or it is not told which of its values is the proven one."""
    group, _, name = key.name.partition(".")
    if group != "prove":
        return
    facts = scope.catalogue.facts
    if name not in facts:
        raise Wrong(node, f"There is no fact `{name[:60]}`.{nearest(name, facts)}")
    if facts[name].if_shown is None or facts[name].if_not_shown is None:
        raise Wrong(
            node,
            f"What shows `{name}`? Give it `shown` and `not_shown` in its file of facts: two of its values.",
        )


def _grouped(
    prefix: str, names: tuple[str, ...] | None, node: Node, problems: Problems
) -> list[tuple[Key, Node]]:
    found = []
    told = table(node)
    for name, value in told.entries.items():
        key = problems.attempt(partial(_key, prefix, told.keys[name], names), None)
        if key is not None:
            found.append((key, value))
    return found


def _flagged(prefix: str, told: Scalar, problems: Problems) -> Iterator[tuple[Key, Node]]:
    names = keys.EVIDENCE if prefix.startswith("evidence") else None
    key = problems.attempt(partial(_key, prefix, told, names), None)
    if key is not None:
        yield key, Scalar("yes", told.line, told.column)


def _key(prefix: str, name: Scalar, names: tuple[str, ...] | None) -> Key:
    if names is None:
        check_name(name, prefix)
    elif name.text not in names:
        hint = nearest(name.text, names) or told_choices(names)
        raise Wrong(name, f"“{name.text[:40]}” is not possible here.{hint}")
    return keys.key(f"{prefix}.{name.text}")


def flat_key(told: Scalar) -> Key:
    """A key as examples and `complete` write it: remedy.return_refund. Raises Wrong."""
    try:
        return keys.key(told.text)
    except UnknownKey:
        prefixes = [prefix for prefix, _ in GROUPS.values()]
        hint = nearest(told.text, [*SINGLES, *(f"remedy.{remedy}" for remedy in keys.REMEDIES), *prefixes])
        raise Wrong(told, f"There is no outcome `{told.text[:60]}`.{hint}") from None


def _outcome(key: Key, node: Node, scope: Scope, problems: Problems) -> tuple[Outcome, bool]:
    if key.kind is Kind.MOMENT:
        return _until(key, node, scope), False
    said = _READERS[key.kind](key, node, scope, problems)
    return Outcome(key, said.quantity.node), said.money


def _until(key: Key, node: Node, scope: Scope) -> Outcome:
    """The end of a window."""
    name = scalar(node).text
    window = scope.windows.get(name)
    if window is None:
        raise Wrong(
            node, f"There is no window `{name[:40]}`.{nearest(name, scope.windows)} Define it in `windows`."
        )
    return Outcome(key, window.ends, name)


def _choice(key: Key, node: Node, scope: Scope, problems: Problems) -> Said:
    place = key.values.index(one_of(key.values)(node))
    return Said(constant(place, FactType.COUNT), False)


def _flag(key: Key, node: Node, scope: Scope, problems: Problems) -> Said:
    return Said(constant(int(yes_or_no(node)), FactType.COUNT), False)


def _any(key: Key, node: Node, scope: Scope, problems: Problems) -> Said:
    if not yes_or_no(node):
        raise Wrong(node, f"`{key.name}` holds when any rule says yes. Leave it out instead of `no`.")
    return Said(constant(1, FactType.COUNT), False)


def _duration(key: Key, node: Node, scope: Scope, problems: Problems) -> Said:
    return number(node, scope, FactType.DURATION)


def _count(key: Key, node: Node, scope: Scope, problems: Problems) -> Said:
    return constant_number(node, scope, FactType.COUNT)


def _amount(key: Key, node: Node, scope: Scope, problems: Problems) -> Said:
    return read_amount(node, scope, problems)


_READERS: Mapping[Kind, Callable[[Key, Node, Scope, Problems], Said]] = {
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.ANY: _any,
    Kind.DURATION: _duration,
    Kind.COUNT: _count,
    Kind.AMOUNT: _amount,
}
