"""Workers as processes of their own, killed with SIGKILL while they work: every job is done, none is lost."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

import asyncpg

from makegood.db.jobs import Job, JobRunner
from makegood.kit.clock import SetClock
from tests.db.test_jobs import NOON, defer, standing

ROOT = Path(__file__).resolve().parents[2]
JOBS = 400
WORKER = f"""
import asyncio, sys
from datetime import datetime
from makegood.db.jobs import JobRunner, RunnerSettings
from makegood.db.pool import connect_pool
from makegood.kit.clock import SetClock

async def main():
    pool = await connect_pool(sys.argv[1])

    async def handler(job):
        await asyncio.sleep(0.01)
        await pool.execute("INSERT INTO effects VALUES ($1) ON CONFLICT DO NOTHING", job.payload["n"])

    clock = SetClock(datetime.fromisoformat({NOON.isoformat()!r}))
    settings = RunnerSettings(concurrency=4, timeout_seconds=0.5, lease_seconds=1)
    print("working", flush=True)
    await JobRunner(pool, clock, {{"send": handler}}, settings=settings).run()

asyncio.run(main())
"""


async def start_worker(dsn: str) -> asyncio.subprocess.Process:
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, dsn, cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert worker.stdout is not None
    await worker.stdout.readline()
    return worker


async def test_jobs_of_killed_workers_are_done_by_others(pool: asyncpg.Pool, fresh_dsn: str) -> None:
    await pool.execute("CREATE TABLE effects (n int PRIMARY KEY)")
    await defer(pool, "send", *({"n": n} for n in range(JOBS)))
    dice = random.Random(5)
    for _ in range(4):
        workers = await asyncio.gather(*(start_worker(fresh_dsn) for _ in range(2)))
        await asyncio.sleep(dice.uniform(0.05, 0.25))
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            await worker.wait()
    assert 0 < await pool.fetchval("SELECT count(*) FROM effects") < JOBS, "they were killed in mid-work"
    await asyncio.sleep(1.1)  # the leases

    async def finish(job: Job) -> None:
        await pool.execute("INSERT INTO effects VALUES ($1) ON CONFLICT DO NOTHING", job.payload["n"])

    await JobRunner(pool, SetClock(NOON), {"send": finish}).run_ready()
    assert await pool.fetchval("SELECT count(*) FROM effects") == JOBS
    assert await standing(pool) == {}
