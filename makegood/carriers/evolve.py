"""PURE: how a parcel stands by what was told of it, whatever order it came in."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from makegood.carriers.model import ENDED, FOR_GOOD, RECEPTION, SENT, ParcelStatus, Scan, TrackingEvent

_RANK = {scan: rank for rank, scan in enumerate(Scan)}
_NO_STATUS = frozenset({Scan.DAMAGED, Scan.WEIGHT_DIFFERS, Scan.PICKUP_MISSED})
"""What is told beside where the parcel is."""


_MOVES = frozenset(
    {Scan.PICKED_UP, Scan.IN_TRANSIT, Scan.CUSTOMS, Scan.OUT_FOR_DELIVERY, Scan.DELIVERY_FAILED}
)
_WITHOUT_IT = frozenset({Scan.BOOKED, Scan.PICKUP_MISSED})
"""What a carrier tells of a parcel that it has never had."""
NOT_BY_CARRIERS = frozenset({SENT, "case", RECEPTION})
"""Codes of what a shop, a case or a reception told of a parcel."""


class Standing(Struct, frozen=True):
    """How a parcel stands. `first_scan_at`: when the carrier first had it; `measured_grams`: the last weight it told."""

    status: ParcelStatus
    ended_at: datetime | None = None
    first_scan_at: datetime | None = None
    is_damaged: bool = False
    measured_grams: int | None = None

    @property
    def is_lost(self) -> bool:
        """Whether the carrier says that it is gone."""
        return self.status is ParcelStatus.LOST


def standing(events: Iterable[TrackingEvent], since: datetime) -> Standing:
    """The fold. What is older than `since` is about another parcel that had the number; after the end nothing counts."""
    status, ended_at, first_scan_at = ParcelStatus.BOOKED, None, None
    is_damaged, measured_grams = False, None
    for event in in_order(events, since):
        is_damaged = is_damaged or event.scan is Scan.DAMAGED
        measured_grams = event.weight_grams or measured_grams
        if event.scan in _NO_STATUS or status in FOR_GOOD:
            continue
        status = ParcelStatus(event.scan.value)
        ended_at = event.at if status in ENDED else None
        if event.scan is not Scan.BOOKED:
            first_scan_at = first_scan_at or event.at
    return Standing(status, ended_at, first_scan_at, is_damaged, measured_grams)


class Whereabouts(Struct, frozen=True):
    """What a carrier's own scans say of a parcel. `moved_at`: the last that says that it moves, while it is under way;
    `is_scanned`: whether the carrier has ever had it.
    """

    moved_at: datetime | None = None
    delivered_at: datetime | None = None
    lost_at: datetime | None = None
    is_scanned: bool = True


def whereabouts(events: Iterable[TrackingEvent], since: datetime) -> Whereabouts:
    """Where a parcel is by its carrier's word alone. One that was refused or stopped goes back, and stands still nowhere."""
    told = [event for event in in_order(events, since) if event.raw_code not in NOT_BY_CARRIERS]
    found = standing(told, since)
    if found.status is ParcelStatus.DELIVERED:
        return Whereabouts(delivered_at=found.ended_at)
    goes_back = any(event.scan is Scan.REFUSED for event in told) or found.status in FOR_GOOD
    moves = [event.at for event in told if event.scan in _MOVES]
    moved_at = max(moves, default=None) if not goes_back else None
    is_scanned = any(event.scan not in _WITHOUT_IT for event in told)
    return Whereabouts(moved_at, lost_at=found.ended_at if found.is_lost else None, is_scanned=is_scanned)


def in_order(events: Iterable[TrackingEvent], since: datetime) -> list[TrackingEvent]:
    """What counts, in the order in which it happened, each once."""
    once = {(event.at, _RANK[event.scan], event.place): event for event in events if event.at >= since}
    return [once[key] for key in sorted(once)]
