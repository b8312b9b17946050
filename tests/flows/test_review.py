"""What a review found: ways in which a refund was lost, paid twice or shared out wrongly. Each is told as it happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import pytest
from msgspec import structs

from makegood.cases import (
    LegStatus,
    LineFacts,
    OrderFacts,
    PaymentFacts,
    Request,
    Stage,
    event_name,
    public_event,
)
from makegood.cases import commands as c
from makegood.cases.model import Favour
from makegood.db.jobs import JobRunner
from makegood.db.once import once
from makegood.db.pool import Pool
from makegood.flows.worker import BACKOFF, job_handlers
from makegood.kit.errors import NotFound
from makegood.payments import Failed, Processors, RefundAnswer, RefundOrder, Succeeded, Unknown
from tests.attack.books import assert_right
from tests.cases.stories import HEARD, RECEIVE, RETURN, SHIP, B, D, M, P, Story, tea
from tests.world import NOON, World, build_world, buyer_of, merchant_of

HOUR = timedelta(hours=1)


class Scripted:
    """A processor without memory for questions: it answers each call as told, the last answer for ever."""

    name = "fake"

    def __init__(self, *answers: RefundAnswer) -> None:
        self.answers, self.keys = list(answers), list[str]()

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        self.keys.append(order.idempotency_key)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def approved(world: World, processor: Scripted) -> JobRunner:
    """A refund granted, and the runner of a worker that is to send it."""
    world.engine.pay_out.processors = Processors({"fake": processor})
    order = await world.order()
    await world.do(merchant_of(order), await world.open(order, "refund_only"), c.Approve())
    return JobRunner(world.engine.pool, world.clock, job_handlers(world.engine), BACKOFF)


async def hours(world: World, runner: JobRunner, count: int) -> None:
    for _ in range(count):
        await runner.run_ready()
        world.clock.advance(2 * HOUR)


async def test_a_refund_is_sent_however_often_our_own_side_failed(pool: Pool) -> None:
    world = build_world(pool)
    runner = await approved(world, Scripted(Succeeded("re_1")))
    pay_out: Any = world.engine.pay_out
    record, pay_out.command = pay_out.command, _fails
    await hours(world, runner, 30)
    assert await pool.fetchval("SELECT count(*) FROM jobs WHERE dead") == 0
    pay_out.command = record
    await hours(world, runner, 2)
    (state,) = await assert_right(pool, processor_agrees=False)
    assert (state.refunded_minor, state.legs[0].status) == (10002, LegStatus.PAID)


async def _fails(request: Request) -> None:
    raise asyncpg.DiskFullError("no space left")


async def test_being_busy_now_does_not_undo_what_may_have_been_done_before(pool: Pool) -> None:
    """The first call timed out after it was done, then the processor was too busy to say so: not failed, unknown."""
    world = build_world(pool)
    busy = [Failed("rate_limit", "", retryable=True)] * 9
    processor = Scripted(Unknown("timed_out"), *busy, Succeeded("re_1"))
    runner = await approved(world, processor)
    await hours(world, runner, 9)
    (state,) = await assert_right(pool, processor_agrees=False)
    assert (state.legs[0].status, state.refunded_minor) == (LegStatus.UNKNOWN, 0)
    await hours(world, runner, 4)
    (state,) = await assert_right(pool, processor_agrees=False)
    assert (state.legs[0].status, state.refunded_minor) == (LegStatus.PAID, 10002)
    assert len(set(processor.keys)) == 1


def tea_and_cup() -> OrderFacts:
    """A tin of tea for 100.00 and a cup for 300.00, by card."""
    lines = tuple(
        LineFacts(number, "goods", f"S-{number}", f"line {number}", "any", 1, paid, 0, 0)
        for number, paid in ((1, 10_000), (2, 30_000))
    )
    payment = PaymentFacts(1, "card", "fake", "pay-1", 40_000, 0, 0)
    return structs.replace(tea(), lines=lines, payments=(payment,), paid_minor=40_000, escrow_minor=40_000)


def inspected(order: OrderFacts, *accepted: c.UnitsAccepted) -> Story:
    """All of the order came back, and some of it was accepted."""
    asked = c.OpenCase(RETURN, tuple(c.ItemAsked(line.line_no) for line in order.lines), "quality")
    steps = [(B, asked), (M, c.Approve()), SHIP, RECEIVE, (M, c.Inspect(accepted, "damaged"))]
    return Story(order=order).plays(steps)


def left(order: OrderFacts) -> list[tuple[int, int]]:
    return [(line.left_quantity, line.left_minor) for line in order.lines]


def test_the_refund_of_the_accepted_line_leaves_the_other_line_whole() -> None:
    story = inspected(tea_and_cup(), c.UnitsAccepted(1, 0)).plays([(B, c.Accept())])
    assert story.case.owed_minor == 30_000
    assert left(story.order) == [(1, 10_000), (0, 0)]


def test_a_ruling_beyond_what_was_accepted_takes_the_rest_from_what_was_not() -> None:
    story = inspected(tea_and_cup(), c.UnitsAccepted(1, 0))
    story.plays([*HEARD, (D, c.Rule(Favour.SPLIT, "half of it", 34_000))])
    assert left(story.order) == [(1, 6_000), (0, 0)]


def test_units_paid_back_in_full_are_not_left_without_money() -> None:
    story = inspected(tea(5, 50_000, 50_000, 0), c.UnitsAccepted(1, 2))
    story.plays([*HEARD, (D, c.Rule(Favour.BUYER, "all of it")), (P, c.RecordRefund(1, 1, "paid"))])
    assert (story.case.stage, left(story.order)) == (Stage.SETTLED, [(0, 0)])


async def test_writers_that_wait_for_each_other_try_again(pool: Pool) -> None:
    tried = 0

    async def work(connection: Any) -> tuple[int, Any]:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise asyncpg.DeadlockDetectedError("deadlock detected")
        return 200, {"tried": tried}

    assert (await once(pool, "desk:a", "k", "this", NOON, work)).status == 200


async def test_orders_of_others_are_refused_as_if_there_were_none(pool: Pool) -> None:
    world = build_world(pool)
    theirs = await world.order("T-1")
    other = await world.order("T-2", buyer={"external_id": "wang-wei", "name": "王伟"})
    asked = c.OpenCase(c.CaseType.REFUND_ONLY, (c.ItemAsked(1),), "quality")
    told = []
    for order_id in (theirs.order_id, theirs.order_id + 1):
        with pytest.raises(NotFound) as refused:
            await world.engine.command(Request(buyer_of(other), asked, order_id=order_id))
        told.append(str(refused.value))
    assert told[0] == told[1]


@pytest.mark.parametrize("steps", [[RECEIVE], []], ids=["received", "on the way"])
def test_units_that_went_back_cannot_be_claimed_again_whatever_the_ruling_calls_it(steps: list[Any]) -> None:
    asked = [(B, c.OpenCase(RETURN, (c.ItemAsked(1),), "quality")), (M, c.Approve()), SHIP, *steps]
    ruled = c.Rule(Favour.SPLIT, "half", 5_001, with_return=False)
    story = Story().plays([*asked, *HEARD, (D, ruled)])
    assert story.case.stage is Stage.REFUNDING
    assert left(story.order) == [(0, 5_001)]


def test_public_events_tell_ids_as_strings_and_no_keys_of_ledger_or_processor() -> None:
    story = Story().plays(
        [(B, c.OpenCase(c.CaseType.REFUND_ONLY, (c.ItemAsked(1),), "quality")), (M, c.Approve())]
    )
    story.plays(
        [(P, c.RecordRefund(1, 1, "failed")), (D, c.RetryRefund()), (P, c.RecordRefund(1, 2, "paid"))]
    )
    story.plays([(P, c.RecordRefund(1, 2, "failed")), (D, c.RedirectRefund())])
    for seq, recorded in enumerate(story.recorded, 1):
        told = msgspec.to_builtins(public_event(story.case, recorded, seq))
        assert set(_names(told)).isdisjoint(
            {"id", "bucket", "hold", "posted_by", "reversed_by", "processor_reference"}
        )
        assert told["change"]["name"] == event_name(recorded.event)


def _names(told: Any) -> Iterator[str]:
    """Every name of a field, however deep."""
    if isinstance(told, dict):
        yield from told
    for part in told.values() if isinstance(told, dict) else told if isinstance(told, list | tuple) else ():
        yield from _names(part)


@pytest.mark.parametrize("by_hand", [True, False])
def test_whoever_has_the_ball_is_reminded_after_a_pause_too(by_hand: bool) -> None:
    story = Story().plays([(B, c.OpenCase(RETURN, (c.ItemAsked(1),), "quality"))])
    story.does(D, c.PauseClock(c.PauseReason.JOINT, "both asked"))
    resumed = story.does(D, c.ResumeClock()).after if by_hand else story.waits().after
    assert resumed.due_at is not None
    assert resumed.remind_at == resumed.due_at - 12 * HOUR
    assert story.waits().recorded[-1].event.__class__.__name__ == "ReminderSent"
    assert story.case.due_at == resumed.due_at
