"""PURE: where the goods of a case are by what the order says, and what follows when they are elsewhere than was thought."""

from collections.abc import Sequence
from datetime import datetime

from makegood.cases.facts import Facts, OrderFacts, goods_of
from makegood.cases.families.cancellation import events as e
from makegood.cases.model import CaseState, CaseType, Goods, Item

_LEFT = {Goods.IN_TRANSIT: CaseType.INTERCEPT, Goods.WITH_BUYER: CaseType.RETURN_REFUND}
"""What a cancellation goes on as once its goods have left: the parcel is stopped, or the buyer sends back what came."""


def goods_lines(items: Sequence[Item], order: OrderFacts) -> list[int]:
    """The lines of goods among some items; freight and fees are nowhere."""
    lines = [order.line(item.line_no) for item in items]
    return [line.line_no for line in lines if line is not None and line.kind == "goods"]


def furthest(items: Sequence[Item], order: OrderFacts, now: datetime) -> Goods:
    """How far the goods have come by the order's parcels: one line that has left counts for all."""
    places = [goods_of(order, [line_no], now) for line_no in goods_lines(items, order)]
    left = [place for place in places if place is not Goods.NOT_SHIPPED]
    if not left:
        return Goods.NOT_SHIPPED
    return Goods.WITH_BUYER if all(place is Goods.WITH_BUYER for place in left) else Goods.IN_TRANSIT


def left_meanwhile(state: CaseState, facts: Facts) -> e.ShippedMeanwhile | None:
    """What has to be noted before a cancellation is granted: that its goods have left since it was asked for."""
    if state.type is not CaseType.CANCEL or state.goods is not Goods.NOT_SHIPPED:
        return None
    goods = furthest(state.items, facts.order, facts.now)
    return None if goods is Goods.NOT_SHIPPED else e.ShippedMeanwhile(type=_LEFT[goods], goods=goods)
