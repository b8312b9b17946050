"""PURE: the parcels of a return as the case knows them, and which are still awaited."""

from msgspec import structs

from makegood.cases.families.reception import events as e
from makegood.cases.families.reception.plan import Reception, ReturnParcel, return_number
from makegood.cases.model import CaseState

MOST_PARCELS = 10


def reception_of(state: CaseState) -> Reception:
    """What the case keeps of its reception; nothing yet is an empty one."""
    return state.reception or Reception()


def parcels_of(state: CaseState) -> tuple[ReturnParcel, ...]:
    """Every parcel that the goods come back in, the first that was sent first."""
    kept = reception_of(state).parcels
    first = state.shipment
    if first is None or _known(kept, first.tracking_no):
        return kept
    return (ReturnParcel(first.carrier, first.tracking_no, first.shipped_at), *kept)


def parcel_named(state: CaseState, tracking_no: str) -> ReturnParcel | None:
    """One of them by its number."""
    number = return_number(tracking_no)
    return next((each for each in parcels_of(state) if return_number(each.tracking_no) == number), None)


def awaited(state: CaseState) -> tuple[ReturnParcel, ...]:
    """The parcels that have still to come."""
    return tuple(each for each in parcels_of(state) if each.is_awaited)


def with_arrival(state: CaseState, event: e.ReturnParcelArrived) -> Reception:
    """What is known once a parcel has arrived."""
    known = parcel_named(state, event.tracking_no) or ReturnParcel("", event.tracking_no)
    arrived = structs.replace(
        known, arrived_at=event.arrived_at, condition=event.condition, weight_grams=event.weight_grams,
        counted=event.counted,
    )  # fmt: skip
    kept = reception_of(state).with_parcel(arrived)
    return structs.replace(kept, photos=(*kept.photos, *(file.id for file in event.files)))


def all_refused(state: CaseState) -> tuple[ReturnParcel, ...]:
    """The parcels once what was awaited has been refused at the door."""
    return tuple(
        structs.replace(each, was_refused=True) if each.is_awaited else each for each in parcels_of(state)
    )


def _known(parcels: tuple[ReturnParcel, ...], tracking_no: str) -> bool:
    return any(return_number(each.tracking_no) == return_number(tracking_no) for each in parcels)
