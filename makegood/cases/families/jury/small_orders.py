"""PURE: the small orders over which the check explores disputes that a panel of users reads."""

from msgspec import structs

from makegood.cases.families.jury.small import BY_PANEL
from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order

_ONE = structs.replace(order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered"), market=BY_PANEL)

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 1 by gift card, delivered, to be returned, read by a panel",
        _ONE,
        rounds_left=0,
        types=(CaseType.RETURN_REFUND,),
    ),
    SmallOrder(
        "one unit of 1 by gift card, delivered, read by a panel, with offers and messages",
        _ONE,
        rounds_left=1,
        types=(CaseType.REFUND_ONLY,),
        talk=True,
    ),
)
