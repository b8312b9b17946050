"""A story: an operator asks whether the book is right, or what became of refunds on their way; a worker finds out.

Both take time in proportion to what there is, so they are jobs of a runner of their own: refunds do not wait for them.
"""

from collections import Counter
from collections.abc import Awaitable, Callable

import asyncpg
from msgspec import structs, to_builtins

from makegood.cases import Leg, LegStatus, read_case
from makegood.db.job_outcome import error_text
from makegood.db.jobs import Job, RunLater, RunnerSettings
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.flows.engine import Engine
from makegood.flows.sending import ProcessorNotReady
from makegood.kit.ids import bucket_of
from makegood.ledger import (
    OnItsWay,
    ReconciliationKind,
    ask_reconciliation,
    begin_reconciliation,
    book_standing,
    check_ledger,
    end_reconciliation,
    last_reconciliations,
    refunds_on_their_way,
    whole_standing,
)

CHECK_LEDGER = "check_ledger"
ASK_PROCESSORS = "ask_processors"
_JOBS: dict[ReconciliationKind, str] = {"ledger": CHECK_LEDGER, "processors": ASK_PROCESSORS}
SETTINGS = RunnerSettings(concurrency=1, poll_seconds=0.5, timeout_seconds=1700, lease_seconds=1800)
FIRST_CHECK = 1 << 10
"""The number of the check with which an installation begins: an id of bucket 0 that no clock makes."""
MOST_FINDINGS = 100
MOST_ASKED = 500


async def ask(
    connection: Connection, engine: Engine, kind: ReconciliationKind, asked_by: str, number: int | None = None
) -> int:
    """Put the question down and defer the job that answers it, in the caller's transaction.

    Its id: `number`, else a new one.
    """
    now, identifier = engine.clock.now(), engine.ids(0) if number is None else number
    await ask_reconciliation(connection, identifier, kind, asked_by, now)
    writes = Writes()
    payload = {"reconciliation_id": str(identifier)}
    writes.add("defer_jobs", {"bucket": bucket_of(identifier), "id": engine.ids(bucket_of(identifier)),
        "kind": _JOBS[kind], "payload": payload, "run_at": now})  # fmt: skip
    await writes.send(connection)
    return identifier


async def check_first(engine: Engine) -> bool:
    """Have the book checked where it never was, so that its page has something to say from the start; whether it was asked.

    A book too large to be added up while it is used is left to operators, and workers that start together ask once.
    """
    async with engine.pool.acquire() as connection:
        if await last_reconciliations(connection, "ledger", 1) or await book_standing(connection) is None:
            return False
        try:
            async with connection.transaction():
                await ask(connection, engine, "ledger", "system:worker", FIRST_CHECK)
        except asyncpg.UniqueViolationError:
            return False
    return True


def reconciling(engine: Engine) -> dict[str, Callable[[Job], Awaitable[None]]]:
    """The handlers of both jobs."""

    async def check(job: Job) -> None:
        await _carry_out(engine, job, lambda: _book(engine.pool))

    async def processors(job: Job) -> None:
        await _carry_out(engine, job, lambda: _refunds(engine, job))

    return {CHECK_LEDGER: check, ASK_PROCESSORS: processors}


async def _carry_out(engine: Engine, job: Job, work: Callable[[], Awaitable[dict[str, object]]]) -> None:
    """Begin, do the work, and put down how it ended. What fails is on record: asking again is the operator's choice."""
    identifier, pool, clock = int(job.payload["reconciliation_id"]), engine.pool, engine.clock
    if not await begin_reconciliation(pool, identifier, clock.now()):
        return
    try:
        result = await work()
    except Exception as error:
        await end_reconciliation(pool, identifier, clock.now(), failure=error_text(error))
        return
    await end_reconciliation(pool, identifier, clock.now(), result)


async def _book(pool: Pool) -> dict[str, object]:
    """Every account recomputed from its postings, and the trial balance, in one snapshot."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        report = await check_ledger(connection)
        standing = await whole_standing(connection)
    return {
        "accounts": report.accounts,
        "transactions": report.transactions,
        "postings": report.postings,
        "findings": [to_builtins(finding) for finding in report.findings[:MOST_FINDINGS]],
        "finding_count": len(report.findings),
        "standing": [structs.asdict(family) for family in standing],
    }


async def _refunds(engine: Engine, job: Job) -> dict[str, object]:
    """Each refund that a processor has not answered for good is asked for now, the oldest first."""
    tally: Counter[str] = Counter()
    for held in (await refunds_on_their_way(engine.pool))[:MOST_ASKED]:
        tally[await _ask_one(engine, held, job)] += 1
    return {"asked": tally.total(), **{name: tally[name] for name in ("settled", "on_the_way", "not_ready")}}


async def _ask_one(engine: Engine, held: OnItsWay, job: Job) -> str:
    found = await _found(engine, held)
    if found is None:
        return "settled"
    kind, payload = found
    # One failure before this one: so the processor is asked what it knows before anything is sent again.
    again = Job(job.bucket, job.id, kind, payload, job.run_at, 1, job.leased_until)
    try:
        await engine.senders[kind](again)
    except RunLater:
        return "on_the_way"
    except ProcessorNotReady:
        return "not_ready"
    return "settled"


async def _found(engine: Engine, held: OnItsWay) -> tuple[str, dict[str, object]] | None:
    """The job that asks for it, with its payload; None when it has its outcome by now."""
    for sender in (engine.send_advance, engine.send_claim):
        table = sender.table
        if held.kind == table.kind:
            part = await table.held_by(engine.pool, int(held.case_id), int(held.transaction_id))
            if part is None:
                return None
            return table.job, {f"{table.name}_id": str(part.owner_id), "leg_no": part.leg_no}
    leg = await _leg_of(engine.pool, held)
    if leg is None:
        return None
    return "send_refund", {"case_id": held.case_id, "leg_no": leg.leg_no, "attempt": leg.attempt}


async def _leg_of(pool: Pool, held: OnItsWay) -> Leg | None:
    """The leg of the case that the money is held for; None when it has its outcome by now."""
    case, _ = await read_case(pool, int(held.case_id))
    open_legs = (leg for leg in case.state.legs if leg.status in (LegStatus.SENDING, LegStatus.UNKNOWN))
    return next((leg for leg in open_legs if str(leg.hold) == held.transaction_id), None)
