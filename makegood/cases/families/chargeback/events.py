"""PURE: what has happened to a refund of a payment that a bank has taken back."""

from makegood.cases.event import Event
from makegood.cases.model import Leg


class RefundReduced(Event, frozen=True, tag="refund.reduced"):
    """The bank has paid the buyer `amount_minor` of what failed, so that part is not paid again. `legs`: as they are since."""

    amount_minor: int
    legs: tuple[Leg, ...]
    note: str = ""


class RefundResumed(Event, frozen=True, tag="refund.resumed"):
    """The bank has given back what it took: these legs go out. `amount_minor` of them had counted as paid by the bank."""

    amount_minor: int
    legs: tuple[Leg, ...]


ChargebackEvent = RefundReduced | RefundResumed
