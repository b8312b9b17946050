"""PURE: the vocabulary of orders: what the marketplace tells of one, and what recording it answers.

Amounts are integer minor units of the order's currency; times carry their zone.
"""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from makegood.kit.money import MAXIMUM_MINOR
from makegood.orders.goods.model import Goods
from makegood.orders.listing import Listing

Status = Literal["paid", "shipped", "delivered", "completed", "cancelled"]
Tender = Literal["card", "wallet", "bank", "store_credit", "gift_card", "cash"]
LineKind = Literal["goods", "shipping", "fee"]

NAME_PATTERN = r"^\S([\s\S]*\S)?$"
"""A name the marketplace gave something has no spaces at its ends; the one pattern used on such names."""

MOST_LINES = 5000
MOST_PAYMENTS = 20
MOST_PARCELS = 200

Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=NAME_PATTERN)]
Word = Annotated[str, Meta(min_length=1, max_length=60, pattern=NAME_PATTERN)]
Text = Annotated[str, Meta(min_length=1, max_length=300)]
Language = Annotated[str, Meta(min_length=2, max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^\s@<>]+@[^\s@<>]+$")]
Amount = Annotated[int, Meta(ge=0, le=MAXIMUM_MINOR)]
Moment = Annotated[datetime, Meta(tz=True)]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]
FactName = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
FactWord = Annotated[str, Meta(max_length=100)]
FactValue = (
    bool
    | Annotated[int, Meta(ge=-(10**15), le=10**15)]
    | FactWord
    | Annotated[list[FactWord], Meta(max_length=62)]
)
Told = Annotated[
    dict[FactName, FactValue],
    Meta(
        max_length=100,
        description="what policy asks about, by the names of the fact catalogue, as at the purchase",
    ),
]
"""Facts that the marketplace tells; which there are says the catalogue (docs/reference/facts.md)."""


class TenderInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way in which a buyer pays and can be paid: `label` is what the buyer knows it by ("Visa ending 8674").

    `balance_minor`: what a gift card or store credit holds, in minor units of the order's currency; None leaves it as it was.
    """

    external_id: Name
    tender: Tender
    label: Text
    balance_minor: Amount | None = None


class BuyerInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who bought. Tenders are added or changed by their `external_id`, never taken away by being left out.

    `email`: where the buyer is told what happens, and with the order's number a way to sign in. None leaves it as it was.
    """

    external_id: Name
    name: Text
    language: Language = "en"
    email: Email | None = None
    tenders: Annotated[list[TenderInput], Meta(max_length=50)] = []


class MerchantInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who sold. What is left out (None) stays as it was."""

    external_id: Name
    name: Text
    calendar: Word | None = None
    return_address: Annotated[str, Meta(min_length=1, max_length=500)] | None = None


class VariantInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One form in which a product is sold."""

    sku: Name
    title: Text
    price_minor: Amount
    available: bool = True


class ProductInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was bought. Without a title the line's is used; no variants means nothing is said of them."""

    external_id: Name
    category: Word
    traits: Annotated[list[Word], Meta(max_length=50)] = []
    title: Text | None = None
    variants: Annotated[list[VariantInput], Meta(max_length=200)] = []


class LineInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods of one kind. Discount and tax are of the whole line, not of one unit.

    `goods`: what is told of goods with rules of their own: custom-made, virtual, presale, second-hand, fresh or large.
    `listing`: what the buyer was shown when they bought; the first that is told of a line stands.
    """

    sku: Name
    product: ProductInput
    title: Text
    quantity: Quantity
    unit_price_minor: Amount
    discount_minor: Amount = 0
    tax_minor: Amount = 0
    facts: Told = {}
    goods: Goods | None = None
    listing: Listing | None = None


class PaymentInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A captured payment. `rank`: the order in which payments are refunded, lowest first; else as listed."""

    tender: Tender
    processor: Word
    processor_reference: Annotated[str, Meta(min_length=1, max_length=200, pattern=NAME_PATTERN)]
    amount_minor: Annotated[int, Meta(ge=1, le=MAXIMUM_MINOR)]
    paid_at: Moment
    rank: Annotated[int, Meta(ge=0, le=1000)] | None = None


class ParcelLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units of a line inside a parcel; lines count from 1 in the order they are listed."""

    line_no: Annotated[int, Meta(ge=1, le=MOST_LINES)]
    quantity: Quantity


class ParcelInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods on their way. No `lines` means it is not said what is inside."""

    carrier: Word
    tracking_no: Name
    shipped_at: Moment
    delivered_at: Moment | None = None
    lines: Annotated[list[ParcelLine], Meta(max_length=MOST_LINES)] = []


class OrderInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order as the marketplace knows it, whole: sent again it replaces what was known before."""

    external_id: Name
    buyer: BuyerInput
    merchant: MerchantInput
    currency: Annotated[str, Meta(min_length=3, max_length=3, pattern="^[A-Z]{3}$")]
    status: Status
    placed_at: Moment
    completed_at: Moment | None = None
    lines: Annotated[list[LineInput], Meta(min_length=1, max_length=MOST_LINES)]
    discount_minor: Amount = 0
    shipping_minor: Amount = 0
    shipping_tax_minor: Amount = 0
    payments: Annotated[list[PaymentInput], Meta(max_length=MOST_PAYMENTS)] = []
    parcels: Annotated[list[ParcelInput], Meta(max_length=MOST_PARCELS)] = []
    market: Annotated[
        Word | None, Meta(description="whose law and promises hold; else this installation's own")
    ] = None
    facts: Told = {}


class Problem(Struct, frozen=True):
    """What is wrong with one field: its path (`lines[2].quantity`), why, and the value as it came, cut."""

    field: str
    problem: str
    value: str = ""


class PaidLine(Struct, frozen=True, kw_only=True):
    """A line with what was paid for all of it: discounts taken off, tax included."""

    line_no: int
    kind: LineKind
    sku: str
    product_external_id: str | None
    title: str
    category: str
    traits: tuple[str, ...]
    quantity: int
    unit_price_minor: int
    paid_minor: int
    facts: dict[str, FactValue] = {}
    goods: Goods | None = None


class CapturedPayment(Struct, frozen=True, kw_only=True):
    """Money that came in for an order, in minor units of the order's currency."""

    payment_no: int
    tender: str
    processor: str
    amount_minor: int


class OrderRecorded(Struct, frozen=True, kw_only=True):
    """What recording an order did.

    `captured`: payments not known before. `returned`: payments known before that the marketplace has paid
    back itself by cancelling the order. An order that arrives cancelled has neither: its money came and
    went outside. `changed` is false when the same content was already here, and then nothing was written. `newly_left`: a
    known order is said to have been shipped or delivered, which it was not before. `is_under_way`: it has parcels that
    have not arrived.
    """

    order_id: int
    bucket: int
    external_id: str
    buyer_id: int
    merchant_id: int
    currency: str
    paid_minor: int
    was_new: bool
    changed: bool
    captured: tuple[CapturedPayment, ...] = ()
    returned: tuple[CapturedPayment, ...] = ()
    newly_completed: bool = False
    newly_cancelled: bool = False
    newly_left: bool = False
    is_under_way: bool = False
