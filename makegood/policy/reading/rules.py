"""PURE: the rules of a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from makegood.policy.language.expression import ALWAYS, Condition, WordIn, conjunction, negation
from makegood.policy.language.syntax import Scope
from makegood.policy.pack import Binding, Judged, Level, Rule
from makegood.policy.reading.expressions_in_files import condition, moment, uses_money
from makegood.policy.reading.fields import NO_TEXT, Fields, both_languages, items, one_of, scalar, scalars
from makegood.policy.reading.outcomes import read_outcomes
from makegood.policy.reading.problems import Problems, Wrong, nearest
from makegood.policy.reading.windows import read_standing
from makegood.policy.reading.yaml_marks import Node, Scalar

_ID = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_FULL_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z][a-z0-9_-]*")
_REQUIRED = ("id", "text", "source", "confidence", "then")
_OPTIONAL = ("note", "from", "until", "judged", "binding", "when", "unless", "over")


@dataclass(frozen=True, slots=True)
class PackScope:
    """What holds for all rules of a pack."""

    pack: str
    level: Level
    markets: tuple[str, ...]
    when: Condition
    when_has_money: bool
    scope: Scope

    def condition(self, when: Condition, unless: Condition, money: bool) -> Condition:
        """All that must be so for a rule, but its dates."""
        parts: list[Condition] = []
        if self.markets:
            parts.append(WordIn("market", frozenset(self.markets)))
        if (money or self.when_has_money) and self.scope.currency:
            parts.append(WordIn("currency", frozenset({self.scope.currency})))
        return conjunction(*parts, self.when, when, negation(unless))


def read_rules(node: Node, within: PackScope, problems: Problems) -> tuple[Rule, ...]:
    """All rules. What is wrong is noted."""
    rules: dict[str, Rule] = {}
    overs: list[tuple[Rule, Scalar]] = []
    for item in problems.attempt(partial(items, node), ()):
        fields = Fields(item, problems, required=_REQUIRED, optional=_OPTIONAL)
        rule = _rule(fields, within)
        if rule.id in rules and rule.id:
            problems.add(
                fields.table.keys["id"], f"There is a rule `{rule.id}` in line {rules[rule.id].line} already."
            )
        rules[rule.id] = rule
        overs += [(rule, told) for told in fields.read("over", scalars, ())]
    for rule, told in overs:
        problems.attempt(partial(_check_over, rule, told, rules), None)
    _check_circles(rules, overs, problems)
    if not rules:
        problems.add(node, "A pack has at least one rule.")
    return tuple(rules.values())


def _rule(fields: Fields, within: PackScope) -> Rule:
    scope, problems = within.scope, fields.problems
    when: Condition = fields.read("when", lambda node: condition(node, scope), ALWAYS)
    unless: Condition = fields.read("unless", lambda node: condition(node, scope), negation(ALWAYS))
    then = fields.node("then")
    outcomes, money = read_outcomes(then, scope, problems) if then else ([], False)
    money = money or any(uses_money(fields.node(name), scope) for name in ("when", "unless"))
    standing = read_standing(fields)
    begins, ends = _dates(fields, scope)
    return Rule(
        pack=within.pack,
        id=fields.read("id", _id, ""),
        level=within.level,
        text=fields.read("text", both_languages, NO_TEXT),
        source=standing.source or NO_TEXT,
        confidence=standing.confidence,
        note=standing.note,
        effective_from=begins,
        effective_until=ends,
        judged=Judged(fields.read("judged", one_of(tuple(Judged)), Judged.PURCHASE.value)),
        binding=_binding(fields, within.level),
        condition=within.condition(when, unless, money),
        when=when,
        unless=unless,
        over=tuple(_full(told.text, within.pack) for told in fields.read("over", scalars, ())),
        outcomes=tuple(outcomes),
        line=fields.table.keys["id"].line if "id" in fields else fields.table.line,
    )


def _id(node: Node) -> str:
    told = scalar(node)
    if not _ID.fullmatch(told.text) or len(told.text) > 80:
        raise Wrong(
            told,
            f"“{told.text[:80]}” cannot name a rule. Write small letters, digits and `_`: no_reason_return.",
        )
    return told.text


def _dates(fields: Fields, scope: Scope) -> tuple[int | None, int | None]:
    begins, ends = (
        fields.read(name, lambda node: moment(node, scope.day_starts_seconds), None)
        for name in ("from", "until")
    )
    if begins is not None and ends is not None and ends <= begins:
        fields.problems.add(
            fields.table.keys["until"], "`until` is not after `from`: the rule would never be in effect."
        )
    return begins, ends


def _binding(fields: Fields, level: Level) -> Binding:
    if "binding" in fields and level is not Level.LAW:
        fields.problems.add(
            fields.table.keys["binding"], f"Only rules of level law have a binding; this is {level}."
        )
    return Binding(fields.read("binding", one_of(tuple(Binding)), Binding.FLOOR.value))


def _full(name: str, pack: str) -> str:
    return name if "/" in name else f"{pack}/{name}"


def _check_over(rule: Rule, told: Scalar, rules: Mapping[str, Rule]) -> None:
    pack, _, name = _full(told.text, rule.pack).partition("/")
    if not _FULL_NAME.fullmatch(f"{pack}/{name}"):
        raise Wrong(
            told, f"“{told.text[:80]}” is not a rule. Write its id, or pack/id for one of another pack."
        )
    if pack != rule.pack:
        return
    if name == rule.id:
        raise Wrong(told, "A rule cannot be over itself.")
    if name not in rules:
        raise Wrong(told, f"There is no rule `{name}` in this pack.{nearest(name, rules)}")


def _check_circles(
    rules: Mapping[str, Rule], overs: Sequence[tuple[Rule, Scalar]], problems: Problems
) -> None:
    """Note a rule that is, through others, over itself."""
    below = {rule.name: rule.over for rule in rules.values()}
    places = {rule.name: told for rule, told in overs}
    for name in below:
        seen: set[str] = set()
        waiting = list(below[name])
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting.extend(below.get(each, ()))
        if name in seen and name not in below[name]:
            problems.add(
                places[name], f"`{name}` is over itself through other rules: {', '.join(sorted(seen))}."
            )
