"""PURE: what has happened to the parcels of a return and to what was in them."""

from datetime import datetime

from makegood.cases.event import Event
from makegood.cases.families.reception.plan import (
    CountedUnits,
    DoorRefusal,
    FoundUnits,
    ParcelCondition,
    SentBack,
)
from makegood.cases.model import FileRef, Shipment


class ReturnParcelAdded(Event, frozen=True, tag="reception.parcel_added"):
    """The goods come back in one parcel more."""

    shipment: Shipment


class ReturnParcelArrived(Event, frozen=True, tag="reception.parcel_arrived"):
    """A parcel of the return has arrived, with what was counted, weighed and seen; others may still be on their way."""

    tracking_no: str
    arrived_at: datetime
    condition: ParcelCondition | None = None
    weight_grams: int | None = None
    counted: tuple[CountedUnits, ...] = ()
    files: tuple[FileRef, ...] = ()


class ReturnParcelRefused(Event, frozen=True, tag="reception.parcel_refused"):
    """The merchant did not take the parcel at the door; it goes back to the buyer."""

    refusal: DoorRefusal


class UnitsWereFound(Event, frozen=True, tag="reception.units_found"):
    """What was found of each unit that came back, and where it goes."""

    found: tuple[FoundUnits, ...]
    weight_grams: int | None = None
    files: tuple[FileRef, ...] = ()


class UnitsSentBack(Event, frozen=True, tag="reception.sent_back"):
    """What was not paid back is on its way to the buyer again; `all_of_it` when nothing of the return stays."""

    sent: SentBack
    all_of_it: bool


ReceptionEvent = (
    ReturnParcelAdded | ReturnParcelArrived | ReturnParcelRefused | UnitsWereFound | UnitsSentBack
)
