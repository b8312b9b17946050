"""The retail-store data set as the tests read it: what was bought, what customers asked for, and who speaks."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

FOLDER = Path(__file__).parents[3] / "shared/data/retail-store"
DATABASE = FOLDER / "db.json"
IS_HERE = DATABASE.exists() and (FOLDER / "tasks.json").exists()
NEEDS_DATA = pytest.mark.skipif(not IS_HERE, reason="the retail-store data (../shared/data) is not here")

CANCEL, RETURN = "cancel_pending_order", "return_delivered_order_items"
IN_THE_KERNEL = frozenset({CANCEL, RETURN})
READS = frozenset(
    {
        "find_user_id_by_name_zip", "find_user_id_by_email", "get_user_details", "get_order_details",
        "get_product_details", "get_item_details", "calculate",
    }
)  # fmt: skip
OUT_OF_THE_KERNEL = {
    "exchange_delivered_order_items": "an exchange, with a price difference to pay or to get back",
    "modify_pending_order_items": "another variant of what has not been shipped, with a price difference",
    "modify_pending_order_address": "the order's address, which the marketplace keeps",
    "modify_pending_order_payment": "another payment, which the marketplace takes",
    "modify_user_address": "the buyer's address, which the marketplace keeps",
    "transfer_to_human_agents": "what the store's policy forbids and no remedy covers",
}
"""Actions of the tasks that no refund and no return carries out, and what each would take."""


class Action(msgspec.Struct, frozen=True):
    """One step that is right under the store's policy."""

    name: str
    arguments: dict[str, Any]


class Task(msgspec.Struct, frozen=True):
    """One customer's scenario and the steps that are right for it."""

    id: str
    actions: list[Action]
    scenario: dict[str, Any]

    @property
    def in_the_kernel(self) -> list[Action]:
        """The cancellations and returns among its steps, in their order."""
        return [action for action in self.actions if action.name in IN_THE_KERNEL]


class Item(msgspec.Struct, frozen=True):
    """One unit that was bought."""

    item_id: str
    price: Decimal


class Payment(msgspec.Struct, frozen=True):
    """Money that came in or went back."""

    transaction_type: str
    amount: Decimal
    payment_method_id: str


class Order(msgspec.Struct, frozen=True):
    """An order as the data set tells it."""

    order_id: str
    user_id: str
    status: str
    items: list[Item]
    payment_history: list[Payment]

    @property
    def paid_by(self) -> str:
        """The payment method; every order of the data set was paid by one."""
        return self.payment_history[0].payment_method_id

    def price_minor(self, item_ids: list[str] | None = None) -> int:
        """What some units (or all of them) cost, in cents, summed from the file and not from our books."""
        if item_ids is None:
            return round(sum(item.price for item in self.items) * 100)
        prices = {item.item_id: item.price for item in self.items}
        return round(sum((prices[item_id] for item_id in item_ids), Decimal(0)) * 100)


class User(msgspec.Struct, frozen=True):
    """A customer. `payment_methods` by their id, such as `gift_card_7711863`."""

    user_id: str
    name: dict[str, str]
    address: dict[str, str]
    email: str
    payment_methods: dict[str, Any]

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.name['first_name']} {self.name['last_name']}"

    @property
    def gift_cards(self) -> list[str]:
        """The gift cards among the payment methods."""
        return [method for method in self.payment_methods if method.startswith("gift_card")]


class Store(msgspec.Struct, frozen=True):
    """Everybody and every order."""

    users: dict[str, User]
    orders: dict[str, Order]

    def orders_that_are(self, status: str) -> list[Order]:
        """Orders of one status in the data set's words."""
        return [order for order in self.orders.values() if order.status == status]


@cache
def store() -> Store:
    """The data set's users and orders."""
    return msgspec.json.decode(DATABASE.read_bytes(), type=Store)


@cache
def tasks() -> list[Task]:
    """The data set's tasks; none when it is not here."""
    return msgspec.json.decode((FOLDER / "tasks.json").read_bytes(), type=list[Task]) if IS_HERE else []


def speaker_of(task: Task) -> User:
    """The customer of a task: whom its look-ups find, else who it says they are."""
    for action in task.actions:
        found = [user for user in store().users.values() if _is_looked_up(user, action)]
        if found:
            return found[0]
    told = msgspec.json.encode(task.scenario).decode()
    (speaker,) = [user for user in store().users.values() if _is_named(user, told)]
    return speaker


def _is_looked_up(user: User, action: Action) -> bool:
    by = action.arguments
    match action.name:
        case "find_user_id_by_email":
            return bool(user.email == by["email"])
        case "find_user_id_by_name_zip":
            return (user.full_name, user.address["zip"]) == (
                f"{by['first_name']} {by['last_name']}",
                by["zip"],
            )
        case _:
            return False


def _is_named(user: User, told: str) -> bool:
    by_name = user.full_name in told and user.address["zip"] in told
    return by_name or user.email in told or user.user_id in told
