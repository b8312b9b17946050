"""A processor tells each payment once more; nobody waits for that, and nobody has to wait because of it."""

from __future__ import annotations

import asyncio
from typing import Any

from makegood.cases import LegStatus, Stage
from makegood.payments import Failed, Succeeded
from tests.flows.test_pay_out import approved, is_paid

PATIENCE_SECONDS = 10
LOCK = "SELECT 1 FROM orders WHERE id = $1 FOR UPDATE"


async def test_what_is_on_record_is_passed_over_without_the_lock_of_the_order(pool: Any) -> None:
    refund = await approved(pool)
    paid = await refund.run()
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(LOCK, paid.order_id)
        async with asyncio.timeout(PATIENCE_SECONDS):
            again = await refund.say(Succeeded("r"))
    await is_paid(refund, again)
    assert again.version == paid.version


async def test_what_bounces_is_still_news(pool: Any) -> None:
    refund = await approved(pool)
    paid = await refund.run()
    bounced = await refund.say(Failed("account_closed", "the account was closed", retryable=False))
    assert (bounced.stage, bounced.legs[0].status) == (Stage.REFUND_HELD, LegStatus.FAILED)
    assert bounced.version > paid.version


async def test_a_payment_that_is_not_on_record_yet_is(pool: Any) -> None:
    refund = await approved(pool)
    state = await refund.say(Succeeded("r"))
    assert (state.stage, state.legs[0].status) == (Stage.SETTLED, LegStatus.PAID)
