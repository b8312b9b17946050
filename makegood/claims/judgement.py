"""PURE: what a promise gives here: the amount that the packs set, who pays it, why, and what is still to be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from makegood.cases import BookPromises, GivenFact, OrderFacts, PromiseAsked, promised
from makegood.claims.kinds import INSURER, MARKS, ClaimKind
from makegood.claims.model import RULED, Because, Funder
from makegood.policy import Decision, Level, State, Text, explain_refusal, reason, window_end


class Judgement(Struct, frozen=True, kw_only=True):
    """`amount_minor` None: facts are missing (`missing`); 0: nothing is owed, and `because` says why. `until`: as far as the
    rule's own windows tell. `evidence`: what the buyer has to show; `owed_evidence`: what of it
    the promise itself asks for. `answer_seconds`: the merchant's time.
    """

    amount_minor: int | None
    quantity: int
    funder: Funder
    because: Because
    answer_seconds: int
    until: datetime | None = None
    missing: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    owed_evidence: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    freight_by: str = ""
    payout_seconds: int | None = None
    goods_kind: str | None = None


class Wanted(Struct, frozen=True, kw_only=True):
    """What is claimed of which goods, with what is told of them; `known` are facts that we are sure of. `insurer`:
    who stands behind it, where one does. `freight_ruled`: who bears the freight by a ruling, where one says so: not the packs.
    """

    kind: ClaimKind
    line_no: int
    quantity: int | None = None
    given: tuple[GivenFact, ...] = ()
    known: Mapping[str, Any] = {}
    remedy: str | None = None
    reason: str | None = None
    insurer: str = INSURER
    freight_ruled: str = ""


class Books(Protocol):
    """The packs (makegood/cases/policy.py), as far as claims need them."""

    def promises(self, order: OrderFacts, now: datetime) -> BookPromises:
        """The packs that hold for an order."""


def judge(books: Books, wanted: Wanted, order: OrderFacts, now: datetime) -> Judgement:
    """Ask the packs. Raises NoSuchLine, UnitsNotLeft and FactWrong."""
    kind = wanted.kind
    said = promised(
        books.promises(order, now),
        PromiseAsked(
            line_no=wanted.line_no, quantity=wanted.quantity, remedy=wanted.remedy or kind.remedy,
            reason=wanted.reason or kind.reason or None, given=wanted.given, known={**kind.sets, **wanted.known},
            only_left=kind.gives == "refund",
        ),
        order,
        now,
    )  # fmt: skip
    decision = said.decision
    evidence = [key for key in decision.answers if key.startswith("evidence.buyer.")]
    amount, rule, text = _given(decision, kind, wanted.freight_ruled)
    if amount is not None and kind.gives == "refund":
        amount = min(amount, said.paid_minor)
    pack = rule.partition("/")[0]
    return Judgement(
        amount_minor=amount,
        quantity=said.quantity,
        funder=_funder(decision, kind, wanted.freight_ruled),
        because=Because(rule, text.en, text.zh),
        answer_seconds=_answer_seconds(decision, kind, pack),
        until=window_end(decision, kind.outcome),
        missing=tuple(name for name in kind.asks if decision.facts.get(name) is None)
        if amount is None
        else (),
        evidence=tuple(key.rpartition(".")[2] for key in evidence),
        owed_evidence=tuple(
            key.rpartition(".")[2] for key in evidence if kind.asked and _asks_for(decision, kind, pack, key)
        ),
        marks=tuple(mark for mark in sorted(MARKS) if decision.word(f"mark.{mark}") == "yes"),
        freight_by=decision.word("freight.return"),
        payout_seconds=decision.value("clock.insurance_payout"),
        goods_kind=_text(decision.facts.get("goods_kind")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _given(decision: Decision, kind: ClaimKind, freight_ruled: str) -> tuple[int | None, str, Text]:
    """The amount with the rule that gives it and its words. None while a fact is missing that the kind asks for.

    Other rights may hang on what nobody knows yet, such as whether food is unsafe: they are a case's matter, and what the
    promise itself gives is owed meanwhile. Where the promise gives nothing, neither do other rights give it here.
    """
    if kind.repays and freight_ruled:
        return _repaid_as_ruled(decision, kind, freight_ruled)
    if kind.repays:
        return _repaid(decision, kind)
    answer = decision.answer(kind.outcome)
    best = max(_promised(decision, kind), default=None)
    if answer.state is State.DECIDED and answer.value and (best or not kind.guarantee):
        return answer.value, *reason(decision, kind.outcome)
    if any(decision.facts.get(name) is None for name in kind.asks):
        return None, *explain_refusal(decision, kind.outcome)
    if best is None:
        return 0, *explain_refusal(decision, kind.outcome)
    rule = decision.book.rules[best[1]].rule
    return best[0], rule.name, rule.text


def _repaid(decision: Decision, kind: ClaimKind) -> tuple[int | None, str, Text]:
    """What the buyer has laid out that the merchant is to bear; None while nobody told how much that was."""
    told = decision.facts.get(kind.repays)
    if decision.word(kind.outcome) == "merchant" and told is None:
        return None, *reason(decision, kind.outcome)
    if decision.word(kind.outcome) == "merchant" and isinstance(told, int) and told > 0:
        return told, *reason(decision, kind.outcome)
    return 0, *explain_refusal(decision, kind.outcome)


_AS_RULED = Text("So the ruling says who bears the way back.", "裁决已认定退回运费的承担方。")


def _repaid_as_ruled(decision: Decision, kind: ClaimKind, bearer: str) -> tuple[int | None, str, Text]:
    """The same where a ruling names who bears it; of what is shared the buyer keeps half, an odd unit is the other side's."""
    told = decision.facts.get(kind.repays)
    if bearer not in _REPAYING:
        return 0, RULED, _AS_RULED
    if told is None:
        return None, RULED, _AS_RULED
    paid = max(told, 0) if isinstance(told, int) else 0
    return (paid - paid // 2 if bearer == "shared" else paid), RULED, _AS_RULED


_REPAYING = frozenset({"merchant", "platform", "shared"})


def _promised(decision: Decision, kind: ClaimKind) -> list[tuple[int, int]]:
    """What the rules of promises that hold give, with their places in the book."""
    return [
        (value, said.rule)
        for said in decision.book.sayings_of.get(kind.outcome, ())
        if decision.truths[said.rule]
        and decision.book.rules[said.rule].rule.level is Level.PROMISE
        and (value := said.value(decision.facts))
    ]


def _answer_seconds(decision: Decision, kind: ClaimKind, pack: str) -> int:
    """The merchant's time: that of the promise itself, where its pack sets one; not that of cases."""
    key = "clock.merchant_answer"
    said = decision.value(key) if _pack_of(decision, key) == pack else None
    return said or kind.answer_seconds


def _pack_of(decision: Decision, key: str) -> str:
    place = decision.answer(key).rule
    return "" if place is None else decision.book.rules[place].rule.pack


def _asks_for(decision: Decision, kind: ClaimKind, pack: str, key: str) -> bool:
    """Whether the promise itself wants something shown, or the pack that gives the amount, where that is another one."""
    rules = decision.book.rules
    packs = {pack, *(rules[place].rule.pack for _, place in _promised(decision, kind))}
    asking = (said.rule for said in decision.book.sayings_of.get(key, ()) if decision.truths[said.rule])
    return any(rules[place].rule.pack in packs for place in asking)


def _funder(decision: Decision, kind: ClaimKind, freight_ruled: str) -> Funder:
    said = freight_ruled if kind.repays else decision.word("compensation_by")
    return Funder(said) if said in set(Funder) else kind.funder
