"""PURE: a parcel's way as an EPCIS 2.0 document with the words of the Core Business Vocabulary (GS1), in JSON-LD."""

from datetime import UTC, datetime
from typing import Any

from makegood.carriers.evolve import in_order
from makegood.carriers.model import Scan, TrackingEvent
from makegood.carriers.rows import ParcelFile

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
CBV: dict[Scan, tuple[str, str]] = {
    Scan.BOOKED: ("staging_outbound", "in_progress"),
    Scan.PICKED_UP: ("accepting", "in_transit"),
    Scan.IN_TRANSIT: ("transporting", "in_transit"),
    Scan.CUSTOMS: ("holding", "in_transit"),
    Scan.OUT_FOR_DELIVERY: ("departing", "in_transit"),
    Scan.DELIVERED: ("arriving", "in_progress"),
    Scan.DELIVERY_FAILED: ("holding", "in_transit"),
    Scan.REFUSED: ("holding", "returned"),
    Scan.RETURNED_TO_SENDER: ("arriving", "returned"),
    Scan.LOST: ("other", "unknown"),
    Scan.DAMAGED: ("inspecting", "damaged"),
    Scan.WEIGHT_DIFFERS: ("inspecting", "non_conformant"),
    Scan.PICKUP_MISSED: ("holding", "in_progress"),
}
"""bizStep and disposition of each thing that carriers tell."""


def document_of(file: ParcelFile, home: str, created_at: datetime) -> dict[str, Any]:
    """The document. `home` is the address of this installation: the parcel's identifier begins with it."""
    events = in_order(file.events, file.parcel.followed_since)
    return {
        "@context": [CONTEXT, {"makegood": f"{home}/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _moment(created_at),
        "epcisBody": {"eventList": [_event(file, event, home) for event in events]},
    }


def _event(file: ParcelFile, event: TrackingEvent, home: str) -> dict[str, Any]:
    step, disposition = CBV[event.scan]
    drawn: dict[str, Any] = {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "eventTime": _moment(event.at),
        "eventTimeZoneOffset": "+00:00",
        "epcList": [f"{home}/api/parcels/{file.parcel.id}"],
        "bizStep": step,
        "disposition": disposition,
        "bizTransactionList": [
            {"type": "desadv", "bizTransaction": f"{home}/cases/{case_id}"} for case_id in file.case_ids
        ],
        "makegood:trackingNumber": file.parcel.tracking_no,
        "makegood:courier": file.parcel.courier,
        "makegood:scan": event.scan.value,
    }
    if event.place:
        drawn["makegood:place"] = event.place
    if event.weight_grams is not None:
        measure = {"type": "Mass", "value": event.weight_grams, "uom": "GRM"}
        drawn["sensorElementList"] = [{"sensorReport": [measure]}]
    return drawn


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
