"""PURE: what the packs say of goods of an order beside any case: the decision that claims under promises stand on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.cases import refusals
from makegood.cases.facts import Asked, LineFacts, OrderFacts, goods_of
from makegood.cases.model import CaseType, Item
from makegood.cases.policy_facts import facts_of
from makegood.cases.promises import BookPromises
from makegood.cases.terms import GivenFact
from makegood.kit.money import share_of_remaining
from makegood.policy import Decision, decide


class PromiseAsked(Struct, frozen=True, kw_only=True):
    """Some units of a line (`line_no` 0: all goods of the order), why, and what is told of them.

    `only_left`: what cases have claimed already no longer counts. `known`: facts that the asker is sure of, which come
    before all others.
    """

    line_no: int
    quantity: int | None = None
    remedy: str | None = None
    reason: str | None = None
    given: tuple[GivenFact, ...] = ()
    known: Mapping[str, Any] = {}
    only_left: bool = False


class PromiseSaid(Struct, frozen=True):
    """What came out, for how many units, and what was paid for them in minor units."""

    decision: Decision
    quantity: int
    paid_minor: int


def promised(promises: BookPromises, asked: PromiseAsked, order: OrderFacts, now: datetime) -> PromiseSaid:
    """Decide about some goods. Raises NoSuchLine, UnitsNotLeft and FactWrong."""
    items = _items(asked, order)
    paid = sum(item.value_minor for item in items)
    goods = goods_of(order, [item.line_no for item in items], now)
    remedy = CaseType(asked.remedy) if asked.remedy else None
    wanted = Asked(remedy, asked.reason, items, paid, goods, None, asked.given)
    catalogue = promises.book.catalogue
    values = {
        each.name: each.value for each in facts_of(catalogue, promises.market, wanted, items, order, now)
    }
    known = {"order_total": order.paid_minor, "affected_price": paid, **asked.known}
    sure = {
        name: catalogue.kind(name).encode(value) for name, value in known.items() if name in catalogue.facts
    }
    return PromiseSaid(decide(promises.book, values | sure), sum(item.quantity for item in items), paid)


def _items(asked: PromiseAsked, order: OrderFacts) -> tuple[Item, ...]:
    if asked.line_no == 0:
        goods = [line for line in order.lines if line.kind == "goods"] or list(order.lines)
        return tuple(_item(line, None, asked.only_left) for line in goods)
    line = order.line(asked.line_no)
    if line is None:
        raise refusals.NoSuchLine(line_no=asked.line_no)
    return (_item(line, asked.quantity, asked.only_left),)


def _item(line: LineFacts, quantity: int | None, only_left: bool) -> Item:
    """Units with what was paid for them, of the whole line or of what of it nobody has claimed."""
    units, minor = (line.left_quantity, line.left_minor) if only_left else (line.quantity, line.paid_minor)
    wanted = units if quantity is None else quantity
    if not 0 < wanted <= units:
        raise refusals.UnitsNotLeft(left=units, line_no=line.line_no, asked=wanted or 1)
    return Item(line.line_no, line.title, wanted, share_of_remaining(minor, units, wanted))
