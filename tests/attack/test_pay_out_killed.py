"""Workers that die between the call and the record, processors that forget, are gone, or never make up their mind."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.cases import Stage
from makegood.cases import commands as c
from makegood.db.job_rows import Job
from makegood.db.jobs import JobRunner
from makegood.db.pool import Pool, connect_pool
from makegood.flows.pay_out import PayOut
from makegood.payments import NotFound, Pending, Processors, RefundAnswer, RefundOrder, Succeeded
from tests.attack.books import assert_right, balance, moved
from tests.world import DESK, World, build_world, merchant_of


async def approved(world: World, number: str = "T-1", **changes: Any) -> Any:
    order = await world.order(number, **changes)
    done = await world.open(order, "refund_only")
    return await world.do(merchant_of(order), done, c.Approve())


class DiesBeforeTheRecord:
    """Stands where commands go: tells that the processor has answered, and never comes back."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()

    async def __call__(self, request: Any) -> Any:
        self.reached.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize("deaths", [1, 3])
async def test_killed_between_call_and_record_the_refund_is_paid_once(
    pool: Pool, fresh_dsn: str, deaths: int
) -> None:
    world = build_world(pool)
    await approved(world)
    for death in range(deaths):
        await die_before_the_record(world, fresh_dsn, death)
    assert await moved(pool) == {"pay_T-1": 10002}
    later = datetime.now(UTC) + timedelta(hours=1)
    runner = JobRunner(pool, world.clock, world.runner.handlers, real_now=lambda: later)
    await runner.run_ready()
    (state,) = await assert_right(pool)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, 10002)
    assert await pool.fetchval("SELECT count(*) FROM jobs") == 0


async def die_before_the_record(world: World, dsn: str, death: int) -> None:
    """A worker with a pool of its own, killed at the worst moment; its lease stays behind."""
    pool, dying = await connect_pool(dsn, 1, 4), DiesBeforeTheRecord()
    theirs: PayOut = replace(world.engine.pay_out, pool=pool, command=dying)  # type: ignore[arg-type]
    moment = datetime.now(UTC) + timedelta(minutes=10 * death)
    runner = JobRunner(pool, world.clock, {"send_refund": theirs.send}, real_now=lambda: moment)
    task = asyncio.create_task(runner._round())
    await task
    await dying.reached.wait()
    for running in list(runner._running):
        running.cancel()
    pool.terminate()


class Forgetful:
    """A processor that takes its time, can be asked, and has forgotten its keys the next day."""

    name = "fake"

    def __init__(self) -> None:
        self.orders: list[str] = []
        self.asked = 0
        self.answer: RefundAnswer = Pending("re_1")

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        self.orders.append(order.idempotency_key)
        return self.answer

    async def find(self, order: RefundOrder) -> RefundAnswer | NotFound:
        self.asked += 1
        return self.answer if order.idempotency_key in self.orders else NotFound()


async def test_a_refund_under_way_for_days_is_asked_for_and_never_sent_again(pool: Pool) -> None:
    world, processor = build_world(pool), Forgetful()
    world.engine.pay_out.processors = Processors({"fake": processor})
    await approved(world)
    for _ in range(5):
        await world.runner.run_ready()
        world.clock.advance(timedelta(hours=11))
    assert (len(processor.orders), processor.asked) == (1, 4)
    processor.answer = Succeeded("re_1")
    await world.runner.run_ready()
    (state,) = await assert_right(pool, processor_agrees=False)
    assert state.refunded_minor == 10002


async def test_a_worker_that_was_away_for_a_day_asks_before_it_sends(pool: Pool) -> None:
    world, processor = build_world(pool), Forgetful()
    world.engine.pay_out.processors = Processors({"fake": processor})
    await approved(world)
    world.clock.advance(timedelta(days=1))
    await world.runner.run_ready()
    assert (len(processor.orders), processor.asked) == (1, 1)


async def test_a_processor_that_is_not_configured_leaves_the_refund_to_the_desk(pool: Pool) -> None:
    world = build_world(pool)
    away = {"tender": "wallet", "processor": "elsewhere", "processor_reference": "w_1", "amount_minor": 10802}
    done = await approved(world, payments=[away | {"paid_at": "2026-02-25T12:00:00Z"}])
    for _ in range(8):
        await world.runner.run_ready()
        world.clock.advance(timedelta(hours=1))
    (state,) = await assert_right(pool, processor_agrees=False)
    assert (state.stage, state.legs[0].failure) == (Stage.REFUND_HELD, "processor_not_configured")
    state = (await world.do(DESK, done, c.RedirectRefund())).case.state
    assert state.stage is Stage.SETTLED
    assert await balance(pool, f"buyer:{state.buyer_id}:balance", state.order_id) == (10002, 0)


async def test_a_job_of_an_older_attempt_does_nothing(pool: Pool) -> None:
    world = build_world(pool)
    done = await approved(world, "T-1-fail")
    await world.runner.run_ready()
    await world.do(DESK, done, c.RetryRefund())
    payload = {"case_id": str(done.case.state.id), "leg_no": 1, "attempt": 1}
    now = datetime.now(UTC)
    await world.engine.pay_out.send(Job(1, 1, "send_refund", payload, now, 0, now))
    fake: Any = world.engine.pay_out.processors["fake"]
    assert await fake.book.calls("pay_T-1-fail") == 1
