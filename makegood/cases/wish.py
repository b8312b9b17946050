"""PURE: what is wanted instead, and the tender that pays for it, as policy is told of it. Order and catalogue of the shop
say the rest: whether it is the same product, whether it is there, whether the tender is the buyer's and has enough.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from makegood.cases.families.order_change.plan import OrderChange
from makegood.cases.families.replacement.plan import Replacement

LINES_OF_CASES = 10_001
"""Lines from this number on were brought into an order by its cases."""


class WishedUnits(Struct, frozen=True):
    """Units that are wanted instead of others."""

    sku: str
    product: str
    title: str
    quantity: int


class Wish(Struct, frozen=True):
    """What is wanted: units, and the buyer's tender that pays `cost_minor` or receives what they cost less."""

    units: tuple[WishedUnits, ...] = ()
    pay_with: str = ""
    cost_minor: int = 0


def wish_of(replacement: Replacement | None, change: OrderChange | None) -> Wish | None:
    """The wish of a request; None where money is asked for."""
    if change is not None:
        units = tuple(
            WishedUnits(each.sku, each.product, each.title, each.quantity) for each in change.wanted
        )
        return Wish(units, change.pay_with, change.due_minor)
    if replacement is None or not replacement.for_items:
        return None
    units = tuple(
        WishedUnits(each.sku, each.product, each.title, each.quantity) for each in replacement.wanted
    )
    return Wish(units, replacement.pay_with, max(0, replacement.difference_minor))


def wish_facts(wish: Wish | None, order: Any, line_nos: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    """Facts of the catalogue that follow from a wish. `order`: the facts of the order, `line_nos` the lines it is about."""
    yield "own_order", True  # a request about somebody else's order never comes so far
    yield "paid_by_gift_card", bool(order.payments) and all(p.tender == "gift_card" for p in order.payments)
    yield (
        "items_modified_already",
        not order.parcels and any(x.line_no >= LINES_OF_CASES for x in order.lines),
    )
    if wish is None:
        return
    if wish.units:
        yield from _of_units(wish, order, line_nos)
    tender = order.tender(wish.pay_with) if wish.pay_with else None
    if wish.pay_with:
        yield "payment_method_on_file", tender is not None
        yield "payment_differs", all(p.processor_reference != wish.pay_with for p in order.payments)
    if tender is not None:
        yield "payment_method", tender.tender
        balance = order.balances.get(wish.pay_with)
        if balance is not None:
            yield "gift_card_covers", wish.cost_minor <= balance


def _of_units(wish: Wish, order: Any, line_nos: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    lines = [line for line in order.lines if line.line_no in line_nos]
    products, skus = {line.product for line in lines}, {line.sku for line in lines}
    yield "same_product", all(each.product in products for each in wish.units)
    yield "different_options", all(each.sku not in skus for each in wish.units)
    yield "new_item_available", all(_is_there(each, order) for each in wish.units)


def _is_there(each: WishedUnits, order: Any) -> bool:
    """Whether there is enough of it; what the shop's catalogue no longer shows was there when it was asked for."""
    ware = order.ware(each.sku, each.product or None)
    return ware is None or bool(ware.available and (ware.left is None or ware.left >= each.quantity))
