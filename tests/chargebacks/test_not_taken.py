"""What a processor tells and cannot be taken is tried again, and then stands before an operator: a bank's taking is not undone
by a telling that does not fit.
"""

from __future__ import annotations

from typing import Any

import pytest

from makegood.chargebacks import TAKE_AGAIN
from makegood.db.job_reading import DeadJob, dead_jobs
from makegood.db.jobs import JobRunner
from makegood.db.pool import Pool
from makegood.flows.worker import BACKOFF, job_handlers
from tests.chargebacks.chargeback_world import CARD, BankWorld, bank_world, dispute
from tests.world import NOON


async def given_up(at: BankWorld) -> list[DeadJob]:
    """What stands under "jobs that gave up" after some minutes of trying."""
    at.world.runner = JobRunner(at.pool, at.world.clock, job_handlers(at.world.engine), BACKOFF)
    for _ in range(BACKOFF[TAKE_AGAIN].attempts):
        await at.passes(minutes=10)
    async with at.pool.acquire() as connection:
        return await dead_jobs(connection, 2**63 - 1, 10)


@pytest.mark.parametrize(
    ("number", "changes", "why"),
    [
        ("T-1", {"amount_minor": CARD + 1}, "does not fit: CN¥103.01 was paid"),
        ("T-1", {"currency": "EUR"}, "The payment was made in CNY"),
        ("T-9", {}, "No order here was paid by fake with the payment pay_T-9"),
    ],
)
async def test_what_does_not_fit_ends_before_an_operator(
    pool: Pool, number: str, changes: dict[str, Any], why: str
) -> None:
    at = await bank_world(pool)
    told = dispute(number, **changes)
    chargebacks = at.world.engine.chargebacks
    assert not await chargebacks.notified(told)
    assert not await chargebacks.notified(told), "processors say things twice"
    (gave_up,) = await given_up(at)
    assert gave_up.kind == TAKE_AGAIN
    assert gave_up.last_error is not None
    assert why in gave_up.last_error
    assert told.reference in gave_up.payload
    assert await pool.fetchval("SELECT count(*) FROM chargebacks") == 0


async def test_an_order_that_comes_after_its_chargeback_is_charged_back(pool: Pool) -> None:
    at = await bank_world(pool)
    assert not await at.world.engine.chargebacks.notified(dispute("T-2"))
    await at.works()
    await at.world.order("T-2")
    await at.passes(hours=1)
    row = await pool.fetchrow("SELECT taken_minor, told_at FROM chargebacks")
    assert dict(row) == {"taken_minor": CARD, "told_at": NOON}
    assert await pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", TAKE_AGAIN) == 0
