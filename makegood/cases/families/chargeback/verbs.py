"""PURE: ending what a bank has paid back by itself, and owing it again when the bank gives it back."""

from collections.abc import Iterator

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.facts import Facts
from makegood.cases.families.chargeback.commands import ReduceRefund, ResumeRefund
from makegood.cases.families.chargeback.covered import (
    BankShare,
    bank_shares,
    ended_by_bank,
    given_back,
    paid_by_bank,
)
from makegood.cases.families.chargeback.events import RefundReduced, RefundResumed
from makegood.cases.model import CaseState, Leg, LegStatus, LegWay, Role
from makegood.cases.terms import DEFAULT_LIMITS
from makegood.payments import INTERNAL


def reduced(
    state: CaseState, facts: Facts, note: str = "", *, only_told: bool = False
) -> list[RefundReduced]:
    """What failed, without what the bank has paid of it; nothing where it has paid none."""
    taken = [each for each in bank_shares(state, facts.order, only_told=only_told) if each[1].amount_minor]
    legs = tuple(_parts(taken, len(state.legs) + 1))
    amount = sum(share.amount_minor for _, share in taken)
    return [RefundReduced(amount_minor=amount, legs=legs, note=note)] if amount else []


def _parts(taken: list[tuple[Leg, BankShare]], next_no: int) -> Iterator[Leg]:
    """What is left of each leg of which the bank has paid something, and what it has paid; the first of these as the leg that
    it was, each other as a leg of its own.
    """
    for leg, share in taken:
        parts = [part for part in _divided(leg, share) if part.amount_minor]
        yield parts[0]
        for part in parts[1:]:
            yield structs.replace(part, leg_no=next_no)
            next_no += 1


def _divided(leg: Leg, share: BankShare) -> tuple[Leg, Leg, Leg]:
    """What is left; what keeps the room that it had used; what stands on room that the bank has used up."""
    left, beyond, room = (
        structs.replace(leg, amount_minor=minor)
        for minor in (leg.amount_minor - share.amount_minor, share.beyond_minor, share.room_minor)
    )
    return left, ended_by_bank(beyond), paid_by_bank(structs.replace(room, failure=""))


def reduce_refund(command: ReduceRefund, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """End what the bank has paid; what is left goes out again, unless it was tried too often."""
    events = reduced(state, facts, command.note)
    most = state.terms.limits.get("attempts", DEFAULT_LIMITS["attempts"])
    left = [leg for leg in events[0].legs if leg.status is LegStatus.FAILED and leg.attempt < most]
    again = tuple(sent_again(leg, facts) for leg in left)
    return [*events, e.RefundRetried(legs=again)] if again else [*events]


def sent_again(leg: Leg, facts: Facts) -> Leg:
    """A leg as it goes out once more."""
    return structs.replace(
        leg, way=LegWay.PAYMENT, status=LegStatus.SENDING, attempt=leg.attempt + 1, hold=facts.new_id(),
        posted_by=0, failure="",
    )  # fmt: skip


def resume_refund(command: ResumeRefund, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Send what the bank had paid and has given back. What goes to a tender in our own books is there at once."""
    back = given_back(state, facts)
    legs = tuple(sent_again(leg, facts) for leg in back)
    by_bank = sum(leg.amount_minor for leg in back if leg.way is LegWay.BANK)
    events: list[e.CaseEvent] = [RefundResumed(amount_minor=by_bank, legs=legs)]
    events += [
        e.RefundPaid(leg_no=leg.leg_no, amount_minor=leg.amount_minor, posted_by=facts.new_id())
        for leg in legs
        if leg.processor == INTERNAL
    ]
    return events
