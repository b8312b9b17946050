"""A refund on its way to the processor: each way that the fake can behave, and where the money is at each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import SYSTEM
from makegood.cases import CaseState, Done, LegStatus, Stage, Tick
from makegood.cases import commands as c
from makegood.db.pool import Pool
from makegood.kit.errors import Refused
from makegood.payments import Failed, Notification, Succeeded
from makegood.payments.fake_processor.script import Script
from tests.attack.books import assert_right, balance, moved
from tests.world import DESK, World, build_world, buyer_of, merchant_of

OWED = 10002
REMINDED = timedelta(hours=54)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Refund:
    """One approved refund of 100.02 by card, and what can be seen of it."""

    def __init__(self, world: World, done: Done, reference: str) -> None:
        self.world, self.done, self.reference = world, done, reference
        self.fake: Any = world.engine.pay_out.processors["fake"]

    async def run(self, later: timedelta = timedelta(0)) -> CaseState:
        """Carry out what is due after a while; the case then."""
        self.world.clock.advance(later)
        await self.world.runner.run_ready()
        return await self.state()

    async def deliver(self, later: timedelta = timedelta(0)) -> CaseState:
        """Let the processor say what it owes to say."""
        self.world.clock.advance(later)
        await self.fake.deliver()
        return await self.state()

    async def say(self, outcome: Succeeded | Failed, attempt: int = 1) -> CaseState:
        """A notification about an attempt."""
        key = f"{self.done.case.state.id}-1-{attempt}"
        note = Notification(
            processor="fake", event_id="e", refund_reference="r", idempotency_key=key, answer=outcome
        )
        await self.world.engine.pay_out.notified(note)
        return await self.state()

    async def desk(self, command: c.Command) -> CaseState:
        return (await self.world.do(DESK, self.done, command)).case.state

    async def tick(self, later: timedelta) -> CaseState:
        self.world.clock.advance(later)
        return (await self.world.do(SYSTEM, self.done, Tick())).case.state

    async def state(self) -> CaseState:
        (state,) = await assert_right(self.world.engine.pool, processor_agrees=False)
        return state

    async def owed(self) -> tuple[int, int]:
        """What the buyer is owed by card, and how much of it is held for the processor."""
        state = self.done.case.state
        return await balance(self.world.engine.pool, f"buyer:{state.buyer_id}:payout:card", state.order_id)

    async def in_transit(self) -> int:
        return (
            await balance(self.world.engine.pool, "processor:fake:transit", self.done.case.state.order_id)
        )[0]

    async def given_back(self) -> int:
        return (await moved(self.world.engine.pool)).get(self.reference, 0)


async def approved(pool: Pool, script: str = "succeed", **changes: Any) -> Refund:
    """An approved refund whose processor follows a script."""
    world = build_world(pool)
    number = f"T-1-{script}"
    order = await world.order(number, **changes)
    done = await world.open(order, "refund_only")
    done = await world.do(merchant_of(order), done, c.Approve())
    refund = Refund(world, done, f"pay_{number}")
    assert done.case.state.stage is Stage.REFUNDING
    assert (await refund.owed(), await refund.in_transit()) == ((OWED, OWED), 0)
    return refund


async def is_paid(refund: Refund, state: CaseState) -> None:
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, OWED)
    assert (await refund.owed(), await refund.in_transit(), await refund.given_back()) == ((0, 0), OWED, OWED)


async def is_pending(refund: Refund, state: CaseState, status: LegStatus) -> None:
    assert (state.stage, state.refunded_minor, state.legs[0].status) == (Stage.REFUNDING, 0, status)
    assert (await refund.owed(), await refund.in_transit()) == ((OWED, OWED), 0)


async def is_owed_again(refund: Refund, state: CaseState) -> None:
    assert (state.stage, state.refunded_minor, state.owner) == (Stage.REFUND_HELD, 0, "desk")
    assert state.legs[0].status is LegStatus.FAILED
    assert (await refund.owed(), await refund.in_transit()) == ((OWED, 0), 0)


async def test_it_succeeds(pool: Pool) -> None:
    refund = await approved(pool)
    await is_paid(refund, await refund.run())
    await is_paid(refund, await refund.deliver())


@pytest.mark.parametrize("script", ["twice", "early"])
async def test_what_it_says_twice_or_before_it_answers_counts_once(pool: Pool, script: str) -> None:
    refund = await approved(pool, script)
    await is_paid(refund, await refund.run())
    await is_paid(refund, await refund.deliver())


async def test_it_fails_once_and_is_sent_again_with_the_same_key(pool: Pool) -> None:
    refund = await approved(pool, "fail-once")
    await is_pending(refund, await refund.run(), LegStatus.SENDING)
    await is_paid(refund, await refund.run(later=MINUTE))
    assert await refund.fake.book.calls(refund.reference) == 2


@pytest.mark.parametrize(("script", "moved_minor"), [("timeout-before", 0), ("timeout-after", OWED)])
async def test_an_unknown_outcome_stays_pending_until_it_is_known(
    pool: Pool, script: str, moved_minor: int
) -> None:
    refund = await approved(pool, script)
    await is_pending(refund, await refund.run(), LegStatus.UNKNOWN)
    assert await refund.given_back() == moved_minor
    await is_paid(refund, await refund.run(later=MINUTE))


async def test_it_is_late(pool: Pool) -> None:
    refund = await approved(pool, "late")
    await is_pending(refund, await refund.run(), LegStatus.SENDING)
    await is_pending(refund, await refund.deliver(), LegStatus.SENDING)
    await is_paid(refund, await refund.deliver(later=MINUTE))
    await is_paid(refund, await refund.run(later=DAY))


async def test_late_without_a_word_it_is_asked(pool: Pool) -> None:
    refund = await approved(pool, "late")
    await refund.run()
    await is_paid(refund, await refund.run(later=10 * MINUTE))


async def test_it_is_late_and_fails(pool: Pool) -> None:
    refund = await approved(pool, "late-fail")
    await is_pending(refund, await refund.run(), LegStatus.SENDING)
    await is_owed_again(refund, await refund.deliver(later=MINUTE))
    await is_owed_again(refund, await refund.run(later=DAY))


async def test_the_desk_tries_again_and_then_another_way(pool: Pool) -> None:
    refund = await approved(pool, "fail")
    await is_owed_again(refund, await refund.run())
    state = await refund.desk(c.RetryRefund())
    assert (state.stage, state.legs[0].attempt) == (Stage.REFUNDING, 2)
    assert await refund.owed() == (OWED, OWED)
    await is_owed_again(refund, await refund.run())
    state = await refund.desk(c.RedirectRefund())
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, OWED)
    assert (await refund.owed(), await refund.given_back()) == ((0, 0), 0)
    assert await balance(pool, f"buyer:{state.buyer_id}:balance", state.order_id) == (OWED, 0)


async def test_the_second_attempt_succeeds_and_news_of_the_first_are_old(pool: Pool) -> None:
    refund = await approved(pool)
    refund.fake.follow(Script.FAIL)
    await is_owed_again(refund, await refund.run())
    await refund.desk(c.RetryRefund())
    state = await refund.say(Succeeded("re_of_the_first"), attempt=1)
    await is_pending(refund, state, LegStatus.SENDING)
    await is_paid(refund, await refund.run())


async def test_the_desk_s_silence_pays_what_failed_into_the_balance(pool: Pool) -> None:
    refund = await approved(pool, "fail")
    await is_owed_again(refund, await refund.run())
    await refund.tick(later=REMINDED)
    state = await refund.tick(later=3 * DAY - REMINDED)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, OWED)
    assert await balance(pool, f"buyer:{state.buyer_id}:balance", state.order_id) == (OWED, 0)


async def test_what_is_uncertain_is_held_through_all_silence(pool: Pool) -> None:
    refund = await approved(pool)
    refund.fake.follow(Script.TIMEOUT_AFTER)
    await is_pending(refund, await refund.run(), LegStatus.UNKNOWN)
    held = await refund.tick(later=DAY)
    assert (held.stage, held.owner) == (Stage.REFUND_HELD, "desk")
    with pytest.raises(Refused, match="No part of the refund has failed"):
        await refund.desk(c.RetryRefund())
    await refund.tick(later=REMINDED)
    state = await refund.tick(later=3 * DAY - REMINDED)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, 0)
    assert await refund.owed() == (OWED, OWED)
    await is_paid(refund, await refund.run())


async def test_a_bounce_after_paid_brings_the_case_back_to_the_desk(pool: Pool) -> None:
    refund = await approved(pool)
    await is_paid(refund, await refund.run())
    await is_owed_again(refund, await refund.say(Failed("account_closed", "")))
    await is_owed_again(refund, await refund.say(Failed("account_closed", "")))
    await refund.desk(c.RetryRefund())
    state = await refund.run()
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, OWED)
    assert (await refund.owed(), await refund.in_transit()) == ((0, 0), OWED)


async def test_a_bounce_does_not_ask_for_units_that_another_case_has_by_now(pool: Pool) -> None:
    world = build_world(pool)
    order = await world.order("T-1")
    done = await world.open(order, "refund_only", amount_minor=4000)
    await world.do(merchant_of(order), done, c.Approve())
    await world.runner.run_ready()
    other = await world.open(order, "refund_only")
    assert other.case.state.requested_minor == 6002
    await Refund(world, done, "").fake.deliver()
    note = Notification(
        processor="fake", event_id="e", refund_reference="r", idempotency_key=f"{done.case.state.id}-1-1",
        answer=Failed("account_closed", ""),
    )  # fmt: skip
    await world.engine.pay_out.notified(note)
    bounced, _ = await assert_right(pool, processor_agrees=False)
    assert (bounced.stage, bounced.refunded_minor) == (Stage.REFUND_HELD, 0)


async def test_tenders_in_their_order_and_our_own_at_once(pool: Pool) -> None:
    world = build_world(pool)
    order = await world.order("T-1")
    done = await world.open(order, "refund_only", items=(c.ItemAsked(1), c.ItemAsked(2)))
    state = (await world.do(merchant_of(order), done, c.Approve())).case.state
    assert [(leg.tender, leg.amount_minor, leg.status) for leg in state.legs] == [
        ("card", 10301, "sending"), ("gift_card", 501, "paid"),
    ]  # fmt: skip
    assert (state.stage, state.refunded_minor) == (Stage.REFUNDING, 501)
    await world.runner.run_ready()
    (state,) = await assert_right(pool)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, 10802)


async def test_a_gift_card_alone_settles_at_once(pool: Pool) -> None:
    world = build_world(pool)
    paid = {
        "tender": "gift_card",
        "processor": "internal",
        "processor_reference": "gc_1",
        "amount_minor": 10802,
    }
    order = await world.order("T-1", payments=[paid | {"paid_at": "2026-02-25T12:00:00Z"}])
    done = await world.open(order, "refund_only")
    state = (await world.do(merchant_of(order), done, c.Approve())).case.state
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, OWED)
    assert await pool.fetchval("SELECT count(*) FROM jobs") == 0
    assert await balance(pool, f"buyer:{order.buyer_id}:payout:gift_card", order.order_id) == (0, 0)
    await assert_right(pool)


async def test_a_withdrawn_case_pays_nothing(pool: Pool) -> None:
    world = build_world(pool)
    order = await world.order("T-1")
    done = await world.open(order, "refund_only")
    await world.do(buyer_of(order), done, c.Withdraw())
    await world.runner.run_ready()
    (state,) = await assert_right(pool)
    assert (state.stage, await moved(pool)) == (Stage.WITHDRAWN, {})
