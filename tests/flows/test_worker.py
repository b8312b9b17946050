"""A real worker: time passes over the API, silence turns into outcomes, and nothing that fails stops the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from makegood.db.gather import CommitUnknown
from makegood.flows.worker import every, run_worker
from makegood.kit.ids import bucket_of
from makegood.kit.settings import Mode, Settings
from tests.attack.books import assert_right, moved
from tests.attack.shop import shop
from tests.web_app import SECRET, Site
from tests.world import OPERATOR, buyer_of, merchant_of

__all__ = ["shop"]

PATIENCE_SECONDS = 20


@asynccontextmanager
async def working(dsn: str, home: Path, workers: int = 1) -> AsyncIterator[None]:
    """Workers as `makegood work` runs them."""
    settings = Settings(home=home, mode=Mode.TEST, secret=SECRET)
    tasks = [asyncio.create_task(run_worker(settings, dsn)) for _ in range(workers)]
    try:
        yield
        assert not any(task.done() for task in tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(shop: Site, path: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The case, once something holds of it. The worker is another process to us: all we can do is look."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            view: dict[str, Any] = (await shop.client.get(path, headers=shop.as_(OPERATOR))).json()
            if holds(view):
                return view
            await asyncio.sleep(0.05)


async def advance(shop: Site, hours: int) -> None:
    moved_on = await shop.client.post(
        "/api/clock/advances", json={"hours": hours}, headers=shop.as_(OPERATOR)
    )
    assert moved_on.status_code == 201


@pytest.mark.parametrize("workers", [1, 3])
async def test_silence_turns_into_outcomes_as_the_clock_is_advanced(
    shop: Site, fresh_dsn: str, tmp_path: Path, workers: int
) -> None:
    order = await shop.world.order()
    opened = await shop.world.open(order)
    path = f"/api/cases/{opened.case.state.id}"
    async with working(fresh_dsn, tmp_path, workers):
        await advance(shop, 49)
        await until(shop, path, lambda view: view["stage"] == "awaiting_return")
        shipped = {"carrier": "SF", "tracking_no": "1"}
        await shop.client.post(f"{path}/return-shipment", json=shipped, headers=shop.as_(buyer_of(order)))
        await shop.client.post(f"{path}/reception", headers=shop.as_(merchant_of(order)))
        await advance(shop, 24 * 8)
        view = await until(shop, path, lambda view: view["stage"] == "settled")
    assert view["refunded_minor"] == 10002
    silent = [entry["name"] for entry in view["timeline"] if entry["by_silence"]]
    # Each of the merchant's two silences, at the request and at the inspection, counted once.
    assert silent == ["case.approved", "case.approved", "refund.started"]
    await assert_right(shop.world.engine.pool)
    assert await moved(shop.world.engine.pool) == {"pay_T-1": 10002}


async def test_a_poisoned_case_does_not_stop_the_worker(shop: Site, fresh_dsn: str, tmp_path: Path) -> None:
    bad = (await shop.world.open(await shop.world.order("bad"))).case.state
    good = (await shop.world.open(await shop.world.order("good"))).case.state
    pool = shop.world.engine.pool
    spoil = 'UPDATE cases SET state = state || \'{"goods": "on the moon"}\' WHERE bucket = $1 AND id = $2'
    await pool.execute(spoil, bucket_of(bad.id), bad.id)
    async with working(fresh_dsn, tmp_path):
        await advance(shop, 49)
        await until(shop, f"/api/cases/{good.id}", lambda view: view["stage"] == "awaiting_return")
        await shop.client.post(f"/api/cases/{good.id}/return-waiver", headers=shop.as_(OPERATOR))
    assert await pool.fetchval("SELECT stage FROM cases WHERE id = $1", bad.id) == "awaiting_merchant"


@pytest.mark.parametrize("fault", [ValueError("a fault of ours"), CommitUnknown(), OSError("away")])
async def test_a_round_that_fails_is_followed_by_the_next(fault: Exception) -> None:
    rounds, third = [fault, fault], asyncio.Event()

    async def work() -> None:
        if rounds:
            raise rounds.pop()
        third.set()

    task = asyncio.create_task(every(0, work))
    await asyncio.wait_for(third.wait(), PATIENCE_SECONDS)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
