"""PURE: what a case keeps of the goods that the buyer gets instead of money: an exchange or a reshipment."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Held(StrEnum):
    """How the stock of the wanted units stands. None of it is held before the request is granted."""

    NOTHING = "nothing"
    RESERVED = "reserved"
    GONE = "gone"
    RELEASED = "released"
    SHIPPED = "shipped"


class WantedUnits(Struct, frozen=True, omit_defaults=True):
    """Units that the buyer gets; `price_minor` is the price of one, as it was when they were asked for."""

    sku: str
    title: str
    quantity: int
    price_minor: int
    product: str = ""
    category: str = ""


class NewLine(Struct, frozen=True):
    """An order line that the replacement became; `paid_minor` is what has been paid for it after all is done."""

    line_no: int
    sku: str
    title: str
    quantity: int
    unit_price_minor: int
    paid_minor: int
    product: str
    category: str


class Replacement(Struct, frozen=True, omit_defaults=True):
    """The goods owed to the buyer. Amounts are minor units of the case's currency.

    `for_items`: whether the units of the case are given up for them (an exchange). `parts`: what was missing, in words,
    where it is no whole unit. `difference_minor`: what the buyer owes on top, below zero what the shop owes back.
    `pay_with` and `pay_with_kind`: the tender that the buyer chose for it. `reservations` counts how often stock was held.
    `given_up`: why it became a refund. `lines`: the order lines that it became, when `lined_minor` were the buyer's refund.
    """

    for_items: bool
    wanted: tuple[WantedUnits, ...] = ()
    parts: str = ""
    difference_minor: int = 0
    pay_with: str = ""
    pay_with_kind: str = ""
    paid_minor: int = 0
    payment_no: int = 0
    held: Held = Held.NOTHING
    reservations: int = 0
    carrier: str = ""
    tracking_no: str = ""
    shipped_at: datetime | None = None
    arrived_at: datetime | None = None
    given_up: str = ""
    lines: tuple[NewLine, ...] = ()
    lined_minor: int | None = None

    @property
    def price_minor(self) -> int:
        """The price of all that is wanted."""
        return sum(each.price_minor * each.quantity for each in self.wanted)

    @property
    def is_sent(self) -> bool:
        """Whether it has gone out and nobody has given it up since."""
        return self.shipped_at is not None and not self.given_up

    @property
    def is_owed(self) -> bool:
        """Whether it has still to go out."""
        return self.shipped_at is None and not self.given_up

    @property
    def took_units(self) -> bool:
        """Whether the units of the case have been replaced by others: they are nobody's to claim any more."""
        return self.for_items and self.is_sent

    @property
    def unpaid_minor(self) -> int:
        """What the buyer has still to pay before it goes out."""
        return max(0, self.difference_minor - self.paid_minor)

    @property
    def has_arrived(self) -> bool:
        """Whether the buyer has it."""
        return self.arrived_at is not None
