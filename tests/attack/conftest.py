"""Several engines over one database, each with a pool of its own: to the database they are processes of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle

import pytest

from makegood.db.pool import Pool, connect_pool
from tests.attack.shop import shop
from tests.world import World, build_world

__all__ = ["Crowd", "crowd", "crowd_over", "shop"]

PROCESSES = 3


@dataclass
class Crowd:
    """Worlds over one database. `next` hands them out in turn."""

    worlds: list[World]

    def __post_init__(self) -> None:
        self._turn = cycle(self.worlds)

    @property
    def first(self) -> World:
        return self.worlds[0]

    @property
    def pool(self) -> Pool:
        return self.first.engine.pool

    def next(self) -> World:
        return next(self._turn)


@asynccontextmanager
async def crowd_over(dsn: str, processes: int = PROCESSES) -> AsyncIterator[Crowd]:
    pools = [await connect_pool(dsn, 1, 6, "makegood attack") for _ in range(processes)]
    try:
        yield Crowd([build_world(pool) for pool in pools])
    finally:
        for pool in pools:
            pool.terminate()


@pytest.fixture
async def crowd(fresh_dsn: str) -> AsyncIterator[Crowd]:
    async with crowd_over(fresh_dsn) as crowd:
        yield crowd
