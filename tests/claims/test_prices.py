"""A price that fell is made good by what was paid too much for the units that the buyer keeps; never what was not paid."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import LineFacts
from makegood.cases import commands as c
from makegood.claims import UnitsTakenSince
from makegood.flows.promises import fallen
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import OPERATOR, merchant_of


def line(quantity: int, paid_minor: int, claimed: tuple[int, int] = (0, 0)) -> LineFacts:
    return LineFacts(1, "goods", "TEA-1", "Tea", "food.tea", quantity, paid_minor, *claimed)


FALLEN = [
    ("cheaper", line(3, 3000), 900, 300),
    ("as dear", line(3, 3000), 1000, None),
    ("dearer", line(3, 3000), 1100, None),
    ("a coupon had made it cheaper still", line(3, 2400), 900, None),
    ("a coupon had made it a little cheaper", line(3, 2850), 900, 150),
    ("two of three came back", line(3, 3000, (2, 2000)), 900, 100),
    ("all came back", line(3, 3000, (3, 3000)), 900, None),
    ("part of the price was refunded", line(3, 3000, (0, 250)), 900, 50),
]


@pytest.mark.parametrize(("case", "bought", "price", "owed"), FALLEN, ids=[row[0] for row in FALLEN])
def test_by_how_much(case: str, bought: LineFacts, price: int, owed: int | None) -> None:
    assert fallen([(bought, price)]) == ([] if owed is None else [(1, owed)])


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


def tea(price: int) -> list[dict[str, Any]]:
    variants = [{"sku": "TEA-1", "title": "Tea", "price_minor": price}]
    product = {"external_id": "tea", "category": "food.tea", "variants": variants}
    return [{"sku": "TEA-1", "product": product, "title": "Tea", "quantity": 3, "unit_price_minor": 3334}]


PROTECTED = {"guarantees": ["price_protection"]}


async def later_cheaper(claims: ClaimsWorld) -> list[int]:
    """The price falls by 3.34 a unit; what is claimed a day later."""
    await claims.world.order("P-9", lines=tea(3000))
    await claims.pass_time(days=1, minutes=1)
    return [row["amount_minor"] for row in await claims.pool.fetch("SELECT amount_minor FROM claims")]


async def test_units_that_were_refunded_cost_nothing_too_much(claims: ClaimsWorld) -> None:
    order = await claims.world.order("P-1", lines=tea(3334), facts=PROTECTED)
    await claims.keep()
    done = await claims.world.open(order, "refund_only", items=(c.ItemAsked(1, 2),))
    await claims.world.do(merchant_of(order), done, c.Approve())
    assert await later_cheaper(claims) == [334]


async def price_falls(claims: ClaimsWorld, price: int) -> list[tuple[str, int]]:
    """Somebody buys it cheaper; what is claimed in all a day later, and how that stands once the merchant's day is over."""
    await claims.world.order(f"P-{price}", lines=tea(price))
    await claims.pass_time(days=1, minutes=1)
    await claims.pass_time(hours=24)
    rows = await claims.pool.fetch("SELECT stage, amount_minor FROM claims ORDER BY id")
    return [(row["stage"], row["amount_minor"]) for row in rows]


async def test_each_further_fall_is_made_good(claims: ClaimsWorld) -> None:
    await claims.world.order("P-1", lines=tea(3334), facts=PROTECTED)
    await claims.keep()
    assert await price_falls(claims, 3000) == [("paid", 1002)]
    assert await price_falls(claims, 2500) == [("paid", 1002), ("paid", 1500)]
    assert await price_falls(claims, 2600) == [("paid", 1002), ("paid", 1500)]
    await claims.book_is_right()


async def test_a_fall_that_was_refused_is_not_asked_about_again(claims: ClaimsWorld) -> None:
    new = {"status": "paid", "parcels": [], "placed_at": iso(-0.1)}
    order = await claims.world.order("P-1", lines=tea(3334), facts=PROTECTED, **new)
    await claims.keep()
    assert await later_cheaper(claims) == [1002]
    claim = {"id": await claims.pool.fetchval("SELECT id FROM claims")}
    await claims.act(merchant_of(order), claim, "refuse", note="That was a smaller tin.")
    await claims.pass_time(days=8)
    assert await claims.pool.fetchval("SELECT stage FROM claims") == "closed"
    assert len(await price_falls(claims, 3000)) == 1
    assert await price_falls(claims, 2900) == [("closed", 1002), ("paid", 300)]


async def test_with_a_return_no_more_than_the_price_comes_back(claims: ClaimsWorld) -> None:
    order = await claims.world.order("P-1", lines=tea(3334), facts=PROTECTED)
    await claims.keep()
    await price_falls(claims, 3000)
    done = await claims.world.open(order, "refund_only", items=(c.ItemAsked(1, 3),))
    done = await claims.world.do(merchant_of(order), done, c.Approve())
    assert done.case.state.approved_minor == 10002 - 1002 + 800  # with the freight
    await claims.book_is_right()


async def test_what_a_later_refund_was_smaller_by_is_not_taken_back(claims: ClaimsWorld) -> None:
    order = await claims.world.order("P-1", lines=tea(3334), facts=PROTECTED)
    await claims.keep()
    await price_falls(claims, 3000)
    claim = {"id": await claims.pool.fetchval("SELECT id FROM claims")}
    done = await claims.world.open(order, "refund_only", items=(c.ItemAsked(1, 3),))
    await claims.world.do(merchant_of(order), done, c.Approve())
    with pytest.raises(UnitsTakenSince):
        await claims.act(OPERATOR, claim, "reverse", note="A mistake.")
    assert await claims.pool.fetchval("SELECT stage FROM claims") == "paid"


async def test_nothing_is_owed_for_an_order_that_is_cancelled(claims: ClaimsWorld) -> None:
    told = {"lines": tea(3334), "facts": PROTECTED, "parcels": []}
    await claims.world.order("P-1", status="paid", **told)
    await claims.keep()
    await claims.world.order("P-1", status="cancelled", **told)
    assert await later_cheaper(claims) == []
    assert await claims.pool.fetchval("SELECT count(*) FROM promise_watches") == 0
