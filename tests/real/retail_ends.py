"""PURE: how the store should stand after a task, reckoned from the data set alone by what the store's tools do. None of the
product's code is asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.real.retail_facts import CANCEL, EXCHANGE, ITEMS, PAYMENT, PROFILE, RETURN, pairs, variant
from tests.real.retail_store import Action, Order, User, store

MODIFY_ADDRESS = "modify_pending_order_address"
WRITES = frozenset({CANCEL, RETURN, EXCHANGE, ITEMS, PAYMENT, MODIFY_ADDRESS, PROFILE})
"""Every tool of the store that writes, but handing over to a person."""


def cents(amount: Any) -> int:
    return round(float(amount) * 100)


@dataclass
class OrderEnd:
    """What is the customer's of an order, in the end: units by sku, what each payment method paid for them, in cents, and
    the address, where it was changed.
    """

    units: Counter[str]
    paid: Counter[str]
    address: dict[str, str] | None = None


@dataclass
class StoreEnd:
    """The orders that were touched, and what the customer's gift cards hold."""

    orders: dict[str, OrderEnd] = field(default_factory=dict)
    gift_cards: dict[str, int] = field(default_factory=dict)
    profile: dict[str, str] | None = None

    def order(self, order: Order) -> OrderEnd:
        """An order as it stands so far."""
        begun = OrderEnd(
            Counter(item.item_id for item in order.items), Counter({order.paid_by: order.price_minor()})
        )
        return self.orders.setdefault(order.order_id, begun)

    def moves(self, end: OrderEnd, method: str, amount_minor: int) -> None:
        """A payment method pays (above zero) or is paid."""
        end.paid[method] += amount_minor
        if method in self.gift_cards:
            self.gift_cards[method] -= amount_minor


def expected(actions: list[Action], speaker: User) -> StoreEnd:
    """How the store stands after these actions."""
    end = StoreEnd(
        gift_cards={name: cents(speaker.payment_methods[name]["balance"]) for name in speaker.gift_cards}
    )
    for action in actions:
        if action.name == PROFILE:
            end.profile = address_in(action)
        else:
            _carry_out(end, action)
    return end


def _carry_out(end: StoreEnd, action: Action) -> None:
    order, asked = store().orders[action.arguments["order_id"]], action.arguments
    at = end.order(order)
    match action.name:
        case "cancel_pending_order":
            for method, paid in list(at.paid.items()):
                end.moves(at, method, -paid)
            at.units.clear()
        case "return_delivered_order_items":
            at.units -= Counter(asked["item_ids"])
            end.moves(at, asked["payment_method_id"], -order.price_minor(asked["item_ids"]))
        case "modify_pending_order_address":
            at.address = address_in(action)
        case "modify_pending_order_payment":
            for method, paid in list(at.paid.items()):
                end.moves(at, method, -paid)
            end.moves(at, asked["payment_method_id"], order.price_minor())
        case "modify_pending_order_items" | "exchange_delivered_order_items":
            at.units -= Counter(old for old, _ in pairs(action))
            at.units += Counter(new for _, new in pairs(action))
            end.moves(at, asked["payment_method_id"], dearer_by(order, action))


def dearer_by(order: Order, action: Action) -> int:
    """What the new items cost more, in cents; below zero when they cost less."""
    return sum(cents(variant(new).price) - order.price_minor([old]) for old, new in pairs(action))


def address_in(action: Action) -> dict[str, str]:
    """The address that an action names, as the product writes addresses."""
    told = action.arguments
    street = f"{told['address1']}\n{told['address2']}" if told["address2"] else told["address1"]
    return {
        "street": street, "city": told["city"], "region": told["state"], "postcode": told["zip"], "country": told["country"],
    }  # fmt: skip
