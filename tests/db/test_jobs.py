"""Deferred jobs on the real PostgreSQL: done once, tried again, never lost, never held twice at a time."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from makegood.db.job_outcome import LONGEST_ERROR_CHARACTERS, error_text
from makegood.db.jobs import (
    Backoff,
    Job,
    JobFailed,
    JobRunner,
    RunLater,
    RunnerSettings,
    forget_workers,
    heartbeat,
    jobs_summary,
    retry_dead,
)
from makegood.db.writes import Writes
from makegood.kit.clock import SetClock
from makegood.kit.errors import Invalid
from makegood.kit.ids import IdMaker, bucket_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUICK = RunnerSettings(concurrency=8, poll_seconds=0.02, grace_seconds=0.2)
ids = IdMaker()


async def defer(pool: asyncpg.Pool, kind: str, *payloads: dict[str, Any], run_at: datetime = NOON) -> None:
    writes = Writes()
    for at, payload in enumerate(payloads):
        made = ids(at % 5)
        row = {"bucket": bucket_of(made), "id": made, "kind": kind, "payload": payload, "run_at": run_at}
        writes.add("defer_jobs", row)
    await writes.send(pool)


async def standing(pool: asyncpg.Pool, now: datetime = NOON) -> dict[str, tuple[int, int, int, int]]:
    summary = await jobs_summary(pool, now, datetime.now(UTC))
    return {row.kind: (row.waiting, row.ready, row.leased, row.dead) for row in summary}


class Bench:
    """A handler that notes what it was given, and a moment at which it has been given enough."""

    def __init__(self, enough: int = 1) -> None:
        self.seen: list[Job] = []
        self.enough = enough
        self.reached = asyncio.Event()

    async def __call__(self, job: Job) -> None:
        self.seen.append(job)
        if len(self.seen) >= self.enough:
            self.reached.set()


class Failing(Bench):
    """A handler that fails the first `failures` times."""

    def __init__(self, failures: int, error: Exception) -> None:
        super().__init__()
        self.failures, self.error = failures, error

    async def __call__(self, job: Job) -> None:
        await super().__call__(job)
        if len(self.seen) <= self.failures:
            raise self.error


def runner(pool: asyncpg.Pool, handler: Any, clock: SetClock | None = None, **more: Any) -> JobRunner:
    return JobRunner(pool, clock or SetClock(NOON), {"send": handler}, settings=QUICK, **more)


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_job_runs_with_its_payload_and_is_gone(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {"to": "a", "deep": [1, {"x": None}]})
    handler = Bench()
    assert await runner(pool, handler).run_ready() == 1
    assert handler.seen[0].payload == {"to": "a", "deep": [1, {"x": None}]}
    assert await standing(pool) == {}


async def test_a_job_waits_for_its_time_on_the_products_clock(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {}, run_at=NOON + HOUR)
    handler, clock = Bench(), SetClock(NOON)
    works = runner(pool, handler, clock)
    assert await works.run_ready() == 0
    assert await standing(pool) == {"send": (1, 0, 0, 0)}
    clock.advance(HOUR)
    assert await works.run_ready() == 1


async def test_the_longest_due_comes_first(pool: asyncpg.Pool) -> None:
    for hours in (1, 3, 2):
        await defer(pool, "send", {"hours": hours}, run_at=NOON - hours * HOUR)
    handler = Bench()
    await runner(pool, handler).run_ready()
    assert [job.payload["hours"] for job in handler.seen] == [3, 2, 1]


async def test_kinds_nobody_here_knows_are_left_for_others(pool: asyncpg.Pool) -> None:
    await defer(pool, "unheard_of", {})
    assert await runner(pool, Bench()).run_ready() == 0
    assert await standing(pool) == {"unheard_of": (0, 1, 0, 0)}


async def test_a_failure_is_tried_again_after_a_growing_while(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {})
    handler, clock = Failing(2, JobFailed("the processor is closed")), SetClock(NOON)
    works = runner(pool, handler, clock, backoff={"send": Backoff(5, first_seconds=10)})
    await works.run_ready()
    row = await pool.fetchrow("SELECT attempts, last_error, run_at, locked_until FROM jobs")
    assert (row["attempts"], row["last_error"], row["locked_until"]) == (1, "the processor is closed", None)
    assert timedelta(seconds=5) <= row["run_at"] - NOON <= timedelta(seconds=10)
    for _ in range(2):
        clock.advance(timedelta(seconds=20))
        await works.run_ready()
    assert [job.attempts for job in handler.seen] == [0, 1, 2]
    assert await standing(pool) == {}


async def test_a_job_that_keeps_failing_is_dead_until_it_is_revived(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {})
    handler, clock = Failing(3, ValueError("customer Zhang San, 138 0000 0000")), SetClock(NOON)
    works = runner(pool, handler, clock, backoff={"send": Backoff(3, 1, 1)})
    for _ in range(5):
        await works.run_ready()
        clock.advance(HOUR)
    assert len(handler.seen) == 3
    assert await standing(pool, clock.now()) == {"send": (0, 0, 0, 1)}
    assert "Zhang" not in await pool.fetchval("SELECT last_error FROM jobs")
    assert await retry_dead(pool, clock.now(), "other") == 0
    assert await retry_dead(pool, clock.now(), "send") == 1
    await works.run_ready()
    assert await standing(pool) == {}
    assert works.outcomes == Counter({("send", "failed"): 2, ("send", "dead"): 1, ("send", "done"): 1})


async def test_run_later_is_no_failure(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {})
    handler, clock = Failing(30, RunLater(HOUR)), SetClock(NOON)
    works = runner(pool, handler, clock, backoff={"send": Backoff(2)})
    for _ in range(31):
        await works.run_ready()
        clock.advance(HOUR)
    assert {job.attempts for job in handler.seen} == {0}
    assert await standing(pool) == {}


async def test_a_handler_that_hangs_is_stopped_and_counts_as_failed(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {})

    async def hang(_: Job) -> None:
        await asyncio.sleep(60)

    works = JobRunner(pool, SetClock(NOON), {"send": hang}, settings=RunnerSettings(timeout_seconds=0.05))
    await works.run_ready()
    assert (await pool.fetchval("SELECT last_error FROM jobs")).startswith("TimeoutError")


async def test_no_job_runs_twice_however_many_runners_work(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", *({"n": n} for n in range(500)))
    handler = Bench(enough=500)
    tasks = [asyncio.create_task(runner(pool, handler).run()) for _ in range(5)]
    await asyncio.wait_for(handler.reached.wait(), 20)
    for task in tasks:
        await stop(task)
    assert Counter(job.payload["n"] for job in handler.seen) == Counter(range(500))
    assert await standing(pool) == {}


async def test_the_lease_of_a_killed_worker_runs_out_in_real_time(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {})
    started = asyncio.Event()

    async def killed(_: Job) -> None:
        started.set()
        await asyncio.sleep(60)

    dying = runner(pool, killed)
    await dying._round()
    await started.wait()
    for task in list(dying._running):  # what a kill leaves behind: a lease, and nobody who settles it
        task.cancel()
    clock, handler, later = SetClock(NOON + 100 * HOUR), Bench(), datetime.now(UTC) + timedelta(seconds=61)
    assert await runner(pool, handler, clock).run_ready() == 0, "the product's clock moved, the lease did not"
    assert await runner(pool, handler, clock, real_now=lambda: later).run_ready() == 1
    assert await standing(pool) == {}


async def test_a_worker_that_lost_its_lease_does_not_put_the_job_back(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {})
    started, go_on = asyncio.Event(), asyncio.Event()
    late = datetime.now(UTC) + timedelta(minutes=5)

    async def slow(_: Job) -> None:
        started.set()
        await go_on.wait()
        raise JobFailed("too late to matter")

    first = asyncio.create_task(runner(pool, slow).run_ready())
    await started.wait()
    second = runner(pool, slow, real_now=lambda: late)
    await second._round()
    go_on.set()
    await first
    row = await pool.fetchrow("SELECT attempts, locked_until FROM jobs")
    assert row["attempts"] == 0
    assert row["locked_until"] > late, "the second worker still holds it"
    await second.run_ready()
    assert await pool.fetchval("SELECT attempts FROM jobs") == 1


async def test_cancel_lets_what_runs_finish_within_the_grace(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {}, {})
    finished = Counter[str]()
    started = asyncio.Event()

    async def brief(job: Job) -> None:
        started.set()
        await asyncio.sleep(0.05)
        finished["brief"] += 1

    task = asyncio.create_task(runner(pool, brief).run())
    await started.wait()
    await stop(task)
    assert finished["brief"] == 2
    assert await standing(pool) == {}


async def test_cancel_gives_back_the_lease_of_what_is_too_slow(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", {})
    started = asyncio.Event()

    async def slow(_: Job) -> None:
        started.set()
        await asyncio.sleep(60)

    task = asyncio.create_task(runner(pool, slow).run())
    await started.wait()
    await stop(task)
    assert await standing(pool) == {"send": (0, 1, 0, 0)}
    assert await pool.fetchval("SELECT attempts FROM jobs") == 0


async def test_cancelled_at_any_moment_nothing_is_lost_and_nothing_stays_leased(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", *({"n": n} for n in range(300)))
    dice, seen = random.Random(7), Counter[int]()

    async def handler(job: Job) -> None:
        await asyncio.sleep(dice.uniform(0, 0.01))
        seen[job.payload["n"]] += 1

    for _ in range(25):
        task = asyncio.create_task(runner(pool, handler).run())
        await asyncio.sleep(dice.uniform(0, 0.03))
        await stop(task)
    assert (await standing(pool)).get("send", (0, 0, 0, 0))[2] == 0
    await runner(pool, handler).run_ready()
    assert seen == Counter(range(300))


async def test_a_lost_database_is_waited_for_and_what_was_done_stays_done(pool: asyncpg.Pool) -> None:
    await defer(pool, "send", *({"n": n} for n in range(100)))
    handler = Bench(enough=100)

    async def cutting(job: Job) -> None:
        await handler(job)
        if len(handler.seen) in (10, 50):
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            await pool.execute(cut + " AND datname = current_database()")

    task = asyncio.create_task(runner(pool, cutting).run())
    async with asyncio.timeout(20):
        await handler.reached.wait()
        while await standing(pool):  # noqa: ASYNC110 - what is awaited is a row of the database
            await asyncio.sleep(0.02)
    await stop(task)
    assert {job.payload["n"] for job in handler.seen} == set(range(100))


async def test_wake_runs_a_job_before_the_next_poll(pool: asyncpg.Pool) -> None:
    handler = Bench()
    works = JobRunner(pool, SetClock(NOON), {"send": handler}, settings=RunnerSettings(poll_seconds=30))
    task = asyncio.create_task(works.run())
    await asyncio.sleep(0.1)
    await defer(pool, "send", {})
    works.wake()
    await asyncio.wait_for(handler.reached.wait(), 5)
    await stop(task)


async def test_workers_show_that_they_live(pool: asyncpg.Pool) -> None:
    await heartbeat(pool, "worker-1", NOON, NOON)
    await heartbeat(pool, "worker-1", NOON, NOON + HOUR)
    assert tuple(await pool.fetchrow("SELECT * FROM workers")) == ("worker-1", NOON, NOON + HOUR)
    await forget_workers(pool, NOON + 2 * HOUR)
    assert await pool.fetchval("SELECT count(*) FROM workers") == 0


def test_back_off_doubles_up_to_its_limit_and_is_spread() -> None:
    dice, backoff = random.Random(1), Backoff(12, first_seconds=2, longest_seconds=60)
    for failures, step in ((1, 2), (2, 4), (5, 32), (6, 60), (400, 60)):
        delays = [backoff.delay(failures, dice).total_seconds() for _ in range(50)]
        assert step / 2 <= min(delays) < max(delays) <= step


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (JobFailed("card declined"), "card declined"),
        (JobFailed("x" * 5000), "x" * LONGEST_ERROR_CHARACTERS),
        (KeyError("Li Si"), "KeyError"),
        (Invalid(field="name", problem="Li Si"), "Invalid invalid"),
    ],
)
def test_what_is_kept_of_an_error_quotes_nobody(error: Exception, kept: str) -> None:
    assert error_text(error) == kept
