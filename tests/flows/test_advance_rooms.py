"""Rooms for advances under real concurrency: many at the end of the room, two first ones of one buyer, two first settings."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from makegood.advances import advance_totals
from makegood.advances.refusals import RoomInUse
from makegood.advances.views import CapsTold, WriteOff
from makegood.cases import Done
from makegood.cases import commands as c
from makegood.db.pool import Pool, connect_pool
from makegood.ledger import check_ledger
from tests.flows.advance_world import SHIP, AdvanceWorld, advance_world
from tests.flows.test_advance import GOODS, of_platform, owed
from tests.world import OPERATOR, buyer_of, merchant_of

Approved = tuple[Any, Done]


async def approved(at: AdvanceWorld, number: str, buyer: str) -> Approved:
    """A return that is granted; with its parcel the buyer would be refunded in advance."""
    order = await at.order(number, buyer={"external_id": buyer, "name": buyer})
    done = await at.world.open(order, "return_refund", items=(c.ItemAsked(1, 3),), amount_minor=GOODS)
    return order, await at.world.do(merchant_of(order), done, c.Approve())


async def shipped_at_once(pool: Pool, at: AdvanceWorld, dsn: str, cases: list[Approved]) -> list[Any]:
    """All parcels are told at the same moment, each to a process of its own."""
    pools = [await connect_pool(dsn, 1, 2, "makegood tests") for _ in cases]
    try:
        others = [await advance_world(each, total=0) for each in pools]
        return await asyncio.gather(
            *(
                other.world.do(buyer_of(order), done, SHIP)
                for other, (order, done) in zip(others, cases, strict=True)
            ),
            return_exceptions=True,
        )
    finally:
        for each in pools:
            await each.close()


async def given(pool: Pool) -> list[int]:
    return [row["amount_minor"] for row in await pool.fetch("SELECT amount_minor FROM advances ORDER BY id")]


async def test_many_at_the_end_of_the_room_of_all(pool: Pool, fresh_dsn: str) -> None:
    at = await advance_world(pool, per_buyer=GOODS, total=2 * GOODS + 1)
    cases = [await approved(at, f"T-{each}", f"buyer-{each}") for each in range(8)]
    answers = await shipped_at_once(pool, at, fresh_dsn, cases)
    assert [type(each) for each in answers] == [Done] * 8
    assert await given(pool) == [GOODS, GOODS]
    assert await of_platform(pool, "platform:advance_room") == 1
    assert (await check_ledger(pool)).findings == ()


async def test_two_first_ones_of_one_buyer_open_the_room_once(pool: Pool, fresh_dsn: str) -> None:
    at = await advance_world(pool, per_buyer=GOODS, total=100 * GOODS)
    cases = [await approved(at, f"T-{each}", "li-na") for each in range(4)]
    answers = await shipped_at_once(pool, at, fresh_dsn, cases)
    assert [type(each) for each in answers] == [Done] * 4
    assert await given(pool) == [GOODS]
    assert await pool.fetchval("SELECT opened_minor FROM advance_rooms") == GOODS


async def test_two_set_a_room_for_the_first_time(pool: Pool) -> None:
    at = await advance_world(pool, total=0)
    told = [CapsTold(100, total) for total in (5000, 7000, 9000)]
    await asyncio.gather(*(at.office.set_caps(OPERATOR, "CNY", each, None) for each in told))
    caps = (await at.office.caps(OPERATOR))[0]
    assert caps.room_minor == caps.total_minor
    assert caps.used_minor == 0


async def test_a_room_made_smaller_while_it_is_given_out(pool: Pool, fresh_dsn: str) -> None:
    at = await advance_world(pool, per_buyer=GOODS, total=4 * GOODS)
    cases = [await approved(at, f"T-{each}", f"buyer-{each}") for each in range(4)]
    smaller = at.office.set_caps(OPERATOR, "CNY", CapsTold(GOODS, 2 * GOODS), None)
    answers = await asyncio.gather(
        shipped_at_once(pool, at, fresh_dsn, cases), smaller, return_exceptions=True
    )
    assert isinstance(answers[0], list)
    assert [type(each) for each in answers[0]] == [Done] * 4
    caps = (await at.office.caps(OPERATOR))[0]
    assert caps.used_minor == sum(await given(pool))
    assert isinstance(answers[1], RoomInUse) == (caps.total_minor == 4 * GOODS)


async def test_totals_leave_out_what_was_given_up_first(pool: Pool) -> None:
    at = await advance_world(pool)
    _, _, first = await owed(at)
    await at.office.write_off(OPERATOR, first, WriteOff("small"), None)
    order = await at.order("T-9", buyer={"external_id": "wang", "name": "Wang"})
    await at.returned(order)
    assert [each.status for each in await advance_totals(pool, most=1)] == ["advanced"]


@pytest.mark.parametrize("total", [0, GOODS - 1])
async def test_less_than_what_is_out_is_refused(pool: Pool, total: int) -> None:
    at = await advance_world(pool, per_buyer=GOODS, total=GOODS)
    await at.returned(await at.order(), items=(c.ItemAsked(1, 3),))
    with pytest.raises(RoomInUse):
        await at.office.set_caps(OPERATOR, "CNY", CapsTold(total, total), None)
