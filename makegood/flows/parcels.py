"""A story: carriers tell where parcels are, and cases learn from it. The first scan says that the goods were sent, the
delivery that they arrived; what is lost or broken is claimed from its carrier by itself. What people tell of parcels is
put down in makegood/flows/told_parcels.py.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from makegood.accounts import Principal
from makegood.carriers import (
    PARCEL_MOVED,
    Conduct,
    ParcelFile,
    ParcelOffice,
    ParcelStatus,
    Surroundings,
    build_carriers,
    configured,
    drop_recoveries,
    file_of,
    forget_addresses,
    open_recoveries,
    orders_in,
    parcels_of_case,
    read_parcel,
)
from makegood.cases import NotInThisStage, Request, read_case
from makegood.db.job_rows import Job
from makegood.db.writes import Connection, Writes
from makegood.flows.claim_broken import CLAIM_BROKEN, claim_broken_goods
from makegood.flows.claim_found import CLAIM_FOUND, claim_from_carrier
from makegood.flows.claim_outgoing import CLAIM_OUTGOING, claim_lost_order
from makegood.flows.engine import Engine
from makegood.flows.follow_orders import FOLLOW_ORDER, follow_order_parcels
from makegood.flows.freight import SETTLE_FREIGHT, charge_parcel, settle_freight
from makegood.flows.outgoing_moves import told
from makegood.flows.parcel_moves import next_command
from makegood.flows.told_parcels import follow_parcel, stop_parcel
from makegood.flows.track import CARRIERS, FOLLOW_PARCEL, STOP_PARCEL, TELL_PARCELS
from makegood.kit.errors import Refused
from makegood.kit.ids import bucket_of
from makegood.kit.settings import Settings

LOOK_SECONDS = 2
_MOST_STEPS = 3
_TRIAL = told("ship", carrier="trial", tracking_no="trial")
_ONE_MORE = told("ship_more", carrier="trial", tracking_no="trial")


@dataclass(frozen=True, slots=True)
class ParcelWork:
    """What a worker does for parcels. Carriers may hang: it belongs beside the sending of messages, not of refunds."""

    engine: Engine
    conduct: Conduct

    @property
    def handlers(self) -> dict[str, Callable[[Job], Awaitable[None]]]:
        """The jobs by kind."""

        async def follow(job: Job) -> None:
            await follow_parcel(self.engine, self.conduct, job)

        async def stop(job: Job) -> None:
            await stop_parcel(self.engine, self.conduct, job)

        async def moved(job: Job) -> None:
            await parcel_moved(self.engine, job)

        async def tell(job: Job) -> None:
            await _tell(self.engine, int(job.payload["case_id"]))

        async def freight(job: Job) -> None:
            engine = self.engine
            await settle_freight(engine.pool, int(job.payload["case_id"]), engine.ids, engine.clock.now())

        async def found(job: Job) -> None:
            engine, now = self.engine, self.engine.clock.now()
            await claim_from_carrier(engine.pool, int(job.payload["case_id"]), engine.ids, now)

        async def lost(job: Job) -> None:
            engine, now, carriers = self.engine, self.engine.clock.now(), self.conduct.carriers
            await claim_lost_order(engine.pool, carriers, int(job.payload["case_id"]), engine.ids, now)

        async def broken(job: Job) -> None:
            engine, now, carriers = self.engine, self.engine.clock.now(), self.conduct.carriers
            await claim_broken_goods(engine.pool, carriers, int(job.payload["claim_id"]), engine.ids, now)

        async def order(job: Job) -> None:
            engine = self.engine
            order_id = int(job.payload["order_id"])
            if await follow_order_parcels(self.conduct, order_id, engine.ids, engine.clock.now()):
                async with engine.pool.acquire() as connection:
                    await _watch_promises(connection, engine, [order_id])

        return {
            FOLLOW_ORDER: order, FOLLOW_PARCEL: follow, STOP_PARCEL: stop, PARCEL_MOVED: moved, TELL_PARCELS: tell,
            SETTLE_FREIGHT: freight, CLAIM_FOUND: found, CLAIM_OUTGOING: lost, CLAIM_BROKEN: broken,
        }  # fmt: skip

    async def look(self) -> int:
        """Go on with the parcels whose time has come."""
        return await self.conduct.look_at_due()

    async def forget(self) -> int:
        """Forget the addresses of parcels that ended long ago."""
        return await forget_addresses(self.engine.pool, self.engine.clock.now())


def parcel_work(engine: Engine, settings: Settings) -> ParcelWork:
    """The work of an installation."""
    return ParcelWork(engine, build_conduct(engine, settings))


def build_conduct(engine: Engine, settings: Settings) -> Conduct:
    """Dealings with the carriers of an installation."""
    surroundings = Surroundings(engine.clock, engine.pool, settings.url, settings.secret or "")
    return Conduct(engine.pool, engine.clock, engine.ids, build_carriers(configured(settings), surroundings))


def parcel_office(engine: Engine, conduct: Conduct) -> ParcelOffice:
    """The verbs of parcels. Whether goods may be sent back now is what the case itself would say."""

    async def may_ship(who: Principal, case_id: int) -> None:
        try:
            await engine.dry_run(Request(who, _TRIAL, case_id=case_id))
        except NotInThisStage as refusal:
            # A return that is on its way may have a further parcel.
            try:
                await engine.dry_run(Request(who, _ONE_MORE, case_id=case_id))
            except NotInThisStage:
                raise refusal from None

    return ParcelOffice(conduct, may_ship)


async def parcel_moved(engine: Engine, job: Job) -> None:
    """Something new is known of a parcel: tell its cases, and claim what is to be claimed."""
    async with engine.pool.acquire() as connection, connection.transaction():
        parcel = await read_parcel(connection, int(job.payload["parcel_id"]), lock=True)
        file = await file_of(connection, parcel)
        await charge_parcel(connection, file, engine.ids, engine.clock.now())
        await _claim(connection, engine, file)
        await _watch_promises(connection, engine, orders_in(file))
    for case_id in file.case_ids:
        await _tell(engine, case_id)


async def _claim(connection: Connection, engine: Engine, file: ParcelFile) -> None:
    now = engine.clock.now()
    if file.parcel.status is ParcelStatus.LOST or file.parcel.is_damaged:
        await open_recoveries(connection, file, engine.ids, now)
    elif file.parcel.status in (ParcelStatus.DELIVERED, ParcelStatus.RETURNED_TO_SENDER):
        await drop_recoveries(connection, file, now)


async def _watch_promises(connection: Connection, engine: Engine, order_ids: Iterable[int]) -> None:
    """What orders promise may come due by what becomes of their own parcels."""
    writes, now = Writes(), engine.clock.now()
    for order_id in order_ids:
        writes.add("watch_promises", {"bucket": bucket_of(order_id), "order_id": order_id, "at": now})
    await writes.send(connection)


async def _tell(engine: Engine, case_id: int) -> None:
    """Tell a case what its parcels say, one command after the other. What it refuses is no longer news to it."""
    for _ in range(_MOST_STEPS):
        case, _ = await read_case(engine.pool, case_id)
        async with engine.pool.acquire() as connection:
            parcels = await parcels_of_case(connection, case_id)
        command = next_command(case.state, parcels, engine.clock.now())
        if command is None:
            return
        key = f"parcel-{case_id}-{command.name}-{case.state.version}"
        try:
            await engine.command(Request(CARRIERS, command, case_id=case_id, key=key))
        except Refused:
            return
