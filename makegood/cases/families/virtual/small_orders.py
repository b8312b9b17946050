"""PURE: the small order over which the check explores refunds of virtual goods."""

from msgspec import structs

from makegood.cases.model import CaseType
from makegood.cases.small_orders import GIFT_CARD, NOW, SmallOrder, line, order
from makegood.orders import Delivered, KeptRecord, Virtual

_DELIVERED = KeptRecord(record=Delivered(at=NOW), by="marketplace", at=NOW)
_CODE = structs.replace(line(1, 1, 2), goods=Virtual(), records=(_DELIVERED,))

SMALL_ORDERS = (
    SmallOrder(
        "one virtual unit of 2 by gift card, delivered and not used",
        order([_CODE], [(GIFT_CARD, 2)], "delivered"),
        rounds_left=0,
        types=(CaseType.REFUND_ONLY,),
    ),
)
"""Revoked by the merchant, by silence, by an offer, by a ruling; not revoked where only a part comes back."""
