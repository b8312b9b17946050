"""PURE: the vocabulary of carriers: what is handed over, what a carrier answers and what it tells of a parcel."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Direction(StrEnum):
    """Which way a parcel goes: out to the buyer, or back to the merchant."""

    OUT = "out"
    BACK = "back"


class Handover(StrEnum):
    """How a carrier gets a parcel: fetched at the door, brought with a code, or by a courier of the sender's own."""

    PICKUP = "pickup"
    DROP_OFF = "drop_off"
    OWN = "own"


class Scan(StrEnum):
    """What a carrier tells of a parcel, whatever its own codes are."""

    BOOKED = "booked"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    REFUSED = "refused"
    RETURNED_TO_SENDER = "returned_to_sender"
    LOST = "lost"
    DAMAGED = "damaged"
    WEIGHT_DIFFERS = "weight_differs"
    PICKUP_MISSED = "pickup_missed"


SENT = "sent"
"""The code of what a sender says of a parcel, where a carrier has its own."""
RECEPTION = "reception"
"""The code of what a case knows by itself: somebody has the goods."""


class ParcelStatus(StrEnum):
    """How a parcel stands. Asked: the carrier has not answered yet. Not taken: it refused."""

    ASKED = "asked"
    BOOKED = "booked"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    REFUSED = "refused"
    RETURNED_TO_SENDER = "returned_to_sender"
    LOST = "lost"
    NOT_TAKEN = "not_taken"
    CANCELLED = "cancelled"


BEFORE_HANDOVER = frozenset({ParcelStatus.ASKED, ParcelStatus.BOOKED})
"""The carrier has nothing in its hands yet."""
FOR_GOOD = frozenset(
    {ParcelStatus.DELIVERED, ParcelStatus.RETURNED_TO_SENDER, ParcelStatus.NOT_TAKEN, ParcelStatus.CANCELLED}
)
"""Ends after which nothing more happens to a parcel."""
ENDED = FOR_GOOD | {ParcelStatus.LOST}
"""Ends; what counts as lost may be found again."""


class PickupStatus(StrEnum):
    """How an appointment at the door stands. Leaving: the carrier has still to be told that nobody need come."""

    ASKED = "asked"
    BOOKED = "booked"
    DONE = "done"
    MISSED = "missed"
    LEAVING = "leaving"
    CANCELLED = "cancelled"
    NOT_TAKEN = "not_taken"


class Address(Struct, frozen=True, omit_defaults=True):
    """Where somebody is. `street` may hold all of it where nobody has it in parts. `country`: ISO 3166, two letters."""

    name: str
    street: str
    phone: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = "CN"


class Consignment(Struct, frozen=True, kw_only=True):
    """What a carrier is asked to take. `key` is ours and the same at each try.

    `reference` is what the carrier called it when an earlier try got that far. `scenario` tells the simulated carrier how to
    behave; others never see it. `weight_grams` is what the sender says, 0 for unknown. `value_minor` is in minor units.
    """

    key: str
    direction: Direction
    handover: Handover
    sender: Address
    consignee: Address
    weight_grams: int
    value_minor: int
    currency: str
    reference: str = ""
    scenario: str = ""


class Label(Struct, frozen=True):
    """What is printed and stuck on a parcel."""

    media_type: str
    content: bytes


class Booked(Struct, frozen=True, kw_only=True):
    """A carrier takes a parcel. `courier` is who carries it, `reference` the carrier's own name of the booking.

    `freight_minor`: what it charges for the weight that it was told, in minor units of `freight_currency`; 0 where it tells no
    price.
    """

    courier: str
    tracking_no: str
    reference: str
    label: Label | None = None
    drop_off_code: str = ""
    freight_minor: int = 0
    freight_currency: str = ""


class Slot(Struct, frozen=True):
    """A time in which a courier comes."""

    starts_at: datetime
    ends_at: datetime


class Known(Struct, frozen=True):
    """A parcel as its carrier knows it."""

    courier: str
    tracking_no: str
    reference: str = ""


class TrackingEvent(Struct, frozen=True, kw_only=True):
    """One thing that a carrier told. `raw_code` and `words` are the carrier's own.

    `freight_minor`: what it charges in all from now on, where it says so, in the currency of its booking.
    """

    courier: str
    tracking_no: str
    scan: Scan
    at: datetime
    place: str = ""
    weight_grams: int | None = None
    raw_code: str = ""
    words: str = ""
    freight_minor: int | None = None
