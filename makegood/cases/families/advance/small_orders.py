"""PURE: the small orders over which the check explores instant refunds: accepted, in part, not at all, and without room."""

from msgspec import structs

from makegood.cases.facts import OrderFacts
from makegood.cases.families.advance.room import AdvanceRoom
from makegood.cases.model import CaseType
from makegood.cases.small_orders import CARD, GIFT_CARD, SmallOrder, line, order
from makegood.cases.small_promises import IN_ADVANCE


def _trusted(bought: OrderFacts, room: AdvanceRoom) -> OrderFacts:
    return structs.replace(bought, market=IN_ADVANCE, facts={"credit_tier": "excellent"}, advance=room)


SMALL_ORDERS = (
    SmallOrder(
        "one unit of 2 by card, delivered, refunded in advance",
        _trusted(order([line(1, 1, 2)], [(CARD, 2)], "delivered"), AdvanceRoom(9, 9)),
        rounds_left=0,
        attempts_left=0,
    ),
    SmallOrder(
        "two units of 2 by card and gift card, delivered, refunded in advance",
        _trusted(order([line(1, 2, 2)], [(CARD, 1), (GIFT_CARD, 1)], "delivered"), AdvanceRoom(9, 9)),
        rounds_left=0,
        attempts_left=0,
        types=(CaseType.RETURN_REFUND,),
    ),
    SmallOrder(
        "one unit of 2 by gift card, delivered, for whose instant refund there is no room",
        _trusted(order([line(1, 1, 2)], [(GIFT_CARD, 2)], "delivered"), AdvanceRoom(1, 9)),
        rounds_left=0,
        types=(CaseType.RETURN_REFUND,),
    ),
)
