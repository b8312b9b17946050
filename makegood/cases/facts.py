"""PURE: what a decision stands on besides the case: the order's money and units, the time, fresh ids."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from makegood.cases.model import BuyerTender
from makegood.kit.calendar import ALWAYS, Calendar


class LineFacts(Struct, frozen=True):
    """One order line: what was paid for it, and what other or earlier requests have already taken of it."""

    line_no: int
    kind: str
    sku: str
    title: str
    category: str
    quantity: int
    paid_minor: int
    claimed_quantity: int
    claimed_minor: int

    @property
    def left_quantity(self) -> int:
        """Units that nobody has asked a refund for."""
        return self.quantity - self.claimed_quantity

    @property
    def left_minor(self) -> int:
        """Money of the line that nobody has asked for."""
        return self.paid_minor - self.claimed_minor


class PaymentFacts(Struct, frozen=True):
    """One tender that the order was paid with; refunded in the order of `rank`."""

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int
    refunded_minor: int
    rank: int


class ParcelFacts(Struct, frozen=True):
    """One parcel of the order and the line numbers in it (all lines when it names none)."""

    shipped_at: datetime
    delivered_at: datetime | None
    lines: tuple[int, ...] = ()


class OrderFacts(Struct, frozen=True):
    """The order as the write path has locked it."""

    id: int
    external_id: str
    buyer_id: int
    merchant_id: int
    currency: str
    status: str
    placed_at: datetime
    paid_minor: int
    escrow_minor: int
    lines: tuple[LineFacts, ...]
    payments: tuple[PaymentFacts, ...]
    parcels: tuple[ParcelFacts, ...]
    calendar: str | None = None
    tenders: tuple[BuyerTender, ...] = ()

    def line(self, line_no: int) -> LineFacts | None:
        """One line by its number."""
        return next((line for line in self.lines if line.line_no == line_no), None)

    def tender(self, external_id: str) -> BuyerTender | None:
        """One of the buyer's own tenders by the marketplace's name for it."""
        return next((tender for tender in self.tenders if tender.external_id == external_id), None)


class Facts(Struct, frozen=True):
    """Everything that `decide` may look at. `clocks` are promised durations by their key; the table's are the default."""

    now: datetime
    order: OrderFacts
    new_id: Callable[[], int]
    clocks: Mapping[str, timedelta] = {}
    calendar: Calendar = ALWAYS
