"""Clearing: merchants' shares come together in one balance, once, and what is owed is taken in its order."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from makegood.cases import commands as c
from makegood.db.pool import Pool
from makegood.db.writes import Writes
from makegood.flows.settle import settle_order
from makegood.flows.sweep import sweep_all_clearing, sweep_clearing
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import Posting, add_transaction, check_ledger, merchant_balance, outside, posted
from makegood.orders import OrderRecorded, order_from_raw
from tests.attack.books import balance
from tests.attack.conftest import Crowd, crowd
from tests.world import NOON, World, build_world, merchant_of, tea_order

__all__ = ["crowd"]

COMPLETED = {"status": "completed", "completed_at": NOON.isoformat()}
PAID = 10802


async def completed_orders(world: World, count: int) -> list[OrderRecorded]:
    """Completed orders of one merchant and as many buyers, hence of many buckets."""
    buyers = [{"external_id": f"buyer-{at}", "name": "李娜"} for at in range(count)]
    orders = [
        order_from_raw(tea_order(f"T-{at}", buyer=buyer, completed_at=NOON.isoformat(), status="completed"))
        for at, buyer in enumerate(buyers)
    ]
    return [each for each in await world.engine.record_orders(orders) if isinstance(each, OrderRecorded)]


async def of_merchant(pool: Pool, order: OrderRecorded, kind: str) -> int:
    return (await balance(pool, f"merchant:{order.merchant_id}:{kind}", order.merchant_id))[0]


async def left_in_clearing(pool: Pool) -> int:
    left = "SELECT count(*) FROM ledger_accounts WHERE account LIKE '%:clearing' AND balance_minor <> 0"
    return int(await pool.fetchval(left))


async def test_sweepers_at_once_move_each_share_once(crowd: Crowd) -> None:
    orders = await completed_orders(crowd.first, 12)
    assert len(orders) == 12
    while await left_in_clearing(crowd.pool):
        await asyncio.gather(
            *(sweep_clearing(world.engine.pool, world.engine.ids, NOON, most=5) for world in crowd.worlds)
        )
    assert await of_merchant(crowd.pool, orders[0], "balance") == 12 * PAID
    assert (await check_ledger(crowd.pool)).findings == ()


async def test_what_a_merchant_owes_comes_from_balance_then_deposit_then_credit(pool: Pool) -> None:
    world = build_world(pool)
    first, second, third = await completed_orders(world, 3)
    await sweep_clearing(pool, world.engine.ids, NOON)
    await spend(pool, first, keep_minor=4000)
    for order in (first, second):
        done = await world.open(order, "refund_only")
        await world.do(merchant_of(order), done, c.Approve())
    await world.runner.run_ready()
    await sweep_clearing(pool, world.engine.ids, NOON)
    assert await of_merchant(pool, first, "balance") == 0
    assert await of_merchant(pool, first, "receivable") == 4000 - 2 * 10002
    assert (await check_ledger(pool)).findings == ()
    assert third.merchant_id == first.merchant_id


async def test_what_a_merchant_owes_is_paid_back_by_the_next_shares(pool: Pool) -> None:
    world = build_world(pool)
    first = (await completed_orders(world, 1))[0]
    await sweep_clearing(pool, world.engine.ids, NOON)
    await spend(pool, first, keep_minor=0)
    await world.do(merchant_of(first), await world.open(first, "refund_only"), c.Approve())
    await sweep_clearing(pool, world.engine.ids, NOON)
    assert await of_merchant(pool, first, "receivable") == -10002
    await world.order("T-later", buyer={"external_id": "wang-wei", "name": "王伟"}, **COMPLETED)
    await sweep_clearing(pool, world.engine.ids, NOON)
    assert await of_merchant(pool, first, "receivable") == 0
    assert await of_merchant(pool, first, "balance") == PAID - 10002
    assert (await check_ledger(pool)).findings == ()


async def test_one_sweep_leaves_nothing_however_much_there_is(pool: Pool) -> None:
    world = build_world(pool)
    orders = await completed_orders(world, 7)
    assert await sweep_all_clearing(pool, world.engine.ids, NOON, at_once=2) == 6  # two buyers share a bucket
    assert await left_in_clearing(pool) == 0
    assert await of_merchant(pool, orders[0], "balance") == 7 * PAID


async def spend(pool: Pool, order: OrderRecorded, keep_minor: int) -> None:
    """The merchant is paid out all but a little."""
    bucket, writes = bucket_of(order.merchant_id), Writes()
    amount = await of_merchant(pool, order, "balance") - keep_minor
    posting = Posting(merchant_balance(order.merchant_id), outside("bank"), "CNY", amount)
    add_transaction(writes, posted(bucket, IdMaker()(bucket), "payout", order.merchant_id, posting), NOON)
    async with pool.acquire() as connection, connection.transaction():
        await writes.send(connection)


async def test_settling_an_order_ten_times_while_it_is_refunded(crowd: Crowd) -> None:
    """The order is completed while a refund of it starts: escrow goes to one or the other, never to both."""
    world = crowd.first
    order = await world.order("T-1")
    done = await world.open(order, "refund_only")
    await world.order("T-1", **COMPLETED)
    settling = [
        settle_order(each.engine.pool, order.order_id, each.engine.ids, NOON + timedelta(seconds=at))
        for at in range(3) for each in crowd.worlds
    ]  # fmt: skip
    moved = await asyncio.gather(*settling, world.do(merchant_of(order), done, c.Approve()))
    assert sum(amount > 0 for amount in moved[:-1]) == 1
    assert await balance(crowd.pool, f"order:{order.order_id}:escrow", order.order_id) == (0, 0)
    assert (await check_ledger(crowd.pool)).findings == ()
    owed = await balance(crowd.pool, f"buyer:{order.buyer_id}:payout:card", order.order_id)
    assert owed == (10002, 10002)
