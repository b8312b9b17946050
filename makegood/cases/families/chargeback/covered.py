"""PURE: what a bank has taken from a payment, and what of a refund it has paid by that.

A bank takes a payment back without asking. What it took first uses up the room that the payment has; what it took beyond
that room (`beyond_room_minor`) is what refunds were sent for, and those fail. Below zero: refunds were ended since the
processor held too little, and no chargeback is recorded as yet.
"""

from collections.abc import Iterator

from msgspec import structs

from makegood.cases.facts import Facts, OrderFacts, PaymentFacts
from makegood.cases.model import CaseState, Leg, LegStatus, LegWay
from makegood.payments import MORE_THAN_CAPTURED, RefundLeg


def covered_by_bank(order: OrderFacts, owed_minor: int) -> Iterator[RefundLeg]:
    """The parts of a refund that need not be paid, since a bank took as much from the payments already."""
    left = owed_minor
    for payment in sorted(order.payments, key=lambda each: (each.rank, each.payment_no)):
        part = min(left, payment.bank_cover_minor)
        left -= part
        if part:
            yield RefundLeg(
                payment_no=payment.payment_no, tender=payment.tender, processor=payment.processor,
                processor_reference=payment.processor_reference, amount_minor=part,
            )  # fmt: skip


def paid_by_bank(leg: Leg) -> Leg:
    """A leg that nobody has to send."""
    return structs.replace(leg, way=LegWay.BANK, status=LegStatus.PAID)


def ended_by_bank(leg: Leg) -> Leg:
    """A leg that was sent and failed, and that nobody has to send again; it keeps why it failed."""
    return structs.replace(paid_by_bank(leg), failure=leg.failure or "failed")


def was_sent(leg: Leg) -> bool:
    """Whether a leg that the bank has paid was sent before: then it has used up room and limit of its own."""
    return bool(leg.failure)


def taken_of(leg: Leg, order: OrderFacts) -> int:
    """What of a failed leg the bank has paid back, in minor units.

    All of it where the processor holds less than it should and no recorded chargeback says how much less: whoever paid the
    buyer back, it was done.
    """
    return bank_share(payment_of(leg, order), leg.amount_minor, leg.failure)


def bank_share(payment: PaymentFacts | None, amount_minor: int, failure: str) -> int:
    """What of an amount that a payment did not take back, for whatever `failure`, the bank has paid back; minor units."""
    beyond = max(payment.beyond_room_minor, 0) if payment else 0
    if failure == MORE_THAN_CAPTURED and not beyond:
        return amount_minor
    return min(beyond, amount_minor)


def payment_of(leg: Leg, order: OrderFacts) -> PaymentFacts | None:
    """The payment that a leg stands for."""
    return next((each for each in order.payments if each.payment_no == leg.payment_no), None)


def failed_legs(state: CaseState) -> list[Leg]:
    """Legs that did not go through and are still owed."""
    return [leg for leg in state.legs if leg.status is LegStatus.FAILED]


def payable_elsewhere(state: CaseState, facts: Facts) -> list[Leg]:
    """Failed legs of which the bank has paid nothing: they may go into the buyer's balance."""
    return [leg for leg in failed_legs(state) if not taken_of(leg, facts.order)]


def given_back(state: CaseState, facts: Facts) -> list[Leg]:
    """Legs that can go out again, since the bank gave back what it had taken; whole legs, as far as that goes."""
    return [leg for payment in facts.order.payments for leg in _given_back_of(payment, state)]


def _given_back_of(payment: PaymentFacts, state: CaseState) -> Iterator[Leg]:
    free = payment.by_bank_minor - payment.charged_back_minor
    # A leg that was sent has room of its own, which the bank no longer claims; another one needs room anew.
    room = {True: -payment.beyond_room_minor, False: payment.amount_minor - payment.refunded_minor}
    for leg in (each for each in state.legs if each.payment_no == payment.payment_no):
        if leg.way is LegWay.BANK and leg.amount_minor <= min(free, room[was_sent(leg)]):
            free -= leg.amount_minor
            room[was_sent(leg)] -= leg.amount_minor
            yield leg
        elif _failed_for_bank(leg) and payment.beyond_room_minor <= 0:
            yield leg


def _failed_for_bank(leg: Leg) -> bool:
    return leg.status is LegStatus.FAILED and leg.failure == MORE_THAN_CAPTURED
