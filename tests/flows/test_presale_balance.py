"""The balance of a presale is told beside a case about another line: it is on the books, and nothing that was claimed moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.cases import commands as c
from makegood.ledger import check_ledger
from makegood.orders.refusals import OrderAlreadyClaimed
from tests.world import NOON, World, build_world, merchant_of, tea_order

CUP = {
    "sku": "CUP",
    "product": {"external_id": "cup", "category": "home.cups"},
    "title": "Cup",
    "quantity": 1,
}


def iso(days: int) -> str:
    return (NOON + timedelta(days=days)).isoformat()


def told(paid: bool, cup_minor: int = 5000) -> dict[str, Any]:
    """Tea in a presale of 100.02, of which 10.00 were paid ahead, and a cup."""
    goods = {"kind": "presale", "deposit_minor": 1000, "ship_by": iso(9)} | (
        {"balance_paid_at": iso(0)} if paid else {}
    )
    lines = [tea_order()["lines"][0] | {"goods": goods}, CUP | {"unit_price_minor": cup_minor}]
    card = tea_order()["payments"][0]
    payments = [card | {"processor_reference": "pay-1", "amount_minor": 1000 + cup_minor + 800}]
    if paid:
        payments.append(card | {"processor_reference": "pay-2", "amount_minor": 9002, "rank": 1})
    return {"lines": lines, "payments": payments, "status": "paid", "parcels": [], "placed_at": iso(-3)}


@pytest.fixture
async def world(pool: Any) -> World:
    return build_world(pool)


async def lines(pool: Any) -> list[tuple[int, int]]:
    rows = await pool.fetch(
        "SELECT paid_minor, claimed_minor FROM order_lines WHERE kind = 'goods' ORDER BY line_no"
    )
    return [tuple(row) for row in rows]


async def test_the_balance_is_told_while_another_line_is_claimed(world: World, pool: Any) -> None:
    order = await world.order("B-1", **told(paid=False))
    done = await world.open(order, "cancel", items=(c.ItemAsked(2),))
    await world.order("B-1", **told(paid=True))
    assert await lines(pool) == [(10002, 0), (5000, 5000)]
    refundable = "SELECT balance_minor FROM ledger_accounts WHERE account = $1"
    assert await pool.fetchval(refundable, f"order:{order.order_id}:refundable") == 15802
    await world.do(merchant_of(order), done, c.Approve())
    whole = await world.open(order, "cancel", items=(c.ItemAsked(1),))
    assert whole.case.state.items[0].value_minor == 10002
    assert (await check_ledger(pool)).findings == ()


async def test_a_claimed_presale_and_other_amounts_stay_as_they_are(world: World, pool: Any) -> None:
    order = await world.order("B-2", **told(paid=False))
    await world.open(order, "cancel", items=(c.ItemAsked(1),))
    with pytest.raises(OrderAlreadyClaimed):
        await world.order("B-2", **told(paid=True))
    dearer = told(paid=False)
    dearer["lines"][1] |= {"unit_price_minor": 6000, "discount_minor": 1000}
    with pytest.raises(OrderAlreadyClaimed):
        await world.order("B-2", **dearer)
    assert (await lines(pool))[0] == (1000, 1000)
