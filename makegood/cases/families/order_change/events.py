"""PURE: what has happened to a change of an order."""

from datetime import datetime

from makegood.cases.event import Event
from makegood.cases.families.replacement.plan import NewLine


class ChangeGranted(Event, frozen=True, tag="order_change.granted"):
    """The change was granted: by the merchant, their silence or the desk, or in its very opening by the named `rule`."""

    rule: str = ""


class ChangePaid(Event, frozen=True, tag="order_change.paid"):
    """The buyer paid for the change: a difference, or the whole order with another tender."""

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int


class ChangeMade(Event, frozen=True, tag="order_change.made"):
    """The order is changed from now on. `address_id` names its new address, `lines` are those that it got."""

    made_at: datetime
    address_id: str = ""
    lines: tuple[NewLine, ...] = ()


class ChangeDropped(Event, frozen=True, tag="order_change.dropped"):
    """The order stays as it is: not paid in time, shipped meanwhile, declined by the desk or not decided in time."""

    because: str
    note: str = ""


OrderChangeEvent = ChangeGranted | ChangePaid | ChangeMade | ChangeDropped
