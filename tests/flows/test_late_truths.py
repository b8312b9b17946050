"""What comes late: a refund that was paid after all, a completed order whose case is still open, a ruling that stands."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import SYSTEM
from makegood.cases import AlreadyRecorded, Done, RecordRefund, RefundContradicted, Stage, read_case
from makegood.cases import commands as c
from makegood.cases.model import Favour
from makegood.cases.refusals import UnitsNotLeft
from makegood.flows.settle import settle_order
from makegood.ledger import check_ledger
from tests.world import DESK, World, build_world, buyer_of, merchant_of


async def balance(pool: Any, account: str) -> int:
    found = await pool.fetchval("SELECT balance_minor FROM ledger_accounts WHERE account = $1", account)
    return int(found or 0)


async def failed_refund(world: World) -> tuple[Any, Done]:
    """A refund of 100.02 by card that the processor refused."""
    order = await world.order()
    done = await world.open(order, "refund_only")
    done = await world.do(merchant_of(order), done, c.Approve())
    return order, await world.do(SYSTEM, done, RecordRefund(1, 1, "failed", "expired card"))


async def test_paid_after_failed_is_believed_and_nothing_is_paid_twice(pool: Any) -> None:
    world = build_world(pool)
    order, done = await failed_refund(world)
    done = await world.do(SYSTEM, done, RecordRefund(1, 1, "paid", "re_late"))
    assert done.case.state.stage is Stage.SETTLED
    assert done.case.state.refunded_minor == 10002
    assert await balance(pool, f"buyer:{order.buyer_id}:payout:card") == 0
    assert await balance(pool, "processor:fake:transit") == 10002
    with pytest.raises(RefundContradicted):
        await world.do(SYSTEM, done, RecordRefund(1, 1, "failed", "told again"))
    assert (await check_ledger(pool)).findings == ()


async def test_paid_told_again_after_a_bounce_is_not_believed(pool: Any) -> None:
    world = build_world(pool)
    order = await world.order()
    done = await world.open(order, "refund_only")
    done = await world.do(merchant_of(order), done, c.Approve())
    for outcome in ("paid", "failed"):
        done = await world.do(SYSTEM, done, RecordRefund(1, 1, outcome))
    with pytest.raises(AlreadyRecorded):
        await world.do(SYSTEM, done, RecordRefund(1, 1, "paid"))
    assert await balance(pool, f"buyer:{order.buyer_id}:payout:card") == 10002
    assert (await check_ledger(pool)).findings == ()


async def test_paid_after_it_was_paid_another_way_is_told_and_changes_nothing(pool: Any) -> None:
    world = build_world(pool)
    _, done = await failed_refund(world)
    done = await world.do(DESK, done, c.RedirectRefund())
    with pytest.raises(RefundContradicted):
        await world.do(SYSTEM, done, RecordRefund(1, 1, "paid", "re_late"))
    assert (await check_ledger(pool)).findings == ()


async def test_a_completed_order_keeps_back_what_an_open_case_asks_for(pool: Any) -> None:
    world = build_world(pool)
    order = await world.order()
    done = await world.open(order, "refund_only", items=(c.ItemAsked(1, 1),))
    completed = await world.order(status="completed", completed_at=world.clock.now().isoformat())
    assert completed.newly_completed
    engine, escrow = world.engine, f"order:{order.order_id}:escrow"
    assert await settle_order(pool, order.order_id, engine.ids, world.clock.now()) == 10802 - 3334
    assert await balance(pool, escrow) == 3334
    done = await world.do(buyer_of(order), done, c.Withdraw())
    jobs = await pool.fetch("SELECT payload FROM jobs WHERE kind = 'settle_order'")
    assert len(jobs) == 2
    assert await settle_order(pool, order.order_id, engine.ids, world.clock.now()) == 3334
    assert await balance(pool, escrow) == 0
    assert (await check_ledger(pool)).findings == ()


async def test_what_was_ruled_to_be_the_merchants_cannot_simply_be_asked_for_again(pool: Any) -> None:
    world = build_world(pool)
    order = await world.order()
    done = await world.open(order, "refund_only", items=(c.ItemAsked(1, 2),))
    done = await world.hear(order, done)
    await world.do(DESK, done, c.Rule(Favour.MERCHANT, "Used for a month."))
    with pytest.raises(UnitsNotLeft):
        await world.open(order, "refund_only", items=(c.ItemAsked(1, 2),))
    again = await world.open(order, "refund_only", items=(c.ItemAsked(1, 1),))
    case, facts = await read_case(pool, again.case.state.id)
    assert case.state.requested_minor == 3334
    assert facts.line(1).left_quantity == 0  # type: ignore[union-attr]
