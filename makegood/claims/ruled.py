"""PURE: what a ruling gives on top of a refund, as claims of its case: opened and paid by themselves, and changed by an appeal
alone. What was paid stays with the buyer; the platform makes the merchant whole.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from makegood.cases import CaseState, Ruling, loss_of
from makegood.claims.decide import stage_at
from makegood.claims.kinds import KINDS, RULING
from makegood.claims.model import Because, Claim, Effect, Funder, Goods, Move, Paid, Party, Stage, Told
from makegood.kit.money import split_by_weights

Change = tuple[Claim | None, Move]
"""A decision on a claim, with the claim as it was before; None where it is made now."""


def as_ruled(
    state: CaseState,
    ruling: Ruling,
    owed_minor: int,
    claims: Sequence[Claim],
    because: Because,
    new_id: Callable[[], int],
    now: datetime,
) -> Iterator[Change]:
    """What is to be done so that the claims of an order give a case what its ruling says: nothing where they do already."""
    mine = [claim for claim in claims if claim.case_id == state.id and KINDS[claim.kind].ruled]
    waiting = [claim for claim in mine if claim.stage is Stage.PAYOUT_DUE]
    paid = [claim for claim in mine if claim.stage is Stage.PAID]
    paid_minor, waits_minor = _sum(paid), _sum(waiting)
    if owed_minor < paid_minor + waits_minor:
        yield from ((claim, _otherwise(claim, now)) for claim in waiting)
        waits_minor = 0
    missing_minor = owed_minor - paid_minor - waits_minor
    if missing_minor > 0:
        for goods, minor in _divided(state, missing_minor):
            yield None, _opened(state, ruling, goods, minor, because, new_id(), now)
    yield from _borne(paid, paid_minor - owed_minor, now)


def _sum(claims: Sequence[Claim]) -> int:
    return sum(claim.amount_minor for claim in claims)


def _divided(state: CaseState, minor: int) -> Iterator[tuple[Goods, int]]:
    """An amount over the goods of a case by what was paid for them, so that each line's claims are known."""
    items = [item for item in state.items if item.quantity] or list(state.items)
    parts = split_by_weights(minor, [max(1, item.value_minor) for item in items])
    for item, part in zip(items, parts, strict=True):
        if part:
            yield Goods(item.line_no, max(1, item.quantity)), part


def _opened(
    state: CaseState, ruling: Ruling, goods: Goods, minor: int, because: Because, claim_id: int, now: datetime
) -> Move:
    """A claim for what a ruling gives on top, paid by itself as soon as the clocks act."""
    funder = Funder.PLATFORM if ruling.compensation_by == Funder.PLATFORM else Funder.MERCHANT
    claim = Claim(
        id=claim_id, order_id=state.order_id, buyer_id=state.buyer_id, merchant_id=state.merchant_id, case_id=state.id,
        kind=RULING, family=loss_of(state.reason), line_no=goods.line_no, quantity=goods.quantity,
        currency=state.currency, cap_minor=minor, amount_minor=minor, stage=Stage.PAYOUT_DUE, owner=Party.SYSTEM,
        deadline_at=now, opened_at=now, changed_at=now,
        content=Told(gives=KINDS[RULING].gives, funder=funder, because=because, found=True, ruling=ruling.reason),
    )  # fmt: skip
    data = {"amount_minor": minor, "rule": because.rule}
    return Move(claim, "ruled", Party.SYSTEM, now, data)


def _otherwise(claim: Claim, now: datetime) -> Move:
    """What was to be paid is not: another ruling has come before."""
    return Move(stage_at(claim, Stage.CLOSED, now), "ruled_otherwise", Party.SYSTEM, now)


def _borne(paid: Sequence[Claim], too_much_minor: int, now: datetime) -> Iterator[Change]:
    """What the merchant paid beyond what is owed now is given back to it, and taken again where more is owed after all. Of what
    the platform paid there is nothing to give.
    """
    left_minor = max(0, too_much_minor)
    for claim in reversed(paid):
        told = _paid(claim)
        whole_minor = min(left_minor, told.merchant_minor)
        left_minor -= whole_minor
        if whole_minor > told.made_whole_minor:
            given = whole_minor - told.made_whole_minor
            after = _with_made_whole(claim, whole_minor, now)
            data = {"amount_minor": given}
            yield claim, Move(after, "made_whole", Party.SYSTEM, now, data, Effect.MAKE_WHOLE)
        elif whole_minor < told.made_whole_minor:
            taken = told.made_whole_minor - whole_minor
            after = _with_made_whole(claim, whole_minor, now)
            yield (
                claim,
                Move(after, "borne_again", Party.SYSTEM, now, {"amount_minor": taken}, Effect.TAKE_AGAIN),
            )


def _with_made_whole(claim: Claim, minor: int, now: datetime) -> Claim:
    paid = replace(_paid(claim), made_whole_minor=minor)
    content = replace(claim.content, paid=paid)
    return replace(claim, content=content, changed_at=now, version=claim.version + 1)


def _paid(claim: Claim) -> Paid:
    return claim.content.paid or Paid()
