"""What people told of parcels is put down, and carriers are asked to follow or to stop them (makegood/flows/track.py)."""

from datetime import datetime

import msgspec

from makegood.carriers import (
    Conduct,
    Direction,
    Intercepts,
    OwnParcel,
    ParcelFile,
    Scan,
    StoredParcel,
    files_of,
    follow_back,
    follow_own,
    parcels_of_case,
    received_at,
    stop_on_its_way,
)
from makegood.cases import CaseState, read_case
from makegood.db.job_rows import Job
from makegood.flows.engine import Engine
from makegood.flows.shipped_parcels import shipped_parcels
from makegood.flows.track import ParcelTold


async def follow_parcel(engine: Engine, conduct: Conduct, job: Job) -> None:
    """Put down the parcel that somebody sent by a courier of their own, and follow it where somebody can."""
    told = msgspec.convert(job.payload, ParcelTold)
    if told.received_at:
        await _arrived(conduct, int(told.case_id), told.received_at, told.direction)
    elif told.sent_at:
        sent = OwnParcel(told.carrier, told.tracking_no, told.sent_at, told.direction)
        await _follow(engine, conduct, int(told.case_id), sent)
    else:
        await _follow_back(engine, conduct, int(told.case_id))


async def _follow_back(engine: Engine, conduct: Conduct, case_id: int) -> None:
    """A return's parcel is told of with the case, which may have been told meanwhile that it has arrived."""
    async with engine.pool.acquire() as connection, connection.transaction():
        put = await follow_back(connection, conduct.carriers, engine.ids, case_id, engine.clock.now())
    if put.has_arrived:
        return
    if put.parcel is not None and put.parcel.through:
        await conduct.look_at(put.parcel.id)
    # Who was told of the arrival while we were at it may have found no parcel yet.
    at = put.received_at or await received_at(engine.pool, case_id)
    if at:
        await _arrived(conduct, case_id, at, Direction.BACK)


async def _follow(engine: Engine, conduct: Conduct, case_id: int, parcel: OwnParcel) -> None:
    async with engine.pool.acquire() as connection, connection.transaction():
        parcel_id = await follow_own(
            connection, conduct.carriers, engine.ids, case_id, parcel, engine.clock.now()
        )
    if parcel_id is not None:
        await conduct.look_at(parcel_id)


async def _arrived(conduct: Conduct, case_id: int, at: datetime, direction: Direction) -> None:
    """Somebody has the goods of a case: parcels that nobody tells us of have come to their end."""
    async with conduct.pool.acquire() as connection:
        parcels = await parcels_of_case(connection, case_id)
        files = await files_of(connection, [one for one in parcels if one.is_live and not one.through])
    for file in files:
        scan = _end_of(file, direction, at)
        if scan:
            await conduct.record(file.parcel.id, [file.parcel.ended(scan, at)])


def _end_of(file: ParcelFile, direction: Direction, at: datetime) -> Scan | None:
    """How a parcel ended when goods that travelled in a direction arrived: what was stopped has come back to its sender.
    A replacement that left after the return arrived is not what arrived; this may be told before or after it left.
    """
    if file.parcel.direction is direction:
        return Scan.DELIVERED
    had_left = file.parcel.direction is Direction.OUT and file.left_before(at)
    return Scan.RETURNED_TO_SENDER if had_left else None


async def stop_parcel(engine: Engine, conduct: Conduct, job: Job) -> None:
    """Follow the parcels of the order that hold a case's goods, and ask whoever carries them to stop them. Where nobody
    can, the merchant or the marketplace tells what became of them, as ever.
    """
    case, _ = await read_case(engine.pool, int(job.payload["case_id"]))
    for parcel in await _to_be_stopped(engine, case.state):
        await _follow(engine, conduct, case.state.id, parcel)
    async with engine.pool.acquire() as connection:
        parcels = await parcels_of_case(connection, case.state.id)
    for one in parcels:
        if one.direction is Direction.OUT and one.is_live and _can_stop(conduct, one):
            await stop_on_its_way(engine.pool, one, engine.clock.now())
            await conduct.look_at(one.id)


def _can_stop(conduct: Conduct, parcel: StoredParcel) -> bool:
    return parcel.through in conduct.carriers and isinstance(conduct.carriers[parcel.through], Intercepts)


async def _to_be_stopped(engine: Engine, state: CaseState) -> list[OwnParcel]:
    """The parcels under way that the shop told of with the order, or named when it said that the goods had left."""
    wanted = {item.line_no for item in state.items}
    async with engine.pool.acquire() as connection:
        shipped = await shipped_parcels(connection, state.order_id, wanted)
    found = [
        OwnParcel(one.carrier, one.tracking_no, one.shipped_at, Direction.OUT)
        for one in shipped
        if one.delivered_at is None
    ]
    named = state.stopping
    if named and named.tracking_no and named.tracking_no not in {one.tracking_no for one in found}:
        found.append(OwnParcel(named.carrier, named.tracking_no, engine.clock.now(), Direction.OUT))
    return found
