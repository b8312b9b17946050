"""The `db.json` of the retail-store data set (τ²-bench): users, products and orders in one JSON document.

The mapping is described in docs/reference/import.md. The file tells no times, so they are laid out
before `as_of`; the same `as_of` gives the same orders.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from makegood.orders.model import Problem
from makegood.orders.parse import order_from_raw
from makegood.orders.readers.model import Draft, FileRefused
from makegood.orders.readers.opening import opened

DEFAULT_AS_OF = datetime(2024, 5, 15, 20, 0, tzinfo=UTC)
LARGEST_FILE_BYTES = 256 * 1024 * 1024
MERCHANT = {"external_id": "retail-store", "name": "Retail Store"}
STATUSES = {"pending": "paid", "processed": "shipped", "delivered": "delivered", "cancelled": "cancelled"}
TENDERS = {"gift_card": "gift_card", "paypal": "wallet", "credit_card": "card"}
PROCESSORS = {"gift_card": "internal", "paypal": "fake", "credit_card": "fake"}
PLACED_BEFORE = timedelta(days=5)
SHIPPED_BEFORE = timedelta(days=3)
DELIVERED_BEFORE = timedelta(days=1)


class Person(msgspec.Struct):
    first_name: str
    last_name: str


class PaymentMethod(msgspec.Struct):
    source: str
    id: str
    brand: str = ""
    last_four: str = ""
    balance: Decimal | None = None


class User(msgspec.Struct):
    user_id: str
    name: Person
    payment_methods: dict[str, PaymentMethod]


class Variant(msgspec.Struct):
    item_id: str
    options: dict[str, str]
    available: bool
    price: Decimal


class Product(msgspec.Struct):
    product_id: str
    name: str
    variants: dict[str, Variant]


class Item(msgspec.Struct, frozen=True):
    name: str
    product_id: str
    item_id: str
    price: Decimal


class Fulfillment(msgspec.Struct):
    tracking_id: list[str]
    item_ids: list[str]


class Payment(msgspec.Struct):
    transaction_type: str
    amount: Decimal
    payment_method_id: str


class Order(msgspec.Struct):
    order_id: str
    user_id: str
    items: list[Item]
    status: str
    fulfillments: list[Fulfillment]
    payment_history: list[Payment]


class Store(msgspec.Struct):
    products: dict[str, Product]
    users: dict[str, User]
    orders: dict[str, Order]


class RetailStoreReader:
    """Reads the whole document at once; it is small."""

    def __init__(self, path: Path, as_of: datetime = DEFAULT_AS_OF) -> None:
        self._path = path
        self._as_of = as_of
        self._store: Store | None = None

    def inspect(self) -> int:
        """Read the document; the number of its orders. Raises `FileRefused`."""
        with opened(self._path) as file:
            text = file.read(LARGEST_FILE_BYTES + 1)
        if len(text) > LARGEST_FILE_BYTES:
            raise FileRefused(f"{self._path.name} is larger than 256 MiB; use JSONL for so many orders.")
        try:
            self._store = msgspec.json.decode(text, type=Store)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise FileRefused(f"{self._path.name} is not a retail-store document: {error}.") from error
        return len(self._store.orders)

    def drafts(self) -> Iterator[Draft]:
        """The orders in the document's order. Raises `FileRefused`."""
        if self._store is None:
            self.inspect()
        assert self._store is not None
        for number, order in enumerate(self._store.orders.values(), 1):
            yield _draft(number, order, self._store, self._as_of)


def _draft(number: int, order: Order, store: Store, as_of: datetime) -> Draft:
    user = store.users.get(order.user_id)
    missing = [item.product_id for item in order.items if item.product_id not in store.products]
    if user is None or missing:
        field, value = ("user_id", order.user_id) if user is None else ("items", missing[0])
        problem = Problem(field, "is not in this document", value)
        return Draft(rows=(number, number), order=order.order_id, problems=(problem,))
    outcome = order_from_raw(_raw_order(order, user, store, as_of))
    if isinstance(outcome, list):
        return Draft(rows=(number, number), order=order.order_id, problems=tuple(outcome))
    return Draft(rows=(number, number), order=order.order_id, input=outcome)


def _raw_order(order: Order, user: User, store: Store, as_of: datetime) -> dict[str, Any]:
    placed_at = as_of - PLACED_BEFORE
    bought = Counter(order.items)
    raw: dict[str, Any] = {
        "external_id": order.order_id,
        "buyer": _raw_buyer(user),
        "merchant": MERCHANT,
        "currency": "USD",
        "status": STATUSES.get(order.status, order.status),
        "placed_at": placed_at,
        "lines": [
            _raw_line(item, quantity, store.products[item.product_id]) for item, quantity in bought.items()
        ],
        "payments": [
            _raw_payment(payment, user, placed_at)
            for payment in order.payment_history
            if payment.transaction_type == "payment"
        ],
    }
    if order.status in ("processed", "delivered"):
        numbers = {item.item_id: line_no for line_no, item in enumerate(bought, 1)}
        delivered_at = as_of - DELIVERED_BEFORE if order.status == "delivered" else None
        raw["parcels"] = [
            _raw_parcel(fulfillment, tracking_no, numbers, as_of - SHIPPED_BEFORE, delivered_at)
            for fulfillment in order.fulfillments
            for tracking_no in fulfillment.tracking_id
        ]
    return raw


def _raw_buyer(user: User) -> dict[str, Any]:
    return {
        "external_id": user.user_id,
        "name": f"{user.name.first_name} {user.name.last_name}",
        "language": "en",
        "tenders": [
            {
                "external_id": method.id,
                "tender": TENDERS.get(method.source, method.source),
                "label": _label(method),
                "balance_minor": None if method.balance is None else _cents(method.balance),
            }
            for method in user.payment_methods.values()
        ],
    }


def _label(method: PaymentMethod) -> str:
    if method.last_four:
        return f"{method.brand.title()} ending {method.last_four}"
    return {"paypal": "PayPal", "gift_card": "Gift card"}.get(method.source, method.source)


def _raw_line(item: Item, quantity: int, product: Product) -> dict[str, Any]:
    return {
        "sku": item.item_id,
        "product": {
            "external_id": product.product_id,
            "category": product.name.lower().replace(" ", "-"),
            "title": product.name,
            "variants": [_raw_variant(variant) for variant in product.variants.values()],
        },
        "title": item.name,
        "quantity": quantity,
        "unit_price_minor": _cents(item.price),
    }


def _raw_variant(variant: Variant) -> dict[str, Any]:
    options = ", ".join(f"{name}: {value}" for name, value in variant.options.items())
    return {
        "sku": variant.item_id,
        "title": options or variant.item_id,
        "price_minor": _cents(variant.price),
        "available": variant.available,
    }


def _raw_payment(payment: Payment, user: User, paid_at: datetime) -> dict[str, Any]:
    method = user.payment_methods.get(payment.payment_method_id)
    source = method.source if method else payment.payment_method_id.rpartition("_")[0]
    return {
        "tender": TENDERS.get(source, source),
        "processor": PROCESSORS.get(source, "fake"),
        "processor_reference": payment.payment_method_id,
        "amount_minor": _cents(payment.amount),
        "paid_at": paid_at,
    }


def _raw_parcel(
    fulfillment: Fulfillment,
    tracking_no: str,
    numbers: dict[str, int],
    shipped_at: datetime,
    delivered_at: datetime | None,
) -> dict[str, Any]:
    # Which of several parcels holds what is not told.
    told = fulfillment.item_ids if len(fulfillment.tracking_id) == 1 else []
    inside = Counter(numbers[item] for item in told if item in numbers)
    return {
        "carrier": "retail-store",
        "tracking_no": tracking_no,
        "shipped_at": shipped_at,
        "delivered_at": delivered_at,
        "lines": [{"line_no": line_no, "quantity": quantity} for line_no, quantity in sorted(inside.items())],
    }


def _cents(amount: Decimal) -> int:
    return round(amount * 100)
