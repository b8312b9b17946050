"""PURE: the money on its way back. One refund a case, in legs by tender; what is uncertain stays pending."""

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.facts import Facts
from makegood.cases.model import CaseState, Leg, LegStatus, Role
from makegood.payments import RefundLeg, TenderRoom, in_order

INTERNAL = "internal"
"""The processor of tenders that live in our own books: the posting is the payment."""


def start(state: CaseState, facts: Facts) -> list[e.CaseEvent]:
    """Send what is owed by the order's tenders in their stated order, or all of it to the tender the buyer chose."""
    parts = in_order(_rooms(facts), state.owed_minor)
    legs = tuple(_leg(leg_no, part, state, facts) for leg_no, part in enumerate(parts, 1))
    events: list[e.CaseEvent] = [
        e.RefundStarted(
            amount_minor=state.owed_minor,
            from_escrow_minor=min(state.owed_minor, facts.order.escrow_minor),
            legs=legs,
        )
    ]
    events += [_paid(leg, facts) for leg in legs if leg.processor == INTERNAL]
    return events


def _leg(leg_no: int, part: RefundLeg, state: CaseState, facts: Facts) -> Leg:
    """One leg. It uses up the room of the payment it stands for, wherever its money goes."""
    tender, processor, reference = part.tender, part.processor, part.processor_reference
    if state.refund_to:
        tender, processor, reference = state.refund_to.tender, INTERNAL, state.refund_to.external_id
    return Leg(leg_no, part.payment_no, tender, processor, reference, part.amount_minor, hold=facts.new_id())


def _rooms(facts: Facts) -> list[TenderRoom]:
    return [
        TenderRoom(
            payment_no=payment.payment_no,
            tender=payment.tender,
            processor=payment.processor,
            processor_reference=payment.processor_reference,
            room_minor=payment.amount_minor - payment.refunded_minor,
            rank=payment.rank,
        )
        for payment in facts.order.payments
    ]


def _paid(leg: Leg, facts: Facts, detail: str = "") -> e.RefundPaid:
    return e.RefundPaid(
        leg_no=leg.leg_no, amount_minor=leg.amount_minor, posted_by=facts.new_id(), detail=detail
    )


def record_refund(command: c.RecordRefund, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the processor says of a leg. Saying it twice changes nothing; "failed" after "paid" is a bounce.

    "Paid" after "failed" is believed once, as the money is gone. Whatever contradicts more than that is for people.
    """
    leg = state.leg(command.leg_no)
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
    """Try what failed again, as a new attempt; what is uncertain is never sent twice."""
    legs = tuple(
        structs.replace(
            leg,
            status=LegStatus.SENDING,
            attempt=leg.attempt + 1,
            hold=facts.new_id(),
            posted_by=0,
            failure="",
        )
        for leg in _failed(state)
    )
    return [e.RefundRetried(legs=legs)]


def redirect_refund(
    command: c.RedirectRefund | None, state: CaseState, facts: Facts, actor: Role
) -> list[e.CaseEvent]:
    """Pay what failed into the buyer's balance with the platform, theirs to withdraw."""
    legs = tuple(
        structs.replace(leg, status=LegStatus.PAID, processor=INTERNAL, posted_by=facts.new_id(), failure="")
        for leg in _failed(state)
    )
    return [e.RefundRedirected(legs=legs)]


def release(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the desk's silence means: failed legs go to the buyer's balance, uncertain ones stay pending."""
    return redirect_refund(None, state, facts, actor) if _failed(state) else []


def hold(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the processor's silence means."""
    return [e.RefundHeld(by=actor)]
