"""PURE: EasyPost's words in ours. https://docs.easypost.com/docs/trackers, /shipments, /pickups, /errors

Weights are ounces there. A tracker's details have a status and a detail of it; the detail says more where it is known.
"""

import hashlib
import hmac
import unicodedata
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

import msgspec
from msgspec import Struct

from makegood.carriers.model import Address, Consignment, Direction, Scan, Slot, TrackingEvent
from makegood.kit.money import is_currency, minor_digits

CARRIERS = {"usps": "USPS", "ups": "UPS", "fedex": "FedEx", "dhl": "DHLExpress"}
"""Carriers as they write them, by our codes (couriers.py)."""
_CODES = {name.lower(): code for code, name in CARRIERS.items()}
GRAMS_AN_OUNCE = 28.349523125
_SCANS = {
    "pre_transit": Scan.BOOKED,
    "in_transit": Scan.IN_TRANSIT,
    "out_for_delivery": Scan.OUT_FOR_DELIVERY,
    "available_for_pickup": Scan.OUT_FOR_DELIVERY,
    "delivered": Scan.DELIVERED,
    "return_to_sender": Scan.RETURNED_TO_SENDER,
    "failure": Scan.DELIVERY_FAILED,
}
_DETAILS = {
    "arrived_at_pickup_location": Scan.OUT_FOR_DELIVERY,
    "damaged": Scan.DAMAGED,
    "lost": Scan.LOST,
    "refused": Scan.REFUSED,
    "return": Scan.IN_TRANSIT,
    "origin_acceptance": Scan.PICKED_UP,
    "received_at_origin_facility": Scan.PICKED_UP,
    "in_customs": Scan.CUSTOMS,
    "customs_clearance": Scan.CUSTOMS,
    "weather_delay": Scan.IN_TRANSIT,
    "recipient_unavailable": Scan.DELIVERY_FAILED,
    "address_issue": Scan.DELIVERY_FAILED,
}


class Location(Struct, frozen=True):
    """Where something was told from."""

    city: str | None = None
    state: str | None = None
    country: str | None = None


class TrackingDetail(Struct, frozen=True):
    """One line of a tracker."""

    status: str
    datetime: datetime
    message: str | None = None
    status_detail: str | None = None
    tracking_location: Location | None = None


class Tracker(Struct, frozen=True):
    """A tracker as EasyPost answers it. `weight` in ounces."""

    tracking_code: str
    carrier: str | None = None
    weight: float | None = None
    tracking_details: list[TrackingDetail] = []


class Rate(Struct, frozen=True):
    """What a carrier asks."""

    id: str
    rate: str
    carrier: str = ""
    service: str = ""
    currency: str = "USD"


class PostageLabel(Struct, frozen=True):
    """Where a label can be fetched."""

    label_url: str | None = None
    label_pdf_url: str | None = None


class Shipment(Struct, frozen=True):
    """A shipment, bought or not."""

    id: str
    rates: list[Rate] = []
    selected_rate: Rate | None = None
    tracking_code: str | None = None
    postage_label: PostageLabel | None = None


class Pickup(Struct, frozen=True):
    """An appointment, bought or not."""

    id: str
    status: str = ""
    pickup_rates: list[Rate] = []

    @property
    def is_bought(self) -> bool:
        """Whether it was bought, and perhaps cancelled since: nothing is to be bought of it any more."""
        return self.status in ("scheduled", "canceled")


def events_of(tracker: Tracker) -> tuple[TrackingEvent, ...]:
    """What a tracker tells. Lines that say nothing we know are left out; the weight goes with the last line."""
    told = [_event(tracker, detail) for detail in tracker.tracking_details if _scan(detail)]
    if told and tracker.weight:
        grams = round(tracker.weight * GRAMS_AN_OUNCE)
        told[-1] = msgspec.structs.replace(told[-1], weight_grams=grams)
    return tuple(told)


def _scan(detail: TrackingDetail) -> Scan | None:
    return _DETAILS.get(detail.status_detail or "") or _SCANS.get(detail.status)


def _event(tracker: Tracker, detail: TrackingDetail) -> TrackingEvent:
    where = detail.tracking_location or Location()
    at = detail.datetime if detail.datetime.tzinfo else detail.datetime.replace(tzinfo=UTC)
    return TrackingEvent(
        courier=courier_name(tracker.carrier or ""), tracking_no=tracker.tracking_code,
        scan=_scan(detail) or Scan.IN_TRANSIT, at=at.astimezone(UTC),
        place=", ".join(part for part in (where.city, where.state, where.country) if part),
        raw_code=f"{detail.status}/{detail.status_detail or ''}", words=(detail.message or "")[:300],
    )  # fmt: skip


def courier_name(carrier: str) -> str:
    """A carrier of theirs as we write couriers: `USPS` is usps, `FedExDefault` is fedex."""
    name = carrier.lower().removesuffix("default")
    return _CODES.get(name, name)


def price_of(rate: Rate | None) -> tuple[int, str]:
    """What was asked for a shipment, in minor units with their currency; nothing where it is not told in money that we know."""
    if rate is None or not is_currency(rate.currency):
        return 0, ""
    try:
        asked = Decimal(rate.rate).scaleb(minor_digits(rate.currency))
        return max(0, int(asked.to_integral_value(ROUND_CEILING))), rate.currency
    except (InvalidOperation, ValueError, OverflowError):
        return 0, ""


def cheapest(rates: list[Rate]) -> Rate | None:
    """The rate with the lowest price."""
    return min(rates, key=lambda rate: float(rate.rate), default=None)


def shipment_asked(consignment: Consignment) -> dict[str, Any]:
    """The body that creates a shipment. For a return EasyPost wants the addresses as of the way out, and turns them round."""
    is_return = consignment.direction is Direction.BACK
    sender, consignee = address_asked(consignment.sender), address_asked(consignment.consignee)
    out, to = (consignee, sender) if is_return else (sender, consignee)
    grams = consignment.weight_grams or 500
    return {
        "shipment": {
            "reference": consignment.key, "is_return": is_return, "from_address": out, "to_address": to,
            "parcel": {"weight": round(grams / GRAMS_AN_OUNCE, 1)},
            "options": {"label_format": "PDF"},
        }
    }  # fmt: skip


def address_asked(address: Address) -> dict[str, str]:
    """An address as they want it."""
    return {
        "name": address.name, "street1": address.street, "city": address.city, "state": address.region,
        "zip": address.postcode, "country": address.country, "phone": address.phone,
    }  # fmt: skip


def pickup_asked(shipment: str, address: Address, slot: Slot, key: str) -> dict[str, Any]:
    """The body that creates a pickup."""
    return {
        "pickup": {
            "reference": key, "shipment": {"id": shipment}, "address": address_asked(address),
            "min_datetime": _when(slot.starts_at), "max_datetime": _when(slot.ends_at), "is_account_address": False,
        }
    }  # fmt: skip


def _when(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def signature(secret: str, body: bytes) -> str:
    """What EasyPost puts into X-Hmac-Signature."""
    key = unicodedata.normalize("NFKD", secret).encode()
    return "hmac-sha256-hex=" + hmac.new(key, body, hashlib.sha256).hexdigest()


def reason_of(answer: bytes) -> str:
    """Why a request was refused, from its error object; its code where it gives no message."""
    try:
        error = msgspec.json.decode(answer)["error"]
        return str(error.get("message") or error.get("code"))[:300]
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        return "no reason was given"
