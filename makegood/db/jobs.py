"""Runs deferred jobs: leases them in batches, runs them side by side and tries failures again.

A job is deferred by a row for `defer_jobs` in the transaction that makes it necessary. It runs at least
once: a handler that was killed runs again when the lease has run out, so handlers are idempotent.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog

from makegood.db.job_outcome import Backoff, JobFailed, RunLater, next_run
from makegood.db.job_rows import (
    Job,
    JobsOfKind,
    Retry,
    finish_and_claim,
    forget_workers,
    hasten,
    heartbeat,
    jobs_summary,
    put_back,
    release,
    retry_dead,
)
from makegood.db.pool import CONNECTION_LOST
from makegood.kit.clock import Clock

__all__ = [
    "DATABASE_LOST",
    "Backoff",
    "Handler",
    "Job",
    "JobFailed",
    "JobRunner",
    "JobsOfKind",
    "RunLater",
    "RunnerSettings",
    "forget_workers",
    "hasten",
    "heartbeat",
    "jobs_summary",
    "retry_dead",
]

Handler = Callable[[Job], Awaitable[None]]
log = structlog.get_logger(__name__)

DATABASE_LOST = (*CONNECTION_LOST, TimeoutError, asyncpg.PostgresError)


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """How a runner works. A handler is stopped after `timeout_seconds`, which is within its lease.

    `linger_seconds` is how long the first finished job waits for others to be settled with it.
    """

    concurrency: int = 64
    poll_seconds: float = 0.1
    linger_seconds: float = 0.003
    timeout_seconds: float = 40
    lease_seconds: float = 60
    grace_seconds: float = 10
    longest_pause_seconds: float = 5


@dataclass
class JobRunner:
    """Runs the jobs of the kinds it has handlers for. Many may work side by side, in any process.

    `backoff` names kinds with retry rules of their own. `outcomes` counts by kind and end, which is
    one of done, failed, later, dead.
    """

    pool: asyncpg.Pool[Any]
    clock: Clock
    handlers: Mapping[str, Handler]
    backoff: Mapping[str, Backoff] = field(default_factory=dict)
    settings: RunnerSettings = RunnerSettings()
    real_now: Callable[[], datetime] = lambda: datetime.now(UTC)
    dice: random.Random = field(default_factory=random.Random)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._running: dict[asyncio.Task[None], Job] = {}
        self._done: list[Job] = []
        self._retries: list[Retry] = []
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look for ready jobs now; for callers in this process that have just deferred one."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; then claim nothing more, give what runs a grace, and let go of the rest."""
        self._stopping = False
        work = asyncio.create_task(self._work())
        try:
            await asyncio.shield(work)
        finally:  # a claim is never cut off between the database and us
            self._stopping = True
            self._wake.set()
            await work
            await self._stop()

    async def run_ready(self) -> int:
        """Run what is ready now, and what becomes ready meanwhile, to its end; says how many handlers ran."""
        before = self.outcomes.total()
        more = True
        while more or self._running or self._done or self._retries:
            more = await self._round()
            if self._running:
                await asyncio.wait(self._running)
        return self.outcomes.total() - before

    async def _work(self) -> None:
        pause_seconds = self.settings.poll_seconds
        while not self._stopping:
            try:
                more = await self._round()
                pause_seconds = self.settings.poll_seconds
            except DATABASE_LOST as error:
                log.warning("jobs_database_lost", error=type(error).__name__)
                pause_seconds = min(pause_seconds * 2, self.settings.longest_pause_seconds)
                more = False
            if not more:
                await self._pause(pause_seconds)

    async def _round(self) -> bool:
        """Settle what has ended and start what is ready; whether more may be ready."""
        self._wake.clear()
        free = self.settings.concurrency - len(self._running)
        if not (free or self._done or self._retries):
            return False
        async with self.pool.acquire() as connection:
            await self._settle_retries(connection)
            claimed = await self._finish_and_claim(connection, free)
        for job in claimed:
            task = asyncio.create_task(self._attempt(job), name=f"{job.kind} {job.id}")
            self._running[task] = job
            task.add_done_callback(self._ended)
        return 0 < free == len(claimed)

    async def _settle_retries(self, connection: Any) -> None:
        if retries := self._retries[:]:
            await put_back(connection, retries)
            del self._retries[: len(retries)]

    async def _finish_and_claim(self, connection: Any, limit: int) -> list[Job]:
        done, real_now = self._done[:], self.real_now()
        claimed = await finish_and_claim(
            connection,
            done,
            self.handlers.keys(),
            limit,
            now=self.clock.now(),
            real_now=real_now,
            leased_until=real_now + timedelta(seconds=self.settings.lease_seconds),
        )
        del self._done[: len(done)]
        return claimed

    async def _attempt(self, job: Job) -> None:
        try:
            async with asyncio.timeout(self.settings.timeout_seconds):
                await self.handlers[job.kind](job)
        except Exception as error:
            self._note(job, error)
        else:
            self._done.append(job)
            self.outcomes[job.kind, "done"] += 1

    def _note(self, job: Job, error: Exception) -> None:
        rules = self.backoff.get(job.kind, Backoff())
        retry = next_run(job, error, self.clock.now(), rules, self.dice)
        self._retries.append(retry)
        outcome = "later" if isinstance(error, RunLater) else "dead" if retry.dead else "failed"
        self.outcomes[job.kind, outcome] += 1
        if outcome != "later":
            log.warning(
                "job_" + outcome, kind=job.kind, id=job.id, attempts=retry.attempts, error=retry.last_error
            )

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._wake.set()

    async def _pause(self, pause_seconds: float) -> None:
        """Until a job ends or somebody wakes us; then a moment more, so that jobs are settled in batches."""
        try:
            async with asyncio.timeout(pause_seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        if self._running:
            await asyncio.sleep(self.settings.linger_seconds)

    async def _stop(self) -> None:
        held = await self._let_go()
        try:
            async with (
                asyncio.timeout(self.settings.longest_pause_seconds),
                self.pool.acquire() as connection,
            ):
                await self._settle_retries(connection)
                await self._finish_and_claim(connection, 0)
                await release(connection, held)
        except DATABASE_LOST as error:  # the leases run out by themselves
            log.warning("jobs_not_settled", error=type(error).__name__)

    async def _let_go(self) -> list[Job]:
        """Wait for what runs, cut off what is late; the jobs that were cut off."""
        running = dict(self._running)
        if not running:
            return []
        _, late = await asyncio.wait(running, timeout=self.settings.grace_seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1)
        return [running[task] for task in late]
