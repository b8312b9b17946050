"""PURE: the small orders over which the check explores price reductions."""

from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 2 by gift card, delivered, kept for less",
        order([line(1, 1, 2)], [(GIFT_CARD, 2)], "delivered"),
        rounds_left=1,
        types=(CaseType.PRICE_REDUCTION,),
    ),
)
