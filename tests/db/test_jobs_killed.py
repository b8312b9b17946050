"""Workers as processes of their own, killed with SIGKILL while they work: every job is done, none is lost."""

from __future__ import annotations

import asyncio
import os
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
    print("ready", flush=True)
    sys.stdin.readline()
    await JobRunner(pool, clock, {{"send": handler}}, settings=settings).run()

asyncio.run(main())
"""


async def ready_worker(dsn: str) -> asyncio.subprocess.Process:
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, dsn, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert worker.stdout is not None
    await worker.stdout.readline()
    return worker


def let_work(worker: asyncio.subprocess.Process) -> None:
    assert worker.stdin is not None
    worker.stdin.write(b"go\n")


async def effects(pool: asyncpg.Pool) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM effects"))


async def test_jobs_of_killed_workers_are_done_by_others(pool: asyncpg.Pool, fresh_dsn: str) -> None:
    await pool.execute("CREATE TABLE effects (n int PRIMARY KEY)")
    await defer(pool, "send", *({"n": n} for n in range(JOBS)))
    for kill_at in (15, 100, 200):
        workers = await asyncio.gather(ready_worker(fresh_dsn), ready_worker(fresh_dsn))
        for worker in workers:
            let_work(worker)
        while await effects(pool) < kill_at:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            await worker.wait()
    assert await effects(pool) < JOBS, "they were killed in mid-work"
    await asyncio.sleep(1.1)  # the leases

    async def finish(job: Job) -> None:
        await pool.execute("INSERT INTO effects VALUES ($1) ON CONFLICT DO NOTHING", job.payload["n"])

    await JobRunner(pool, SetClock(NOON), {"send": finish}).run_ready()
    assert await effects(pool) == JOBS
    assert await standing(pool) == {}
