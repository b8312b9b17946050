"""PURE: the vocabulary of a replay: lines of a shop's history, what each is, and what is made of it. Amounts are pence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from makegood.orders import OrderInput

CURRENCY = "GBP"


class ReplayRefused(Exception):
    """The file or the database cannot be used for a replay; the message says why and what to do."""


class LeftOut(StrEnum):
    """Why a line that is no credit note is not part of an order. The order of the members is their precedence."""

    UNREADABLE = "unreadable"
    ACCOUNT_ADJUSTMENT = "account_adjustment"
    STOCK_ADJUSTMENT = "stock_adjustment"
    FINER_THAN_A_PENNY = "finer_than_a_penny"
    NEGATIVE_PRICE = "negative_price"
    NO_PRICE = "no_price"
    NOT_GOODS = "not_goods"
    NO_GOODS_IN_INVOICE = "no_goods_in_invoice"


class Unmatched(StrEnum):
    """Why (units of) a credit line became no case. The order of the members is their precedence."""

    NOT_GOODS = "not_goods"
    NO_CUSTOMER = "no_customer"
    NOT_A_CREDIT = "not_a_credit"
    NOTHING_CREDITED = "nothing_credited"
    NEVER_BOUGHT = "never_bought_in_the_data"
    BOUGHT_LATER = "bought_only_later"
    CREDITED_MORE = "credited_more_than_was_paid"
    ALREADY_RETURNED = "already_returned"
    MORE_THAN_BOUGHT = "more_than_was_bought"


LEFT_OUT_WORDS: dict[LeftOut, str] = {
    LeftOut.UNREADABLE: "a field is missing or cannot be read",
    LeftOut.ACCOUNT_ADJUSTMENT: "the invoice number is not a plain number: an adjustment of accounts",
    LeftOut.STOCK_ADJUSTMENT: "no units, or fewer than none, without a credit note: stock was written off",
    LeftOut.FINER_THAN_A_PENNY: "the price is finer than a penny",
    LeftOut.NEGATIVE_PRICE: "the price is below zero",
    LeftOut.NO_PRICE: "the price is zero: nothing was paid",
    LeftOut.NOT_GOODS: "the stock code is a fee, a discount or a voucher",
    LeftOut.NO_GOODS_IN_INVOICE: "postage of an invoice without goods",
}

UNMATCHED_WORDS: dict[Unmatched, str] = {
    Unmatched.NOT_GOODS: "the stock code is postage, a fee, a discount or a voucher",
    Unmatched.NO_CUSTOMER: "the credit note names no customer",
    Unmatched.NOT_A_CREDIT: "a line of a credit note that takes nothing back",
    Unmatched.NOTHING_CREDITED: "credited at no price, or finer than a penny",
    Unmatched.NEVER_BOUGHT: "this customer never bought it in the data (before it begins, or never)",
    Unmatched.BOUGHT_LATER: "this customer bought it only after the credit note",
    Unmatched.CREDITED_MORE: "what is left was bought for less than was credited",
    Unmatched.ALREADY_RETURNED: "all that was bought is taken by earlier credit lines",
    Unmatched.MORE_THAN_BOUGHT: "more units are credited than were bought",
}


class SourceLine(Struct, frozen=True):
    """One line of the file. `price_minor` is None when it is finer than a penny; `customer` is empty when missing."""

    number: int
    invoice: str
    code: str
    description: str
    quantity: int
    at: datetime
    price_minor: int | None
    customer: str

    @property
    def amount_minor(self) -> int:
        """What the line comes to; below zero for a credit."""
        return self.quantity * (self.price_minor or 0)

    @property
    def is_credit(self) -> bool:
        """Whether it belongs to a credit note."""
        return self.invoice.startswith("C")

    def repeats(self) -> tuple[object, ...]:
        """What a repeated line has in common with the one that it repeats: everything."""
        return (
            self.invoice,
            self.code,
            self.description,
            self.quantity,
            self.at,
            self.price_minor,
            self.customer,
        )


class UnreadableLine(Struct, frozen=True):
    """A line that cannot be used, and why."""

    number: int
    problem: str


class History(Struct, frozen=True):
    """A file as it was read; `fingerprint` tells it from every other."""

    name: str
    fingerprint: str
    lines: list[SourceLine]
    unreadable: list[UnreadableLine]


@dataclass(slots=True)
class Bought:
    """Goods of one line of an order, and how many units no credit has taken yet."""

    order: str
    line_no: int
    at: datetime
    quantity: int
    price_minor: int
    left: int


class Taken(Struct, frozen=True):
    """Units that a credit line takes back out of one order line."""

    order: str
    line_no: int
    quantity: int
    same_price: bool


class Match(Struct, frozen=True):
    """A credit line, where its units were bought, and why the rest was not found."""

    credit: SourceLine
    taken: tuple[Taken, ...]
    unmatched_quantity: int = 0
    reason: Unmatched | None = None

    @property
    def matched_quantity(self) -> int:
        """Units found among earlier purchases."""
        return sum(part.quantity for part in self.taken)

    @property
    def matched_minor(self) -> int:
        """What was credited for them."""
        return self.matched_quantity * (self.credit.price_minor or 0)


class PlannedStep(Struct, frozen=True):
    """What somebody does in a case, and when."""

    at: datetime
    command: str


class PlannedCase(Struct, frozen=True):
    """A case to play: units of one order that one credit line takes back, for what was credited."""

    key: str
    order: str
    items: tuple[tuple[int, int], ...]
    amount_minor: int
    opened_at: datetime
    steps: tuple[PlannedStep, ...]


class Plan(Struct, frozen=True):
    """All that is to happen, in the order of time, and what was found out on the way."""

    file: str
    lines: int
    unreadable: list[UnreadableLine]
    orders: list[OrderInput]
    cases: list[PlannedCase]
    matches: list[Match]
    left_out: list[tuple[LeftOut, int]]
    shipping_lines: int
    repeated_lines: int
