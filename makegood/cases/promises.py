"""PURE: what the packs say of a request: the terms of the case, or why the remedy is not open to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import structs

from makegood.cases import refusals
from makegood.cases.facts import Asked, OrderFacts, Verdict
from makegood.cases.kin import REFUNDS
from makegood.cases.model import CaseType, Role
from makegood.cases.policy_facts import FactOf, facts_of, groups_of, plain
from makegood.cases.terms import FactValue, MissingFact, Terms
from makegood.kit.errors import Refused
from makegood.policy import Book, Decision, decide, explain_refusal, moment_of
from makegood.policy import key as key_of


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision: the lines it is about, the facts it stood on with their sources, and what came out."""

    number: int
    line_nos: tuple[int, ...]
    facts: tuple[FactOf, ...]
    decision: Decision


@dataclass(frozen=True, slots=True)
class BookPromises:
    """The book that holds for an order, and the verdicts it has given, for the record."""

    book: Book
    market: str
    judged: list[Judged] = field(default_factory=list)

    def judge(self, asked: Asked, order: OrderFacts, now: datetime) -> Verdict:
        """What policy says of a request. Raises FactWrong for a reason that is none."""
        asked = asked if asked.asked_at else structs.replace(asked, asked_at=now)
        told = [
            Judged(asked.decisions + number, lines, facts, self._decide(facts))
            for number, (lines, facts) in enumerate(self._facts(asked, order, now), 1)
        ]
        refused = next((why for each in told if (why := _refusal(each.decision, asked))), None)
        self.judged.extend(told)
        return Verdict(_terms(told, asked), refused)

    def accept(self, name: str, value: Any, by: Role) -> FactValue:
        """A value that a party tells, as JSON keeps it. Raises FactNotKnown, FactWrong and FactNotYours."""
        kind = self.book.catalogue.kind(name)
        if kind.by == ("system",) or (by.value not in kind.by and by not in (Role.DESK, Role.SENIOR)):
            raise refusals.FactNotYours(name=name, allowed=", ".join(kind.by))
        kind.encode(value)
        return tuple(value) if isinstance(value, list) else value

    def _facts(
        self, asked: Asked, order: OrderFacts, now: datetime
    ) -> Iterable[tuple[tuple[int, ...], tuple[FactOf, ...]]]:
        for group in groups_of(asked.items, order):
            yield (
                tuple(item.line_no for item in group),
                facts_of(self.book.catalogue, self.market, asked, group, order, now),
            )

    def _decide(self, facts: Sequence[FactOf]) -> Decision:
        return decide(self.book, {each.name: each.value for each in facts})


LIMITED = frozenset({CaseType.CANCEL, CaseType.REFUND_ONLY})
"""Requests of which as much comes back as a rule says, where one does: a deposit, a share of what is spoilt."""
_MONEY_BACK = ("refund_only", "return_refund", "intercept")


def deciding_key(decision: Decision, remedy: str) -> str:
    """The key that opens a request: the remedy; for the freight paid on the way to the buyer, who bears that freight,
    unless a rule has closed the remedy, as for an order that is cancelled; for a cancellation that brings nothing back,
    the rule that says so.
    """
    key = f"remedy.{remedy}"
    if remedy in LIMITED and _nothing_comes_back(decision):
        return "refund"
    is_freight = decision.facts.get("line_kind") == "shipping" and remedy in _MONEY_BACK
    return "freight.outbound" if is_freight and decision.word(key) != "refused" else key


def answer_of(decision: Decision, remedy: str) -> str:
    """Whether a remedy is open, refused or undecided for some lines. What no rule opens is refused."""
    key = deciding_key(decision, remedy)
    word = decision.word(key)
    if key == "refund" or word in ("refused", "none", "buyer"):
        return "refused"
    return "undecided" if word == "undecided" else "open"


def _nothing_comes_back(decision: Decision) -> bool:
    """Whether a deposit is lost whole."""
    return decision.value("refund") == 0 and not decision.value("compensation")


def _refusal(decision: Decision, asked: Asked) -> Refused | None:
    remedy = str(asked.type)
    if answer_of(decision, remedy) == "refused":
        return _told(refusals.RemedyNotOpen, decision, deciding_key(decision, remedy), remedy=remedy)
    tender = f"tender.{asked.tender}"
    if asked.tender and decision.word(tender) in ("refused", "none"):
        return _told(refusals.TenderNotOpen, decision, tender, tender=asked.tender)
    return None


def _told(refusal: type[Refused], decision: Decision, key: str, **fields: str) -> Refused:
    rule, text = explain_refusal(decision, key)
    return refusal(**fields, rule=rule, reason=text.en, reason_zh=text.zh)


def _terms(told: Sequence[Judged], asked: Asked) -> Terms:
    decisions = [each.decision for each in told]
    until = _best(decisions, f"until.{asked.type}")
    return Terms(
        decisions=asked.decisions + len(told),
        asked_at=asked.asked_at,
        remedy=_together([answer_of(each, str(asked.type)) for each in decisions]),
        clocks=_numbers(decisions, "clock."),
        limits=_numbers(decisions, "limit."),
        freight=_words(decisions, "freight."),
        tenders=_words(decisions, "tender."),
        until=None if until is None else moment_of(until),
        may_refuse=not all(each.word("merchant_may_refuse") == "no" for each in decisions),
        instant_refund=all(each.word("instant_refund") == "yes" for each in decisions),
        granted_at_once=all(each.word("granted_at_once") == "yes" for each in decisions),
        at_once_rule=_rule_at_once(decisions[0]),
        instant_rule=_rule_of(decisions[0], "instant_refund"),
        **_amounts_of(decisions, asked),
        **_deducted(decisions, asked),
        marks=_marks(decisions),
        human_review=any(each.word("human_review") == "yes" for each in decisions),
        missing=_missing(decisions, asked),
    )


def _marks(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """What would stand on the record of the merchant, as far as the packs say it for this request."""
    names = sorted(_spoken_of(decisions, "mark."))
    return tuple(
        name.removeprefix("mark.") for name in names if any(each.word(name) == "yes" for each in decisions)
    )


def _rule_at_once(decision: Decision) -> str:
    """The rule that grants the request at once, where one does."""
    said = (key for key in ("granted_at_once", "instant_refund") if decision.word(key) == "yes")
    return next((_rule_of(decision, key) for key in said), "")


def _rule_of(decision: Decision, key: str) -> str:
    place = decision.answer(key).rule
    return "" if place is None else decision.book.rules[place].rule.name


def _amounts_of(decisions: Sequence[Decision], asked: Asked) -> dict[str, Any]:
    """What comes back where nothing is sent back, and what is owed on top, as far as a rule sets amounts."""
    spoken = [each for each in decisions if each.value("refund") is not None]
    if asked.type not in LIMITED or not spoken:
        return _on_top(decisions)
    return {
        "refund_minor": sum(_back(each) for each in decisions),
        "refund_rule": _rule_of(spoken[0], "refund"),
        **_on_top(decisions),
    }


def _on_top(decisions: Sequence[Decision]) -> dict[str, Any]:
    """What is owed to the buyer on top, by the first rule that says so. What a rule has the buyer pay is none of it."""
    adding = [each for each in decisions if each.value("compensation") and _payer_of(each) != "buyer"]
    payers = {_payer_of(each) for each in adding}
    if not adding:
        return {}
    return {
        "compensation_minor": sum(each.value("compensation") or 0 for each in adding),
        "compensation_rule": _rule_of(adding[0], "compensation"),
        "compensation_by": payers.pop() if len(payers) == 1 else "several",
    }


def _payer_of(decision: Decision) -> str:
    """At whose expense something is owed on top: the merchant's where no rule says otherwise."""
    said = decision.word("compensation_by")
    return "merchant" if said in ("none", "undecided") else said


def _deducted(decisions: Sequence[Decision], asked: Asked) -> dict[str, Any]:
    """What the merchant may keep of a refund: for the use of the goods, for a gift, for a price that holds no longer."""
    spoken = [each for each in decisions if each.value("deduction")]
    if asked.type not in REFUNDS or not spoken:
        return {}
    kept = sum(each.value("deduction") or 0 for each in spoken)
    return {"deduction_minor": kept, "deduction_rule": _rule_of(spoken[0], "deduction")}


def _back(decision: Decision) -> int:
    said = decision.value("refund")
    paid: Any = decision.facts.get("paid") or 0
    return int(paid) if said is None else said


def _together(words: Sequence[str]) -> str:
    """The remedy for all items: refused where it is for one, open where it is for all."""
    if "refused" in words:
        return "refused"
    return "open" if all(word == "open" for word in words) else "undecided"


def _missing(decisions: Sequence[Decision], asked: Asked) -> tuple[MissingFact, ...]:
    """What would settle the remedy, who bears the freight and whether it may be refused; each fact once."""
    keys = (
        f"remedy.{asked.type}",
        "freight.return",
        "freight.outbound",
        "merchant_may_refuse",
        "instant_refund",
        *(("refund",) if asked.type in LIMITED else ()),
    )
    found: dict[str, None] = {}
    for decision in decisions:
        found |= dict.fromkeys(decision.missing(keys))
    kinds = decisions[0].book.catalogue.facts
    ordered = sorted(found, key=lambda name: kinds[name].cost)
    return tuple(MissingFact(name, kinds[name].by, kinds[name].cost) for name in ordered)


def _best(decisions: Sequence[Decision], name: str) -> int | None:
    """What the lines of a case come to together: the value that is best for the buyer."""
    values = [value for each in decisions if (value := each.value(name)) is not None]
    return max(values, key=key_of(name).rank, default=None)


def _numbers(decisions: Sequence[Decision], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): value
        for name in _spoken_of(decisions, prefix)
        if (value := _best(decisions, name)) is not None
    }


def _spoken_of(decisions: Sequence[Decision], prefix: str) -> list[str]:
    return list(dict.fromkeys(name for each in decisions for name in each.answers if name.startswith(prefix)))


def _words(decisions: Sequence[Decision], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): key_of(name).word(value)
        for name in _spoken_of(decisions, prefix)
        if (value := _best(decisions, name)) is not None
    }


def facts_kept(facts: Sequence[FactOf]) -> list[dict[str, Any]]:
    """Facts as they are kept. What is presumed is in the catalogue and left out; what is disputed has no value."""
    return [
        {"name": each.name, "value": plain(each.value), "source": each.source, "at": each.at}
        for each in facts
        if each.source != "presumed" and (each.value is not None or each.source == "disputed")
    ]
