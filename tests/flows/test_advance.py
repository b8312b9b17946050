"""Instant refunds in the books: lent by the platform, paid back by the order, or owed by the buyer and recovered in order."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from makegood.advances import DebtStatus
from makegood.advances.refusals import (
    MoreForOneThanForAll,
    NotEnoughBalance,
    NothingOwed,
    ObjectedBefore,
    OrderStillOpen,
    RoomInUse,
)
from makegood.advances.views import CapsTold, Objection, ObjectionDecision, PaidBack, WriteOff
from makegood.cases import Stage, WhyNot
from makegood.cases import commands as c
from makegood.cases.families.advance.commands import NotePickup
from makegood.db.pool import Pool
from makegood.flows.watch_advances import tick_advances
from makegood.ledger import check_ledger
from tests.attack.books import balance
from tests.flows.advance_world import PER_BUYER, TOTAL, AdvanceWorld, advance_world
from tests.world import DESK, MARKETPLACE, NOON, OPERATOR, buyer_of, merchant_of

GOODS = 10002
PART = c.Inspect((c.UnitsAccepted(1, 1),), "damaged")


async def of_platform(pool: Pool, account: str) -> int:
    query = "SELECT coalesce(sum(balance_minor), 0)::bigint FROM ledger_accounts WHERE account = $1"
    return int(await pool.fetchval(query, account))


async def left_at_processor(pool: Pool) -> int:
    return int(
        await pool.fetchval("SELECT coalesce(sum(moved_minor), 0)::bigint FROM fake_processor_payments")
    )


async def book_is_right(pool: Pool) -> None:
    assert (await check_ledger(pool)).findings == ()


async def test_paid_at_the_tracking_number_and_paid_back_by_the_order(pool: Pool) -> None:
    at = await advance_world(pool)
    order = await at.order()
    done = await at.returned(order)
    await at.world.runner.run_ready()
    found = await at.advance(done)
    assert (found.status, found.amount_minor, found.step) == (DebtStatus.ADVANCED, GOODS, "tracking")
    assert found.rule.endswith("advance_on_return")
    assert await of_platform(pool, "platform:advances") == -GOODS
    assert await left_at_processor(pool) == GOODS  # the card takes it whole, as the order of the tenders says
    assert (await balance(pool, f"buyer:{order.buyer_id}:advance_room", order.buyer_id))[
        0
    ] == PER_BUYER - GOODS
    assert await of_platform(pool, "platform:advance_room") == TOTAL - GOODS
    done = await at.world.do(merchant_of(order), done, c.Receive())
    done = await at.world.do(merchant_of(order), done, c.Inspect())
    assert (done.case.state.stage, done.case.state.refunded_minor) == (Stage.SETTLED, GOODS)
    await at.world.runner.run_ready()
    assert (await at.advance(done)).status is DebtStatus.SETTLED
    assert await of_platform(pool, "platform:advances") == 0
    assert await left_at_processor(pool) == GOODS
    assert (await balance(pool, f"order:{order.order_id}:escrow", order.order_id))[0] == 800
    assert await of_platform(pool, "platform:advance_room") == TOTAL
    await book_is_right(pool)


async def partly_accepted(at: AdvanceWorld, number: str = "T-1") -> tuple[Any, Any]:
    """Two tins of three are worth nothing: the desk gives the buyer one."""
    order = await at.order(number)
    done = await at.returned(order)
    done = await at.world.do(merchant_of(order), done, c.Receive())
    done = await at.world.do(merchant_of(order), done, PART)
    done = await at.world.do(buyer_of(order), done, c.Accept())
    await at.world.runner.run_ready()
    return order, done


async def test_what_is_not_accepted_the_buyer_owes_and_the_next_refund_pays(pool: Pool) -> None:
    at = await advance_world(pool)
    order, done = await partly_accepted(at)
    assert (done.case.state.stage, done.case.state.refunded_minor) == (Stage.SETTLED, 3334)
    found = await at.advance(done)
    assert (found.status, found.settled_minor, found.still_owed_minor) == (DebtStatus.OWED, 3334, 6668)
    assert await of_platform(pool, "platform:advances") == -6668
    await book_is_right(pool)
    later = await at.order("T-2", tier="none")
    next_ = await at.world.open(later, "return_refund", items=(c.ItemAsked(1, 3),), amount_minor=GOODS)
    next_ = await at.world.do(merchant_of(later), next_, c.Approve())
    next_ = await at.world.do(merchant_of(later), next_, c.WaiveReturn())
    await at.world.runner.run_ready()
    assert next_.case.state.sent_minor == GOODS
    assert (await at.advance(done)).status is DebtStatus.RECOVERED
    assert await of_platform(pool, "platform:advances") == 0
    assert await left_at_processor(pool) == GOODS + (GOODS - 6668)
    assert (await balance(pool, f"buyer:{order.buyer_id}:advance_debt", order.buyer_id))[0] == 0
    assert await of_platform(pool, "platform:advance_room") == TOTAL
    await book_is_right(pool)


async def test_a_second_refund_of_the_same_units_pays_what_is_owed_for_them(pool: Pool) -> None:
    at = await advance_world(pool)
    order, first = await partly_accepted(at)
    again = await at.world.open(order, "refund_only", items=(c.ItemAsked(1, 2),), amount_minor=6668)
    again = await at.world.do(merchant_of(order), again, c.Approve())
    await at.world.runner.run_ready()
    assert again.case.state.stage is Stage.SETTLED
    assert (await at.advance(first)).status is DebtStatus.RECOVERED
    assert await left_at_processor(pool) == GOODS
    await book_is_right(pool)


async def test_paid_back_first_and_refunded_later_goes_into_the_balance(pool: Pool) -> None:
    """The card was given all there is: what is refunded after the debt was paid has no payment to go to."""
    at = await advance_world(pool)
    order, first = await partly_accepted(at)
    advance = await at.advance(first)
    await at.office.pay(MARKETPLACE, advance.id, PaidBack(6668, "fake"), None)
    assert (await at.advance(first)).status is DebtStatus.RECOVERED
    again = await at.world.open(order, "refund_only", items=(c.ItemAsked(1, 2),), amount_minor=6668)
    again = await at.world.do(merchant_of(order), again, c.Approve())
    await at.world.runner.run_ready()
    in_balance = (await balance(pool, f"buyer:{order.buyer_id}:balance", order.buyer_id))[0]
    # Of the card 2.99 were left, and the gift card has its 5.01 back.
    assert (in_balance, await left_at_processor(pool)) == (6668 - 299 - 501, 10301)
    await book_is_right(pool)


async def test_nobody_gets_more_than_all_may_have(pool: Pool) -> None:
    at = await advance_world(pool, GOODS, 2 * GOODS - 1)
    await at.returned(await at.order("T-0", buyer={"external_id": "wang", "name": "Wang"}))
    advance = (await at.returned(await at.order())).case.state.advance
    assert advance is not None
    assert advance.why_not is WhyNot.TOTAL_CAP
    assert await of_platform(pool, "platform:advance_room") == GOODS - 1
    await book_is_right(pool)


CAPS = [
    ("no room is set", 0, 0, None),
    ("more than one buyer may have", GOODS - 1, TOTAL, WhyNot.BUYER_CAP),
]


@pytest.mark.parametrize(
    ("per_buyer", "total", "why_not"), [row[1:] for row in CAPS], ids=[row[0] for row in CAPS]
)
async def test_without_room_it_goes_the_ordinary_way(
    pool: Pool, per_buyer: int, total: int, why_not: WhyNot | None
) -> None:
    at = await advance_world(pool, per_buyer, total)
    order = await at.order()
    done = await at.returned(order)
    advance = done.case.state.advance
    assert (advance.why_not if advance else None) == why_not
    done = await at.world.do(merchant_of(order), done, c.Receive())
    done = await at.world.do(merchant_of(order), done, c.Inspect())
    await at.world.runner.run_ready()
    assert await left_at_processor(pool) == GOODS
    assert await of_platform(pool, "platform:advances") == 0
    await book_is_right(pool)


async def test_less_credit_is_paid_at_a_later_step(pool: Pool) -> None:
    at = await advance_world(pool)
    order = await at.order(tier="good")
    done = await at.returned(order)
    assert done.case.state.advance is not None
    assert (done.case.state.advance.step, done.case.state.advance.why_not) == ("tracking", WhyNot.POLICY)
    done = await at.world.do(MARKETPLACE, done, NotePickup())
    found = await at.advance(done)
    assert (found.step, found.amount_minor) == ("picked_up", GOODS)
    await book_is_right(pool)


async def test_two_orders_of_one_buyer_at_once_have_one_room(pool: Pool) -> None:
    at = await advance_world(pool, per_buyer=GOODS + 1)
    orders = [await at.order(f"T-{number}") for number in range(3)]
    cases = []
    for order in orders:
        done = await at.world.open(order, "return_refund", amount_minor=GOODS)
        cases.append(await at.world.do(merchant_of(order), done, c.Approve()))
    done_ = await asyncio.gather(
        *(
            at.world.do(buyer_of(order), case, c.ShipReturn("SF", f"SF{order.order_id}"))
            for order, case in zip(orders, cases, strict=True)
        )
    )
    given = [each.case.state.advance for each in done_]
    assert sum(1 for each in given if each and each.id) == 1
    assert await of_platform(pool, "platform:advances") == -GOODS
    await book_is_right(pool)


async def owed(at: AdvanceWorld) -> tuple[Any, Any, int]:
    order, done = await partly_accepted(at)
    return order, done, (await at.advance(done)).id


async def test_silence_leads_to_collection_and_then_to_a_loss(pool: Pool) -> None:
    at = await advance_world(pool)
    order, done, _ = await owed(at)
    at.waits(days=15)
    assert await tick_advances(pool, at.world.engine.ids, at.world.clock.now()) == 1
    assert (await at.advance(done)).status is DebtStatus.COLLECTING
    at.waits(days=30)
    await tick_advances(pool, at.world.engine.ids, at.world.clock.now())
    found = await at.advance(done)
    assert (found.status, found.written_off_minor) == (DebtStatus.WRITTEN_OFF, 6668)
    assert await of_platform(pool, "platform:advances") == 0
    assert await of_platform(pool, "platform:written_off") == -6668
    room = (await balance(pool, f"buyer:{order.buyer_id}:advance_room", order.buyer_id))[0]
    assert room == PER_BUYER - 6668
    assert await of_platform(pool, "platform:advance_room") == TOTAL
    line = await pool.fetchrow("SELECT paid_minor, claimed_minor FROM order_lines WHERE line_no = 1")
    assert line["claimed_minor"] == line["paid_minor"], "what the buyer keeps cannot be asked for again"
    assert [step.what for step in (await at.seen(done)).steps] == [
        "given", "settled", "owed", "collecting", "written_off",
    ]  # fmt: skip
    await book_is_right(pool)


async def test_an_objection_is_decided_by_a_person_once(pool: Pool) -> None:
    at = await advance_world(pool)
    order, done, advance_id = await owed(at)
    await at.office.object_to(buyer_of(order), advance_id, Objection("The tins were whole."), None)
    assert (await at.advance(done)).status is DebtStatus.CONTESTED
    await at.office.decide(DESK, advance_id, ObjectionDecision(True, "The photos show dents."), None)
    assert (await at.advance(done)).status is DebtStatus.COLLECTING
    with pytest.raises(ObjectedBefore):
        await at.office.object_to(buyer_of(order), advance_id, Objection("again"), None)


async def test_what_is_contested_is_taken_from_no_refund_of_another_order(pool: Pool) -> None:
    at = await advance_world(pool)
    order, done, advance_id = await owed(at)
    await at.office.object_to(buyer_of(order), advance_id, Objection("The tins were whole."), None)
    before = await left_at_processor(pool)
    later = await at.order("T-2", tier="none")
    refund = await at.world.open(later, "return_refund", items=(c.ItemAsked(1, 3),), amount_minor=GOODS)
    refund = await at.world.do(merchant_of(later), refund, c.Approve())
    await at.world.do(merchant_of(later), refund, c.WaiveReturn())
    await at.world.runner.run_ready()
    assert await left_at_processor(pool) == before + GOODS
    found = await at.advance(done)
    assert (found.status, found.still_owed_minor) == (DebtStatus.CONTESTED, 6668)
    await at.office.decide(DESK, advance_id, ObjectionDecision(True, "The photos show dents."), None)
    last = await at.order("T-3", tier="none")
    refund = await at.world.open(last, "return_refund", items=(c.ItemAsked(1, 3),), amount_minor=GOODS)
    refund = await at.world.do(merchant_of(last), refund, c.Approve())
    await at.world.do(merchant_of(last), refund, c.WaiveReturn())
    await at.world.runner.run_ready()
    assert (await at.advance(done)).status is DebtStatus.RECOVERED
    assert await left_at_processor(pool) == before + GOODS + GOODS - 6668
    await book_is_right(pool)


async def test_an_objection_that_nobody_decides_holds(pool: Pool) -> None:
    at = await advance_world(pool)
    order, done, advance_id = await owed(at)
    await at.office.object_to(buyer_of(order), advance_id, Objection("The tins were whole."), None)
    at.waits(days=7)
    await tick_advances(pool, at.world.engine.ids, at.world.clock.now())
    assert (await at.advance(done)).status is DebtStatus.WRITTEN_OFF
    assert (await balance(pool, f"buyer:{order.buyer_id}:advance_room", order.buyer_id))[0] == PER_BUYER
    await book_is_right(pool)


async def test_nothing_is_given_up_while_a_refund_may_still_pay_it(pool: Pool) -> None:
    at = await advance_world(pool)
    order, done, advance_id = await owed(at)
    await at.world.open(order, "refund_only", items=(c.ItemAsked(1, 1),))
    with pytest.raises(OrderStillOpen):
        await at.office.write_off(OPERATOR, advance_id, WriteOff("small"), None)
    at.waits(days=60)
    await tick_advances(pool, at.world.engine.ids, at.world.clock.now())
    await tick_advances(pool, at.world.engine.ids, at.world.clock.now())
    assert (await at.advance(done)).status is DebtStatus.COLLECTING


async def test_the_balance_pays_only_what_it_holds(pool: Pool) -> None:
    at = await advance_world(pool)
    order, _, advance_id = await owed(at)
    with pytest.raises(NotEnoughBalance):
        await at.office.pay(buyer_of(order), advance_id, PaidBack(100), None)
    await at.office.write_off(OPERATOR, advance_id, WriteOff("small"), None)
    with pytest.raises(NothingOwed):
        await at.office.pay(MARKETPLACE, advance_id, PaidBack(100, "fake"), None)


async def test_the_room_for_all_is_not_made_smaller_than_what_is_out(pool: Pool) -> None:
    at = await advance_world(pool)
    await at.returned(await at.order())
    with pytest.raises(RoomInUse):
        await at.office.set_caps(OPERATOR, "CNY", CapsTold(100, GOODS - 1), None)
    with pytest.raises(MoreForOneThanForAll):
        await at.office.set_caps(OPERATOR, "CNY", CapsTold(3 * GOODS + 1, 3 * GOODS), None)
    await at.office.set_caps(OPERATOR, "CNY", CapsTold(100, GOODS), None)
    assert await of_platform(pool, "platform:advance_room") == 0
    await book_is_right(pool)


async def test_a_card_that_takes_nothing_back_is_paid_into_the_balance(pool: Pool) -> None:
    at = await advance_world(pool)
    payment = {
        "tender": "card", "processor": "fake", "processor_reference": "pay_closed-fail", "amount_minor": 10802,
        "paid_at": NOON.isoformat(), "rank": 0,
    }  # fmt: skip
    order = await at.order("T-closed", payments=[payment])
    done = await at.returned(order)
    await at.world.runner.run_ready()
    assert (await balance(pool, f"buyer:{order.buyer_id}:balance", order.buyer_id))[0] == GOODS
    done = await at.world.do(merchant_of(order), done, c.Receive())
    done = await at.world.do(merchant_of(order), done, c.Inspect())
    assert done.case.state.stage is Stage.SETTLED
    await book_is_right(pool)
