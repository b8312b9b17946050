"""What a processor tells and cannot be taken is tried again, and then stands before an operator: a bank's taking is not undone
by a telling that does not fit.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from makegood.chargebacks import TAKE_AGAIN
from makegood.db.job_reading import DeadJob, dead_jobs
from makegood.db.jobs import JobRunner
from makegood.db.pool import Pool
from makegood.flows.worker import BACKOFF, job_handlers
from makegood.kit.money import money_text
from makegood.payments import DisputeState
from tests.chargebacks.chargeback_world import CARD, TIN, BankWorld, bank_world, dispute
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


@pytest.mark.parametrize(
    ("changes", "posted"),
    [
        ({"amount_minor": CARD + 500, "taken_minor": CARD + 500}, CARD),
        ({"amount_minor": 1_000, "taken_minor": 1_500}, 1_000),
        ({"amount_minor": CARD + 500, "taken_minor": 0}, 0),
    ],
)
async def test_what_was_taken_beyond_the_payment_is_on_record_up_to_it_and_the_rest_named_to_an_operator(
    pool: Pool, changes: dict[str, Any], posted: int
) -> None:
    at = await bank_world(pool)
    told = dispute(**changes)
    for _ in range(2):
        assert not await at.world.engine.chargebacks.notified(told)
        rows = await pool.fetch("SELECT amount_minor, taken_minor FROM chargebacks")
        assert [tuple(row) for row in rows] == [(min(told.amount_minor, CARD), posted)]
        assert (await at.payment())["charged_back_minor"] == posted
    (gave_up,) = await given_up(at)
    assert gave_up.last_error is not None
    left = [money_text(minor, "CNY", "en") for minor in (posted, told.taken_minor, told.amount_minor)]
    assert all(amount in gave_up.last_error for amount in left), gave_up.last_error
    assert (await at.money()).get("processor:fake:transit", 0) == posted
    done = await at.refund()
    await at.works()
    by_bank = [leg.amount_minor for leg in (await at.case(done)).legs if leg.way == "bank"]
    assert sum(by_bank) == min(posted, 3 * TIN)


async def test_what_did_not_fit_is_taken_once_another_chargeback_gave_its_part_back(pool: Pool) -> None:
    at = await bank_world(pool)
    chargebacks = at.world.engine.chargebacks
    first = dispute(reference="dp_1", amount_minor=4_000, taken_minor=4_000)
    assert await chargebacks.notified(first)
    assert not await chargebacks.notified(dispute(reference="dp_2"))
    assert (await at.payment())["charged_back_minor"] == CARD
    won = structs.replace(first, state=DisputeState.WON, taken_minor=0, told_at=NOON + timedelta(seconds=1))
    assert await chargebacks.notified(won)
    assert (await at.payment())["charged_back_minor"] == CARD - 4_000
    await at.passes(hours=1)
    assert (await at.payment())["charged_back_minor"] == CARD
    assert await pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", TAKE_AGAIN) == 0
    assert (await at.money())["processor:fake:transit"] == CARD


async def test_an_order_that_comes_after_its_chargeback_is_charged_back(pool: Pool) -> None:
    at = await bank_world(pool)
    assert not await at.world.engine.chargebacks.notified(dispute("T-2"))
    await at.works()
    await at.world.order("T-2")
    await at.passes(hours=1)
    row = await pool.fetchrow("SELECT taken_minor, told_at FROM chargebacks")
    assert dict(row) == {"taken_minor": CARD, "told_at": NOON}
    assert await pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", TAKE_AGAIN) == 0
