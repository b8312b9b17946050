"""PURE: the examples of a pack, which run as tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from makegood.kit.money import is_currency
from makegood.policy.catalogue import FactKind, FactNotKnown, FactType, FactWrong, Value
from makegood.policy.language import literals
from makegood.policy.language.syntax import Scope
from makegood.policy.outcomes import Key, Kind
from makegood.policy.pack import Example
from makegood.policy.reading.fields import Fields, items, line_of_text, scalar, scalars, table
from makegood.policy.reading.outcomes import flat_key
from makegood.policy.reading.problems import Problems, Wrong, nearest
from makegood.policy.reading.yaml_marks import Node, Scalar, Table

_REQUIRED = ("name", "facts", "then")
_OPTIONAL = ("with", "missing", "because")
_NEVER_SAID = ("none", "undecided")


@dataclass(frozen=True, slots=True)
class Home:
    """What an example takes from its pack when it does not say it."""

    market: str | None
    currency: str | None
    scope: Scope

    def of(self, facts: Node | None) -> Home:
        """The same with the currency that the example's facts name."""
        told = facts.entries.get("currency") if isinstance(facts, Table) else None
        return (
            replace(self, currency=told.text) if isinstance(told, Scalar) and is_currency(told.text) else self
        )


def read_examples(node: Node, home: Home, problems: Problems) -> tuple[Example, ...]:
    """All examples. What is wrong is noted."""
    examples: dict[str, Example] = {}
    for item in problems.attempt(partial(items, node), ()):
        fields = Fields(item, problems, required=_REQUIRED, optional=_OPTIONAL)
        example = _example(fields, home)
        if example.name in examples and example.name:
            problems.add(fields.table.keys["name"], f"There is an example “{example.name}” already.")
        examples[example.name] = example
    return tuple(examples.values())


def _example(fields: Fields, home: Home) -> Example:
    problems = fields.problems
    home = home.of(fields.node("facts"))
    return Example(
        name=fields.read("name", line_of_text, ""),
        packs=fields.read("with", _words, ()),
        facts=fields.read("facts", partial(_facts, home, problems), {}),
        then=fields.read("then", partial(_then, home, problems), {}),
        missing=fields.read("missing", partial(_fact_names, home), None),
        because=fields.read("because", _words, None),
        line=fields.table.keys["name"].line if "name" in fields else fields.table.line,
    )


def _words(node: Node) -> tuple[str, ...]:
    return tuple(told.text for told in scalars(node))


def _fact_names(home: Home, node: Node) -> tuple[str, ...]:
    names = scalars(node)
    for told in names:
        if told.text not in home.scope.catalogue.facts:
            raise Wrong(
                told, f"There is no fact `{told.text}`.{nearest(told.text, home.scope.catalogue.facts)}"
            )
    return _words(node)


def _facts(home: Home, problems: Problems, node: Node) -> Mapping[str, Value | None]:
    """The facts as the catalogue writes them, with the pack's market and currency where nothing else is said."""
    told = table(node)
    facts: dict[str, Any] = {}
    for name, value in told.entries.items():
        facts[name] = problems.attempt(partial(_fact, told.keys[name], value, home), None)
    for name, default in (("market", home.market), ("currency", home.currency)):
        if default is not None:
            facts.setdefault(name, default)
    for name in ("now", "purchased_at"):
        if facts.get(name) is None and name not in told.entries:
            problems.add(node, f"The fact `{name}` is missing; it is always known.")
    return facts


def _fact(name: Scalar, node: Node, home: Home) -> Value | None:
    try:
        kind = home.scope.catalogue.kind(name.text)
        return kind.encode(_told(kind, node, home))
    except FactNotKnown:
        hint = nearest(name.text, home.scope.catalogue.facts)
        raise Wrong(
            name, f"There is no fact `{name.text[:60]}`.{hint} Facts stand in policies/facts."
        ) from None
    except (FactWrong, ValueError) as problem:
        raise Wrong(node, str(problem)) from None


def _told(kind: FactKind, node: Node, home: Home) -> Any:
    """A value as it came; literals such as `7 days` and `500.00 CNY` as their integer. None: not known."""
    if kind.type is FactType.WORDS:
        return [told.text for told in scalars(node)] if not isinstance(node, Scalar) or node.text else []
    if isinstance(node, Scalar) and node.plain and node.text in ("null", "~", ""):
        return None
    text = scalar(node).text.strip()
    if kind.type is FactType.MOMENT:
        moment = literals.moment(text, home.scope.day_starts_seconds)
        return text if moment is None else moment
    literal = (
        literals.literal(text, kind.type, currency_in(text, home.currency))
        if kind.type is not FactType.COUNT
        else None
    )
    return text if literal is None else literal


def currency_in(text: str, currency: str | None) -> str | None:
    """The currency of an example; where neither it nor its pack names one, that of the amount itself."""
    return currency or literals.currency_code(text.rpartition(" ")[2])


def _then(home: Home, problems: Problems, node: Node) -> Mapping[str, str]:
    told = table(node)
    if not told.entries:
        raise Wrong(node, "An example says what comes out: `then` is empty.")
    return {name: problems.attempt(partial(_expected, told, name, home), "") for name in told.entries}


def _expected(told: Table, name: str, home: Home) -> str:
    """What is expected of a key, as written; checked for being a value that the key can have."""
    key = flat_key(told.keys[name])
    text = scalar(told.entries[name]).text.strip()
    try:
        if text not in _NEVER_SAID:
            expected_value(key, text, home.scope, home.currency)
    except ValueError as problem:
        raise Wrong(told.entries[name], str(problem)) from None
    return text


def expected_value(key: Key, text: str, scope: Scope, currency: str | None) -> int:
    """The integer of a value that an example expects. Raises ValueError."""
    found: int | None
    match key.kind:
        case Kind.CHOICE:
            found = key.values.index(text) if text in key.values else None
        case Kind.FLAG | Kind.ANY:
            found = {"yes": 1, "no": 0}.get(text)
        case Kind.MOMENT:
            found = literals.moment(text, scope.day_starts_seconds)
        case Kind.DURATION:
            found = literals.duration(text)
        case Kind.AMOUNT:
            found = literals.money(text, currency_in(text, currency))
        case Kind.COUNT:
            found = literals.count(text)
    if found is None and text in scope.values and key.kind in (Kind.DURATION, Kind.AMOUNT, Kind.COUNT):
        found = scope.values[text].value
    if found is None:
        choices = ", ".join((*key.values, *_NEVER_SAID)) or "yes, none, undecided"
        form = _FORMS.get(key.kind, choices)
        raise ValueError(f"`{key.name}` never is “{text[:40]}”. Write {form}.")
    return found


_FORMS = {
    Kind.MOMENT: "a time such as 2026-03-11T00:00:00+08:00",
    Kind.DURATION: "a duration such as 48 h",
    Kind.AMOUNT: "an amount such as 500.00 CNY",
    Kind.COUNT: "a whole number such as 3",
}
