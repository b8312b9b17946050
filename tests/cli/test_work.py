"""A worker that is told to stop takes its leave, so that nobody waits for it to fall silent."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL

import asyncpg


async def test_a_worker_that_stops_is_seen_no_more(environment: dict[str, str], fresh_dsn: str) -> None:
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "makegood.cli", "work",
        env={**environment, "MAKEGOOD_DATABASE_URL": fresh_dsn}, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    connection = await asyncpg.connect(fresh_dsn)
    try:
        async with asyncio.timeout(40):
            while await connection.fetchval("SELECT count(*) FROM workers") == 0:
                await connection.execute("SELECT pg_sleep(0.05)")
            worker.send_signal(signal.SIGTERM)
            assert await worker.wait() == 0
        assert await connection.fetchval("SELECT count(*) FROM workers") == 0
    finally:
        await connection.close()
        if worker.returncode is None:
            worker.kill()
