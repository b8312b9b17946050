"""PURE: the small order over which the check explores times for evidence."""

from msgspec import structs

from makegood.cases.families.evidence_window.small import WINDOWED
from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 1 by gift card, delivered, with more time for evidence and court papers",
        structs.replace(order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered"), market=WINDOWED),
        rounds_left=0,
        pauses_left=1,
        types=(CaseType.REFUND_ONLY, CaseType.RETURN_REFUND),
    ),
    SmallOrder(
        "one unit of 1 by gift card, paid, to be cancelled while court papers stop the clock",
        structs.replace(order([line(1, 1, 1)], [(GIFT_CARD, 1)], "paid"), market=WINDOWED),
        rounds_left=0,
        attempts_left=0,
        pauses_left=1,
        types=(CaseType.CANCEL,),
    ),
)
