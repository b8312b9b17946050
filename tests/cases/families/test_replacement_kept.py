"""Exchanges and reshipments on the real database: money, stock and order lines follow, once."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import Done, Stage, as_recorded, fold, read_case
from makegood.cases import commands as c
from makegood.cases.families.replacement import commands as r
from makegood.cases.families.replacement.asked import ReplacementAsked, WantedAsked
from makegood.cases.families.replacement.refusals import NoSuchVariant, OutOfStock
from makegood.ledger import check_ledger
from makegood.orders import OrderRecorded
from makegood.stock import LevelTold, tell_levels
from tests.world import MARKETPLACE, NOON, World, build_world, buyer_of, merchant_of, tea_order

VARIANTS = [
    {"sku": "TEA-1", "title": "100 g", "price_minor": 3334},
    {"sku": "TEA-2", "title": "roasted, 100 g", "price_minor": 3334},
    {"sku": "TEA-BIG", "title": "200 g", "price_minor": 5000},
    {"sku": "TEA-SMALL", "title": "50 g", "price_minor": 2000},
    {"sku": "TEA-OLD", "title": "last year's", "price_minor": 3334, "available": False},
]
GIFT = {"external_id": "gift-7", "tender": "gift_card", "label": "Gift card 7"}
VISA = {"external_id": "visa-8", "tender": "card", "label": "Visa ending 8"}


async def tea(world: World) -> OrderRecorded:
    """The tea of the named world, with the forms it is sold in and the buyer's tenders."""
    told = tea_order()
    lines = [
        told["lines"][0] | {"product": {"external_id": "tea", "category": "food.tea", "variants": VARIANTS}}
    ]
    return await world.order(lines=lines, buyer=told["buyer"] | {"tenders": [GIFT, VISA]})


def wanting(sku: str, quantity: int = 1, pay_with: str = "") -> dict[str, Any]:
    return {
        "items": (c.ItemAsked(1, quantity),),
        "replacement": ReplacementAsked((WantedAsked(sku, quantity),), pay_with=pay_with),
    }


async def sent_back(world: World, order: OrderRecorded, **asked: Any) -> Done:
    """An exchange whose goods are back and as they should be."""
    done = await world.open(order, "exchange", **asked)
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await world.do(merchant, done, c.Approve())
    done = await world.do(buyer, done, c.ShipReturn("SF", "SF-back-1"))
    done = await world.do(merchant, done, c.Receive())
    return await world.do(merchant, done, c.Inspect())


async def balance(pool: Any, account: str) -> int:
    found = await pool.fetchval("SELECT balance_minor FROM ledger_accounts WHERE account = $1", account)
    return found or 0


async def level(pool: Any, sku: str) -> tuple[int, int]:
    row = await pool.fetchrow("SELECT on_hand, reserved FROM stock_levels WHERE sku = $1", sku)
    return row["on_hand"], row["reserved"]


async def tell(pool: Any, order: OrderRecorded, **levels: int) -> None:
    told = [LevelTold(sku.replace("_", "-"), on_hand) for sku, on_hand in levels.items()]
    async with pool.acquire() as connection, connection.transaction():
        await tell_levels(connection, order.merchant_id, told, NOON)


async def holds(pool: Any, done: Done) -> None:
    """The row is the fold of the stream, and the book adds up."""
    case, _ = await read_case(pool, done.case.state.id)
    assert fold(as_recorded(case.events)) == case.state
    assert (await check_ledger(pool)).findings == ()


async def test_an_even_exchange_moves_no_money(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    await tell(pool, order, TEA_2=5)
    escrow = await balance(pool, f"order:{order.order_id}:escrow")
    done = await sent_back(world, order, **wanting("TEA-2", 2))
    assert done.case.state.stage is Stage.AWAITING_REPLACEMENT
    assert await level(pool, "TEA-2") == (5, 2)

    done = await world.do(merchant_of(order), done, r.ShipReplacement("SF", "SF-out-1"))
    assert await level(pool, "TEA-2") == (3, 0)
    done = await world.do(buyer_of(order), done, r.ConfirmArrival())

    assert done.case.state.stage is Stage.SETTLED
    assert done.case.state.refunded_minor == 0
    assert await balance(pool, f"order:{order.order_id}:escrow") == escrow
    _, facts = await read_case(pool, done.case.state.id)
    old, new = facts.line(1), facts.line(10_001)
    assert old is not None
    assert new is not None
    assert (old.left_quantity, old.left_minor) == (1, 3334)
    assert (new.sku, new.quantity, new.paid_minor, new.left_quantity) == ("TEA-2", 2, 6668, 2)
    assert facts.parcels[-1].lines == (10_001,)
    await holds(pool, done)


async def test_what_was_exchanged_may_be_returned_in_a_later_case(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    done = await sent_back(world, order, **wanting("TEA-2"))
    done = await world.do(merchant_of(order), done, r.ShipReplacement("SF", "SF-out-1"))
    await world.do(buyer_of(order), done, r.ConfirmArrival())

    later = await world.open(order, "refund_only", items=(c.ItemAsked(10_001),))
    assert later.case.state.requested_minor == 3334
    later = await world.do(merchant_of(order), later, c.Approve())
    await world.runner.run_ready()
    case, _ = await read_case(pool, later.case.state.id)
    assert case.state.stage is Stage.SETTLED
    assert case.state.refunded_minor == 3334
    await holds(pool, later)


async def test_an_order_told_again_keeps_the_lines_of_its_cases(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    done = await sent_back(world, order, **wanting("TEA-BIG", pay_with="gift-7"))
    done = await world.do(merchant_of(order), done, r.ShipReplacement("SF", "SF-out-1"))
    done = await world.do(buyer_of(order), done, r.ConfirmArrival())
    told = tea_order()
    lines = [
        told["lines"][0] | {"product": {"external_id": "tea", "category": "food.tea", "variants": VARIANTS}}
    ]
    await world.order(
        lines=lines,
        buyer=told["buyer"] | {"tenders": [GIFT, VISA]},
        status="completed",
        completed_at=NOON.isoformat(),
    )
    _, facts = await read_case(pool, done.case.state.id)
    assert [line.line_no for line in facts.lines] == [1, 2, 10_001]
    assert [payment.payment_no for payment in facts.payments] == [1, 2, 1001]
    await holds(pool, done)


async def test_a_dearer_one_is_paid_from_the_gift_card_at_once(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    escrow = await balance(pool, f"order:{order.order_id}:escrow")
    done = await sent_back(world, order, **wanting("TEA-BIG", pay_with="gift-7"))
    assert done.case.state.stage is Stage.AWAITING_REPLACEMENT
    assert await balance(pool, f"order:{order.order_id}:escrow") == escrow + 1666
    done = await world.do(merchant_of(order), done, r.ShipReplacement("SF", "SF-out-1"))
    done = await world.do(buyer_of(order), done, r.ConfirmArrival())
    _, facts = await read_case(pool, done.case.state.id)
    new = facts.line(10_001)
    assert new is not None
    assert new.paid_minor == 5000
    await holds(pool, done)


async def test_a_dearer_one_by_card_waits_for_its_capture(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    done = await sent_back(world, order, **wanting("TEA-BIG", pay_with="visa-8"))
    assert done.case.state.stage is Stage.AWAITING_PAYMENT
    captured = r.RecordPayment("card", "fake", "pay_more", 1666)
    done = await world.do(MARKETPLACE, done, captured)
    assert done.case.state.stage is Stage.AWAITING_REPLACEMENT
    # The merchant does not send it: all that was paid goes back, to both payments.

    done = await world.do(merchant_of(order), done, r.CannotReplace())
    await world.runner.run_ready()
    case, facts = await read_case(pool, done.case.state.id)
    assert case.state.stage is Stage.SETTLED
    assert case.state.refunded_minor == 3334 + 1666
    old = facts.line(1)
    assert old is not None
    assert (old.claimed_quantity, old.claimed_minor) == (1, 3334)
    await holds(pool, done)


async def test_a_cheaper_one_gives_the_difference_back_when_it_has_arrived(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    done = await sent_back(world, order, **wanting("TEA-SMALL"), refund_to="gift-7")
    done = await world.do(merchant_of(order), done, r.ShipReplacement("SF", "SF-out-1"))
    done = await world.do(buyer_of(order), done, r.ConfirmArrival())
    assert done.case.state.stage is Stage.SETTLED
    assert done.case.state.refunded_minor == 1334
    _, facts = await read_case(pool, done.case.state.id)
    new = facts.line(10_001)
    assert new is not None
    assert new.paid_minor == 2000
    await holds(pool, done)


@pytest.mark.parametrize(("sku", "refusal"), [("TEA-OLD", OutOfStock), ("TEA-9", NoSuchVariant)])
async def test_what_is_not_for_sale_is_not_open(pool: Any, sku: str, refusal: type[Exception]) -> None:
    world = build_world(pool)
    with pytest.raises(refusal):
        await world.open(await tea(world), "exchange", **wanting(sku))


async def test_the_last_unit_is_held_for_one_buyer(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    await tell(pool, order, TEA_2=1)
    first = await world.open(order, "exchange", **wanting("TEA-2"))
    second = await world.open(order, "exchange", **wanting("TEA-2"))
    merchant = merchant_of(order)
    await world.do(merchant, first, c.Approve())
    second = await world.do(merchant, second, c.Approve())
    assert await level(pool, "TEA-2") == (1, 1)
    assert second.case.state.replacement is not None
    assert second.case.state.replacement.held == "gone"
    done = await world.do(buyer_of(order), second, r.ChooseRefund())
    assert done.case.state.type == "return_refund"
    with pytest.raises(OutOfStock):
        await world.open(order, "exchange", **wanting("TEA-2"))


async def test_withdrawing_lets_the_units_go(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    await tell(pool, order, TEA_2=1)
    done = await world.open(order, "exchange", **wanting("TEA-2"))
    done = await world.do(merchant_of(order), done, c.Approve())
    await world.do(buyer_of(order), done, c.Withdraw())
    assert await level(pool, "TEA-2") == (1, 0)


async def test_missing_parts_are_sent_without_money(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    done = await world.open(
        order,
        "reship",
        items=(c.ItemAsked(1, 1),),
        amount_minor=500,
        replacement=ReplacementAsked(parts="the lid"),
    )
    done = await world.do(merchant_of(order), done, c.Approve())
    assert done.case.state.stage is Stage.AWAITING_REPLACEMENT
    done = await world.do(merchant_of(order), done, r.ShipReplacement("SF", "SF-out-1"))
    done = await world.do(MARKETPLACE, done, r.ConfirmArrival())
    assert done.case.state.stage is Stage.SETTLED
    _, facts = await read_case(pool, done.case.state.id)
    line = facts.line(1)
    assert line is not None
    assert (line.claimed_quantity, line.claimed_minor) == (0, 0)
    await holds(pool, done)


async def test_a_merchant_who_sends_nothing_pays_for_what_is_missing(pool: Any) -> None:
    world = build_world(pool)
    order = await tea(world)
    done = await world.open(order, "reship", items=(c.ItemAsked(1, 1),), amount_minor=500)
    done = await world.do(merchant_of(order), done, c.Approve())
    done = await world.do(merchant_of(order), done, r.CannotReplace())
    await world.runner.run_ready()
    case, _ = await read_case(pool, done.case.state.id)
    assert case.state.stage is Stage.SETTLED
    assert case.state.refunded_minor == 500
    await holds(pool, done)
