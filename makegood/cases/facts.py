"""PURE: what a decision stands on besides the case: the order's money and units, the time, fresh ids."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from makegood.cases.model import BuyerTender, CaseType, Goods, Item, Role
from makegood.cases.terms import FactValue, GivenFact, Terms
from makegood.kit.calendar import ALWAYS, Calendar
from makegood.kit.errors import Refused


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
    traits: tuple[str, ...] = ()
    facts: dict[str, FactValue] = {}

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
    completed_at: datetime | None = None
    market: str | None = None
    facts: dict[str, FactValue] = {}

    def line(self, line_no: int) -> LineFacts | None:
        """One line by its number."""
        return next((line for line in self.lines if line.line_no == line_no), None)

    def tender(self, external_id: str) -> BuyerTender | None:
        """One of the buyer's own tenders by the marketplace's name for it."""
        return next((tender for tender in self.tenders if tender.external_id == external_id), None)


class Asked(Struct, frozen=True):
    """What is asked of policy: a remedy for some items, for a reason, and what is known besides the order.

    Before a case is opened, the remedy and the reason may still be to choose.
    `tender`: the kind of the buyer's own tender that the refund shall go to; `decisions`: how many there were before;
    `asked_at`: when it was asked, where that was before now, since a request that was made in time stays in time.
    """

    type: CaseType | None
    reason: str | None
    items: tuple[Item, ...]
    requested_minor: int
    goods: Goods
    tender: str | None = None
    given: tuple[GivenFact, ...] = ()
    received_at: datetime | None = None
    decisions: int = 0
    asked_at: datetime | None = None


class Verdict(Struct, frozen=True):
    """The terms of a request, and why it is not open to be asked, where it is not."""

    terms: Terms
    refusal: Refused | None = None


class Promises(Protocol):
    """The packs that hold for an order (makegood/cases/promises.py)."""

    def judge(self, asked: Asked, order: OrderFacts, now: datetime) -> Verdict:
        """What policy says of a request. Raises FactWrong for a reason that is none."""

    def accept(self, name: str, value: Any, by: Role) -> FactValue:
        """A value that a party tells. Raises FactNotKnown, FactWrong and FactNotYours."""


class Facts(Struct, frozen=True):
    """Everything that `decide` may look at. `promises`: the packs that hold for the order; without them all may be asked."""

    now: datetime
    order: OrderFacts
    new_id: Callable[[], int]
    calendar: Calendar = ALWAYS
    promises: Promises | None = None
