"""A story: an operator advances the clock, and every process of the installation follows within a second."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import asyncpg

from makegood.db.pool import CONNECTION_LOST, Pool
from makegood.flows.engine import read_offset
from makegood.kit.clock import ShiftedClock

FOLLOWED_EVERY_SECONDS = 0.5


@asynccontextmanager
async def follow_clock(pool: Pool, clock: ShiftedClock) -> AsyncGenerator[None, None]:
    """Keep `clock` at the installation's offset while the context lasts."""
    clock.offset = await read_offset(pool)
    task = asyncio.create_task(_follow(pool, clock))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(pool: Pool, clock: ShiftedClock) -> None:
    while True:
        await asyncio.sleep(FOLLOWED_EVERY_SECONDS)
        with suppress(*CONNECTION_LOST, TimeoutError, asyncpg.PostgresError):
            # A clock never goes back, even when an older reading comes in late.
            clock.offset = max(clock.offset, await read_offset(pool), timedelta(0))
