"""PURE: the money on its way back. One refund a case, in legs by tender; what is uncertain stays pending."""

from collections.abc import Iterable, Iterator

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.facts import Facts
from makegood.cases.families.advance.giving import rooms_of
from makegood.cases.families.advance.legs import from_advance, from_debt, within_room
from makegood.cases.families.chargeback.covered import covered_by_bank, paid_by_bank, payable_elsewhere
from makegood.cases.families.chargeback.events import RefundReduced
from makegood.cases.families.chargeback.verbs import reduced
from makegood.cases.families.replacement.receives import receives_difference
from makegood.cases.model import CaseState, Leg, LegStatus, LegWay, Role
from makegood.cases.outbound_freight import freight_at_last
from makegood.payments import INTERNAL, RefundLeg


def start(state: CaseState, facts: Facts) -> list[e.CaseEvent]:
    """Send what is owed by the order's tenders in their stated order, or all of it to the tender the buyer chose.

    What an appeal gave on top of a refund goes out as further legs.
    """
    owed = state.owed_minor - state.sent_minor
    legs = tuple(
        structs.replace(leg, leg_no=leg_no)
        for leg_no, leg in enumerate(_legs(owed, state, facts), len(state.legs) + 1)
    )
    events: list[e.CaseEvent] = [
        e.RefundStarted(
            amount_minor=owed,
            from_escrow_minor=min(owed - _by_bank(legs), facts.order.escrow_minor),
            legs=legs,
        )
    ]
    events += [
        _paid(leg, facts)
        for leg in legs
        if leg.way is not LegWay.BANK and (leg.processor == INTERNAL or leg.way is not LegWay.PAYMENT)
    ]
    return events


def last_freight(before: CaseState | None, state: CaseState, facts: Facts) -> list[e.CaseEvent]:
    """Before a refund starts: the freight that comes back with it, where its goods turn out to be the order's last."""
    items = freight_at_last(before, state, facts.order)
    return [e.FreightAdded(items, sum(item.value_minor for item in items))] if items else []


def _by_bank(legs: Iterable[Leg]) -> int:
    return sum(leg.amount_minor for leg in legs if leg.way is LegWay.BANK)


def _legs(owed_minor: int, state: CaseState, facts: Facts) -> Iterator[Leg]:
    """What was paid in advance first, then what a bank has paid and what the buyer owes for earlier advances; the rest
    goes back to the payments.
    """
    apart = [*from_advance(state.advance, owed_minor)]
    by_bank = covered_by_bank(facts.order, owed_minor - sum(leg.amount_minor for leg in apart))
    apart += [structs.replace(paid_by_bank(_leg(part, state, facts)), hold=0) for part in by_bank]
    apart += from_debt(facts.order.advance, owed_minor - sum(leg.amount_minor for leg in apart))
    parts, beyond = within_room(rooms_of(facts.order), owed_minor - sum(leg.amount_minor for leg in apart))
    yield from apart
    yield from (_leg(part, state, facts) for part in parts)
    yield from beyond


def _leg(part: RefundLeg, state: CaseState, facts: Facts) -> Leg:
    """One leg. It uses up the room of the payment it stands for, wherever its money goes."""
    tender, processor, reference = part.tender, part.processor, part.processor_reference
    to = state.refund_to or receives_difference(state, facts.order)
    if to:
        tender, processor, reference = to.tender, INTERNAL, to.external_id
    return Leg(0, part.payment_no, tender, processor, reference, part.amount_minor, hold=facts.new_id())


def _paid(leg: Leg, facts: Facts, detail: str = "") -> e.RefundPaid:
    return e.RefundPaid(
        leg_no=leg.leg_no, amount_minor=leg.amount_minor, posted_by=facts.new_id(), detail=detail
    )


def record_refund(command: c.RecordRefund, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the processor says of a leg. Saying it twice changes nothing; "failed" after "paid" is a bounce.

    "Paid" after "failed" is believed once, as the money is gone. Whatever contradicts more than that is for people.
    """
    leg = state.leg(command.leg_no)
    if leg and leg.way is not LegWay.PAYMENT:
        raise refusals.RefundContradicted(leg_no=leg.leg_no, attempt=command.attempt)
    if leg and command.outcome == "paid" and (leg.attempt > command.attempt or leg.processor == INTERNAL):
        raise refusals.RefundContradicted(leg_no=leg.leg_no, attempt=command.attempt)
    if leg is None or leg.attempt != command.attempt:
        raise refusals.StaleAttempt(attempt=command.attempt, current=leg.attempt if leg else 0)
    match (leg.status, command.outcome):
        case (LegStatus.SENDING | LegStatus.UNKNOWN, "paid"):
            return [_paid(leg, facts, command.detail)]
        case (LegStatus.FAILED, "paid") if not leg.posted_by:
            return [_paid(leg, facts, command.detail)]
        case (LegStatus.SENDING | LegStatus.UNKNOWN, "failed"):
            return [e.RefundFailed(leg_no=leg.leg_no, detail=command.detail)]
        case (LegStatus.SENDING, "unknown"):
            return [e.RefundUnknown(leg_no=leg.leg_no, detail=command.detail)]
        case (LegStatus.PAID, "failed") if leg.failure:
            raise refusals.RefundContradicted(leg_no=leg.leg_no, attempt=command.attempt)
        case (LegStatus.PAID, "failed") if leg.processor != INTERNAL:
            return [
                e.RefundBounced(
                    leg_no=leg.leg_no,
                    amount_minor=leg.amount_minor,
                    reversed_by=facts.new_id(),
                    detail=command.detail,
                )
            ]
        case _:
            raise refusals.AlreadyRecorded()


def _failed(state: CaseState) -> list[Leg]:
    return [leg for leg in state.legs if leg.status is LegStatus.FAILED]


def retry_refund(command: c.RetryRefund, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Try what failed again, as a new attempt, but for what chargebacks on record have paid of it; what is uncertain is never
    sent twice.
    """
    by_bank = reduced(state, facts, only_told=True)
    legs = tuple(
        structs.replace(
            leg,
            status=LegStatus.SENDING,
            attempt=leg.attempt + 1,
            hold=facts.new_id(),
            posted_by=0,
            failure="",
        )
        for leg in _left(state, by_bank)
    )
    return [*by_bank, e.RefundRetried(legs=legs)]


def _left(state: CaseState, by_bank: Iterable[e.CaseEvent]) -> list[Leg]:
    """What failed and the bank has not paid."""
    changed = {leg.leg_no: leg for each in by_bank if isinstance(each, RefundReduced) for leg in each.legs}
    left = (changed.get(leg.leg_no, leg) for leg in _failed(state))
    return [leg for leg in left if leg.status is LegStatus.FAILED]


def redirect_refund(
    command: c.RedirectRefund | None, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """Pay what failed into the buyer's balance with the platform, theirs to withdraw; not what the bank has paid."""
    return [_redirected(payable_elsewhere(state, facts), facts)]


def _redirected(failed: Iterable[Leg], facts: Facts) -> e.RefundRedirected:
    legs = tuple(
        structs.replace(leg, status=LegStatus.PAID, processor=INTERNAL, posted_by=facts.new_id(), failure="")
        for leg in failed
    )
    return e.RefundRedirected(legs=legs)


def release(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the desk's silence means: what the bank has paid of failed legs is paid, the rest of them goes to the buyer's
    balance, uncertain ones stay pending.
    """
    by_bank = reduced(state, facts)
    left = _left(state, by_bank)
    return [*by_bank, _redirected(left, facts)] if left else [*by_bank]


def hold(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the processor's silence means."""
    return [e.RefundHeld(by=actor)]
