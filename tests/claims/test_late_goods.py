"""Goods that leave late, line by line: of a presale, in several parcels, cancelled in time or because they were late."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.kit.errors import Refused
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import buyer_of, merchant_of, tea_order

TIMELY = {"guarantees": ["timely_shipping"]}
PROMISED = TIMELY | {"ship_by": iso(1), "promised_shipping_time": 172800}
CUP = {
    "sku": "CUP",
    "product": {"external_id": "cup", "category": "home.cups"},
    "title": "Cup",
    "quantity": 1,
}
NOT_SENT: dict[str, Any] = {"status": "paid", "parcels": [], "placed_at": iso(-1)}


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


def tea_and_cup(**goods: Any) -> dict[str, Any]:
    """Tea of 100.02 and a cup of 50.00; `goods`: what is told of the cup."""
    told = tea_order()
    cup = CUP | {"unit_price_minor": 5000} | goods
    payments = [
        told["payments"][0] | {"amount_minor": told["payments"][0]["amount_minor"] + 5000}, told["payments"][1],
    ]  # fmt: skip
    return {"lines": [*told["lines"], cup], "payments": payments}


async def gives_up(claims: ClaimsWorld, order: Any, reason: str = "no_reason", **items: Any) -> Any:
    """The buyer cancels what has not left, and the merchant grants it."""
    command = c.OpenCase(CaseType("cancel"), reason=reason, items=(c.ItemAsked(items.get("line", 1)),))
    done = await claims.world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    if not done.case.state.legs:
        done = await claims.world.do(merchant_of(order), done, c.Approve())
    assert done.case.state.legs
    return done


async def found(claims: ClaimsWorld) -> list[tuple[str, int, int]]:
    rows = await claims.pool.fetch("SELECT kind, line_no, amount_minor FROM claims ORDER BY line_no, id")
    return [(row["kind"], row["line_no"], row["amount_minor"]) for row in rows]


async def test_what_was_cancelled_in_time_is_not_late(claims: ClaimsWorld) -> None:
    order = await claims.order("L-1", "timely_shipping", **NOT_SENT, facts=PROMISED)
    await claims.keep()
    await gives_up(claims, order)
    await claims.pass_time(days=5)
    assert await found(claims) == []
    assert await claims.pool.fetchval("SELECT count(*) FROM promise_watches") == 0


async def test_the_rest_of_an_order_that_was_cut_in_time_is_compensated(claims: ClaimsWorld) -> None:
    order = await claims.world.order("L-2", **tea_and_cup(), **NOT_SENT, facts=PROMISED)
    await claims.keep()
    await gives_up(claims, order, line=2)
    await claims.pass_time(days=5)
    assert await found(claims) == [("late_shipping", 0, 1000)]  # a tenth of the tea; the cup was given up


async def test_an_order_cancelled_because_it_is_late_is_compensated(claims: ClaimsWorld) -> None:
    order = await claims.order("L-3", "timely_shipping", **NOT_SENT, facts=PROMISED)
    await claims.keep()
    await claims.pass_time(days=2)
    await claims.order("L-3", "timely_shipping", **NOT_SENT | {"status": "cancelled"}, facts=PROMISED)
    await claims.keep()
    assert await found(claims) == [("late_shipping", 0, 300)]
    await claims.pass_time(hours=25)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 300
    await claims.book_is_right()


@pytest.mark.parametrize(("after_days", "owed"), [(0.5, []), (2.0, [("late_shipping", 0, 300)])])
async def test_when_the_marketplace_cancels_decides(
    claims: ClaimsWorld, after_days: float, owed: list[Any]
) -> None:
    """Told again long afterwards, a cancellation is as old as it was."""
    await claims.order("L-4", "timely_shipping", **NOT_SENT, facts=PROMISED)
    await claims.pass_time(days=after_days)
    cancelled = NOT_SENT | {"status": "cancelled", "facts": PROMISED}
    await claims.order("L-4", "timely_shipping", **cancelled)
    await claims.keep()
    await claims.pass_time(days=9)
    await claims.order("L-4", "timely_shipping", **cancelled | {"completed_at": None})
    await claims.keep()
    assert await found(claims) == owed


async def test_an_open_cancellation_is_waited_for(claims: ClaimsWorld) -> None:
    order = await claims.order("L-5", "timely_shipping", **NOT_SENT, facts=PROMISED)
    await claims.keep()
    await claims.pass_time(days=2)
    command = c.OpenCase(CaseType("cancel"), reason="not_shipped_in_time", items=(c.ItemAsked(1),))
    await claims.world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    await claims.pass_time(days=2, hours=1)
    waiting = await claims.pool.fetchval("SELECT count(*) FROM cases WHERE owner IS NOT NULL")
    assert (waiting, await found(claims)) in ((1, []), (0, [("late_shipping", 0, 300)]))


async def test_each_line_is_judged_by_its_own_parcel(claims: ClaimsWorld) -> None:
    sent = {
        "carrier": "SF",
        "tracking_no": "SF-1",
        "shipped_at": iso(0),
        "lines": [{"line_no": 1, "quantity": 3}],
    }
    order = await claims.world.order(
        "L-6", **tea_and_cup(), status="shipped", parcels=[sent], placed_at=iso(-1), facts=PROMISED
    )
    await claims.keep()
    assert await found(claims) == []
    await claims.pass_time(days=4, minutes=1)
    assert await found(claims) == [("late_shipping", 2, 500)]  # a tenth of the cup
    await claims.pass_time(days=3)
    assert len(await found(claims)) == 1
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 500
    await claims.book_is_right()


SOLD: dict[str, dict[str, Any]] = {
    "presale": {
        "kind": "presale",
        "deposit_minor": 1000,
        "deposit_kind": "earnest",
        "balance_paid_at": iso(-0.5),
    },
    "custom_made": {"kind": "custom_made", "specification": [{"name": "length", "value": "3 m"}]},
}


@pytest.mark.parametrize("kind", sorted(SOLD))
async def test_the_time_told_with_the_goods_counts(claims: ClaimsWorld, kind: str) -> None:
    lines = tea_order()["lines"]
    lines[0] |= {"goods": SOLD[kind] | {"ship_by": iso(1)}}
    await claims.world.order("L-7", lines=lines, **NOT_SENT, facts=TIMELY)
    await claims.keep()
    await claims.pass_time(days=3, hours=23)
    assert await found(claims) == []
    await claims.pass_time(hours=2)
    assert [kind for kind, _, _ in await found(claims)] == ["late_shipping"]


ARRIVED = [{"carrier": "SF", "tracking_no": "SF-9", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]


async def test_what_was_cancelled_of_a_line_is_not_compensated(claims: ClaimsWorld) -> None:
    """Three times the price of what arrived, not of what was given up before it left."""
    not_sent = NOT_SENT | {"placed_at": iso(-4)}
    order = await claims.order("L-9", "authenticity", kind="toys", **not_sent)
    command = c.OpenCase(CaseType("cancel"), reason="no_reason", items=(c.ItemAsked(1, 1),))
    done = await claims.world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    if not done.case.state.legs:
        await claims.world.do(merchant_of(order), done, c.Approve())
    sent = not_sent | {"parcels": ARRIVED, "status": "delivered"}
    order = await claims.order("L-9", "authenticity", kind="toys", **sent)
    claim = await claims.claim(buyer_of(order), "L-9", "authenticity")
    left_minor, units = 10002 - 3334, 2
    assert (claim["quantity"], claim["amount_minor"] % left_minor) == (units, 0)
    with pytest.raises(Refused) as refused:
        await claims.claim(buyer_of(order), "L-9", "authenticity", quantity=3)
    assert "left" in refused.value.fields


async def test_nothing_is_compensated_of_a_line_that_was_cancelled_whole(claims: ClaimsWorld) -> None:
    not_sent = NOT_SENT | {"placed_at": iso(-4)}
    promised = {"facts": {"guarantees": ["authenticity"]}}
    order = await claims.world.order("L-10", **tea_and_cup(), **not_sent, **promised)
    await gives_up(claims, order, line=2)
    sent = not_sent | {"parcels": ARRIVED, "status": "delivered"}
    order = await claims.world.order("L-10", **tea_and_cup(), **sent, **promised)
    with pytest.raises(Refused) as refused:
        await claims.claim(buyer_of(order), "L-10", "authenticity", line_no=2)
    assert refused.value.fields["left"] == 0
