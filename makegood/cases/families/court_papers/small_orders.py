"""PURE: the small orders over which the check explores papers that bind."""

from msgspec import structs

from makegood.cases.families.court_papers.small import BY_PAPERS, BY_PAPERS_READ_TWICE
from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order

_ONE = order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered")

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 1 by gift card, delivered, with papers that bind and appeals",
        structs.replace(_ONE, market=BY_PAPERS),
        rounds_left=0,
        types=(CaseType.REFUND_ONLY,),
        appeals=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, delivered, to be returned, with papers that bind and rulings by two or a panel",
        structs.replace(_ONE, market=BY_PAPERS_READ_TWICE),
        rounds_left=0,
        types=(CaseType.RETURN_REFUND,),
    ),
)
