"""PURE: the small orders over which the check explores changes: even, dearer, cheaper, paid otherwise, gone meanwhile."""

from msgspec import structs

from makegood.cases.facts import OrderFacts, Ware
from makegood.cases.families.evidence_window.small import WINDOWED
from makegood.cases.model import BuyerTender, CaseType
from makegood.cases.small_orders import CARD, GIFT_CARD, SmallOrder, line, order
from makegood.cases.small_promises import AT_ONCE

_ADDRESS, _PAYMENT, _ITEMS = CaseType.MODIFY_ADDRESS, CaseType.MODIFY_PAYMENT, CaseType.MODIFY_ITEMS


def _with_variants(facts: OrderFacts, *prices: int) -> OrderFacts:
    wares = tuple(Ware(f"OTHER-{price}", f"other of {price}", "product", "any", price) for price in prices)
    lines = tuple(structs.replace(each, product="product") for each in facts.lines)
    return structs.replace(facts, wares=wares, lines=lines)


_ONE = order(
    [line(1, 1, 2)],
    [(GIFT_CARD, 2)],
    "paid",
    BuyerTender("gift-1", "gift_card"),
    BuyerTender("card-1", "card"),
)

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 2 by gift card, to go elsewhere, with questions, which may ship meanwhile",
        _ONE,
        types=(_ADDRESS,),
        ships=True,
        talk=True,
    ),
    SmallOrder(
        "one unit of 2 by gift card, to be paid otherwise, which may ship meanwhile",
        _ONE,
        types=(_PAYMENT,),
        ships=True,
        talk=True,
    ),
    SmallOrder(
        "one unit of 2 by card, to be paid otherwise",
        order([line(1, 1, 2)], [(CARD, 2)], "paid", BuyerTender("gift-1", "gift_card")),
        types=(_PAYMENT,),
    ),
    SmallOrder(
        "one unit of 2 by gift card, to become one of 1, 2 or 3",
        _with_variants(_ONE, 1, 2, 3),
        types=(_ITEMS,),
        ships=True,
    ),
    SmallOrder(
        "one unit of 2 by gift card, changed by a rule, or where policy may give the right",
        structs.replace(_with_variants(_ONE, 1, 3), market=AT_ONCE),
        types=(_ADDRESS, _PAYMENT, _ITEMS),
    ),
    SmallOrder(
        "one unit of 2 by gift card, to be changed where policy may give the right",
        structs.replace(_with_variants(_ONE, 3), market="small"),
        types=(_ADDRESS, _PAYMENT, _ITEMS),
    ),
    SmallOrder(
        "one unit of 2 by gift card, to be changed after both have told their side",
        structs.replace(_with_variants(_ONE, 2), market=WINDOWED),
        types=(_ADDRESS, _PAYMENT, _ITEMS),
    ),
)
"""A change that costs nothing, one that costs and one that gives back; with a rule and without; and an order that leaves."""
