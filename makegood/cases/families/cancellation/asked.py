"""PURE: what a cancellation or an interception may ask for: what has not left, and what is on its way."""

from collections.abc import Callable, Sequence

from makegood.cases.facts import Facts, LineFacts, goods_of
from makegood.cases.families.cancellation import refusals
from makegood.cases.families.cancellation.whereabouts import goods_lines
from makegood.cases.model import CaseType, Goods, Item
from makegood.cases.terms import Terms

Held = dict[int, tuple[int, int]]
"""What the case itself has claimed of each line: units and minor units."""


def to_cancel(items: tuple[Item, ...], facts: Facts, held: Held) -> tuple[Item, ...]:
    """Items none of which has left. Whoever cancels all that is left of an order gets its freight and fees back as well.

    Raises ShippedAlready and ArrivedAlready.
    """
    order = facts.order
    for line_no in goods_lines(items, order):
        place = goods_of(order, [line_no], facts.now)
        if place is not Goods.NOT_SHIPPED:
            refusal = refusals.ArrivedAlready if place is Goods.WITH_BUYER else refusals.ShippedAlready
            raise refusal(line_no=line_no)
    return (*items, *_freight(items, facts, held)) if _whole(items, facts, held) else items


def _whole(items: Sequence[Item], facts: Facts, held: Held) -> bool:
    """Whether no unit of the order is left to be sent: nothing has shipped, and these are the last."""
    taken = {item.line_no: item.quantity for item in items}
    goods = [line for line in facts.order.lines if line.kind == "goods"]
    return all(
        goods_of(facts.order, [line.line_no], facts.now) is Goods.NOT_SHIPPED
        and _left(line, held) == taken.get(line.line_no, 0)
        for line in goods
    )


def _left(line: LineFacts, held: Held) -> int:
    return line.left_quantity + held.get(line.line_no, (0, 0))[0]


def _freight(items: Sequence[Item], facts: Facts, held: Held) -> tuple[Item, ...]:
    named = {item.line_no for item in items}
    others = [line for line in facts.order.lines if line.kind != "goods" and line.line_no not in named]
    return tuple(
        Item(line.line_no, line.title, _left(line, held), money)
        for line in others
        if _left(line, held) and (money := line.left_minor + held.get(line.line_no, (0, 0))[1]) > 0
    )


def to_stop(items: tuple[Item, ...], facts: Facts, held: Held) -> tuple[Item, ...]:
    """Items that are on their way. Raises NotOnItsWay and ArrivedAlready."""
    lines = goods_lines(items, facts.order) or [item.line_no for item in items]
    for line_no in lines:
        place = goods_of(facts.order, [line_no], facts.now)
        if place is Goods.WITH_BUYER:
            raise refusals.ArrivedAlready(line_no=line_no)
        if place is Goods.NOT_SHIPPED:
            raise refusals.NotOnItsWay()
    return items


ITEMS: dict[CaseType, Callable[[tuple[Item, ...], Facts, Held], tuple[Item, ...]]] = {
    CaseType.CANCEL: to_cancel,
    CaseType.INTERCEPT: to_stop,
}
"""What each type makes of the items asked for, or its refusal."""


def within_terms(requested_minor: int, terms: Terms) -> int:
    """What comes back where policy sets the amount: of a cancellation, where an earnest is lost, or doubled as far as money
    was paid; of a refund without return, where a share of the goods is spoilt.

    Where nothing at all would come back the remedy is not open. What goes beyond what was paid is no refund; the terms
    say what is owed on top.
    """
    if terms.refund_minor is None:
        return requested_minor
    return min(requested_minor, max(1, terms.refund_minor + (terms.compensation_minor or 0)))


AMOUNTS: dict[CaseType, Callable[[int, Terms], int]] = {
    CaseType.CANCEL: within_terms,
    CaseType.REFUND_ONLY: within_terms,
}
"""What each type gives back at most by the terms of the request."""
