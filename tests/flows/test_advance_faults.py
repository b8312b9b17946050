"""What goes wrong around instant refunds: answers that cross each other, strangers' keys, debts that wait for each other."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from makegood.advances import ADVANCE_PARTS, DebtStatus
from makegood.advances.views import WriteOff
from makegood.cases import commands as c
from makegood.db.pool import Pool
from makegood.flows.watch_advances import tick_advances
from makegood.ledger import PartStatus, check_ledger
from makegood.payments import Notification, Succeeded
from tests.flows.advance_world import AdvanceWorld, advance_world
from tests.world import OPERATOR, buyer_of, merchant_of

PART = c.Inspect((c.UnitsAccepted(1, 1),), "damaged")


async def owed(at: AdvanceWorld, *numbers: str) -> list[int]:
    """Of each order two tins of three are worth nothing: the buyer owes them; the advances."""
    given = [(order, await at.returned(order)) for order in [await at.order(number) for number in numbers]]
    for order, done in given:
        done = await at.world.do(merchant_of(order), done, c.Receive())
        done = await at.world.do(merchant_of(order), done, PART)
        await at.world.do(buyer_of(order), done, c.Accept())
    await at.world.runner.run_ready()
    return [(await at.advance(done)).id for _, done in given]


async def test_an_answer_that_never_came_does_not_undo_a_payment(pool: Pool) -> None:
    at = await advance_world(pool)
    advance_id = (await at.advance(await at.returned(await at.order()))).id
    send = at.world.engine.send_advance
    await send.record(advance_id, 1, PartStatus.PAID, "re_1")
    await send.record(advance_id, 1, PartStatus.UNKNOWN, "timeout")
    leg = await ADVANCE_PARTS.read(pool, advance_id, 1)
    assert leg is not None
    assert leg.status is PartStatus.PAID
    assert (await check_ledger(pool)).findings == ()


@pytest.mark.parametrize(
    "key", ["advance-9999999999999999999-1", "advance-5-99999", "advance-0-1", "advance-5-0"]
)
async def test_a_key_that_is_none_of_ours_is_about_nothing(pool: Pool, key: str) -> None:
    at = await advance_world(pool, total=0)
    told = Notification(
        processor="fake", event_id="e", refund_reference="r", idempotency_key=key, answer=Succeeded("r")
    )
    assert not await at.world.engine.send_advance.notified(told)


async def test_a_debt_that_cannot_be_given_up_holds_up_no_other(pool: Pool) -> None:
    at = await advance_world(pool)
    first, second = await owed(at, "T-1", "T-2")
    await pool.execute("UPDATE advances SET status = 'collecting', due_at = given_at WHERE id = $1", first)
    await pool.execute(
        "UPDATE ledger_accounts SET balance_minor = 0 WHERE account LIKE 'buyer:%:advance_debt'"
    )
    at.waits(days=20)
    with pytest.raises(asyncpg.CheckViolationError):
        await tick_advances(pool, at.world.engine.ids, at.world.clock.now())
    stands = await pool.fetch("SELECT status FROM advances ORDER BY id = $1 DESC", first)
    assert [row["status"] for row in stands] == [DebtStatus.COLLECTING, DebtStatus.COLLECTING]
    assert await pool.fetchval("SELECT due_at > given_at FROM advances WHERE id = $1", second)


async def test_giving_up_waits_for_a_refund_that_is_about_to_pay(pool: Pool) -> None:
    at = await advance_world(pool)
    (advance_id,) = await owed(at, "T-1")
    async with pool.acquire() as deciding, deciding.transaction():
        await deciding.execute("SELECT 1 FROM advance_rooms FOR NO KEY UPDATE")
        giving_up = asyncio.create_task(
            at.office.write_off(OPERATOR, advance_id, WriteOff("It is little."), None)
        )
        await asyncio.wait({giving_up}, timeout=0.2)
        assert not giving_up.done()
    await giving_up
    assert await pool.fetchval("SELECT status FROM advances") == DebtStatus.WRITTEN_OFF
