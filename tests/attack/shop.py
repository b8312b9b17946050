"""The application for tests that attack it over HTTP: started and stopped in one task, as its server would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from makegood.accounts import Principal
from makegood.kit.clock import SetClock
from tests.web_app import Site, site
from tests.world import World

Held = TypeVar("Held")


@asynccontextmanager
async def held(context: AbstractAsyncContextManager[Held]) -> AsyncIterator[Held]:
    """A context entered and left by one task of its own: fixtures are set up and torn down by different ones."""
    entered: asyncio.Future[Held] = asyncio.get_running_loop().create_future()
    leave = asyncio.Event()

    async def hold() -> None:
        async with context as value:
            entered.set_result(value)
            await leave.wait()

    task = asyncio.create_task(hold())
    await asyncio.wait({task, entered}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
    try:
        yield entered.result()
    finally:
        leave.set()
        await task


@pytest.fixture
async def shop(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The application over a database of the test's own."""
    async with held(site(fresh_dsn, tmp_path)) as shop:
        yield shop


async def work(shop: Site) -> None:
    """Carry out what the application has deferred by now."""
    world: World = shop.world
    clock: SetClock = world.clock
    clock.at = max(clock.at, shop.app.state.clock.now())
    await world.runner.run_ready()


def headers_of(shop: Site, who: Principal | None) -> dict[str, str]:
    """Headers of somebody, or of nobody."""
    return shop.as_(who) if who else {}
