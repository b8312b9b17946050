"""PURE: what happens to a simulated parcel: it follows from what was booked and the time alone, so nothing ever ticks."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from makegood.carriers.model import Scan, TrackingEvent
from makegood.carriers.simulated_carrier.scenario import Scenario
from makegood.carriers.simulated_carrier.tariff import price_minor

COURIER = "simulated"


class SimulatedParcel(Struct, frozen=True, kw_only=True):
    """A row of the simulated carrier's book. `pickup_at`: when the last appointment begins; `pickups`: how many there were."""

    tracking_no: str
    reference: str
    scenario: str
    weight_grams: int
    from_place: str
    to_place: str
    booked_at: datetime
    drop_off_code: str = ""
    pickup_at: datetime | None = None
    pickups: int = 0
    stopped_at: datetime | None = None
    cancelled_at: datetime | None = None


Stop = tuple[float, Scan, str, int | None]
"""Hours after the handover, what is told, where, and a weight in grams."""


def told_by(parcel: SimulatedParcel, now: datetime) -> tuple[TrackingEvent, ...]:
    """All that the carrier has told of a parcel by now."""
    if parcel.cancelled_at:
        return (_event(parcel, parcel.booked_at, Scan.BOOKED, parcel.from_place, None),)
    return tuple(event for event in _course(parcel) if event.at <= now)


def handed_over_at(parcel: SimulatedParcel) -> datetime | None:
    """When the carrier gets it: within the slot of the pickup that is not missed, or some hours after the booking."""
    dice = random.Random(parcel.reference)
    if parcel.drop_off_code:
        return parcel.booked_at + timedelta(hours=dice.randint(5, 30))
    if parcel.pickup_at is None or (_is_missed(parcel) and parcel.pickups < 2):
        return None
    return parcel.pickup_at + timedelta(minutes=dice.randint(10, 100))


def _is_missed(parcel: SimulatedParcel) -> bool:
    return parcel.scenario == Scenario.PICKUP_MISSED


def _course(parcel: SimulatedParcel) -> Iterator[TrackingEvent]:
    yield _event(parcel, parcel.booked_at, Scan.BOOKED, parcel.from_place, None)
    if _is_missed(parcel) and parcel.pickups == 1 and parcel.pickup_at:
        yield _event(
            parcel, parcel.pickup_at + timedelta(hours=2), Scan.PICKUP_MISSED, parcel.from_place, None
        )
    start = handed_over_at(parcel)
    if start is None:
        return
    stopped_at = parcel.stopped_at
    if stopped_at and _over_before(parcel, start, stopped_at):
        stopped_at = None
    for hours, scan, place, weight_grams in _stops(parcel):
        at = start + timedelta(hours=hours)
        if stopped_at and at > stopped_at and scan is not Scan.PICKED_UP:
            break
        yield _event(parcel, at, scan, place, weight_grams)
    if stopped_at:
        since = max(stopped_at, start)
        yield _event(parcel, since + timedelta(hours=1), Scan.IN_TRANSIT, parcel.to_place, None)
        yield _event(parcel, since + timedelta(hours=20), Scan.RETURNED_TO_SENDER, parcel.from_place, None)


def _over_before(parcel: SimulatedParcel, start: datetime, moment: datetime) -> bool:
    """Whether it had arrived, or was out for delivery, when it was to be stopped: too late then."""
    return any(
        start + timedelta(hours=hours) <= moment
        for hours, scan, _, _ in _stops(parcel)
        if scan in (Scan.OUT_FOR_DELIVERY, Scan.DELIVERED, Scan.LOST)
    )


def _stops(parcel: SimulatedParcel) -> list[Stop]:
    here, there, told = parcel.from_place, parcel.to_place, parcel.weight_grams or 500
    begin: list[Stop] = [(0, Scan.PICKED_UP, here, None), (7, Scan.IN_TRANSIT, here, None)]
    arrive: list[Stop] = [
        (32, Scan.IN_TRANSIT, there, None), (44, Scan.OUT_FOR_DELIVERY, there, None), (48, Scan.DELIVERED, there, None),
    ]  # fmt: skip
    match Scenario(parcel.scenario):
        case Scenario.DELAYED:
            return [*begin, *((hours + 96, scan, place, grams) for hours, scan, place, grams in arrive)]
        case Scenario.LOST:
            return [*begin, (120, Scan.LOST, here, None)]
        case Scenario.DAMAGED:
            return [*begin, (20, Scan.DAMAGED, there, None), *arrive]
        case Scenario.WRONG_WEIGHT:
            return [*begin, (8, Scan.WEIGHT_DIFFERS, here, told * 17 // 10), *arrive]
        case Scenario.WRONG_PARCEL:
            return [*begin, (8, Scan.WEIGHT_DIFFERS, here, max(40, told // 12)), *arrive]
        case Scenario.REFUSED:
            return [
                *begin,
                *arrive[:2],
                (47, Scan.REFUSED, there, None),
                (92, Scan.RETURNED_TO_SENDER, here, None),
            ]
        case Scenario.SECOND_TRY:
            missed: Stop = (48, Scan.DELIVERY_FAILED, there, None)
            again = ((hours + 24, scan, place, grams) for hours, scan, place, grams in arrive[1:])
            return [*begin, *arrive[:2], missed, *again]
        case _:
            return [*begin, *arrive]


def _event(
    parcel: SimulatedParcel, at: datetime, scan: Scan, place: str, weight_grams: int | None
) -> TrackingEvent:
    return TrackingEvent(
        courier=COURIER, tracking_no=parcel.tracking_no, scan=scan, at=at, place=place, weight_grams=weight_grams,
        raw_code=f"SIM-{scan.value.upper().replace('_', '-')}",
        freight_minor=price_minor(weight_grams) if weight_grams else None,
    )  # fmt: skip
