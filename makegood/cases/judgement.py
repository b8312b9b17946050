"""PURE: a ruling, and for whom it is. Apart from the vocabulary of cases, since plans of a case keep rulings too."""

from enum import StrEnum

from msgspec import Struct


class Favour(StrEnum):
    """For whom the desk rules."""

    BUYER = "buyer"
    MERCHANT = "merchant"
    SPLIT = "split"


class Ruling(Struct, frozen=True):
    """What the desk decided, and why. `citations`: its grounds, names of rules or articles. `as_asked`: the remedy that
    was asked for is granted, be it goods. `proposal`: the digest of the proposed ruling that was read before; empty where
    none was. `departure`: why it was decided otherwise; empty where it was followed.
    """

    favour: Favour
    amount_minor: int
    with_return: bool
    reason: str
    by_default: bool = False
    citations: tuple[str, ...] = ()
    as_asked: bool = False
    proposal: str = ""
    departure: str = ""
