"""A chargeback, a refund, a settlement and another refund at the same moment: decided once, by the lock of the order."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from msgspec import structs

from makegood.cases import Request
from makegood.cases import commands as c
from makegood.db.pool import Pool
from makegood.flows.settle import settle_order
from makegood.flows.sweep import sweep_all_clearing
from makegood.payments import DisputeState
from tests.chargebacks.chargeback_world import CARD, PAID, TIN, bank_world
from tests.world import NOON, merchant_of


@pytest.mark.parametrize("seed", range(6))
async def test_chargeback_refund_and_settlement_at_once(pool: Pool, seed: int) -> None:
    at = await bank_world(pool, status="completed", completed_at=NOON.isoformat())
    engine, order = at.world.engine, at.order
    one = await at.world.open(order, "refund_only", items=(c.ItemAsked(1, 1),))
    two = await at.world.open(order, "refund_only", items=(c.ItemAsked(1, 2),))
    at.world.clock.advance(timedelta(minutes=1))
    told = await at.takes(told=False, fee_minor=700)

    async def at_once(what: str) -> None:
        match what:
            case "bank":
                await engine.chargebacks.notified(told)
            case "settle":
                await settle_order(pool, order.order_id, engine.ids, at.world.clock.now())
            case "sweep":
                await sweep_all_clearing(pool, engine.ids, at.world.clock.now())
            case _:
                done = one if what == "one" else two
                await engine.command(Request(merchant_of(order), c.Approve(), case_id=done.case.state.id))

    names = ["bank", "one", "settle", "two", "bank", "sweep"]
    await asyncio.gather(*(at_once(name) for name in names[seed:] + names[:seed]))
    for _ in range(3):
        await at.passes(hours=73)
    money = await at.money()
    assert await pool.fetchval("SELECT count(*) FROM chargebacks") == 1
    states = [await at.case(done) for done in (one, two)]
    assert all(not state.stage.is_open for state in states)
    assert sum(state.refunded_minor for state in states) == 3 * TIN
    row = await pool.fetchrow("SELECT taken_minor, escrow_minor + merchant_minor AS borne FROM chargebacks")
    paid = await at.fake.book.moved_minor("pay_T-1")
    assert (row["taken_minor"], row["borne"]) == (row["borne"], row["taken_minor"])
    assert paid <= CARD
    assert await at.buyer_has() == 0
    assert money.get(f"order:{order.order_id}:refundable", 0) <= PAID - CARD


async def test_the_same_telling_many_times_at_once_takes_once(pool: Pool) -> None:
    at = await bank_world(pool)
    told = await at.takes(told=False)
    await at.fake.book.give_back("pay_T-1", CARD)
    told = await at.fake.charge_back(told)
    later = structs.replace(
        told, state=DisputeState.WON, taken_minor=0, told_at=told.told_at + timedelta(hours=1)
    )
    await asyncio.gather(*(at.world.engine.chargebacks.notified(each) for each in [told, later, told] * 5))
    await at.fake.book.give_back("pay_T-1", CARD)
    row = await pool.fetchrow("SELECT state, taken_minor, version FROM chargebacks")
    assert (row["state"], row["taken_minor"], row["version"]) == ("won", 0, 2)
    money = await at.money()
    assert money[f"order:{at.order.order_id}:refundable"] == PAID
    assert "processor:fake:transit" not in money
