"""Shipping that is late is compensated without anybody asking; once it is known how late."""

from __future__ import annotations

from typing import Any

import pytest

from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import merchant_of

PROMISED = {"ship_by": iso(-4), "promised_shipping_time": 172800}
# How it shipped, relative to noon in days; what is paid of 108.02, the goods being 100.02.
LATE = [
    ("in time", "delivered", -5, None),
    ("a day late", "delivered", -3, 300),
    ("72 hours late to the second", "delivered", -1, 300),
    ("more than 72 hours late", "delivered", -0.9, 1000),
    ("not at all, and 72 hours are over", "paid", None, 1000),
]


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


def parcels(shipped: float | None) -> list[dict[str, Any]]:
    if shipped is None:
        return []
    return [
        {
            "carrier": "SF",
            "tracking_no": "SF-1",
            "shipped_at": iso(shipped),
            "delivered_at": iso(shipped + 0.5),
        }
    ]


@pytest.mark.parametrize(("case", "status", "shipped", "owed"), LATE, ids=[row[0] for row in LATE])
async def test_it_is_found(
    claims: ClaimsWorld, case: str, status: str, shipped: float | None, owed: int | None
) -> None:
    order = await claims.order(
        "L-1", "timely_shipping", status=status, parcels=parcels(shipped), facts=PROMISED, placed_at=iso(-6)
    )
    await claims.keep()
    rows = await claims.pool.fetch("SELECT * FROM claims")
    assert [row["amount_minor"] for row in rows] == ([] if owed is None else [owed])
    await claims.keep()
    await claims.pass_time(hours=25)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == (owed or 0)
    assert await claims.merchant_net(order.merchant_id) == -(owed or 0)
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == len(rows)
    await claims.book_is_right()


# The order is twenty days old: who tells by when it ships, when it did, and what is paid of 100.02.
LONG = [
    ("the order, four days late", {"facts": {"ship_by": iso(-0.5 - 4)}}, -0.5, 3000),
    ("the line, four days late", {"line": {"ship_by": iso(-0.5 - 4)}}, -0.5, 3000),
    ("the order, a day late", {"facts": {"ship_by": iso(-1.5)}}, -0.5, 500),
    ("two days after the order, a day late", {"facts": {"ship_by": iso(-18)}}, -17, 300),
    ("a second more than two days", {"facts": {"ship_by": iso(-18, hours=1 / 3600)}}, -17, 500),
    ("a short time that was told beside", {"facts": PROMISED | {"ship_by": iso(-1.5)}}, -0.5, 300),
]


@pytest.mark.parametrize(("case", "told", "shipped", "owed"), LONG, ids=[row[0] for row in LONG])
async def test_a_long_time_to_ship_is_known_by_its_end(
    claims: ClaimsWorld, case: str, told: dict[str, Any], shipped: float, owed: int
) -> None:
    await claims.order(
        "L-5", "timely_shipping", status="shipped", parcels=parcels(shipped), placed_at=iso(-20), **told
    )
    await claims.keep()
    assert await claims.pool.fetchval("SELECT amount_minor FROM claims") == owed


async def test_it_waits_until_it_is_known_how_late(claims: ClaimsWorld) -> None:
    facts = {"ship_by": iso(1), "promised_shipping_time": 172800}
    await claims.order("L-2", "timely_shipping", status="paid", parcels=[], facts=facts, placed_at=iso(-1))
    await claims.keep()
    await claims.pass_time(days=2)
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0
    await claims.pass_time(days=2, minutes=1)
    assert await claims.pool.fetchval("SELECT amount_minor FROM claims") == 1000


async def test_the_merchant_may_object_and_the_buyer_bring_it_to_the_desk(claims: ClaimsWorld) -> None:
    order = await claims.order(
        "L-3", "timely_shipping", parcels=parcels(-3), facts=PROMISED, placed_at=iso(-6)
    )
    await claims.keep()
    claim = {"id": await claims.pool.fetchval("SELECT id FROM claims")}
    refused = await claims.act(merchant_of(order), claim, "refuse", note="Snow closed the road.")
    assert (refused["stage"], refused["owner"], refused["silence"]) == ("refused", "buyer", "closed")
    await claims.pass_time(days=8)
    assert await claims.pool.fetchval("SELECT stage FROM claims") == "closed"
    await claims.keep()
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 1


async def test_false_shipping_and_goods_that_are_gone_cost_at_once(claims: ClaimsWorld) -> None:
    for number, told in (("F-1", {"false_shipping": "no_pickup_scan"}), ("F-2", {"none_left": True})):
        facts = {"ship_by": iso(1), "promised_shipping_time": 172800} | told
        await claims.order(
            number, "timely_shipping", status="paid", parcels=[], facts=facts, placed_at=iso(-1)
        )
    await claims.keep()
    rows = await claims.pool.fetch(
        "SELECT kind, amount_minor, content -> 'marks' AS marks FROM claims ORDER BY id"
    )
    assert [(row["kind"], row["amount_minor"]) for row in rows] == [("late_shipping", 1000)] * 2
    await claims.pass_time(hours=25)
    marks = [row["mark"] for row in await claims.pool.fetch("SELECT mark FROM marks_on_record")]
    assert marks == ["false_shipping"]


async def test_tracking_that_stands_still_for_five_days_is_found(claims: ClaimsWorld) -> None:
    facts = PROMISED | {"ship_by": iso(0), "tracking_stopped_at": iso(-4.5)}
    parcel = {"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-5)}
    await claims.order(
        "S-1", "timely_shipping", status="shipped", parcels=[parcel], facts=facts, placed_at=iso(-6)
    )
    await claims.keep()
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0
    await claims.pass_time(days=1, minutes=1)
    row = await claims.pool.fetchrow("SELECT kind, amount_minor FROM claims")
    assert tuple(row) == ("lost_on_the_way", 1000)
