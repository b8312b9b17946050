"""PURE: who bears it when a parcel is lost or broken, where no pack has said so for the case.

What packs say goes first: their marks `buyers_risk` and `return_at_merchants_risk` (policies/marketplace/disputes_*.yaml) are
taken as they stand. What is left is the general rule of the way, with the article it comes from.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from makegood.carriers.model import Direction


class Bearer(StrEnum):
    """Who bears a loss towards the other party. Towards the carrier the claim stays, whoever that is."""

    BUYER = "buyer"
    MERCHANT = "merchant"


class Risk(Struct, frozen=True):
    """Who bears it and by which articles; `because` is a word for it."""

    bearer: Bearer
    because: str
    articles: tuple[str, ...]


class Mishap(Struct, frozen=True, kw_only=True):
    """What happened on the way. `signed_at`: when the parcel was signed for; `marks`: those that packs gave the case.

    `buyer_chose_courier`: a courier that the merchant had not offered. `merchant_at_fault`: proven for the case.
    """

    direction: Direction
    is_lost: bool
    at: datetime
    signed_at: datetime | None = None
    buyer_chose_courier: bool = False
    merchant_at_fault: bool = False
    address_wrong_by: Bearer | None = None
    marks: Collection[str] = ()


class SaidOfCase(Struct, frozen=True):
    """What a case knows that decides who bears it: `marks` that packs gave it, `facts` by name as they were told."""

    marks: Collection[str] = ()
    facts: Mapping[str, Any] = {}

    @property
    def address_wrong_by(self) -> Bearer | None:
        """Who gave the wrong address."""
        return _ADDRESSES.get(self.facts.get("address_trouble", ""))

    @property
    def buyer_chose_courier(self) -> bool:
        """Whether the buyer had the goods sent by another courier than was offered."""
        return self.facts.get("buyer_chose_carrier") is True

    @property
    def merchant_at_fault(self) -> bool:
        """Whether the goods go back for a proven fault of the merchant."""
        return self.facts.get("merchant_at_fault") is True


NOTHING_SAID = SaidOfCase()
_ADDRESSES = {"wrong_by_buyer": Bearer.BUYER, "change_ignored": Bearer.MERCHANT}
SIGNING = ("Taobao Dispute Rules art. 10", "E-Commerce Law art. 20 and 51", "Civil Code art. 604")
CHOSEN = ("Civil Code art. 607", "E-Commerce Law art. 20")
ADDRESS = ("Taobao Dispute Rules art. 34 and 35",)
RETURN_ADDRESS = ("Taobao Dispute Rules art. 41 and 42",)
ON_THE_WAY_BACK = ("Taobao Dispute Rules art. 11",)


def risk_of(mishap: Mishap) -> Risk:
    """Who bears it."""
    if "buyers_risk" in mishap.marks:
        return Risk(Bearer.BUYER, "said_by_pack", ())
    if mishap.direction is Direction.OUT:
        return _on_the_way_out(mishap)
    if "return_at_merchants_risk" in mishap.marks:
        return Risk(Bearer.MERCHANT, "said_by_pack", ())
    return _on_the_way_back(mishap)


def _on_the_way_out(mishap: Mishap) -> Risk:
    if mishap.address_wrong_by:
        return Risk(mishap.address_wrong_by, "address", ADDRESS)
    if mishap.buyer_chose_courier:
        return Risk(Bearer.BUYER, "buyer_chose_courier", CHOSEN)
    if mishap.signed_at and mishap.signed_at <= mishap.at:
        return Risk(Bearer.BUYER, "after_signing", SIGNING)
    return Risk(Bearer.MERCHANT, "before_signing", SIGNING)


def _on_the_way_back(mishap: Mishap) -> Risk:
    if mishap.address_wrong_by is Bearer.MERCHANT:
        return Risk(Bearer.MERCHANT, "return_address", RETURN_ADDRESS)
    if mishap.signed_at and mishap.signed_at <= mishap.at:
        return Risk(Bearer.MERCHANT, "after_signing", SIGNING[:1])
    if mishap.merchant_at_fault:
        return Risk(Bearer.MERCHANT, "merchant_at_fault", ON_THE_WAY_BACK)
    if mishap.is_lost:
        return Risk(Bearer.BUYER, "lost_on_the_way_back", ON_THE_WAY_BACK)
    return Risk(Bearer.MERCHANT, "broken_on_the_way_back", ON_THE_WAY_BACK)
