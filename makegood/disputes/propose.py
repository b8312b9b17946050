"""PURE: the ruling that the rules lead to, from the boards of a case: a proposal, which a person accepts or departs from.

It never gives more than law, promise and request let come back, and so never more than was paid, nor a remedy that they
refuse. Where the rules lead nowhere yet, to what the parties agreed, to goods for some lines and not for others, to goods that
go back for a part of their price, or to a remedy that is refused while another is not, it is left open: a person reads.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct, structs

from makegood.cases import Beside, CaseState, CaseType, FreightRuled, Goods, most_on_top
from makegood.disputes.barred import FOR_A_PERSON, barred_by, ground_of
from makegood.disputes.board import Settling
from makegood.disputes.confidence import Confidence, confidence_in
from makegood.disputes.freight import FreightOwed, owed_freight, proposed_freight
from makegood.disputes.measure import Measure, measure_of
from makegood.disputes.model import Board, Duty, Ground, Status
from makegood.policy import Decision, Kind, State, Value, condition_facts, key

GIVES_BACK = ("refund_only", "return_refund", "split")
GIVES_GOODS = ("exchange", "repair", "reship")
LEFT_OPEN = ("none", "undecided", "agreement")
AMOUNTS = ("refund", "deduction")
ON_TOP = ("compensation", "compensation_by", "deduction")


class Stood(Struct, frozen=True):
    """A fact that a rule rests on, as the catalogue encodes it, with who says so (`assumed`: by the burden of proof)."""

    name: str
    value: Value | None
    source: str


class Found(Struct, frozen=True):
    """One thing that follows: the key and its value as rules write them (an amount in minor units), why, and from what.

    `code`: the value as an integer (makegood/policy/outcomes.py).
    """

    key: str
    value: str | int
    code: int
    ground: Ground | None
    rests_on: tuple[Stood, ...]


class Change(Struct, frozen=True):
    """Evidence that would change the outcome: what shown or refuted fact, by whom and with what, and the ruling then."""

    fact: str
    by: str
    kinds: tuple[str, ...]
    shown: bool
    ruling: str
    ground: Ground | None


class Part(Struct, frozen=True):
    """What is proposed for some lines; the buyer gets `amount_minor` of `asked_minor` that were asked for them."""

    line_nos: tuple[int, ...]
    ruling: str
    amount_minor: int
    asked_minor: int


class ProposedRuling(Struct, frozen=True, kw_only=True):
    """What the rules lead to. `favour`: buyer, merchant or split; empty where they do not lead anywhere yet.

    `amount_minor` of `asked_minor` for the buyer, `share` in basis points; `with_return`: the goods go back first (None: as
    the request says, since goods are given). `compensation_minor`: what is paid on top. `freight_by`: who bears the
    freight, where the buyer gets something; `freight_owed`: what law and promises say of it. `findings`: ruling, freight both
    ways, compensation, marks, each with its article. `missing`: facts that somebody has to tell first. `by_rules`: where papers
    bind, for whom the rules would have it.
    `measure`: the most that law and promises let come back, where they measure it; `barred`: what would follow for some lines
    is refused by law, promise or their time. `digest` names exactly this proposal.
    """

    favour: str
    remedy: str
    amount_minor: int
    asked_minor: int
    share: int
    with_return: bool | None
    compensation_minor: int = 0
    freight_by: FreightRuled | None = None
    freight_owed: tuple[FreightOwed, ...] = ()
    measure: Measure | None = None
    barred: bool = False
    parts: tuple[Part, ...]
    findings: tuple[Found, ...]
    confidence: Confidence
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    by_rules: str | None = None
    digest: str = ""


def propose(
    state: CaseState, boards: Sequence[tuple[Board, Settling]], beside: Sequence[Beside] = ()
) -> ProposedRuling:
    """The proposal for a case, from its boards (one for each group of lines that are alike); `beside`: what claims give on
    top of refunds of its order.
    """
    decisions = [settling.decided for _, settling in boards]
    standing = [each for each in decisions if barred_by(each) is None]
    parts = tuple(_part(board, each) for (board, _), each in zip(boards, decisions, strict=True))
    goods = any(part.ruling in GIVES_GOODS for part in parts)
    amount = min(_all(parts, decisions, state), state.requested_minor, state.value_minor)
    open_ = _is_open(parts, decisions, state)
    made = ProposedRuling(
        favour="" if open_ else _favour(amount, state, goods),
        remedy=parts[0].ruling if len({part.ruling for part in parts}) == 1 else "",
        amount_minor=0 if open_ else state.requested_minor if goods else amount,
        asked_minor=state.requested_minor,
        share=10_000 * amount // state.requested_minor if state.requested_minor and not open_ else 0,
        with_return=None if goods or open_ else _goes_back(parts, state),
        compensation_minor=_on_top(amount, standing, state, beside) if not open_ and (goods or amount) else 0,
        freight_by=proposed_freight(state, standing) if not open_ and (goods or amount) else None,
        freight_owed=owed_freight(state, decisions),
        measure=measure_of(state, decisions),
        barred=len(standing) < len(decisions),
        parts=parts,
        findings=tuple(
            each for settled, said in zip(boards, decisions, strict=True) for each in _findings(settled[1], said)
        ),
        confidence=confidence_in([board for board, _ in boards]),
        changes=tuple(change for board, _ in boards for duty in board.duties for change in _changes(duty, board)),
        missing=tuple(dict.fromkeys([*(name for board, _ in boards for name in board.unknown), *_unmeasured(standing)])),
    )  # fmt: skip
    return structs.replace(made, digest=digest_of(made))


def digest_of(proposal: ProposedRuling) -> str:
    """Sixteen hexadecimal digits that are the same for the same proposal, and for no other."""
    told = msgspec.json.encode(structs.replace(proposal, digest=""), order="deterministic")
    return hashlib.blake2b(told, digest_size=8).hexdigest()


def _is_open(parts: Sequence[Part], decisions: Sequence[Decision], state: CaseState) -> bool:
    """Whether the rules do not say what a ruling would have to say of every line."""
    rulings = {part.ruling for part in parts}
    goods = rulings & set(GIVES_GOODS)
    mixed = bool(goods) and rulings != {state.type.value}
    return (
        not parts
        or bool(rulings & set(LEFT_OPEN))
        or mixed
        or bool(_unmeasured([each for each in decisions if barred_by(each) is None]))
        or _back_for_less(rulings, state)
    )


def _back_for_less(rulings: set[str], state: CaseState) -> bool:
    """Whether goods that the buyer wants to keep for a part of the price would go back for that part."""
    keeps = state.type in (CaseType.REFUND_ONLY, CaseType.PRICE_REDUCTION)
    return keeps and "return_refund" in rulings and state.requested_minor < state.value_minor


def _unmeasured(decisions: Sequence[Decision]) -> list[str]:
    """The facts for want of which it is not known how much comes back, where something does."""
    giving = [each for each in decisions if each.word("ruling") in GIVES_BACK]
    unsettled = [
        (each, amount)
        for each in giving
        for amount in AMOUNTS
        if each.answer(amount).state is State.UNDECIDED
    ]
    return [name for each, amount in unsettled for name in each.missing([amount])]


def _part(board: Board, decision: Decision) -> Part:
    facts: Any = decision.facts
    asked, paid = facts.get("asked") or 0, facts.get("paid") or 0
    return Part(
        board.line_nos, board.ruling.ruling, _amount(board.ruling.ruling, decision, asked, paid), asked
    )


def _amount(ruling: str, decision: Decision, asked: int, paid: int) -> int:
    """What comes back: what rules say of it, less what may be kept; never more than was asked for, nor than was paid."""
    if ruling in GIVES_GOODS:
        return int(min(asked, paid))
    if ruling not in GIVES_BACK:
        return 0
    said = decision.value("refund")
    most = paid if said is None else min(said, paid)
    return int(max(0, min(asked, most - (decision.value("deduction") or 0))))


def _all(parts: Sequence[Part], decisions: Sequence[Decision], state: CaseState) -> int:
    """What comes back in all. What was asked for is divided among the lines, and no cent of it is lost by that. What comes
    back beside the goods (outbound freight) does with all of them, unless the rules leave the freight with the buyer.
    """
    beside = sum(item.value_minor for item in state.items if not item.quantity)
    given = sum(part.amount_minor for part in parts)
    if parts and given == sum(part.asked_minor for part in parts):
        given = state.requested_minor - beside
    whole = all(_is_whole(each) for each in decisions) and given > 0
    return given + beside if whole else given


def _is_whole(decision: Decision) -> bool:
    """Whether a ruling undoes the purchase of its lines; what is kept for wear or a gift takes nothing from that."""
    said, paid = decision.value("refund"), decision.facts.get("paid")
    if barred_by(decision) or decision.word("ruling") not in ("refund_only", "return_refund"):
        return False
    whole = said is None or not isinstance(paid, int) or said >= paid
    return whole and decision.word("freight.outbound") != "buyer"


def _on_top(
    amount_minor: int, decisions: Sequence[Decision], state: CaseState, beside: Sequence[Beside]
) -> int:
    """What is paid on top: as much as rules say once everything is settled, and no more than they say of what has been told;
    who only bears a burden of proof is not punished.
    """
    owed = sum(
        each.value("compensation") or 0 for each in decisions if each.word("compensation_by") != "buyer"
    )
    return min(owed, most_on_top(state, amount_minor, beside))


def _favour(amount_minor: int, state: CaseState, goods: bool) -> str:
    if goods or (amount_minor and amount_minor >= state.requested_minor):
        return "buyer"
    return "split" if amount_minor else "merchant"


def _goes_back(parts: Sequence[Part], state: CaseState) -> bool:
    """Whether goods go back first: where a rule says so, and there is something that can."""
    return (
        any(part.ruling == "return_refund" and part.amount_minor for part in parts)
        and state.goods is not Goods.NOT_SHIPPED
    )


def _findings(settling: Settling, decision: Decision) -> list[Found]:
    """The ruling, who pays which freight, what is owed on top, and the marks, as far as rules speak of them. Where what would
    follow is refused, only what follows instead, and by which rule it is refused.
    """
    barred = barred_by(decision)
    if barred is not None:
        said, stood = barred.result.ruling, _stood(settling, decision, barred.key)
        instead = [] if said == FOR_A_PERSON else [_ruling_instead(said, barred.result.ground, stood)]
        return [
            *instead,
            Found(barred.key, "refused", decision.value(barred.key) or 0, barred.result.ground, stood),
        ]
    names = [
        each
        for each in decision.answers
        if each in ("ruling", *ON_TOP) or each.startswith(("freight.", "mark."))
    ]
    return [
        Found(
            each, told, decision.value(each) or 0, ground_of(decision, each), _stood(settling, decision, each)
        )
        for each in sorted(names, key=_rank)
        if (told := _said(decision, each)) is not None
    ]


def _ruling_instead(said: str, ground: Ground | None, stood: tuple[Stood, ...]) -> Found:
    return Found("ruling", said, key("ruling").values.index(said), ground, stood)


def _rank(name: str) -> tuple[int, str]:
    order = ("ruling", "freight", "compensation", "compensation_by", "deduction", "mark")
    return order.index(name.partition(".")[0]), name


def _said(decision: Decision, name: str) -> str | int | None:
    value = decision.value(name)
    if value is None or (name == "deduction" and not value):
        return None
    kind = decision.book.questions[name].key.kind
    return decision.word(name) if kind in (Kind.CHOICE, Kind.FLAG, Kind.ANY) else value


def _stood(settling: Settling, decision: Decision, name: str) -> tuple[Stood, ...]:
    """The facts in the condition of the rule that said it."""
    place = decision.answer(name).rule
    if place is None:
        return ()
    names = sorted(condition_facts(decision.book.rules[place]))
    return tuple(
        Stood(name, decision.facts.get(name), settling.source_of(name))
        for name in names
        if decision.facts.get(name) is not None
    )


def _changes(duty: Duty, board: Board) -> list[Change]:
    """What would be ruled if a fact turned out otherwise than it is taken for now."""
    if not duty.decides:
        return []
    is_shown = duty.status in (Status.OFFERED, Status.CONCEDED, Status.PROVEN)
    then = duty.if_not if is_shown else duty.if_shown
    if then.ruling == board.ruling.ruling and then.ground == board.ruling.ground:
        return []
    return [Change(duty.fact, duty.by, duty.kinds, not is_shown, then.ruling, then.ground)]
