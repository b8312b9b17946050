"""PURE: what has happened to an exchange or a reshipment."""

from datetime import datetime

from makegood.cases.event import Event
from makegood.cases.families.replacement.plan import NewLine


class StockReserved(Event, frozen=True, tag="replacement.reserved"):
    """The wanted units are held for the buyer."""


class StockGone(Event, frozen=True, tag="replacement.out_of_stock"):
    """When the request was granted there were no such units left; the buyer may take the money instead."""


class StockReleased(Event, frozen=True, tag="replacement.released"):
    """The wanted units are held no longer."""


class DifferencePaid(Event, frozen=True, tag="replacement.difference_paid"):
    """The buyer paid the price difference; it may be refunded like every payment of the order."""

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int


class ReplacementShipped(Event, frozen=True, tag="replacement.shipped"):
    """The replacement is on its way to the buyer."""

    carrier: str
    tracking_no: str
    shipped_at: datetime


class ReplacementArrived(Event, frozen=True, tag="replacement.arrived"):
    """The replacement has arrived; `refund_minor` is what it costs less than the items, and goes back."""

    arrived_at: datetime
    refund_minor: int


class ReplacementGivenUp(Event, frozen=True, tag="replacement.turned_into_refund"):
    """There will be no replacement: what was paid is refunded instead."""

    because: str
    amount_minor: int
    note: str = ""


class ReplacementBecameLines(Event, frozen=True, tag="replacement.became_lines"):
    """The units that the buyer got are lines of the order from now on, which later cases may be about."""

    lines: tuple[NewLine, ...]
    refund_minor: int = 0


ReplacementEvent = (
    StockReserved | StockGone | StockReleased | DifferencePaid | ReplacementShipped | ReplacementArrived
    | ReplacementGivenUp | ReplacementBecameLines
)  # fmt: skip
