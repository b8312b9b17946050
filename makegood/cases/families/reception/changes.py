"""PURE: what the events of a reception and an inspection change about the case."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from makegood.cases.families.reception import events as e
from makegood.cases.families.reception.parcels import all_refused, reception_of, with_arrival
from makegood.cases.families.reception.plan import ReturnParcel
from makegood.cases.model import CaseState, Goods

Changes = dict[str, Any]


def _added(state: CaseState, event: e.ReturnParcelAdded) -> Changes:
    shipment = event.shipment
    parcel = ReturnParcel(shipment.carrier, shipment.tracking_no, shipment.shipped_at)
    return {"reception": reception_of(state).with_parcel(parcel)}


def _arrived(state: CaseState, event: e.ReturnParcelArrived) -> Changes:
    return {"reception": with_arrival(state, event)}


def _refused(state: CaseState, event: e.ReturnParcelRefused) -> Changes:
    """The carrier takes it back to the buyer, whose it still is."""
    kept = structs.replace(reception_of(state), parcels=all_refused(state), refusal=event.refusal)
    return {"reception": kept, "goods": Goods.SENT_BACK}


def _found(state: CaseState, event: e.UnitsWereFound) -> Changes:
    kept = reception_of(state)
    photos = (*kept.photos, *(file.id for file in event.files))
    weight_grams = event.weight_grams or kept.weight_grams
    return {"reception": structs.replace(kept, found=event.found, photos=photos, weight_grams=weight_grams)}


def _sent_back(state: CaseState, event: e.UnitsSentBack) -> Changes:
    changes: Changes = {"reception": structs.replace(reception_of(state), sent_back=event.sent)}
    return changes | ({"goods": Goods.SENT_BACK} if event.all_of_it else {})


CHANGES: dict[type, Callable[[CaseState, Any], Changes]] = {
    e.ReturnParcelAdded: _added,
    e.ReturnParcelArrived: _arrived,
    e.ReturnParcelRefused: _refused,
    e.UnitsWereFound: _found,
    e.UnitsSentBack: _sent_back,
}
