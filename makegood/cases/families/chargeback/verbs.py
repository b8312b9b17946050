"""PURE: ending what a bank has paid back by itself, and owing it again when the bank gives it back."""

from collections.abc import Iterator

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.facts import Facts
from makegood.cases.families.chargeback.commands import ReduceRefund, ResumeRefund
from makegood.cases.families.chargeback.covered import ended_by_bank, failed_legs, given_back, taken_of
from makegood.cases.families.chargeback.events import RefundReduced, RefundResumed
from makegood.cases.model import CaseState, Leg, LegStatus, LegWay, Role
from makegood.cases.terms import DEFAULT_LIMITS
from makegood.payments import INTERNAL


def reduced(state: CaseState, facts: Facts, note: str = "") -> list[RefundReduced]:
    """What failed, without what the bank has paid of it; nothing where it has paid none."""
    taken = [(leg, taken_of(leg, facts.order)) for leg in failed_legs(state)]
    legs = tuple(_parts(taken, len(state.legs) + 1))
    amount = sum(part for _, part in taken)
    return [RefundReduced(amount_minor=amount, legs=legs, note=note)] if amount else []


def _parts(taken: list[tuple[Leg, int]], next_no: int) -> Iterator[Leg]:
    """Each leg that the bank has paid; of one that it has paid in part, what is left and a leg for the part."""
    for leg, part in taken:
        if part == leg.amount_minor:
            yield ended_by_bank(leg)
        elif part:
            yield structs.replace(leg, amount_minor=leg.amount_minor - part)
            yield ended_by_bank(structs.replace(leg, leg_no=next_no, amount_minor=part))
            next_no += 1


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
