"""PURE: the small orders over which the check explores cancelling and intercepting."""

from msgspec import structs

from makegood.cases.model import CaseType
from makegood.cases.small_orders import CARD, GIFT_CARD, SmallOrder, line, order
from makegood.cases.small_promises import AT_ONCE

_BOTH = (CaseType.CANCEL, CaseType.INTERCEPT)

_ONE = order([line(1, 1, 1)], [(GIFT_CARD, 1)], "paid")
_ON_ITS_WAY = order([line(1, 1, 1)], [(GIFT_CARD, 1)], "shipped")

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 1 by gift card, to be cancelled, which may ship meanwhile",
        _ONE,
        rounds_left=0,
        types=(CaseType.CANCEL,),
        ships=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, to be cancelled, with offers and questions",
        _ONE,
        types=(CaseType.CANCEL,),
        talk=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, to be cancelled, where policy may give the right, with pauses",
        structs.replace(_ONE, market="small"),
        rounds_left=0,
        pauses_left=1,
        types=(CaseType.CANCEL,),
    ),
    SmallOrder(
        "one unit of 1 by card, to be stopped on its way, which may arrive",
        order([line(1, 1, 1)], [(CARD, 1)], "shipped"),
        rounds_left=0,
        attempts_left=0,
        types=(CaseType.CANCEL, CaseType.INTERCEPT),
        ships=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, to be stopped on its way, with appeals",
        _ON_ITS_WAY,
        rounds_left=0,
        types=(CaseType.INTERCEPT,),
        appeals=True,
    ),
    SmallOrder(
        "one unit of 1 by gift card, to be stopped on its way, where policy may give the right",
        structs.replace(_ON_ITS_WAY, market="small"),
        rounds_left=0,
        types=(CaseType.INTERCEPT,),
    ),
    SmallOrder(
        "one unit of 1 by gift card, where a rule grants at once",
        structs.replace(_ONE, market=AT_ONCE),
        rounds_left=0,
        types=(CaseType.CANCEL, CaseType.INTERCEPT),
    ),
    SmallOrder(
        "one unit of 1 by gift card on its way, where a rule refunds at once what was stopped, with messages",
        structs.replace(_ON_ITS_WAY, market=AT_ONCE),
        rounds_left=0,
        types=(CaseType.INTERCEPT,),
        talk=True,
    ),
)
"""Cancelled and shipped meanwhile, stopped, missed, refused at the door and lost; with a right to it and without."""
