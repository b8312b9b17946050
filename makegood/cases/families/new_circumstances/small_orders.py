"""PURE: the small orders over which the check explores rulings that are reopened with new circumstances."""

from msgspec import structs

from makegood.cases.families.new_circumstances.small import BY_NEWS
from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order

_ONE = structs.replace(order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered"), market=BY_NEWS)

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 1 by gift card, delivered, with new circumstances after a ruling",
        _ONE,
        rounds_left=0,
        types=(CaseType.REFUND_ONLY, CaseType.RETURN_REFUND),
    ),
    SmallOrder(
        "one unit of 1 by gift card, delivered, with new circumstances and appeals",
        _ONE,
        rounds_left=0,
        types=(CaseType.REFUND_ONLY,),
        appeals=True,
    ),
)
