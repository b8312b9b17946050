"""PURE: what a buyer may ask for, before a case is opened: the very decision that opening one makes.

Each remedy is open, refused or undecided, with the rule that says so, until when, what would have to be different,
and the facts that are missing, cheapest first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from makegood.cases import commands as c
from makegood.cases.facts import Asked, OrderFacts, goods_of
from makegood.cases.families.cancellation.backing_out import told_by_reason
from makegood.cases.model import CaseType, Goods, Item, Role
from makegood.cases.policy_facts import facts_of
from makegood.cases.promises import LIMITED, BookPromises, answer_of, deciding_key
from makegood.cases.terms import GivenFact
from makegood.cases.verbs.asking import items_asked, tender_asked
from makegood.policy import (
    REMEDIES,
    Decision,
    FactQuestion,
    Kind,
    condition_words,
    decide,
    decide_otherwise,
    moment_of,
    near_misses,
    question_of,
    reason,
)
from makegood.policy import key as key_of

MOST_INSTEAD = 3


class EligibilityAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request before it is made: some units of an order line, why, and what is known. All but the order may be left out.

    `explain`: tell as well what would have to be different for what is refused (`instead`); the answer then takes longer.
    `at` asks for another day than today; what was promised at the purchase counts then as well.
    """

    order: Annotated[
        str, Meta(min_length=1, max_length=100, description="the marketplace's order number, or our id")
    ]
    line_no: c.LineNo = 1
    quantity: c.Units | None = None
    reason: c.Word | None = None
    amount_minor: c.Amount | None = None
    refund_to: c.OwnTender | None = None
    facts: Annotated[dict[c.FactName, c.FactTold], Meta(max_length=50)] = {}
    at: Annotated[datetime, Meta(tz=True)] | None = None
    explain: bool = False


class RuleSaid(Struct, frozen=True):
    """A rule that decided, in the reader's language, with its source."""

    rule: str
    text: str
    source: str


class Instead(Struct, frozen=True):
    """A rule that would have been better for the buyer, and what would have to be different for it to hold."""

    rule: str
    text: str
    would_take: list[str]


class RemedyAnswer(Struct, frozen=True):
    """Whether a remedy is open: `open`, `refused` or `undecided`; `missing` names the facts that would settle it.

    `merchant_may_refuse`: `no` where the remedy is the buyer's right, `yes` where it is a request, or `undecided`.
    `granted_at_once`: nobody has to answer. `refund_minor`: what comes back of a cancellation or of a refund without return
    where a rule sets it, such as a deposit less what is lost of it, or a share of what is spoilt; `compensation_minor`: what
    is owed on top, which is no part of the refund.
    """

    remedy: str
    answer: str
    because: RuleSaid | None
    until: datetime | None
    missing: list[str]
    merchant_may_refuse: str
    instead: list[Instead]
    granted_at_once: bool = False
    refund_minor: int | None = None
    compensation_minor: int | None = None


class Said(Struct, frozen=True):
    """What was decided about something else: its value, and the rule that says so."""

    value: str | int
    because: RuleSaid | None


class Eligibility(Struct, frozen=True):
    """What a buyer may ask for. `clocks` in seconds; `amounts` in minor units; `missing`: every question, cheapest first."""

    order_id: str
    line_no: int
    market: str
    purchased_at: datetime
    decided_at: datetime
    packs: list[str]
    remedies: list[RemedyAnswer]
    freight: dict[str, Said]
    tenders: dict[str, Said]
    clocks: dict[str, int]
    amounts: dict[str, Said]
    evidence: dict[str, list[str]]
    marks: list[str]
    burden: Said | None
    ruling: Said | None
    merchant_may_refuse: bool
    instant_refund: bool
    human_review: bool
    missing: list[FactQuestion]


def eligibility_for(
    wanted: EligibilityAsked,
    promises: BookPromises,
    order: OrderFacts,
    now: datetime,
    by: Role,
    language: str,
) -> Eligibility:
    """What may be asked for; the facts are told by someone of the role `by`.

    Raises NoSuchLine, UnitsNotLeft, FactNotKnown, FactWrong and FactNotYours.
    """
    at = wanted.at or now
    asked, group = _asked(wanted, promises, order, at, by)
    facts = facts_of(promises.book.catalogue, promises.market, asked, group, order, at)
    decision = decide(promises.book, {each.name: each.value for each in facts})
    line = order.line(wanted.line_no)
    assert line is not None
    cancelled = told_by_reason(structs.replace(asked, type=CaseType.CANCEL), order, line, at)
    remedies = [
        _remedy(name, decision, language, wanted.explain, _backing_out(name, cancelled, asked))
        for name in REMEDIES
    ]
    return Eligibility(
        order_id=str(order.id),
        line_no=wanted.line_no,
        market=promises.market,
        purchased_at=order.placed_at,
        decided_at=at,
        packs=[f"{ref.name}@{ref.version}" for ref in promises.book.packs],
        remedies=remedies,
        freight=_group(decision, "freight.", language),
        tenders=_group(decision, "tender.", language),
        clocks={name.removeprefix("clock."): value for name, value in _values(decision, "clock.")},
        amounts={
            name: said
            for name in ("refund", "compensation", "deduction")
            if (said := _said(decision, name, language))
        },
        evidence=_evidence(decision),
        marks=[name.removeprefix("mark.") for name, _ in _values(decision, "mark.")],
        burden=_said(decision, "burden", language),
        ruling=_said(decision, "ruling", language),
        merchant_may_refuse=decision.word("merchant_may_refuse") != "no",
        instant_refund=decision.word("instant_refund") == "yes",
        human_review=decision.word("human_review") == "yes",
        missing=_questions(promises, remedies, decision, language),
    )


def _asked(
    wanted: EligibilityAsked, promises: BookPromises, order: OrderFacts, at: datetime, by: Role
) -> tuple[Asked, tuple[Item, ...]]:
    """The request as opening a case would put it to the packs, but for the remedy, which is still to be chosen."""
    items = items_asked([c.ItemAsked(wanted.line_no, wanted.quantity)], order, {})
    most = sum(item.value_minor for item in items)
    given = tuple(
        GivenFact(name, promises.accept(name, value, by), by, at) for name, value in wanted.facts.items()
    )
    tender = tender_asked(wanted.refund_to, order, promises)
    asked = Asked(
        None,
        wanted.reason,
        items,
        min(wanted.amount_minor or most, most),
        goods_of(order, [wanted.line_no], at),
        tender.tender if tender else None,
        given,
    )
    return asked, items


def _remedy(
    name: str,
    decision: Decision,
    language: str,
    explain: bool,
    told: Mapping[str, str],
) -> RemedyAnswer:
    """The answer for one remedy. What may be open is decided once more with the remedy named, as opening a case does;
    `told`: what follows from that besides.
    """
    if answer_of(decision, name) != "refused":
        decision = decide_otherwise(
            decision, {"remedy": name, **told}, (*_wanted(name), *_MORE.get(name, ()))
        )
    key, word = deciding_key(decision, name), answer_of(decision, name)
    refusal = decision.word("merchant_may_refuse")
    until = decision.value(f"until.{name}")
    return RemedyAnswer(
        name,
        word,
        _because(decision, key, language),
        None if until is None else moment_of(until),
        decision.missing(_settling(name, key, word)),
        "" if word == "refused" else refusal if refusal in ("no", "undecided") else "yes",
        _instead(decision, key, language) if explain and word == "refused" else [],
        **(_amounts(decision) if name in LIMITED and word != "refused" else {}),
    )


def _backing_out(name: str, told: Mapping[str, str], asked: Asked) -> Mapping[str, str]:
    """Who backs out of the contract, where asking for this before shipping means that somebody does."""
    unsent_refund = name == CaseType.REFUND_ONLY and asked.goods is Goods.NOT_SHIPPED
    return told if name == CaseType.CANCEL or unsent_refund else {}


def _settling(name: str, key: str, word: str) -> list[str]:
    """What the facts still to be asked for would settle: whether it is open, may be refused, and how much comes back."""
    if word == "refused":
        return [key]
    return [key, "merchant_may_refuse", *(["refund"] if name in LIMITED else [])]


def _wanted(name: str) -> tuple[str, ...]:
    return (f"remedy.{name}", f"until.{name}", "freight.outbound", "merchant_may_refuse")


_MORE: dict[str, tuple[str, ...]] = dict.fromkeys(
    LIMITED, ("refund", "compensation", "granted_at_once", "instant_refund")
)
"""What is told of a remedy besides."""


def _amounts(decision: Decision) -> dict[str, Any]:
    at_once = any(decision.word(key) == "yes" for key in ("granted_at_once", "instant_refund"))
    return {
        "granted_at_once": at_once,
        "refund_minor": decision.value("refund"),
        "compensation_minor": decision.value("compensation"),
    }


def _because(decision: Decision, key: str, language: str) -> RuleSaid | None:
    place = decision.answer(key).rule
    if place is None:
        return None
    rule = decision.book.rules[place].rule
    return RuleSaid(rule.name, reason(decision, key)[1].in_(language), rule.source.in_(language))


def _instead(decision: Decision, key: str, language: str) -> list[Instead]:
    return [
        Instead(
            near.rule.rule.name,
            near.rule.rule.text.in_(language),
            [condition_words(near.rule, each, decision, language) for each in near.failing],
        )
        for near in near_misses(decision, key)[:MOST_INSTEAD]
    ]


def _values(decision: Decision, prefix: str) -> list[tuple[str, int]]:
    names = decision.book.keys_beginning(prefix)
    return [(name, value) for name in names if (value := decision.value(name)) is not None]


def _said(decision: Decision, name: str, language: str) -> Said | None:
    value = decision.value(name)
    if value is None:
        return None
    known = key_of(name)
    word = known.word(value) if known.kind in (Kind.CHOICE, Kind.FLAG) else value
    return Said(word, _because(decision, name, language))


def _group(decision: Decision, prefix: str, language: str) -> dict[str, Said]:
    return {
        name.removeprefix(prefix): said
        for name in decision.book.keys_beginning(prefix)
        if (said := _said(decision, name, language))
    }


def _evidence(decision: Decision) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, _ in _values(decision, "evidence."):
        _, party, kind = name.split(".")
        found.setdefault(party, []).append(kind)
    return found


def _questions(
    promises: BookPromises, remedies: Sequence[RemedyAnswer], decision: Decision, language: str
) -> list[FactQuestion]:
    """Every question whose answer would settle a remedy or who bears the freight, cheapest first, each once."""
    names = dict.fromkeys(name for remedy in remedies for name in remedy.missing)
    names |= dict.fromkeys(decision.missing(("freight.return", "freight.outbound")))
    kinds: Mapping[str, Any] = promises.book.catalogue.facts
    return [question_of(kinds[name], language) for name in sorted(names, key=lambda name: kinds[name].cost)]
