"""PURE: what carrying costs: the freight of a parcel, its part of each case, and the postings that pay the carrier."""

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from makegood.carriers.evolve import in_order
from makegood.carriers.model import ParcelStatus
from makegood.carriers.rows import ParcelFile
from makegood.kit.money import split_by_weights
from makegood.ledger import Posting, merchant_clearing, outside, platform_compensation

FREIGHT = "freight"
"""The kind of these transactions."""
CARRIAGE, WEIGHT = "carriage", "weight"
"""Why freight is due: for carrying, or because the carrier found another weight than it was told."""
_NOT_IN_NAMES = re.compile(r"[^\w]+")
"""What no name of an account holds: a courier's name may be as somebody typed it."""
_NOTHING_CARRIED = frozenset(
    {ParcelStatus.ASKED, ParcelStatus.BOOKED, ParcelStatus.NOT_TAKEN, ParcelStatus.CANCELLED}
)


class FreightPart(Struct, frozen=True):
    """What a case bears of a parcel's freight, in minor units."""

    order_id: int
    case_id: int
    because: str
    amount_minor: int


class Borne(Struct, frozen=True):
    """Who bears an amount, in minor units, and why: the `policy`, a `ruling`, the `weight`, or that it is `unsaid`; nobody
    where the parcel was `lost`.
    """

    ground: str
    buyer_minor: int = 0
    merchant_minor: int = 0
    platform_minor: int = 0

    @property
    def is_due(self) -> bool:
        """Whether anybody bears anything."""
        return bool(self.buyer_minor or self.merchant_minor or self.platform_minor)


LOST = Borne("lost")
"""Who loses a parcel has carried it for nothing (GB/T 27917.3 annex A: a lost parcel's fee is waived)."""


class FreightCharge(Struct, frozen=True):
    """The freight of one parcel for one case, as it was posted. Amounts in minor units of `currency`; no transaction stands
    where nothing is due any more.
    """

    id: int
    parcel_id: int
    order_id: int
    case_id: int
    buyer_id: int
    merchant_id: int
    courier: str
    direction: str
    because: str
    ground: str
    currency: str
    amount_minor: int
    buyer_minor: int
    merchant_minor: int
    platform_minor: int
    transaction_id: int | None
    charged_at: datetime
    changed_at: datetime
    version: int

    @property
    def borne(self) -> Borne:
        """Who bears it."""
        return Borne(self.ground, self.buyer_minor, self.merchant_minor, self.platform_minor)


def freight_due(file: ParcelFile) -> list[FreightPart]:
    """The freight that a parcel has come to, by case; nothing before the carrier has it, or where it told no price."""
    parcel = file.parcel
    if parcel.status in _NOTHING_CARRIED or not parcel.freight_minor:
        return []
    told = [event.freight_minor for event in in_order(file.events, parcel.followed_since)]
    last = next((minor for minor in reversed(told) if minor is not None), parcel.freight_minor)
    # A carrier that finds less than it was told gives nothing back.
    more = max(0, last - parcel.freight_minor)
    return [*_parts(file, CARRIAGE, parcel.freight_minor), *_parts(file, WEIGHT, more)]


def _parts(file: ParcelFile, because: str, amount_minor: int) -> Iterable[FreightPart]:
    """By the value of what travels for each case, by its units where nothing has a value."""
    worth: dict[tuple[int, int], int] = {}
    counted: dict[tuple[int, int], int] = {}
    for unit in file.units:
        about = unit.order_id, unit.case_id
        worth[about] = worth.get(about, 0) + unit.value_minor
        counted[about] = counted.get(about, 0) + unit.quantity
    weights = worth if any(worth.values()) else counted
    if not amount_minor or not any(weights.values()):
        return
    for (order_id, case_id), part in zip(
        weights, split_by_weights(amount_minor, list(weights.values())), strict=True
    ):
        if case_id and part:
            yield FreightPart(order_id, case_id, because, part)


def carrier_account(name: str) -> str:
    """The account of a carrier in the world beyond the book."""
    return outside(f"carrier-{_NOT_IN_NAMES.sub('-', name) or 'other'}")


def freight_postings(charge: FreightCharge) -> list[Posting]:
    """To the carrier: the shop's part out of its share, the platform's out of what it bears itself, and the buyer's as it was
    collected at the marketplace's checkout.
    """
    parts = (
        (outside("marketplace"), charge.buyer_minor),
        (merchant_clearing(charge.merchant_id), charge.merchant_minor),
        (platform_compensation(), charge.platform_minor),
    )
    to = carrier_account(charge.courier)
    return [Posting(source, to, charge.currency, amount) for source, amount in parts if amount]
