"""Accounts of the platform and of insurers that stand low, and merchants who cannot pay: operators hear of all."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from makegood.db.writes import Writes
from makegood.flows import watch_advances
from makegood.flows.watch_advances import watch_funding
from makegood.flows.watch_funds import NAMES, watch_funds
from makegood.kit.ids import IdMaker, bucket_of
from makegood.kit.watching import Watching
from makegood.ledger import (
    PLATFORM_BUCKET,
    AccountOwner,
    OwnerKind,
    Posting,
    add_transaction,
    insurer_account,
    merchant_lent,
    merchant_receivable,
    outside,
    platform_advances,
    platform_compensation,
    platform_fund,
    platform_written_off,
    platform_wrong_rulings,
    posted,
)
from makegood.notifications import happened, named
from makegood.web.pages.console.account_words import FAMILIES
from tests.flows.test_watch import heard
from tests.world import NOON, World, build_world

IDS = IdMaker()
STEPS = Watching(step=100)


async def move(
    pool: Any, account: str, minor: int, bucket: int = PLATFORM_BUCKET, currency: str = "CNY"
) -> None:
    """Bring money into an account, or below zero take it out."""
    ends = (outside("bank"), account) if minor > 0 else (account, outside("bank"))
    writes = Writes()
    moved = posted(bucket, IDS(bucket), "moved", 1, Posting(*ends, currency, abs(minor)))
    add_transaction(writes, moved, NOON)
    async with pool.acquire() as connection, connection.transaction():
        await writes.send(connection)


async def looked(world: World, pool: Any, watching: Watching = STEPS) -> int:
    return await watch_funds(pool, world.engine.ids, watching, world.clock.now())


async def words(pool: Any) -> list[tuple[str, str, str]]:
    """Name, sentence and page of everything that an operator was told of accounts, in the order of the words."""
    found = [one for one in await heard(pool) if one.kind == "funds"]
    return sorted((named(one.told, "en"), happened(one.told, one.recipient, "en"), one.path) for one in found)


@pytest.mark.parametrize(
    "account", [platform_compensation(), platform_wrong_rulings(), platform_written_off()]
)
async def test_what_the_platform_bears_is_told_once_and_again_with_every_step(
    pool: Any, account: str
) -> None:
    world = build_world(pool)
    told = []
    for minor in (-50, -9_900, -49, -1, -25_000, -4_999):
        await move(pool, account, minor, bucket=3 if minor == -1 else 7)
        told.append([await looked(world, pool) for _ in range(2)])
    # -0.50, -99.50, -99.99, -100.00, -350.00, -399.99: below zero, a step, and three.
    assert told == [[1, 0], [0, 0], [0, 0], [1, 0], [1, 0], [0, 0]]
    path = f"/console/journal?q={account.replace(':', '%3A')}"
    assert await words(pool) == sorted(
        (FAMILIES[account], f"An account of the platform stands at -CN¥{amount}.", path)
        for amount in ("0.50", "100.00", "350.00")
    )
    assert {happened(one.told, one.recipient, "zh-CN") for one in await heard(pool)} >= {
        "平台账户余额为 -¥350.00。"
    }


async def test_an_account_that_recovered_is_told_anew_but_within_a_day_only_if_it_is_worse(pool: Any) -> None:
    world, account = build_world(pool), platform_compensation()

    async def moved(minor: int) -> int:
        await move(pool, account, minor)
        return await looked(world, pool)

    assert [await moved(minor) for minor in (-50, 50, -50, 50)] == [1, 0, 0, 0]
    world.clock.advance(timedelta(days=1))
    assert [await moved(minor) for minor in (-50, 50, -10_000)] == [1, 0, 1]
    assert [await moved(minor) for minor in (5_000, -5_000, 10_000, -50)] == [0, 0, 0, 0]
    world.clock.advance(timedelta(days=1))
    assert [await looked(world, pool) for _ in range(2)] == [1, 0]
    world.clock.advance(timedelta(days=1))
    assert await looked(world, pool) == 0
    assert len(await words(pool)) == 4


async def test_a_step_of_another_size_goes_on_from_what_was_told(pool: Any) -> None:
    world, wider = build_world(pool), Watching(step=1_000)
    await move(pool, platform_compensation(), -500_050)
    assert [await looked(world, pool, one) for one in (STEPS, wider)] == [1, 0]
    await move(pool, platform_compensation(), -99_949)
    assert await looked(world, pool, wider) == 0
    await move(pool, platform_compensation(), -1)
    assert await looked(world, pool, wider) == 1


async def test_each_currency_is_told_of_by_itself(pool: Any) -> None:
    world = build_world(pool)
    for currency in ("CNY", "EUR"):
        await move(pool, platform_compensation(), -50, currency=currency)
    assert [await looked(world, pool) for _ in range(2)] == [2, 0]


async def test_workers_that_look_at_once_tell_it_once(pool: Any) -> None:
    world = build_world(pool)
    await move(pool, platform_compensation(), -50)
    assert sum(await asyncio.gather(*(looked(world, pool) for _ in range(4)))) == 1


async def test_the_fund_is_told_of_when_it_is_down_to_its_limit(pool: Any) -> None:
    world = build_world(pool)
    assert await looked(world, pool) == 0
    await move(pool, platform_fund(), 100_000)
    assert [await looked(world, pool, Watching({"fund": least})) for least in (0, 999)] == [0, 0]
    await move(pool, platform_fund(), -100_000)
    assert [await looked(world, pool) for _ in range(2)] == [1, 0]
    assert await words(pool) == [
        (
            "The platform's fund",
            "An account of the platform stands at CN¥0.00.",
            "/console/journal?q=platform%3Afund",
        )
    ]


async def test_a_fund_may_be_told_of_before_it_is_used_up(pool: Any) -> None:
    world = build_world(pool)
    await move(pool, platform_fund(), 100_000)
    assert await looked(world, pool, Watching({"fund": 1_000}, 100)) == 1


async def test_advances_are_told_of_from_a_step_on(pool: Any) -> None:
    world = build_world(pool)
    await move(pool, platform_advances(), -100_000)
    assert await looked(world, pool) == 0
    await move(pool, platform_advances(), -1)
    assert [await looked(world, pool) for _ in range(2)] == [1, 0]


async def test_an_insurer_that_owes_and_one_that_is_due_are_told_by_name(pool: Any) -> None:
    world = build_world(pool)
    await move(pool, insurer_account("ping-an"), -1_000, bucket=4)
    await move(pool, insurer_account("picc"), 9_999)
    assert [await looked(world, pool) for _ in range(2)] == [1, 0]
    await move(pool, insurer_account("picc"), 1, bucket=9)
    assert [await looked(world, pool) for _ in range(2)] == [1, 0]
    statement = "/console/statements?of=insurer%3A"
    assert await words(pool) == [
        ("picc", "An insurer is due CN¥100.00 of premiums.", f"{statement}picc"),
        ("ping-an", "An insurer owes CN¥10.00 for claims that were paid for it.", f"{statement}ping-an"),
    ]


def test_every_account_of_the_platform_has_the_name_that_the_console_shows() -> None:
    assert {account: FAMILIES[account] for account in AccountOwner(OwnerKind.PLATFORM).accounts} == NAMES


async def some_merchants(pool: Any, count: int) -> list[int]:
    """Merchants that are there, by id."""
    made = [IDS(number) for number in range(count)]
    await pool.execute(
        "INSERT INTO merchants (id, external_id, name, updated_at)"
        " SELECT id, 'shop-' || id, 'Shop', $2 FROM unnest($1::bigint[]) AS m(id)",
        made, NOON,
    )  # fmt: skip
    return made


async def owe(pool: Any, merchant: int, minor: int, put_up_minor: int = 0) -> None:
    home = bucket_of(merchant)
    await move(pool, merchant_receivable(merchant), -minor, home)
    if put_up_minor:
        await move(pool, merchant_lent(merchant), put_up_minor, home)


async def test_no_debt_is_too_small_to_be_told(pool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty-five large debts that the fund has put up, and five small ones that nobody has."""
    monkeypatch.setattr(watch_advances, "AT_ONCE", 7)
    world = build_world(pool)
    merchants = await some_merchants(pool, 60)
    for number, merchant in enumerate(merchants):
        if number % 12 == 0:
            await owe(pool, merchant, 100 + number, put_up_minor=number)
        else:
            await owe(pool, merchant, 1_000_000, put_up_minor=1_000_000)
    assert [await watch_funding(pool, world.engine.ids, world.clock.now()) for _ in range(2)] == [5, 0]
    found = await heard(pool)
    assert {one.told.merchant_id for one in found} == set(merchants[::12])
    assert {one.told.amount_minor for one in found} == {100}
    world.clock.advance(timedelta(days=1))
    assert await watch_funding(pool, world.engine.ids, world.clock.now()) == 5


async def test_all_of_sixty_debts_are_told(pool: Any) -> None:
    world = build_world(pool)
    for number, merchant in enumerate(await some_merchants(pool, 60)):
        await owe(pool, merchant, number + 1)
    assert await watch_funding(pool, world.engine.ids, world.clock.now()) == 60
