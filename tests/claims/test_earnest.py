"""An earnest is owed twice when the merchant of a presale does not ship; found by itself, once, and not beside damages."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import buyer_of, merchant_of, tea_order

NONE_LEFT = {"none_left": True}
ONCE_MORE = [("double_earnest", 1000)]


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def presale(claims: ClaimsWorld, number: str, facts: dict[str, Any] | None = None, **goods: Any) -> Any:
    """Tea in a presale whose earnest of 10.00 is paid; promised to leave a day from noon."""
    told = {"kind": "presale", "deposit_minor": 1000, "ship_by": iso(1)} | goods
    lines = tea_order()["lines"]
    lines[0] |= {"goods": told}
    card = tea_order()["payments"][0]
    payments = [card | {"processor_reference": f"pay-{number}", "amount_minor": told["deposit_minor"] + 800}]
    return await claims.world.order(
        number,
        lines=lines,
        payments=payments,
        status="paid",
        parcels=[],
        placed_at=iso(-3),
        facts=facts or {},
    )


async def owed(claims: ClaimsWorld) -> list[tuple[str, int]]:
    rows = await claims.pool.fetch("SELECT kind, amount_minor FROM claims ORDER BY id")
    return [(row["kind"], row["amount_minor"]) for row in rows]


async def test_what_does_not_ship_costs_the_earnest_once_more(claims: ClaimsWorld) -> None:
    order = await presale(claims, "E-1")
    await claims.keep()
    await claims.pass_time(days=3, hours=23)
    assert await owed(claims) == []
    await claims.pass_time(hours=2)
    assert await owed(claims) == [("double_earnest", 1000)]
    await claims.pass_time(hours=25)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 1000
    assert await claims.merchant_net(order.merchant_id) == -1000
    await claims.pass_time(days=5)
    assert len(await owed(claims)) == 1
    await claims.book_is_right()


@pytest.mark.parametrize(
    ("why", "facts", "goods", "found"),
    [
        ("none are left", NONE_LEFT, {}, ONCE_MORE),
        ("at most a fifth of the price is an earnest", NONE_LEFT, {"deposit_minor": 9000}, None),
        ("another deposit is not doubled", NONE_LEFT, {"deposit_kind": "advance"}, []),
        ("the buyer was to pay before", {}, {"balance_from": iso(-1), "balance_until": iso(0.5)}, []),
        ("not beside damages that were agreed", NONE_LEFT | {"guarantees": ["timely_shipping"]}, {}, ONCE_MORE),
    ],
    ids=lambda value: value.replace(" ", "_") if isinstance(value, str) else "",
)  # fmt: skip
async def test_when_it_is_owed(
    claims: ClaimsWorld, why: str, facts: dict[str, Any], goods: dict[str, Any], found: Any
) -> None:
    await presale(claims, "E-2", facts, **goods)
    await claims.keep()
    await claims.pass_time(days=6)
    kinds = await owed(claims)
    if found is None:
        (row,) = kinds
        assert row[0] == "double_earnest"
        assert row[1] < 9000
    else:
        assert kinds == found


async def test_who_backs_out_gets_no_earnest_back(claims: ClaimsWorld) -> None:
    order = await presale(claims, "E-3", deposit_minor=3000)
    await claims.keep()
    command = c.OpenCase(CaseType("cancel"), reason="no_reason", items=(c.ItemAsked(1),))
    done = await claims.world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    if not done.case.state.legs:
        done = await claims.world.do(merchant_of(order), done, c.Approve())
    await claims.pass_time(days=6)
    assert await owed(claims) == []
    assert await claims.pool.fetchval("SELECT count(*) FROM promise_watches") == 0
