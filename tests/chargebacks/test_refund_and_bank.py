"""A bank takes a payment back before, while and after it is refunded: the buyer never has it twice."""

from __future__ import annotations

import pytest

from makegood.cases import ReduceRefund
from makegood.cases import commands as c
from makegood.cases.families.chargeback.refusals import NotPaidByBank, PaidByBank
from makegood.cases.model import LegStatus, LegWay, Stage
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
        (LegWay.PAYMENT, CARD - 8_000),
        (LegWay.BANK, 3 * TIN - (CARD - 8_000)),
    ]
    assert await at.fake.book.moved_minor("pay_T-1") == CARD


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
