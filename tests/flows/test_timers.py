"""Clocks act: once, in order, however many sweep and whichever of them die; and a bad case stands in nobody's way."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from makegood.accounts import SYSTEM
from makegood.cases import Done, NothingDue, Stage, Tick, read_case, sweep_due
from makegood.cases import commands as c
from makegood.db.pool import Pool
from makegood.kit.ids import bucket_of, stable_bucket
from makegood.orders import order_from_raw
from tests.attack.books import assert_right, count_of
from tests.attack.conftest import Crowd, crowd
from tests.world import DESK, World, build_world, tea_order

__all__ = ["crowd"]

HOUR = timedelta(hours=1)


async def many(world: World, count: int, apart: timedelta = timedelta(0)) -> list[Done]:
    """Cases of as many orders of as many buyers, each in a bucket of its own, opened one after the other."""
    by_bucket = {stable_bucket(name): name for name in (f"buyer-{at}" for at in range(2 * count))}
    buyers = [{"external_id": name, "name": "李娜"} for name in by_bucket.values()][:count]
    orders = [order_from_raw(tea_order(f"T-{at}", buyer=buyer)) for at, buyer in enumerate(buyers)]
    outcomes = await world.engine.record_orders(orders)
    opened = []
    for order in outcomes:
        assert not isinstance(order, Exception)
        opened.append(await world.open(order, "refund_only"))
        world.clock.advance(apart)
    return opened


async def sweep_all(world: World, most: int = 64) -> int:
    """Sweep until nothing is due; how many acted."""
    acted = 0
    while (swept := await sweep_due(world.engine.pool, world.engine.writes, most)).claimed:
        acted += swept.acted
    return acted


async def events_named(pool: Pool, name: str) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM case_events WHERE name = $1", name))


async def test_several_sweepers_act_once_on_each(crowd: Crowd) -> None:
    await many(crowd.first, 60)
    for world in crowd.worlds:
        world.clock.advance(49 * HOUR)
    await asyncio.gather(*(sweep_all(world, most) for world in crowd.worlds for most in (1, 7, 64)))
    for world in crowd.worlds:
        await sweep_all(world)
    assert await events_named(crowd.pool, "case.approved") == 60
    assert await events_named(crowd.pool, "case.reminder") == 0
    await asyncio.gather(*(world.runner.run_ready() for world in crowd.worlds))
    found = await assert_right(crowd.pool)
    assert count_of(Stage.SETTLED, found) == 60


async def test_sweepers_that_die_midway_lose_and_double_nothing(crowd: Crowd) -> None:
    await many(crowd.first, 20)
    for world in crowd.worlds:
        world.clock.advance(49 * HOUR)
    for death in range(4):
        reached = asyncio.Event()

        async def apply_and_hang(connection: Any, requests: Any, reached: asyncio.Event = reached) -> Any:
            await crowd.first.engine.writes.apply(connection, requests)
            reached.set()
            await asyncio.Event().wait()

        doomed: Any = type("Doomed", (), {"clock": crowd.first.clock, "apply": staticmethod(apply_and_hang)})
        task = asyncio.create_task(sweep_due(crowd.pool, doomed, most=5))
        await reached.wait()
        others = await sweep_due(crowd.worlds[1].engine.pool, crowd.worlds[1].engine.writes, most=3)
        assert others.acted == 3, death
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await asyncio.gather(*(sweep_all(world) for world in crowd.worlds))
    assert await events_named(crowd.pool, "case.approved") == 20
    await assert_right(crowd.pool, processor_agrees=False)


async def test_the_longest_due_comes_first(pool: Pool) -> None:
    world = build_world(pool)
    opened = await many(world, 6, apart=HOUR)
    world.clock.advance(48 * HOUR)
    for done in opened:
        swept = await sweep_due(pool, world.engine.writes, most=1)
        assert swept.acted == 1
        assert (await read_case(pool, done.case.state.id))[0].state.stage is Stage.REFUNDING


async def test_a_reminder_comes_once_and_before_the_end(pool: Pool) -> None:
    world = build_world(pool)
    (done,) = await many(world, 1)
    state = done.case.state
    assert (state.remind_at, state.due_at) == (world.clock.at + 36 * HOUR, world.clock.at + 48 * HOUR)
    world.clock.advance(35 * HOUR)
    assert await sweep_all(world) == 0
    world.clock.advance(HOUR)
    assert await sweep_all(world) == 1
    assert await sweep_all(world) == 0
    case, _ = await read_case(pool, state.id)
    assert (case.state.stage, case.state.due_at) == (Stage.AWAITING_MERCHANT, state.due_at)
    world.clock.advance(12 * HOUR)
    assert await sweep_all(world) == 1
    names = [row["name"] for row in await pool.fetch("SELECT name FROM case_events ORDER BY seq")]
    assert names == ["case.opened", "case.reminder", "case.approved", "refund.started"]


async def test_a_paused_clock_stands_still_and_keeps_what_was_left(pool: Pool) -> None:
    world = build_world(pool)
    (done,) = await many(world, 1)
    world.clock.advance(30 * HOUR)
    await world.do(DESK, done, c.PauseClock(c.PauseReason.JOINT, "the lab is looking at it"))
    world.clock.advance(29 * 24 * HOUR)
    assert await sweep_all(world) == 0
    resumed = (await world.do(DESK, done, c.ResumeClock())).case.state
    assert resumed.due_at == world.clock.at + 18 * HOUR
    await world.do(DESK, done, c.PauseClock(c.PauseReason.JOINT, "once more"))
    world.clock.advance(30 * 24 * HOUR)
    assert await sweep_all(world) == 1
    ran_on = (await read_case(pool, done.case.state.id))[0].state
    assert (ran_on.paused, ran_on.due_at) == (None, world.clock.at + 18 * HOUR)
    world.clock.advance(18 * HOUR)
    assert await sweep_all(world) == 1
    (state,) = await assert_right(pool)
    assert state.stage is Stage.REFUNDING


async def test_a_clock_that_keeps_office_hours(pool: Pool) -> None:
    """48 working hours of a Chinese office at nine a day, from Monday noon UTC, which is after closing time there."""
    world = build_world(pool)
    office = {"external_id": "office-tea", "name": "Office Tea", "calendar": "china_office"}
    done = await world.open(await world.order(merchant=office), "refund_only")
    due_at = done.case.state.due_at
    assert due_at is not None
    assert due_at - world.clock.at > 5 * 24 * HOUR
    world.clock.at = due_at - timedelta(seconds=1)
    await sweep_all(world)
    assert (await read_case(pool, done.case.state.id))[0].state.stage is Stage.AWAITING_MERCHANT
    world.clock.at = due_at
    assert await sweep_all(world) == 1


UNREADABLE = 'UPDATE cases SET state = state || \'{"goods": "on the moon"}\' WHERE bucket = $1 AND id = $2'
REFUSED_BY_THE_DATABASE = (
    "UPDATE ledger_accounts SET balance_minor = 0 WHERE bucket = $1 AND account = 'order:' || "
    "(SELECT order_id FROM cases WHERE bucket = $1 AND id = $2) || ':refundable'"
)


@pytest.mark.parametrize("poison", [UNREADABLE, REFUSED_BY_THE_DATABASE], ids=["unreadable", "refused"])
async def test_a_poisoned_case_blocks_no_other(pool: Pool, poison: str) -> None:
    world = build_world(pool)
    opened = await many(world, 8)
    bad = opened[3].case.state
    await pool.execute(poison, bucket_of(bad.id), bad.id)
    world.clock.advance(49 * HOUR)
    assert await sweep_all(world) == 7
    stages = await pool.fetch("SELECT stage, count(*) AS cases FROM cases GROUP BY stage")
    assert {row["stage"]: row["cases"] for row in stages} == {"refunding": 7, "awaiting_merchant": 1}
    put_off, due_at = await pool.fetchrow("SELECT wake_at, due_at FROM cases WHERE id = $1", bad.id)
    assert put_off == world.clock.at + timedelta(minutes=5)
    assert due_at == bad.due_at
    world.clock.advance(timedelta(minutes=5))
    swept = await sweep_due(pool, world.engine.writes)
    assert (swept.acted, swept.put_off) == (0, 1)


async def test_a_database_that_is_away_blames_no_case(pool: Pool, fresh_dsn: str) -> None:
    world = build_world(pool)
    await many(world, 2)
    world.clock.advance(49 * HOUR)

    async def lose_the_connection(connection: Any, requests: Any) -> Any:
        raise asyncpg.ConnectionDoesNotExistError("lost")

    away: Any = type("Away", (), {"clock": world.clock, "apply": staticmethod(lose_the_connection)})
    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await sweep_due(pool, away)
    assert await sweep_all(world) == 2


async def test_a_tick_that_comes_too_early_or_twice_is_refused(pool: Pool) -> None:
    world = build_world(pool)
    (done,) = await many(world, 1)
    with pytest.raises(NothingDue):
        await world.do(SYSTEM, done, Tick())
    world.clock.advance(49 * HOUR)
    # The reminder would come after the end by now: only the end is left to act.
    assert (await world.do(SYSTEM, done, Tick())).case.state.stage is Stage.REFUNDING
    with pytest.raises(NothingDue):
        await world.do(SYSTEM, done, Tick())
