"""What people told of parcels is put down, and carriers are asked to follow or to stop them (makegood/flows/track.py)."""

from datetime import datetime

import msgspec

from makegood.carriers import (
    RECEPTION,
    Conduct,
    Direction,
    Intercepts,
    OwnParcel,
    ParcelFile,
    Scan,
    StoredParcel,
    TrackingEvent,
    files_of,
    follow_own,
    parcels_of_case,
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
        return
    case, _ = await read_case(engine.pool, int(told.case_id))
    parcel = _sent(case.state, told)
    if parcel is not None:
        await _follow(engine, conduct, case.state.id, parcel)
        if told.direction is Direction.BACK and case.state.received_at:
            await _arrived(conduct, case.state.id, case.state.received_at, Direction.BACK)


def _sent(state: CaseState, told: ParcelTold) -> OwnParcel | None:
    """The parcel that was sent: told with the job, or (a return) with the case."""
    if told.sent_at:
        return OwnParcel(told.carrier, told.tracking_no, told.sent_at, told.direction)
    back = state.shipment
    return OwnParcel(back.carrier, back.tracking_no, back.shipped_at) if back else None


async def _follow(engine: Engine, conduct: Conduct, case_id: int, parcel: OwnParcel) -> int | None:
    async with engine.pool.acquire() as connection, connection.transaction():
        parcel_id = await follow_own(
            connection, conduct.carriers, engine.ids, case_id, parcel, engine.clock.now()
        )
    if parcel_id is not None:
        await conduct.look_at(parcel_id)
    return parcel_id


async def _arrived(conduct: Conduct, case_id: int, at: datetime, direction: Direction) -> None:
    """Somebody has the goods of a case: parcels that nobody tells us of have come to their end."""
    async with conduct.pool.acquire() as connection:
        files = await files_of(connection, await parcels_of_case(connection, case_id))
    for file in files:
        parcel, scan = file.parcel, _end_of(file, direction, at)
        if scan and parcel.is_live and not parcel.through:
            arrival = TrackingEvent(
                courier=parcel.courier, tracking_no=parcel.tracking_no, scan=scan,
                at=max(at, parcel.followed_since), raw_code=RECEPTION,
            )  # fmt: skip
            await conduct.record(parcel.id, [arrival])


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
