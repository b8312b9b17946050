"""PURE: what policy said of a request, for people: how the remedy stands, until when, who pays what, and by which rule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.policy import Rule, State, key, moment_of
from makegood.web.pages.case.questions import Asking
from makegood.web.pages.case.reasons import heading
from makegood.web.pages.orders import promise_words as words

_NEVER_YEAR = 2100
"""Windows that end after this have not begun: what starts them has not come."""


class RuleSaid(Struct, frozen=True):
    """A rule in the reader's language, with its source."""

    name: str
    text: str
    source: str


class Point(Struct, frozen=True):
    """One thing that policy said: `label` is English, `value` the reader's words, or `at` a moment.

    `is_told`: whether it is shown beside its rule as well; where the standing says it already it is not.
    """

    label: str
    value: str
    at: datetime | None
    rule: RuleSaid | None
    is_told: bool = True


class Owed(Struct, frozen=True):
    """Evidence that a party is asked for. `party` is a role; the kinds are in the reader's words."""

    party: str
    kinds: list[str]


class Other(Struct, frozen=True):
    """A remedy that is no case of its own yet: its English name, how it stands, and why."""

    label: str
    standing: str
    rule: RuleSaid | None


class Ground(Struct, frozen=True):
    """A rule, and what it decided: English labels."""

    labels: list[str]
    rule: RuleSaid


class Promise(Struct, frozen=True):
    """What policy said of a request."""

    type: str
    standing: str
    reason: RuleSaid | None
    points: list[Point]
    evidence: list[Owed]
    others: list[Other]

    @property
    def grounds(self) -> list[Ground]:
        """The rules behind it, each once, with all that it decided."""
        found: dict[str, Ground] = {}
        said = [(words.POINTS["remedy"], self.reason), *((point.label, point.rule) for point in self.points)]
        for label, rule in said:
            if rule is not None and rule.source:
                found.setdefault(rule.name, Ground([], rule)).labels.append(label)
        return list(found.values())


class Outcomes(Struct, frozen=True):
    """Outcomes as they are kept, by key, one mapping for each group of alike lines; and the rules by their names."""

    groups: Sequence[Mapping[str, Any]]
    rules: Mapping[str, Rule]

    def states(self, name: str) -> list[str]:
        """For each group the word of a choice or flag, `undecided`, or `none`."""
        return [self._word(group, name) for group in self.groups]

    def _word(self, group: Mapping[str, Any], name: str) -> str:
        found = group.get(name)
        if found is None:
            return State.NONE.value
        if found["state"] != State.DECIDED.value:
            return State.UNDECIDED.value
        return key(name).word(found["value"])

    def value(self, name: str) -> int | None:
        """What was decided; where groups differ, what is best for the buyer. None where one is not settled."""
        found = [group[name] for group in self.groups if name in group]
        if not found or any(each["value"] is None for each in found):
            return None
        return max((int(each["value"]) for each in found), key=key(name).rank)

    def rule(self, name: str, language: str) -> RuleSaid | None:
        """The rule that said it; the first group's where they differ."""
        names = [group[name]["rule"] for group in self.groups if name in group and group[name]["rule"]]
        return said(self.rules[names[0]], language) if names and names[0] in self.rules else None


def said(rule: Rule, language: str) -> RuleSaid:
    """A rule as its reader reads it."""
    return RuleSaid(rule.name, rule.text.in_(language), rule.source.in_(language))


def promise(type_: str, outcomes: Outcomes, asking: Asking, reader: str = "") -> Promise:
    """What policy said of a request for a remedy. `reader` is the role of whoever reads."""
    standing = standing_of(outcomes.states(f"remedy.{type_}"), outcomes.states("merchant_may_refuse"))
    return Promise(
        type_,
        standing,
        outcomes.rule(f"remedy.{type_}", asking.language),
        [point for point in _points(type_, outcomes, asking, reader) if point],
        _evidence(outcomes, asking.language),
        _others(outcomes, asking.language),
    )


def standing_of(remedy: Sequence[str], may_refuse: Sequence[str]) -> str:
    """How a remedy stands for all lines together: right, perhaps, open, undecided or refused."""
    if not remedy or any(word in ("refused", "none") for word in remedy):
        return "refused"
    if "undecided" in remedy:
        return "undecided"
    if all(word == "no" for word in may_refuse):
        return "right"
    return "perhaps" if all(word in ("no", "undecided") for word in may_refuse) else "open"


def _points(type_: str, outcomes: Outcomes, asking: Asking, reader: str) -> list[Point | None]:
    return [
        _until(type_, outcomes, asking),
        _freight("return", outcomes, asking, reader) if type_ == "return_refund" else None,
        _freight("outbound", outcomes, asking, reader),
        _refusal(outcomes, asking),
        _flag("instant_refund", outcomes, asking, lambda states: "instant" if set(states) == {"yes"} else ""),
        _flag(
            "granted_at_once", outcomes, asking, lambda states: "instant" if set(states) == {"yes"} else ""
        ),
        _flag("human_review", outcomes, asking, lambda states: "person" if "yes" in states else ""),
        _amount("compensation", outcomes, asking),
        _amount("deduction", outcomes, asking),
        _burden(outcomes, asking),
    ]


def _until(type_: str, outcomes: Outcomes, asking: Asking) -> Point | None:
    name = f"until.{type_}"
    until = outcomes.value(name)
    if until is None:
        return None
    rule, at = outcomes.rule(name, asking.language), moment_of(until)
    if at.year >= _NEVER_YEAR:
        return Point(words.POINTS["until"], text(asking.language, words.ANSWERS["not_begun"]), None, rule)
    return Point(words.POINTS["until"], "", at, rule)


def _freight(leg: str, outcomes: Outcomes, asking: Asking, reader: str) -> Point | None:
    name = f"freight.{leg}"
    value = outcomes.value(name)
    if value is None and "undecided" not in outcomes.states(name):
        return None
    payer = "undecided" if value is None else key(name).word(value)
    shown = "you" if payer == reader else payer
    label = text(asking.language, words.PAYERS[shown])
    return Point(
        words.POINTS[leg], label, None, outcomes.rule(name, asking.language) if value is not None else None
    )


def _refusal(outcomes: Outcomes, asking: Asking) -> Point | None:
    """The rule by which the merchant may refuse or not; what it says is in the standing."""
    settled = "undecided" not in outcomes.states("merchant_may_refuse")
    rule = outcomes.rule("merchant_may_refuse", asking.language) if settled else None
    return Point(words.POINTS["merchant_may_refuse"], "", None, rule, False) if rule else None


def _flag(
    name: str, outcomes: Outcomes, asking: Asking, answer: Callable[[Sequence[str]], str]
) -> Point | None:
    said_of = answer(outcomes.states(name))
    if not said_of:
        return None
    value = text(asking.language, words.ANSWERS[said_of])
    return Point(words.POINTS[name], value, None, outcomes.rule(name, asking.language))


def _amount(name: str, outcomes: Outcomes, asking: Asking) -> Point | None:
    value = outcomes.value(name)
    if not value:
        return None
    amount = money_text(value, asking.currency, asking.language)
    return Point(words.POINTS[name], amount, None, outcomes.rule(name, asking.language))


def _burden(outcomes: Outcomes, asking: Asking) -> Point | None:
    value = outcomes.value("burden")
    if value is None:
        return None
    who = text(asking.language, words.PROVERS[key("burden").word(value)])
    return Point(words.POINTS["burden"], who, None, outcomes.rule("burden", asking.language))


def _evidence(outcomes: Outcomes, language: str) -> list[Owed]:
    owed: dict[str, dict[str, None]] = {}
    for group in outcomes.groups:
        for name, found in group.items():
            if name.startswith("evidence.") and found["value"]:
                _, party, kind = name.split(".")
                label = words.EVIDENCE.get(kind)
                owed.setdefault(party, {})[text(language, label) if label else kind] = None
    return [Owed(party, list(owed[party])) for party in ("buyer", "merchant") if party in owed]


def _others(outcomes: Outcomes, language: str) -> list[Other]:
    """The remedies beside the two that are cases here, as far as a rule opens them."""
    found = []
    for remedy, label in words.REMEDIES.items():
        name = f"remedy.{remedy}"
        standing = standing_of(outcomes.states(name), ["yes"])
        if standing != "refused":
            found.append(Other(label, standing, outcomes.rule(name, language)))
    return found


def refused(type_: str, why: str, rule: RuleSaid | None = None) -> Promise:
    """A remedy that cannot be asked for; `why` is in the reader's language."""
    return Promise(
        type_,
        "refused",
        RuleSaid(rule.name if rule else "", heading(why), rule.source if rule else ""),
        [],
        [],
        [],
    )
