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

from makegood.carriers import TELL_RECOVERY
from makegood.cases import EARLIEST, sweep_due
from makegood.chargebacks import SUBMIT, TAKE_AGAIN
from makegood.db.gather import CommitUnknown
from makegood.db.job_outcome import Backoff, error_text
from makegood.db.job_rows import Job
from makegood.db.jobs import DATABASE_LOST, JobRunner, heartbeat
from makegood.db.pool import connect_pool
from makegood.evidence import FileStore, open_files
from makegood.flows.answer_chargeback import AnswerWork
from makegood.flows.chargeback import RESUME, resume_refunds
from makegood.flows.chargeback_notices import remind_of_chargebacks
from makegood.flows.claim_work import ROUND_SECONDS, ClaimWork
from makegood.flows.clock import follow_clock
from makegood.flows.days import count_days
from makegood.flows.dispatch import note_dispatch
from makegood.flows.divide import DIVIDE_RECOVERIES, divide_recoveries
from makegood.flows.engine import Engine, build_engine
from makegood.flows.jury_work import JuryWork
from makegood.flows.notify import notification_work
from makegood.flows.parcels import LOOK_SECONDS, ParcelWork, parcel_work
from makegood.flows.parts_by_bank import resume_parts
from makegood.flows.peers import count_peers_again
from makegood.flows.reconcile import SETTINGS as RECONCILING_SETTINGS
from makegood.flows.reconcile import check_first, reconciling
from makegood.flows.recovery_notices import tell_of_recovery
from makegood.flows.restore_deposit import RESTORE_DEPOSIT, restore_deposit
from makegood.flows.retention import ROUND_SECONDS as RETENTION_SECONDS
from makegood.flows.retention import RetentionWork
from makegood.flows.settle import settle_order
from makegood.flows.sweep import sweep_all_clearing
from makegood.flows.tell import webhook_work
from makegood.flows.tidy import forget_files, forget_old
from makegood.flows.watch import watch, watch_book
from makegood.flows.watch_advances import tick_advances, watch_funding
from makegood.flows.watch_funds import watch_funds
from makegood.flows.withdrawal_receipt import receipt_work
from makegood.kit.clock import ShiftedClock
from makegood.kit.log import log_as_json
from makegood.kit.secret_files import with_secret
from makegood.kit.settings import Settings
from makegood.kit.watching import Watching
from makegood.payments import configured

IDLE_SECONDS = 0.2
RESCAN_SECONDS = 5
CLEARING_SECONDS = 30
TIDY_SECONDS = 3600
HEARTBEAT_SECONDS = 5
COUNTING_SECONDS = 600
PEERS_SECONDS = 60
WATCH_SECONDS = 30
BOOK_SECONDS = 600
NOTIFICATION_SECONDS = 0.5
ADVANCES_SECONDS = 60
DIGEST_SECONDS = 60
LEAVE_SECONDS = 5
# Processors that refuse are the desk's (pay_out.py); what fails here is ours, and must not lose anybody's money.
_NEVER_GIVEN_UP = Backoff(attempts=30_000)
BACKOFF = dict.fromkeys(
    ("send_refund", "send_advance", "send_claim", "settle_order", RESUME, SUBMIT), _NEVER_GIVEN_UP
) | {TAKE_AGAIN: Backoff(attempts=5, first_seconds=30)}
log = structlog.get_logger()


async def run_worker(settings: Settings, dsn: str) -> None:
    """Work until cancelled."""
    settings = with_secret(settings)
    log_as_json()
    pool = await connect_pool(dsn, min_size=2, max_size=12, application_name="makegood work")
    clock = ShiftedClock()
    engine = build_engine(pool, clock, configured(settings), secret=settings.secret or "")
    webhooks = webhook_work(pool, clock, settings, engine.ids)
    notices = notification_work(pool, clock, settings, engine.ids)
    receipts, receipts_backoff = receipt_work(pool, settings)
    parcels = parcel_work(engine, settings)
    promises = ClaimWork(engine, settings)
    files = open_files(settings.files_folder, settings.bucket)
    runner = JobRunner(pool, clock, all_handlers(engine, promises, files), BACKOFF)
    # Receivers of webhooks and mail servers may hang; refunds do not wait for them.
    deliveries = JobRunner(
        pool,
        clock,
        {**webhooks.handlers, **notices.handlers, **receipts},
        {**webhooks.backoff, **notices.backoff, **receipts_backoff},
    )
    # Nor do they wait for a check of the whole book.
    reconciliations = JobRunner(pool, clock, reconciling(engine), settings=RECONCILING_SETTINGS)
    started_at = datetime.now(UTC)
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
    try:
        async with follow_clock(pool, clock), asyncio.TaskGroup() as tasks:
            tasks.create_task(runner.run())
            tasks.create_task(deliveries.run())
            tasks.create_task(reconciliations.run())
            count_and_watch(tasks, engine, settings.watching)
            carry(tasks, parcels)
            tasks.create_task(every(ROUND_SECONDS, promises.keep))
            tasks.create_task(sweep_for_ever(engine))
            tasks.create_task(webhooks.run())
            tasks.create_task(notices.lay_out.run())
            tasks.create_task(every(DIGEST_SECONDS, notices.notifier.gather_digests))
            tasks.create_task(
                every(CLEARING_SECONDS, lambda: sweep_all_clearing(pool, engine.ids, clock.now()))
            )
            tidy_up(tasks, engine, files, settings)
            tasks.create_task(
                every(HEARTBEAT_SECONDS, lambda: heartbeat(pool, name, started_at, datetime.now(UTC)))
            )
            tasks.create_task(every(NOTIFICATION_SECONDS, lambda: deliver_fake(engine)))
    finally:
        await take_leave(pool, name)
        await engine.pay_out.processors.close()
        await parcels.conduct.carriers.close()
        await pool.close()


def count_and_watch(tasks: asyncio.TaskGroup, engine: Engine, watching: Watching) -> None:
    """What a worker counts for charts, and what it looks at so that operators need not, each at its pace."""
    pool, clock, ids = engine.pool, engine.clock, engine.ids
    tasks.create_task(every(COUNTING_SECONDS, lambda: count_days(pool, clock.now())))
    tasks.create_task(every(PEERS_SECONDS, lambda: count_peers_again(pool, clock.now())))
    tasks.create_task(every(WATCH_SECONDS, lambda: watch(pool, ids, clock.now())))
    tasks.create_task(every(BOOK_SECONDS, lambda: check_first(engine)))
    tasks.create_task(every(BOOK_SECONDS, lambda: watch_book(pool, ids, clock.now())))
    tasks.create_task(every(ADVANCES_SECONDS, lambda: tick_advances(pool, ids, clock.now())))
    tasks.create_task(every(BOOK_SECONDS, lambda: watch_funding(pool, ids, clock.now())))
    tasks.create_task(every(BOOK_SECONDS, lambda: watch_funds(pool, ids, watching, clock.now())))
    tasks.create_task(every(ADVANCES_SECONDS, lambda: remind_of_chargebacks(pool, ids, clock.now())))


def tidy_up(tasks: asyncio.TaskGroup, engine: Engine, files: FileStore, settings: Settings) -> None:
    """Forget what nobody has any use for, and erase evidence whose time is over."""
    pool, clock = engine.pool, engine.clock
    tasks.create_task(every(TIDY_SECONDS, lambda: forget_old(pool, clock.now(), datetime.now(UTC))))
    tasks.create_task(every(RETENTION_SECONDS, RetentionWork(engine, settings, files).round))
    tasks.create_task(every(TIDY_SECONDS, lambda: forget_files(pool, files, clock.now(), datetime.now(UTC))))


def carry(tasks: asyncio.TaskGroup, parcels: ParcelWork) -> None:
    """Deal with carriers; they may hang, so what is theirs has a runner of its own."""
    runner = JobRunner(parcels.engine.pool, parcels.engine.clock, parcels.handlers)
    tasks.create_task(runner.run())
    tasks.create_task(every(LOOK_SECONDS, parcels.look))
    tasks.create_task(every(TIDY_SECONDS, parcels.forget))


def all_handlers(
    engine: Engine, promises: ClaimWork, files: FileStore
) -> dict[str, Callable[[Job], Awaitable[None]]]:
    """The handlers of the jobs that concern cases, their money and what belongs to them."""
    answers = AnswerWork(engine.pool, engine.clock, engine.pay_out.processors, engine.chargebacks, files)
    others = {**promises.handlers, **JuryWork(engine).handlers}
    return {**job_handlers(engine), **others, SUBMIT: answers.submit}


def job_handlers(engine: Engine) -> dict[str, Callable[[Job], Awaitable[None]]]:
    """What the cases and the ledger have deferred."""

    async def settle(job: Job) -> None:
        await settle_order(engine.pool, int(job.payload["order_id"]), engine.ids, engine.clock.now())

    async def resume(job: Job) -> None:
        await resume_parts(engine.pool, int(job.payload["order_id"]), engine.ids, engine.clock.now())
        await resume_refunds(engine.pool, engine.command, job)

    async def dispatched(job: Job) -> None:
        await note_dispatch(engine.pool, engine.command, int(job.payload["order_id"]), engine.clock.now())

    async def divide(job: Job) -> None:
        await divide_recoveries(engine.pool, int(job.payload["case_id"]), engine.ids, engine.clock.now())

    async def recovery(job: Job) -> None:
        await tell_of_recovery(engine.pool, job, engine.ids, engine.clock.now())

    async def restore(job: Job) -> None:
        await restore_deposit(engine.pool, job, engine.ids, engine.clock.now())

    return {
        **engine.senders,
        "settle_order": settle,
        RESUME: resume,
        TAKE_AGAIN: engine.chargebacks.again,
        DIVIDE_RECOVERIES: divide,
        TELL_RECOVERY: recovery,
        RESTORE_DEPOSIT: restore,
        "note_dispatch": dispatched,
    }


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
