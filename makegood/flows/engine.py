"""The engine: the slices put together over one database, for the server, the worker, the commands and the tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from makegood.cases import CaseWrites, Done, Policy, Request
from makegood.db.gather import Gatherer, transact
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.flows.announce import announce
from makegood.flows.capture import captured_orders
from makegood.flows.pay_out import PayOut
from makegood.flows.refund import refund
from makegood.flows.settle import settle
from makegood.kit.clock import Clock, ShiftedClock
from makegood.kit.ids import IdMaker
from makegood.orders import Consequences, OrderInput, OrderRecorded, record_batch
from makegood.payments import Processors, Surroundings, build_processors

FLOWS = (refund, settle, announce)
"""What follows from decisions on cases, in this order, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One installation's verbs. `command` gathers requests that arrive together into one transaction."""

    pool: Pool
    clock: Clock
    ids: IdMaker
    writes: CaseWrites
    command: "Gatherer[Request, Done]"
    pay_out: PayOut
    consequences: Consequences

    async def dry_run(self, request: Request) -> Done:
        """What a request would do: the same path, rolled back."""
        answer = (await transact(self.pool, self.writes.apply, [request], keep=False))[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def record_orders(self, inputs: Sequence[OrderInput]) -> Sequence[OrderRecorded | Exception]:
        """Record orders, each whole or not at all, with what follows in the ledger; one transaction."""
        return await record_batch(self.pool, inputs, self.clock.now(), self.ids, self.consequences)


def build_engine(
    pool: Pool,
    clock: Clock,
    configuration: dict[str, dict[str, str]],
    ids: IdMaker | None = None,
    policy: Policy | None = None,
) -> Engine:
    """Put the slices together. Build it inside the event loop that will use it. Without a policy everything may be asked."""
    ids = ids or IdMaker()
    writes = CaseWrites(clock, ids, FLOWS, policy)
    command: Gatherer[Request, Done] = Gatherer(pool, writes.apply)
    pay_out = PayOut(pool, clock, command, Processors({}))

    async def notified(notification: Any) -> None:
        await pay_out.notified(notification)

    surroundings = Surroundings(clock, pool, notified)
    pay_out.processors = build_processors(configuration, surroundings)
    return Engine(pool, clock, ids, writes, command, pay_out, captured_orders(ids))


async def read_offset(connection: Connection) -> timedelta:
    """How far the clock of this installation has been advanced."""
    seconds = await connection.fetchval("SELECT offset_seconds FROM clock")
    return timedelta(seconds=seconds or 0)


async def shift_clock(connection: Connection, by: timedelta) -> timedelta:
    """Advance the clock of the whole installation; the offset it has once this is committed.

    No clock of a process moves here: one that moved before the commit would stay ahead if the transaction failed.
    """
    seconds = await connection.fetchval(
        "UPDATE clock SET offset_seconds = offset_seconds + $1 RETURNING offset_seconds",
        int(by.total_seconds()),
    )
    return timedelta(seconds=seconds)


async def catch_up(connection: Connection, clock: ShiftedClock) -> None:
    """Bring this process's clock to the installation's offset now, not within a second. It never goes back."""
    clock.offset = max(clock.offset, await read_offset(connection))


async def advance_clock(pool: Pool, clock: ShiftedClock, by: timedelta) -> timedelta:
    """Advance the clock, outside any transaction; the offset it now has. Other processes follow within a second."""
    await shift_clock(pool, by)
    await catch_up(pool, clock)
    return clock.offset
