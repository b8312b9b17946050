"""A merchant who cannot pay: balance, deposit, then a debt that the platform's fund puts up and later shares pay back."""

from __future__ import annotations

import pytest

from makegood.db.pool import Pool
from makegood.db.writes import Writes
from makegood.flows.funding import Funding, take_from_merchant
from makegood.flows.sweep import sweep_clearing
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import (
    PLATFORM_BUCKET,
    Posting,
    add_transaction,
    buyer_balance,
    check_ledger,
    merchant_balance,
    merchant_clearing,
    merchant_deposit,
    outside,
    platform_fund,
    posted,
)
from makegood.orders import OrderRecorded
from tests.attack.books import balance
from tests.world import NOON, build_world

IDS = IdMaker()


async def bring(pool: Pool, bucket: int, account: str, amount_minor: int) -> None:
    writes = Writes()
    posting = Posting(outside("bank"), account, "CNY", amount_minor)
    add_transaction(writes, posted(bucket, IDS(bucket), "brought", 1, posting), NOON)
    async with pool.acquire() as connection, connection.transaction():
        await writes.send(connection)


async def take(pool: Pool, order: OrderRecorded, amount_minor: int) -> Funding:
    async with pool.acquire() as connection, connection.transaction():
        return await take_from_merchant(
            connection, order.merchant_id, "CNY", amount_minor, "compensation", subject=order.order_id,
            bucket=order.bucket, to=buyer_balance(order.buyer_id), ids=IDS, now=NOON,
        )  # fmt: skip


async def of_merchant(pool: Pool, order: OrderRecorded, kind: str) -> int:
    return (await balance(pool, f"merchant:{order.merchant_id}:{kind}", order.merchant_id))[0]


async def fund(pool: Pool) -> int:
    query = (
        "SELECT coalesce(sum(balance_minor), 0)::bigint FROM ledger_accounts WHERE account = 'platform:fund'"
    )
    return int(await pool.fetchval(query))


SOURCES = [
    ("balance first", (900, 900, 900), Funding(500, 0, 0, 0)),
    ("then the deposit", (200, 900, 900), Funding(200, 300, 0, 0)),
    ("then a debt that the fund puts up", (200, 100, 900), Funding(200, 100, 200, 0)),
    ("what the fund has not, nobody puts up", (0, 100, 150), Funding(0, 100, 150, 250)),
    ("with nothing at all", (0, 0, 0), Funding(0, 0, 0, 500)),
]


@pytest.mark.parametrize(("held", "funding"), [row[1:] for row in SOURCES], ids=[row[0] for row in SOURCES])
async def test_from_where_a_merchant_pays(pool: Pool, held: tuple[int, int, int], funding: Funding) -> None:
    order = await build_world(pool).order()
    home = bucket_of(order.merchant_id)
    accounts = (
        (home, merchant_balance(order.merchant_id)),
        (home, merchant_deposit(order.merchant_id)),
        (PLATFORM_BUCKET, platform_fund()),
    )
    for (bucket, account), amount in zip(accounts, held, strict=True):
        if amount:
            await bring(pool, bucket, account, amount)
    assert await take(pool, order, 500) == funding
    assert await of_merchant(pool, order, "receivable") == -funding.debt_minor
    assert await of_merchant(pool, order, "lent") == funding.fund_minor
    assert await fund(pool) == held[2] - funding.fund_minor
    assert (await balance(pool, buyer_balance(order.buyer_id), order.buyer_id))[0] == 500
    assert (await check_ledger(pool)).findings == ()


async def test_later_shares_pay_the_debt_back_and_the_fund_first(pool: Pool) -> None:
    world = build_world(pool)
    order = await world.order()
    await bring(pool, PLATFORM_BUCKET, platform_fund(), 300)
    assert await take(pool, order, 500) == Funding(0, 0, 300, 200)
    for share, owed, lent, in_fund, kept in (
        (100, 400, 200, 100, 0),
        (350, 50, 0, 300, 0),
        (80, 0, 0, 300, 30),
    ):
        await bring(pool, order.bucket, merchant_clearing(order.merchant_id), share)
        await sweep_clearing(pool, world.engine.ids, NOON)
        found = [await of_merchant(pool, order, kind) for kind in ("receivable", "lent", "balance")]
        assert [*found, await fund(pool)] == [-owed, lent, kept, in_fund]
    assert (await check_ledger(pool)).findings == ()


async def test_a_share_that_is_wanted_by_a_sweep_is_put_up_by_the_fund_too(pool: Pool) -> None:
    world = build_world(pool)
    order = await world.order()
    await bring(pool, PLATFORM_BUCKET, platform_fund(), 300)
    writes = Writes()
    posting = Posting(merchant_clearing(order.merchant_id), outside("bank"), "CNY", 250)
    add_transaction(writes, posted(order.bucket, IDS(order.bucket), "refund", 1, posting), NOON)
    async with pool.acquire() as connection, connection.transaction():
        await writes.send(connection)
    await sweep_clearing(pool, world.engine.ids, NOON)
    assert [await of_merchant(pool, order, kind) for kind in ("receivable", "lent")] == [-250, 250]
    assert await fund(pool) == 50
