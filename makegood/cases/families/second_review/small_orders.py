"""PURE: the small orders over which the check explores rulings that another person reads first."""

from msgspec import structs

from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order
from makegood.cases.small_promises import READ_TWICE

_ONE = structs.replace(order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered"), market=READ_TWICE)

SMALL_ORDERS = (
    SmallOrder("one unit of 1 by gift card, delivered, ruled on by two", _ONE, rounds_left=0),
    SmallOrder(
        "one unit of 1 by gift card, delivered, ruled on by two, with appeals",
        _ONE,
        rounds_left=0,
        types=(CaseType.REFUND_ONLY,),
        appeals=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, delivered, ruled on by two, with offers and messages",
        _ONE,
        rounds_left=1,
        types=(CaseType.REFUND_ONLY,),
        talk=True,
    ),
)
