"""Writing down what a carrier told: once, whatever order it comes in; the parcel's row is the fold of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from makegood.carriers.evolve import Standing, standing
from makegood.carriers.model import (
    BEFORE_HANDOVER,
    RECEPTION,
    ParcelStatus,
    PickupStatus,
    Scan,
    TrackingEvent,
)
from makegood.carriers.order_parcels import orders_in, tell_order
from makegood.carriers.pickup_rows import change_pickup
from makegood.carriers.rows import ParcelFile, StoredParcel
from makegood.carriers.store import add_events, change_parcel, file_of, free_number, read_parcel
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker, bucket_of

PARCEL_MOVED = "parcel_moved"
"""The job that follows when something new was told (makegood/flows/track.py)."""
_LOOK_AGAIN = {
    ParcelStatus.BOOKED: timedelta(hours=1),
    ParcelStatus.OUT_FOR_DELIVERY: timedelta(minutes=30),
    ParcelStatus.LOST: timedelta(days=1),
}
_LOOK_AGAIN_ELSE = timedelta(hours=2)
_SIMULATED = "simulated"
_LOOK_AT_SIMULATED = timedelta(minutes=10)
"""It costs nothing to ask, and a clock that was advanced should be seen at once."""
_SEARCHED_FOR = timedelta(days=30)


async def record_events(
    connection: Connection, parcel_id: int, events: Iterable[TrackingEvent], now: datetime, ids: IdMaker
) -> int:
    """Write down what is new, in the caller's transaction; how much that was. What is dated after now waits until then."""
    parcel = await read_parcel(connection, parcel_id, lock=True)
    counts = [event for event in events if parcel.hears(event, now)]
    added = await add_events(connection, parcel, counts, now)
    file = await file_of(connection, parcel)
    found = standing(file.events, parcel.followed_since)
    if not parcel.counts:
        return added
    if found.status in BEFORE_HANDOVER:
        found = Standing(parcel.status, parcel.ended_at, None, found.is_damaged, found.measured_grams)
    changed = await change_parcel(
        connection, parcel, status=found.status, is_damaged=found.is_damaged, measured_grams=found.measured_grams,
        ended_at=found.ended_at, changed_at=now if added else parcel.changed_at,
        next_look_at=_next_look_at(parcel, found, now),
    )  # fmt: skip
    await _follow_pickup(connection, file, found)
    if not changed.is_live:
        await free_number(connection, changed)
    await tell_order(connection, changed, file.events, now)
    if added and not _is_known_to_all(file, counts):
        await _defer(connection, parcel, ids, now)
    return added


def _is_known_to_all(file: ParcelFile, told: Iterable[TrackingEvent]) -> bool:
    """Whether nothing follows: the only case for which something travels has told itself that a parcel arrived of which no
    carrier tells, and nothing was claimed for it meanwhile.
    """
    one = file.parcel
    if (
        one.through
        or one.is_damaged
        or one.status is ParcelStatus.LOST
        or len({*file.case_ids}) != 1
        or orders_in(file)
    ):
        return False
    return all(event.raw_code == RECEPTION for event in told)


def _next_look_at(parcel: StoredParcel, found: Standing, now: datetime) -> datetime | None:
    if not parcel.through or found.status not in _MOVING:
        return None
    if found.is_lost and found.ended_at and found.ended_at + _SEARCHED_FOR < now:
        return None
    if parcel.through == _SIMULATED:
        return now + _LOOK_AT_SIMULATED
    return now + _LOOK_AGAIN.get(found.status, _LOOK_AGAIN_ELSE)


_MOVING = frozenset(ParcelStatus) - {
    ParcelStatus.DELIVERED, ParcelStatus.RETURNED_TO_SENDER, ParcelStatus.CANCELLED, ParcelStatus.NOT_TAKEN,
}  # fmt: skip


async def _follow_pickup(connection: Connection, file: ParcelFile, found: Standing) -> None:
    """The courier has been there, or has not come."""
    pickup = file.pickup
    if pickup is None or pickup.status not in (PickupStatus.BOOKED, PickupStatus.MISSED):
        return
    if found.first_scan_at:
        await change_pickup(connection, pickup, PickupStatus.DONE)
    elif any(event.scan is Scan.PICKUP_MISSED and event.at >= pickup.starts_at for event in file.events):
        await change_pickup(connection, pickup, PickupStatus.MISSED)


async def _defer(connection: Connection, parcel: StoredParcel, ids: IdMaker, now: datetime) -> None:
    writes = Writes()
    bucket = bucket_of(parcel.id)
    writes.add("defer_jobs", {"bucket": bucket, "id": ids(bucket), "kind": PARCEL_MOVED, "run_at": now,
        "payload": {"parcel_id": str(parcel.id)}})  # fmt: skip
    await writes.send(connection)
