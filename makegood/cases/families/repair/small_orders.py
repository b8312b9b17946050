"""PURE: the small orders over which the check explores repairs: with appeals, and with talk and facts."""

from msgspec import structs

from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order

_ONE = order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered")

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 1 by gift card, delivered, repaired, with appeals",
        _ONE,
        rounds_left=0,
        types=(CaseType.REPAIR,),
        appeals=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, delivered, repaired, with questions and facts",
        structs.replace(_ONE, market="small"),
        rounds_left=0,
        types=(CaseType.REPAIR,),
        talk=True,
    ),
)
