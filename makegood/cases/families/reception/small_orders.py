"""PURE: the small orders over which the check explores returns that come in two parcels, are refused or sent back."""

from msgspec import structs

from makegood.cases.facts import Ware
from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order

_OTHER = Ware("OTHER-1", "other of 1", "product", "any", 1)

SMALL_ORDERS = (
    SmallOrder(
        "two units of 2 by gift card, delivered, that come back in parcels, are graded and sent back",
        order([line(1, 2, 2)], [(GIFT_CARD, 2)], "delivered"),
        rounds_left=0,
        types=(CaseType.RETURN_REFUND,),
        reception=True,
    ),
    SmallOrder(
        "two units of 2 by gift card, delivered, exchanged, that come back in parcels or are sent back",
        structs.replace(order([line(1, 2, 2)], [(GIFT_CARD, 2)], "delivered"), wares=(_OTHER,)),
        rounds_left=0,
        attempts_left=0,
        types=(CaseType.EXCHANGE,),
        reception=True,
    ),
)
"""One parcel and two, one of them first; refused at the door; graded; what was not accepted sent back."""
