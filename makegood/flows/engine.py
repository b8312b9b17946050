"""The engine: the slices put together over one database, for the server, the worker, the commands and the tests."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from makegood.advances import ADVANCE_PARTS
from makegood.cases import CaseWrites, Done, Policy, Request
from makegood.chargebacks import Taking
from makegood.claims import CLAIM_PARTS
from makegood.db.gather import Gatherer, transact
from makegood.db.jobs import Job
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.desk import hold_to_assignment
from makegood.disputes import hold_to_proposal
from makegood.flows.advance import advance
from makegood.flows.announce import announce
from makegood.flows.another_parcel import require_another_parcel
from makegood.flows.capture import captured_orders
from makegood.flows.change_order import change_order
from makegood.flows.chargeback import taking
from makegood.flows.claim_found import claim_found
from makegood.flows.claim_outgoing import claim_outgoing
from makegood.flows.divide import divide
from makegood.flows.draw_blind import drawing_blind
from makegood.flows.end_assignment import end_assignment
from makegood.flows.freight import follow_freight
from makegood.flows.freight_cover import cover_freight
from makegood.flows.jury import jury
from makegood.flows.make_whole import make_whole
from makegood.flows.notify import notify
from makegood.flows.pay_compensation import pay_compensation
from makegood.flows.pay_out import PayOut
from makegood.flows.put_away import put_away
from makegood.flows.refund import refund
from makegood.flows.repair import repair
from makegood.flows.replace import replace
from makegood.flows.revoke import revoke
from makegood.flows.ruled_marks import record_marks
from makegood.flows.send_part import SendPart
from makegood.flows.settle import settle
from makegood.flows.statement import statement
from makegood.flows.tender_balances import follow_balances
from makegood.flows.track import track
from makegood.jury import require_jury_on
from makegood.kit.clock import Clock, ShiftedClock
from makegood.kit.ids import IdMaker
from makegood.orders import Consequences, OrderInput, OrderRecorded, record_batch
from makegood.payments import DisputeTold, Notification, Processors, Surroundings, build_processors

FLOWS = (
    replace,
    repair,
    revoke,
    change_order,
    follow_balances,
    put_away,
    refund,
    advance,
    make_whole,
    pay_compensation,
    record_marks,
    settle,
    divide,
    cover_freight,
    announce,
    notify,
    statement,
    track,
    follow_freight,
    claim_found,
    claim_outgoing,
    jury,
    end_assignment,
)
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
    send_advance: SendPart
    send_claim: SendPart
    chargebacks: Taking
    consequences: Consequences

    @property
    def senders(self) -> dict[str, Callable[[Job], Awaitable[None]]]:
        """The handlers of all jobs that send money to processors, by the kind of the job."""
        parts = {each.table.job: each.send for each in (self.send_advance, self.send_claim)}
        return {"send_refund": self.pay_out.send, **parts}

    async def notified(self, notification: Notification | DisputeTold) -> bool:
        """Take what a processor says of its own accord; whether it was about something of ours."""
        if isinstance(notification, DisputeTold):
            return await self.chargebacks.notified(notification)
        return await _heard((self.send_advance, self.send_claim, self.pay_out), notification)

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
    secret: str = "",
) -> Engine:
    """Put the slices together. Build it inside the event loop that will use it. Without a policy everything may be asked.

    `secret`: the installation's own; what it draws for a second look nobody can foresee who does not know it.
    """
    ids = ids or IdMaker()
    held = (hold_to_proposal(policy),) if policy else ()
    guards = (require_jury_on, require_another_parcel, hold_to_assignment(ids), *held)
    writes = CaseWrites(clock, ids, (*FLOWS, drawing_blind(secret)), policy, guards)
    command: Gatherer[Request, Done] = Gatherer(pool, writes.apply)
    pay_out = PayOut(pool, clock, command, Processors({}))
    send_advance = SendPart(pool, clock, ids, pay_out.processors, ADVANCE_PARTS)
    send_claim = SendPart(pool, clock, ids, pay_out.processors, CLAIM_PARTS)

    async def notified(notification: Notification | DisputeTold) -> None:
        if isinstance(notification, DisputeTold):
            await chargebacks.notified(notification)
            return
        await _heard((send_advance, send_claim, pay_out), notification)

    chargebacks = taking(pool, clock, ids)
    surroundings = Surroundings(clock, pool, notified)
    processors = build_processors(configuration, surroundings)
    pay_out.processors = send_advance.processors = send_claim.processors = processors
    consequences = captured_orders(ids)
    return Engine(
        pool, clock, ids, writes, command, pay_out, send_advance, send_claim, chargebacks, consequences
    )


async def _heard(senders: Sequence[SendPart | PayOut], notification: Notification) -> bool:
    for sender in senders:
        if await sender.notified(notification):
            return True
    return False


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
