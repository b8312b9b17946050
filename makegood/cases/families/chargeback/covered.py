"""PURE: what a bank has taken from a payment, and what of a refund it has paid by that.

A bank takes a payment back without asking. What it took first uses up the room that the payment has; what it took beyond
that room (`beyond_room_minor`) is what refunds were sent for, and those fail. Below zero: refunds were ended since the
processor held too little, and no chargeback is recorded as yet. All that it took counts for what is owed and has not been
paid, whether it came out of the room or not: the buyer gets the rest, and nothing twice.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import structs

from makegood.cases.facts import Facts, OrderFacts, PaymentFacts
from makegood.cases.model import CaseState, Leg, LegStatus, LegWay
from makegood.payments import MORE_THAN_CAPTURED, TAKEN_BY_BANK, RefundLeg


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


class BankShare(NamedTuple):
    """What of a failed leg the bank has paid back, in minor units: by what it took beyond the room of the payment, for which
    the leg keeps the room it has used; and by what it took out of that room, for which the leg needs none of its own.
    """

    beyond_minor: int
    room_minor: int

    @property
    def amount_minor(self) -> int:
        """All of it."""
        return self.beyond_minor + self.room_minor


def bank_share(payment: PaymentFacts | None, amount_minor: int, failure: str) -> BankShare:
    """What of an amount that a payment did not take back, for whatever `failure`, the bank has paid back.

    All of it where the processor holds less than it should and no recorded chargeback says how much less: whoever paid the
    buyer back, it was done.
    """
    took_beyond = max(payment.beyond_room_minor, 0) if payment else 0
    took_room = max(payment.bank_cover_minor - took_beyond, 0) if payment else 0
    beyond = min(took_beyond, amount_minor)
    room = min(took_room, amount_minor - beyond)
    if failure == MORE_THAN_CAPTURED and not took_beyond:
        beyond = amount_minor - room
    return BankShare(beyond, room)


def is_taken_meanwhile(leg: Leg, order: OrderFacts) -> bool:
    """Whether a bank has taken so much since a leg was to be sent, that its payment would pay the buyer a second time. What it
    took beyond the room the processor refuses by itself.
    """
    payment = next((each for each in order.payments if each.payment_no == leg.payment_no), None)
    return bank_share(payment, leg.amount_minor, "").room_minor > 0


def bank_shares(
    state: CaseState, order: OrderFacts, *, only_told: bool = False
) -> Iterator[tuple[Leg, BankShare]]:
    """Each failed leg with what of it the bank has paid, first come, first counted. `only_told`: by chargebacks on record."""
    payments = {payment.payment_no: payment for payment in order.payments}
    for leg in failed_legs(state):
        payment = payments.get(leg.payment_no)
        share = bank_share(payment, leg.amount_minor, "" if only_told else leg.failure)
        if payment:
            payments[leg.payment_no] = _counted(payment, share)
        yield leg, share


def _counted(payment: PaymentFacts, share: BankShare) -> PaymentFacts:
    return structs.replace(
        payment,
        by_bank_minor=payment.by_bank_minor + share.amount_minor,
        beyond_room_minor=payment.beyond_room_minor - share.beyond_minor,
    )


def failed_legs(state: CaseState) -> list[Leg]:
    """Legs that did not go through and are still owed."""
    return [leg for leg in state.legs if leg.status is LegStatus.FAILED]


def payable_elsewhere(state: CaseState, facts: Facts) -> list[Leg]:
    """Failed legs of which the bank has paid nothing: they may go into the buyer's balance."""
    return [leg for leg, share in bank_shares(state, facts.order) if not share.amount_minor]


def is_left_to_send(state: CaseState, facts: Facts) -> bool:
    """Whether chargebacks on record leave something of what failed to be sent again."""
    told = bank_shares(state, facts.order, only_told=True)
    return any(leg.amount_minor > share.amount_minor for leg, share in told)


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
        elif _failed_for_bank(leg) and not bank_share(payment, leg.amount_minor, "").amount_minor:
            yield leg


def _failed_for_bank(leg: Leg) -> bool:
    return leg.status is LegStatus.FAILED and leg.failure in (MORE_THAN_CAPTURED, TAKEN_BY_BANK)
