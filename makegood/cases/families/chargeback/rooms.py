"""PURE: what a decision changes of what banks have taken from the payments of an order, in rows and in an order's facts."""

from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from makegood.cases.events import Recorded, RefundStarted
from makegood.cases.facts import OrderFacts
from makegood.cases.families.chargeback.covered import was_sent
from makegood.cases.families.chargeback.events import RefundReduced, RefundResumed
from makegood.cases.model import CaseState, Leg, LegWay


class RoomChange(Struct, frozen=True):
    """Minor units to add to what stands for one payment of the order."""

    payment_no: int
    refunded_minor: int
    by_bank_minor: int
    beyond_room_minor: int


def room_changes(before: CaseState | None, recorded: Iterable[Recorded]) -> Iterator[RoomChange]:
    """What the events of a decision change.

    A leg that was sent before the bank took its money has used up room of its own, which stays used; one that was never
    sent, or for which the bank took out of the room, stands on the room that the bank has used up.
    """
    for each in recorded:
        match each.event:
            case RefundStarted(legs=legs):
                for leg in _by_bank(legs):
                    yield RoomChange(leg.payment_no, 0, leg.amount_minor, 0)
            case RefundReduced(legs=legs):
                for leg in _by_bank(legs):
                    amount, was = leg.amount_minor, was_sent(leg)
                    yield RoomChange(leg.payment_no, 0 if was else -amount, amount, -amount if was else 0)
            case RefundResumed(legs=legs):
                for leg in legs_by_bank(before, legs):
                    amount, was = leg.amount_minor, was_sent(leg)
                    yield RoomChange(leg.payment_no, 0 if was else amount, -amount, amount if was else 0)
            case _:
                pass


def legs_by_bank(before: CaseState | None, legs: Iterable[Leg]) -> Iterator[Leg]:
    """Legs as they were before, of those that the bank had paid."""
    return _by_bank(was for leg in legs if before and (was := before.leg(leg.leg_no)))


def _by_bank(legs: Iterable[Leg]) -> Iterator[Leg]:
    return (leg for leg in legs if leg.way is LegWay.BANK)


def after_bank(order: OrderFacts, before: CaseState | None, recorded: Iterable[Recorded]) -> OrderFacts:
    """The order's facts after the events of a decision."""
    for change in room_changes(before, recorded):
        payments = tuple(
            structs.replace(
                payment,
                refunded_minor=payment.refunded_minor + change.refunded_minor,
                by_bank_minor=payment.by_bank_minor + change.by_bank_minor,
                beyond_room_minor=payment.beyond_room_minor + change.beyond_room_minor,
            )
            if payment.payment_no == change.payment_no
            else payment
            for payment in order.payments
        )
        order = structs.replace(order, payments=payments)
    return order
