"""PURE: the small orders over which the check explores refunds of payments that a bank takes back."""

from makegood.cases.families.chargeback.small import TAKEN_BACK
from makegood.cases.model import BuyerTender, CaseType
from makegood.cases.small_orders import GIFT_CARD, SmallOrder, line, order

_CARD = ("card", TAKEN_BACK)

SMALL_ORDERS = (
    SmallOrder(
        "one unit of 2 by a card that the bank takes back, delivered",
        order([line(1, 1, 2)], [(_CARD, 2)], "delivered"),
        rounds_left=0,
        types=(CaseType.REFUND_ONLY,),
        bank=True,
    ),
    SmallOrder(
        "one unit of 3, not shipped, by gift card and a card that the bank takes back, to be refunded there or elsewhere",
        order([line(1, 1, 3)], [(GIFT_CARD, 1), (_CARD, 2)], "paid", BuyerTender("gift-1", "gift_card")),
        rounds_left=0,
        attempts_left=0,
        types=(CaseType.REFUND_ONLY,),
        bank=True,
    ),
    SmallOrder(
        "one unit of 1 by a card that the bank takes back, delivered, with appeals",
        order([line(1, 1, 1)], [(_CARD, 1)], "delivered"),
        rounds_left=0,
        attempts_left=0,
        appeals=True,
        types=(CaseType.REFUND_ONLY,),
        bank=True,
    ),
)
"""Taken before the refund, while it is on its way and after; in part and whole; given back and taken again."""
