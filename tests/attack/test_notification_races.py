"""Processors that say things ten times, out of order, before they answer, and contradict themselves."""

from __future__ import annotations

import asyncio

import pytest

from makegood.accounts import SYSTEM
from makegood.cases import CaseState, Done, RecordRefund, Request, Stage
from makegood.cases import commands as c
from makegood.flows.pay_out import leg_key
from makegood.payments import Failed, Notification, RefundAnswer, Succeeded
from tests.attack.books import assert_right, balance
from tests.attack.conftest import Crowd
from tests.attack.test_races import at_once, opened, pay_out, told
from tests.world import merchant_of

TEN = 10
PAID, REFUSED = Succeeded("re_1"), Failed("declined", "no")


def note(state: CaseState, answer: RefundAnswer, leg_no: int = 1) -> Notification:
    leg = state.leg(leg_no)
    assert leg is not None
    return Notification(
        processor="fake",
        event_id="e",
        refund_reference="re_1",
        idempotency_key=leg_key(state.id, leg),
        answer=answer,
    )


async def approved(crowd: Crowd) -> Done:
    order, done = await opened(crowd, items=(c.ItemAsked(1, 3),))
    return await crowd.first.do(merchant_of(order), done, c.Approve())


async def tell(crowd: Crowd, notes: list[Notification]) -> None:
    """All notifications at the same moment, each to the next process."""
    await asyncio.gather(*(crowd.next().engine.pay_out.notified(each) for each in notes))


async def test_paid_ten_times_is_paid_once(crowd: Crowd) -> None:
    done = await approved(crowd)
    record = RecordRefund(1, 1, "paid", "re_1")
    answers = await at_once(crowd, [Request(SYSTEM, record, case_id=done.case.state.id) for _ in range(TEN)])
    assert told(answers) == {"done": 1, "already_recorded": TEN - 1}
    (state,) = await assert_right(crowd.pool, processor_agrees=False)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, 10002)


async def test_notifications_race_with_the_calls_they_are_about(crowd: Crowd) -> None:
    done = await approved(crowd)
    await asyncio.gather(pay_out(crowd), tell(crowd, [note(done.case.state, PAID)] * TEN))
    (state,) = await assert_right(crowd.pool, processor_agrees=False)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, 10002)
    assert await crowd.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = 'send_refund'") == 0


async def test_paid_and_failed_at_once_leave_one_story(crowd: Crowd) -> None:
    """Whichever comes first: paid, bounced and owed again; or failed, and paid after all. Repeating changes nothing."""
    done = await approved(crowd)
    await tell(crowd, [note(done.case.state, PAID), note(done.case.state, REFUSED)] * 5)
    (state,) = await assert_right(crowd.pool, processor_agrees=False)
    order_id, buyer = state.order_id, f"buyer:{state.buyer_id}:payout:card"
    leg = state.leg(1)
    assert leg is not None
    names = [row["name"] for row in await crowd.pool.fetch("SELECT name FROM case_events")]
    bounced = names.count("refund.bounced") == 1
    assert state.stage is (Stage.REFUND_HELD if bounced else Stage.SETTLED)
    assert leg.status == ("failed" if bounced else "paid")
    assert await balance(crowd.pool, buyer, order_id) == (leg.amount_minor if bounced else 0, 0)
    assert names.count("refund.paid") == 1
    assert names.count("refund.failed") == (0 if bounced else 1)


@pytest.mark.parametrize(
    "key",
    ["", "1", "1-1", "abc", "1-1-1", "²-1-1", "9223372036854775807-1-1", "9223372036854775808-1-1", "9" * 40 + "-1-1",
     "1-1-1-1", "-1-1-1", "1-\u0660-1", "1-99999999999999999999-1"],
)  # fmt: skip
async def test_keys_that_are_not_ours_change_nothing(crowd: Crowd, key: str) -> None:
    about = Notification(
        processor="fake", event_id="e", refund_reference="r", idempotency_key=key, answer=PAID
    )
    await crowd.first.engine.pay_out.notified(about)
    assert await crowd.pool.fetchval("SELECT count(*) FROM case_events") == 0


async def test_a_key_of_a_case_that_refunds_nothing_yet(crowd: Crowd) -> None:
    _, done = await opened(crowd)
    key = f"{done.case.state.id}-1-1"
    about = Notification(
        processor="fake", event_id="e", refund_reference="r", idempotency_key=key, answer=PAID
    )
    await crowd.first.engine.pay_out.notified(about)
    (state,) = await assert_right(crowd.pool)
    assert (state.version, state.refunded_minor) == (1, 0)
