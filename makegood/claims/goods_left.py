"""PURE: what of an order its promises are still about: units that were given up before they left the shop are not."""

from collections.abc import Iterable

from makegood.cases import GivenUp, OrderFacts, UnitsNotLeft, order_without
from makegood.claims.kinds import ClaimKind


def order_promised(
    kind: ClaimKind, order: OrderFacts, given_up: Iterable[GivenUp], line_no: int = 0
) -> OrderFacts:
    """The order as far as a promise of this kind is about it (`line_no` 0: all of it). Raises UnitsNotLeft where nothing of
    the line is left. A part of the price counts by itself only what nobody has claimed.
    """
    if kind.gives == "refund":
        return order
    left = order_without(order, (one for one in given_up if not one.is_open))
    if order.line(line_no) is not None and left.line(line_no) is None:
        raise UnitsNotLeft(left=0, line_no=line_no, asked=1)
    return left
