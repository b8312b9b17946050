"""PURE: the small orders over which the check explores exchanges and reshipments: even, dearer, cheaper, and sold out."""

from msgspec import structs

from makegood.cases.facts import OrderFacts, Ware
from makegood.cases.model import BuyerTender, CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order


def _with_wares(facts: OrderFacts, *prices: int) -> OrderFacts:
    wares = tuple(Ware(f"OTHER-{price}", f"other of {price}", "product", "any", price) for price in prices)
    return structs.replace(facts, wares=wares)


_ONE = order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered")

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 1 by gift card, exchanged for another of 1, which may sell out",
        _with_wares(_ONE, 1),
        rounds_left=0,
        types=(CaseType.EXCHANGE,),
        others=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, exchanged for a dearer one, with a gift card or at the checkout",
        _with_wares(
            order([line(1, 1, 1)], [(GIFT_CARD, 1)], "delivered", BuyerTender("gift-1", "gift_card")), 2
        ),
        rounds_left=0,
        types=(CaseType.EXCHANGE,),
    ),
    SmallOrder(
        "one unit of 2 by gift card, exchanged for a cheaper one, where policy may give the right",
        structs.replace(
            _with_wares(order([line(1, 1, 2)], [(GIFT_CARD, 2)], "delivered"), 1), market="small"
        ),
        rounds_left=0,
        types=(CaseType.EXCHANGE,),
    ),
    SmallOrder(
        "one unit of 1 by gift card, exchanged for another of 1, with appeals",
        _with_wares(_ONE, 1),
        rounds_left=0,
        types=(CaseType.EXCHANGE,),
        appeals=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, exchanged for a dearer one at the checkout, with questions",
        _with_wares(_ONE, 2),
        rounds_left=0,
        types=(CaseType.EXCHANGE,),
        talk=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, sent again or the missing part of it, where policy may give the right",
        structs.replace(_ONE, market="small"),
        rounds_left=0,
        types=(CaseType.RESHIP,),
    ),
)
