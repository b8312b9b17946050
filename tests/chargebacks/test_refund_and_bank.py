"""A bank takes a payment back before, while and after it is refunded: the buyer never has it twice."""

from __future__ import annotations

import pytest

from makegood.cases import ReduceRefund
from makegood.cases import commands as c
from makegood.cases.families.chargeback.refusals import NotPaidByBank, PaidByBank
from makegood.cases.model import LegStatus, LegWay, Stage
from makegood.chargebacks.answers import on_record
from makegood.chargebacks.evidence import texts_for
from makegood.chargebacks.store import read_chargeback
from makegood.db.pool import Pool
from makegood.payments import DisputeState
from makegood.payments.fake_processor.script import Script
from tests.chargebacks.chargeback_world import CARD, GIFT_CARD, PAID, TIN, bank_world, dispute
from tests.world import DESK, merchant_of


async def test_silence_does_not_pay_what_the_bank_has_paid_and_nobody_told(pool: Pool) -> None:
    at = await bank_world(pool)
    await at.takes(told=False)
    done = await at.refund()
    await at.works()
    assert (await at.case(done)).stage is Stage.REFUND_HELD
    with pytest.raises(PaidByBank):
        await at.world.do(DESK, done, c.RedirectRefund())
    await at.passes(hours=73)
    state = await at.case(done)
    assert (state.stage, state.owner, await at.buyer_has()) == (Stage.SETTLED, None, 0)
    assert [(leg.way, leg.status) for leg in state.legs] == [(LegWay.BANK, LegStatus.PAID)]


async def test_the_desk_reduces_to_what_is_left(pool: Pool) -> None:
    at = await bank_world(pool)
    await at.takes(8_000, told=False)
    done = await at.refund()
    await at.works()
    await at.world.engine.chargebacks.notified(dispute(amount_minor=8_000, taken_minor=8_000))
    await at.world.do(DESK, done, ReduceRefund("The bank's letter says so."))
    await at.works()
    state = await at.case(done)
    assert state.stage is Stage.SETTLED
    assert [(leg.way, leg.amount_minor) for leg in state.legs] == [
        (LegWay.PAYMENT, 3 * TIN - 8_000),
        (LegWay.BANK, 8_000 - (CARD - 3 * TIN)),
        (LegWay.BANK, CARD - 3 * TIN),
    ]
    assert await at.fake.book.moved_minor("pay_T-1") == 3 * TIN
    assert (await at.payment()) == {
        "refunded_minor": 3 * TIN, "charged_back_minor": 8_000, "by_bank_minor": 8_000, "beyond_room_minor": 0,
    }  # fmt: skip
    assert (await at.money())[f"order:{at.order.order_id}:refundable"] == PAID - 3 * TIN


ONE_TIN = {"refunded_minor": TIN, "charged_back_minor": 0, "by_bank_minor": 0, "beyond_room_minor": 0}


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("taken", [1_000, TIN, CARD])
async def test_what_is_owed_when_the_bank_takes_is_paid_once_though_the_payment_has_room_for_both(
    pool: Pool, taken: int, fails: bool
) -> None:
    """It waits to be sent, or its processor did not take it: in all what is owed leaves the shop, or what the bank took."""
    at = await bank_world(pool)
    done = await at.refund(units=1)
    if fails:
        at.fake.follow(Script.FAIL)
        await at.works()
        assert (await at.case(done)).stage is Stage.REFUND_HELD
    told = await at.takes(taken, taken_minor=taken)
    await at.works()
    assert (await at.case(done)).stage is Stage.REFUND_HELD
    await at.world.do(DESK, done, ReduceRefund())
    await at.works()
    state = await at.case(done)
    assert state.stage is Stage.SETTLED
    assert sum(leg.amount_minor for leg in state.legs) == TIN
    assert await at.fake.book.moved_minor("pay_T-1") == max(TIN, taken)
    assert (await at.money())[f"order:{at.order.order_id}:refundable"] == PAID - max(TIN, taken)
    await at.decides(told, DisputeState.WON)
    await at.works()
    assert await at.fake.book.moved_minor("pay_T-1") == TIN
    assert await at.payment() == ONE_TIN
    assert (await at.money())[f"order:{at.order.order_id}:refundable"] == PAID - TIN


async def test_what_the_bank_has_not_paid_is_tried_again_and_no_more(pool: Pool) -> None:
    at = await bank_world(pool)
    at.fake.follow(Script.FAIL)
    done = await at.refund()
    await at.works()
    await at.takes(1_000, taken_minor=1_000)
    await at.world.do(DESK, done, c.RetryRefund())
    await at.works()
    assert (await at.case(done)).stage is Stage.SETTLED
    assert await at.fake.book.moved_minor("pay_T-1") == 3 * TIN


async def test_nothing_is_tried_again_of_what_the_bank_has_paid(pool: Pool) -> None:
    at = await bank_world(pool)
    at.fake.follow(Script.FAIL)
    done = await at.refund(units=1)
    await at.works()
    await at.takes(TIN, taken_minor=TIN)
    with pytest.raises(PaidByBank):
        await at.world.do(DESK, done, c.RetryRefund())
    with pytest.raises(PaidByBank):
        await at.world.do(DESK, done, c.RedirectRefund())
    await at.passes(hours=73)
    assert ((await at.case(done)).stage, await at.buyer_has()) == (Stage.SETTLED, 0)
    assert await at.fake.book.moved_minor("pay_T-1") == TIN


async def test_what_the_bank_takes_after_a_refund_is_paid_counts_for_the_next_one(pool: Pool) -> None:
    """The buyer has the price of one tin twice: the next refund makes up for it."""
    at = await bank_world(pool)
    await at.refund(units=1)
    await at.works()
    await at.takes(TIN, taken_minor=TIN)
    await at.refund(units=1)
    await at.works()
    assert await at.fake.book.moved_minor("pay_T-1") == 2 * TIN
    assert await at.buyer_has() == 0


async def test_what_failed_for_another_reason_is_redirected_as_before(pool: Pool) -> None:
    at = await bank_world(pool)
    at.fake.follow(Script.FAIL)
    done = await at.refund()
    await at.works()
    with pytest.raises(NotPaidByBank):
        await at.world.do(DESK, done, ReduceRefund())
    await at.world.do(DESK, done, c.RedirectRefund())
    assert (await at.case(done)).stage is Stage.SETTLED


async def test_a_refund_after_the_bank_is_paid_by_it_and_the_rest_goes_out(pool: Pool) -> None:
    at = await bank_world(pool)
    await at.takes()
    assert (await at.payment())["refunded_minor"] == CARD
    done = await at.world.open(at.order, "refund_only", items=(c.ItemAsked(1, 3), c.ItemAsked(2)))
    assert done.case.state.requested_minor == PAID
    await at.world.do(merchant_of(at.order), done, c.Approve())
    await at.works()
    state = await at.case(done)
    assert state.stage is Stage.SETTLED
    assert [(leg.way, leg.amount_minor) for leg in state.legs] == [
        (LegWay.BANK, CARD),
        (LegWay.PAYMENT, GIFT_CARD),
    ]
    money = await at.money()
    assert not any(account.endswith(":refundable") for account in money)


@pytest.mark.parametrize("is_told", [True, False])
async def test_what_the_bank_gives_back_is_refunded_after_all(pool: Pool, is_told: bool) -> None:
    at = await bank_world(pool)
    told = await at.takes(told=is_told)
    done = await at.refund()
    await at.works()
    if not is_told:
        told = dispute()
        await at.world.engine.chargebacks.notified(told)
        await at.world.do(DESK, done, ReduceRefund())
    assert (await at.case(done)).stage is Stage.SETTLED
    await at.decides(told, DisputeState.WON)
    await at.works()
    state = await at.case(done)
    assert (state.stage, [leg.way for leg in state.legs]) == (Stage.SETTLED, [LegWay.PAYMENT])
    assert await at.fake.book.moved_minor("pay_T-1") == 3 * TIN
    assert (await at.payment()) == {
        "refunded_minor": 3 * TIN, "charged_back_minor": 0, "by_bank_minor": 0, "beyond_room_minor": 0,
    }  # fmt: skip
    assert (await at.money())[f"order:{at.order.order_id}:refundable"] == PAID - 3 * TIN


async def test_what_is_held_goes_out_when_the_bank_gives_back(pool: Pool) -> None:
    at = await bank_world(pool)
    told = await at.takes(told=False)
    done = await at.refund()
    await at.works()
    told = dispute()
    await at.world.engine.chargebacks.notified(told)
    await at.decides(told, DisputeState.WON)
    await at.works()
    assert (await at.case(done)).stage is Stage.SETTLED
    assert await at.fake.book.moved_minor("pay_T-1") == 3 * TIN


async def test_lost_stays_taken_and_the_merchant_bears_it(pool: Pool) -> None:
    at = await bank_world(pool, status="completed", completed_at="2026-03-02T12:00:00Z")
    await at.works()
    told = await at.takes(fee_minor=1500)
    await at.decides(told, DisputeState.LOST)
    money = await at.money()
    assert money["processor:fake:transit"] == CARD + 1500
    assert sum(m for a, m in money.items() if a.startswith("merchant:")) == PAID - CARD - 1500
    await at.decides(told, DisputeState.LOST)
    assert await at.money() == money


async def test_the_answer_says_what_all_cases_of_the_order_have_given_back_already(pool: Pool) -> None:
    at = await bank_world(pool)
    for units in (1, 2):
        await at.refund(units=units)
        await at.works()
    await at.takes(CARD - 3 * TIN)
    async with pool.acquire() as connection:
        one = await read_chargeback(connection, await pool.fetchval("SELECT id FROM chargebacks"))
        known = await on_record(connection, one)
    assert (known.refunded, known.refunded_here) == ("CN¥100.02", "CN¥100.02")
    told = texts_for(one.reason, known)["uncategorized_text"]
    assert (
        "Of this order CN¥100.02 went back to the buyer already, CN¥100.02 of it to this very payment."
        in told
    )
