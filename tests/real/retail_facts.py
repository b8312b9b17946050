"""PURE: what the retail store's orders, customers and products say about a wanted change, as facts of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from tests.real.retail_store import DATABASE, Action, Order, User, store

CANCEL, RETURN, EXCHANGE = (
    "cancel_pending_order",
    "return_delivered_order_items",
    "exchange_delivered_order_items",
)
ITEMS, ADDRESS = "modify_pending_order_items", "modify_pending_order_address"
PAYMENT, PROFILE = "modify_pending_order_payment", "modify_user_address"
REMEDIES = {
    CANCEL: "cancel",
    RETURN: "return_refund",
    EXCHANGE: "exchange",
    ITEMS: "modify_items",
    ADDRESS: "modify_address",
    PAYMENT: "modify_payment",
    PROFILE: "modify_address",
}
"""The remedy that each write of the store's tools is."""
REASONS = {"no longer needed": "no_reason", "ordered by mistake": "ordered_by_mistake"}
STATUSES = {"pending": "paid", "processed": "shipped", "delivered": "delivered", "cancelled": "cancelled"}
GOODS = {
    "pending": "not_shipped",
    "processed": "in_transit",
    "delivered": "with_buyer",
    "cancelled": "not_shipped",
}
BOUGHT, TODAY = "2024-05-01T10:00:00-05:00", "2024-05-15T15:00:00-05:00"
"""The data set has no times, and no rule of the store asks for one."""


class Variant(msgspec.Struct, frozen=True):
    """One thing that can be bought."""

    item_id: str
    options: dict[str, str]
    available: bool
    price: Decimal


class Product(msgspec.Struct, frozen=True):
    """A product and all that it comes in."""

    product_id: str
    variants: dict[str, Variant]


class Products(msgspec.Struct, frozen=True):
    """Everything on sale."""

    products: dict[str, Product]


@dataclass(frozen=True)
class Past:
    """What was done to the orders before, within a task: numbers of orders, and what gift cards have left."""

    cancelled: frozenset[str] = frozenset()
    modified: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()
    exchanged: frozenset[str] = frozenset()
    spent: Mapping[str, Decimal] = field(default_factory=dict)

    def after(self, action: Action) -> Past:
        """What holds once an action has been carried out."""
        order = {action.arguments.get("order_id", "")}
        match action.name:
            case "cancel_pending_order":
                return replace(self, cancelled=self.cancelled | order)
            case "modify_pending_order_items":
                return replace(self._paid(action), modified=self.modified | order)
            case "return_delivered_order_items":
                return replace(self, returned=self.returned | order)
            case "exchange_delivered_order_items":
                return replace(self._paid(action), exchanged=self.exchanged | order)
            case _:
                return self

    def _paid(self, action: Action) -> Past:
        method = action.arguments["payment_method_id"]
        return replace(
            self, spent={**self.spent, method: self.spent.get(method, Decimal(0)) + difference(action)}
        )


@cache
def products() -> dict[str, Product]:
    """The products by their id."""
    return msgspec.json.decode(DATABASE.read_bytes(), type=Products).products


@cache
def products_of_items() -> dict[str, str]:
    """The product of every item."""
    return {item: product.product_id for product in products().values() for item in product.variants}


def variant(item_id: str) -> Variant:
    """An item that is on sale."""
    return products()[products_of_items()[item_id]].variants[item_id]


def pairs(action: Action) -> list[tuple[str, str]]:
    """Old and new items of a change or an exchange."""
    return list(zip(action.arguments["item_ids"], action.arguments["new_item_ids"], strict=True))


def difference(action: Action) -> Decimal:
    """What the new items cost more than was paid for the old ones; below zero when they cost less."""
    order = store().orders[action.arguments["order_id"]]
    paid = {item.item_id: item.price for item in order.items}
    return sum((variant(new).price - paid[old] for old, new in pairs(action)), Decimal(0))


def facts_of(action: Action, speaker: User, past: Past = Past()) -> dict[str, Any]:
    """The facts of a customer who wants something, has said yes to it, and is who they say."""
    facts: dict[str, Any] = {
        "market": "retail-store", "currency": "USD", "now": TODAY, "purchased_at": BOUGHT,
        "remedy": REMEDIES[action.name], "identified": True, "confirmed": True,
        "address_of": "profile" if action.name == PROFILE else "order",
    }  # fmt: skip
    number = action.arguments.get("order_id")
    if number is None:
        return {**facts, "own_order": True}
    order = store().orders[number]
    facts |= _order_facts(order, speaker, past)
    if action.name == CANCEL:
        facts["reason"] = REASONS[action.arguments["reason"]]
    if "new_item_ids" in action.arguments:
        facts |= item_facts(pairs(action))
    if "payment_method_id" in action.arguments:
        facts |= _payment_facts(action, order, speaker, past)
    return facts


def _order_facts(order: Order, speaker: User, past: Past) -> dict[str, Any]:
    number = order.order_id
    status = "cancelled" if number in past.cancelled else order.status
    return {
        "order_status": STATUSES[status],
        "goods_state": GOODS[status],
        "own_order": order.user_id == speaker.user_id,
        "items_modified_already": number in past.modified,
        "returned_already": number in past.returned,
        "exchanged_already": number in past.exchanged,
        "paid_by_gift_card": order.paid_by.startswith("gift_card"),
        "paid": order.price_minor(),
    }


def item_facts(changed: Iterable[tuple[str, str]]) -> dict[str, bool]:
    """What is to be known of old items and the new ones in their stead."""
    of, changed = products_of_items(), list(changed)
    return {
        "same_product": all(of[old] == of[new] for old, new in changed),
        "different_options": all(variant(old).options != variant(new).options for old, new in changed),
        "new_item_available": all(variant(new).available for _, new in changed),
    }


def _payment_facts(action: Action, order: Order, speaker: User, past: Past) -> dict[str, Any]:
    method = action.arguments["payment_method_id"]
    on_file = speaker.payment_methods.get(method)
    source = on_file["source"] if on_file else method.rpartition("_")[0]
    facts: dict[str, Any] = {"payment_method_on_file": on_file is not None, "payment_method": source}
    match action.name:
        case "return_delivered_order_items":
            tender = "gift_card" if source == "gift_card" else "other"
            return facts | {"tender": "original" if method == order.paid_by else tender}
        case "modify_pending_order_payment":
            amount = Decimal(order.price_minor()) / 100
            facts["payment_differs"] = method != order.paid_by
        case _:
            amount = difference(action)
    if source == "gift_card" and on_file:
        balance = Decimal(str(on_file["balance"])) - past.spent.get(method, Decimal(0))
        facts["gift_card_covers"] = amount <= balance
    return facts
