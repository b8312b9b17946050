"""Who bears the way back where no cover does: the merchant of faulty goods, told with the return or when it is over."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.claims import protections_of
from makegood.kit.errors import Refused
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.claims.test_return_freight import covered, returned
from tests.world import buyer_of


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def test_who_paid_the_way_back_of_faulty_goods_is_repaid_by_the_merchant(claims: ClaimsWorld) -> None:
    order = await claims.order("F-9", kind="toys", placed_at=iso(-4.5))
    with pytest.raises(AssertionError):  # without a cover or anything told nobody looks
        await returned(claims, order, reason="quality")
    told = await claims.order("F-10", kind="toys", placed_at=iso(-4.5))
    await returned(claims, told, reason="quality", return_freight_paid=1500)
    row = await claims.pool.fetchrow(
        "SELECT kind, stage, amount_minor, content ->> 'funder' AS bears FROM claims"
    )
    assert tuple(row) == ("fault_freight", "awaiting_merchant", 1500, "merchant")
    await claims.pass_time(hours=49)
    assert await claims.balance(f"buyer:{told.buyer_id}:balance") == 1500
    await claims.book_is_right()


async def test_who_changed_their_mind_bears_the_way_back(claims: ClaimsWorld) -> None:
    order = await claims.order("F-11", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    await returned(claims, order, return_freight_paid=1500)
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0


async def told_late(claims: ClaimsWorld, order: Any, paid_minor: int = 1500, **fields: Any) -> dict[str, Any]:
    """The buyer tells what the way back cost once it is all over."""
    told = {"return_freight_paid": paid_minor}
    return await claims.claim(buyer_of(order), "F-1", "fault_freight", facts=told, line_no=1, **fields)


async def test_freight_that_is_told_after_the_settlement_is_claimed_once(claims: ClaimsWorld) -> None:
    order = await covered(claims, "quality_refund")
    with pytest.raises(Refused) as refused:
        await told_late(claims, order)
    assert type(refused.value).code() == "not_sent_back"
    case_id = await returned(claims, order, reason="quality")
    assert await claims.pool.fetchval("SELECT count(*) FROM claims") == 0
    claim = await told_late(claims, order)
    assert (claim["kind"], claim["stage"], claim["amount_minor"]) == (
        "fault_freight",
        "awaiting_merchant",
        1500,
    )
    assert claim["case_id"] == str(case_id)
    with pytest.raises(Refused):
        await told_late(claims, order)
    await claims.pass_time(hours=49)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 1500
    with pytest.raises(Refused):
        await told_late(claims, order)
    await claims.book_is_right()


async def test_freight_that_nothing_shows_is_looked_at_by_a_person(claims: ClaimsWorld) -> None:
    order = await covered(claims, "quality_refund")
    await returned(claims, order, reason="quality")
    await told_late(claims, order, files=())
    await claims.pass_time(hours=49)
    assert await claims.pool.fetchval("SELECT stage FROM claims") == "with_desk"


async def test_who_changed_their_mind_claims_no_freight_afterwards(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover")
    await returned(claims, order)
    with pytest.raises(Refused):
        await told_late(claims, order)


async def test_the_order_tells_that_freight_may_still_be_told(claims: ClaimsWorld) -> None:
    order = await covered(claims, "quality_refund")
    buyer, now = buyer_of(order), claims.clock.now()

    async def standing() -> list[tuple[str, list[str]]]:
        shown = await protections_of(claims.pool, claims.office.policy, now, buyer, order.order_id, "en")
        return [(one.standing, one.missing) for one in shown.protections if one.kind == "fault_freight"]

    assert await standing() == []
    await returned(claims, order, reason="quality")
    assert await standing() == [("ask", ["return_freight_paid"])]
    await told_late(claims, order)
    assert await standing() == []
