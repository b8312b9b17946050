"""An operator asks whether the book is right and what became of refunds; days are counted once they are over."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from makegood.cases import commands as c
from makegood.db.day_figures import kept_figures
from makegood.db.jobs import JobRunner
from makegood.flows.days import count_days, figures_of_days, first_day
from makegood.flows.reconcile import ask, check_first, reconciling
from makegood.ledger import book_standing, last_reconciliations, refunds_on_their_way, whole_standing
from tests.world import World, build_world, merchant_of


async def reconciled(pool: Any, world: World, kind: Any) -> Any:
    async with pool.acquire() as connection, connection.transaction():
        await ask(connection, world.engine, kind, "operator:zhou")
    await JobRunner(pool, world.clock, reconciling(world.engine)).run_ready()
    return (await last_reconciliations(pool, kind, 1))[0]


async def a_refund(world: World, number: str = "T-1") -> Any:
    order = await world.order(number)
    done = await world.open(order, "refund_only")
    return await world.do(merchant_of(order), done, c.Approve())


async def test_a_check_says_that_the_book_is_right_and_keeps_the_trial_balance(pool: Any) -> None:
    world = build_world(pool)
    await a_refund(world)
    found = await reconciled(pool, world, "ledger")
    assert found.ended_at
    assert not found.failure
    assert found.result["finding_count"] == 0
    assert found.result["accounts"] > 0
    sums = sum(family["balance_minor"] for family in found.result["standing"])
    assert sums == 0
    assert [f.family for f in await whole_standing(pool)] == [f["family"] for f in found.result["standing"]]


async def test_an_installation_begins_with_one_check(pool: Any) -> None:
    world = build_world(pool)
    await asyncio.gather(*(check_first(world.engine) for _ in range(3)))
    assert await pool.fetchval("SELECT count(*) FROM reconciliations") == 1
    await JobRunner(pool, world.clock, reconciling(world.engine)).run_ready()
    (check,) = await last_reconciliations(pool, "ledger", 5)
    assert check.ended_at is not None
    assert not await check_first(world.engine)


async def test_a_check_names_what_is_wrong(pool: Any) -> None:
    world = build_world(pool)
    await a_refund(world)
    await pool.execute(
        "UPDATE ledger_accounts SET balance_minor = balance_minor + 7 WHERE account = 'limits:refunds'"
    )
    found = await reconciled(pool, world, "ledger")
    assert found.result["finding_count"] == 2
    assert {finding["finding"] for finding in found.result["findings"]} == {
        "account differs from its postings", "trial balance is not zero",
    }  # fmt: skip


async def test_a_book_too_large_to_add_up_at_once_is_left_to_the_check(pool: Any) -> None:
    world = build_world(pool)
    await a_refund(world)
    assert await book_standing(pool, most=3) is None
    assert await book_standing(pool) is not None


async def test_processors_are_asked_what_became_of_refunds(pool: Any) -> None:
    world = build_world(pool)
    await a_refund(world)
    on_the_way = await refunds_on_their_way(pool)
    assert [one.processor for one in on_the_way] == ["fake"]
    found = await reconciled(pool, world, "processors")
    assert found.result == {"asked": 1, "settled": 1, "on_the_way": 0, "not_ready": 0}
    assert await refunds_on_their_way(pool) == []
    await world.runner.run_ready()  # the job of the leg finds that there is nothing left to do
    again = await reconciled(pool, world, "processors")
    assert again.result["asked"] == 0


async def test_days_are_counted_once_they_are_over(pool: Any) -> None:
    world = build_world(pool)
    await a_refund(world)
    await world.runner.run_ready()
    today = await figures_of_days(pool, world.clock.now())
    counts = {(one.figure, one.currency): (one.count, one.amount_minor) for one in today}
    assert counts[("case.opened", "")] == (1, 0)
    assert counts[("case.settled", "")] == (1, 0)
    assert counts[("refunded", "CNY")][1] > 0
    assert await count_days(pool, world.clock.now()) == 29
    assert await kept_figures(pool, first_day(world.clock.now())) == []
    world.clock.advance(timedelta(days=1, hours=2))
    assert await count_days(pool, world.clock.now()) == 1
    assert await count_days(pool, world.clock.now()) == 0
    assert await figures_of_days(pool, world.clock.now()) == today
