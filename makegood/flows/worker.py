"""The worker: clocks act, deferred jobs are done, webhooks go out, clearing accounts are swept.

Any number of workers may run, on any number of machines, and be killed at any time.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg
import structlog

from makegood.cases import EARLIEST, sweep_due
from makegood.db.gather import CommitUnknown
from makegood.db.job_outcome import Backoff, error_text
from makegood.db.job_rows import Job
from makegood.db.jobs import DATABASE_LOST, JobRunner, heartbeat
from makegood.db.pool import connect_pool
from makegood.flows.clock import follow_clock
from makegood.flows.engine import Engine, build_engine
from makegood.flows.settle import settle_order
from makegood.flows.sweep import sweep_all_clearing
from makegood.flows.tell import webhook_work
from makegood.flows.tidy import forget_old
from makegood.kit.clock import ShiftedClock
from makegood.kit.log import log_as_json
from makegood.kit.secret_files import with_secret
from makegood.kit.settings import Settings
from makegood.payments import configured

IDLE_SECONDS = 0.2
RESCAN_SECONDS = 5
CLEARING_SECONDS = 30
TIDY_SECONDS = 3600
HEARTBEAT_SECONDS = 5
NOTIFICATION_SECONDS = 0.5
LEAVE_SECONDS = 5
# Processors that refuse are the desk's (pay_out.py); what fails here is ours, and must not lose anybody's money.
_NEVER_GIVEN_UP = Backoff(attempts=30_000)
BACKOFF = {"send_refund": _NEVER_GIVEN_UP, "settle_order": _NEVER_GIVEN_UP}
log = structlog.get_logger()


async def run_worker(settings: Settings, dsn: str) -> None:
    """Work until cancelled."""
    settings = with_secret(settings)
    log_as_json()
    pool = await connect_pool(dsn, min_size=2, max_size=12, application_name="makegood work")
    clock = ShiftedClock()
    engine = build_engine(pool, clock, configured(settings))
    webhooks = webhook_work(pool, clock, settings, engine.ids)
    runner = JobRunner(pool, clock, job_handlers(engine), BACKOFF)
    # Receivers of webhooks may hang; refunds do not wait for them.
    deliveries = JobRunner(pool, clock, webhooks.handlers, webhooks.backoff)
    started_at = datetime.now(UTC)
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
    try:
        async with follow_clock(pool, clock), asyncio.TaskGroup() as tasks:
            tasks.create_task(runner.run())
            tasks.create_task(deliveries.run())
            tasks.create_task(sweep_for_ever(engine))
            tasks.create_task(webhooks.run())
            tasks.create_task(
                every(CLEARING_SECONDS, lambda: sweep_all_clearing(pool, engine.ids, clock.now()))
            )
            tasks.create_task(every(TIDY_SECONDS, lambda: forget_old(pool, clock.now(), datetime.now(UTC))))
            tasks.create_task(
                every(HEARTBEAT_SECONDS, lambda: heartbeat(pool, name, started_at, datetime.now(UTC)))
            )
            tasks.create_task(every(NOTIFICATION_SECONDS, lambda: deliver_fake(engine)))
    finally:
        await take_leave(pool, name)
        await engine.pay_out.processors.close()
        await pool.close()


def job_handlers(engine: Engine) -> dict[str, Callable[[Job], Awaitable[None]]]:
    """What the cases and the ledger have deferred."""

    async def settle(job: Job) -> None:
        await settle_order(engine.pool, int(job.payload["order_id"]), engine.ids, engine.clock.now())

    return {"send_refund": engine.pay_out.send, "settle_order": settle}


async def sweep_for_ever(engine: Engine) -> None:
    """Tick what is due. A sweep goes on where the last one ended, past the dead rows at the head of the index, and
    from time to time looks at everything again.
    """
    since, rescan_at = EARLIEST, 0.0
    loop = asyncio.get_running_loop()
    while True:
        try:
            if loop.time() >= rescan_at:
                since, rescan_at = EARLIEST, loop.time() + RESCAN_SECONDS
            swept = await sweep_due(engine.pool, engine.writes, since=since)
        except Exception as error:
            note_fault("sweep_failed", error)
            await asyncio.sleep(1)
            continue
        if swept.claimed == 0:
            since = EARLIEST if since != EARLIEST else since
            await asyncio.sleep(IDLE_SECONDS)
        elif swept.until:
            since = swept.until


async def every(seconds: float, work: Callable[[], Awaitable[Any]]) -> None:
    """Do some work at intervals. One round that fails stops neither the next one nor the worker's other work."""
    while True:
        try:
            await work()
        except Exception as error:
            note_fault("round_skipped", error)
        await asyncio.sleep(seconds)


def note_fault(event: str, error: Exception) -> None:
    """A database that is away for a moment is news; anything else is a fault of ours. Messages may quote data: not kept."""
    if isinstance(error, (*DATABASE_LOST, CommitUnknown)):
        log.warning(event, error=type(error).__name__)
    else:
        log.error(event, error=error_text(error))


async def take_leave(pool: "asyncpg.Pool[Any]", name: str) -> None:
    """Strike this worker from those that are seen: it stops cleanly, so nobody need wait for it to fall silent."""
    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            await pool.execute("DELETE FROM workers WHERE name = $1", name)
    except Exception as error:
        note_fault("leave_not_taken", error)


async def deliver_fake(engine: Engine) -> None:
    """Have the fake processor, where there is one, say what it owes to say."""
    if "fake" in list(engine.pay_out.processors):
        fake: Any = engine.pay_out.processors["fake"]
        await fake.deliver()
