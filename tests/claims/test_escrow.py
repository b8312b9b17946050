"""An order is completed while a claim on its merchant is open: escrow keeps back what it may take; and who is insured."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from makegood.claims.decide import told_of
from makegood.claims.judgement import Judgement
from makegood.claims.kinds import KINDS
from makegood.claims.model import Because, Funder
from makegood.flows.settle import settle_order
from tests.claims.claims_world import ClaimsWorld, claims_world
from tests.claims.test_protocol import ARRIVED_NOW
from tests.world import buyer_of, merchant_of


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def settled(claims: ClaimsWorld, order_id: int) -> int:
    return await settle_order(claims.pool, order_id, claims.world.engine.ids, claims.clock.now())


async def completed(claims: ClaimsWorld) -> tuple[Any, dict[str, Any]]:
    """A claim for thawed goods, and then the order is completed."""
    told = {"kind": "fresh", "parcels": ARRIVED_NOW}
    order = await claims.order("T-1", "thaw_refund", **told)
    claim = await claims.claim(buyer_of(order), "T-1", "thawed", note="All soft.")
    now = claims.clock.now().isoformat()
    await claims.order("T-1", "thaw_refund", status="completed", completed_at=now, **told)
    return order, claim


async def test_escrow_keeps_back_what_an_open_claim_asks_for(claims: ClaimsWorld) -> None:
    order, claim = await completed(claims)
    asked = claim["amount_minor"]
    assert await settled(claims, order.order_id) == 10802 - asked
    await claims.act(merchant_of(order), claim, "accept")
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == asked
    assert await claims.balance(f"order:{order.order_id}:escrow") == 0
    await claims.book_is_right()


async def test_what_is_not_paid_after_all_goes_to_the_merchant_by_itself(claims: ClaimsWorld) -> None:
    order, claim = await completed(claims)
    await settled(claims, order.order_id)
    jobs = "SELECT count(*) FROM jobs WHERE kind = 'settle_order'"
    before = await claims.pool.fetchval(jobs)
    await claims.act(buyer_of(order), claim, "withdraw")
    assert await claims.pool.fetchval(jobs) == before + 1
    assert await settled(claims, order.order_id) == claim["amount_minor"]
    await claims.book_is_right()


JUDGED = Judgement(
    amount_minor=100, quantity=1, funder=Funder.PLATFORM, because=Because("p/r", "", ""), answer_seconds=1
)


@pytest.mark.parametrize(
    ("kind", "funder", "insurer"),
    [
        ("breakage", Funder.PLATFORM, "ping-an"),
        ("breakage", Funder.MERCHANT, ""),
        ("thawed", Funder.PLATFORM, ""),
        ("return_freight", Funder.INSURER, "ping-an"),
    ],
)
def test_an_insurer_stands_behind_the_platform_alone(kind: str, funder: Funder, insurer: str) -> None:
    told = told_of(KINDS[kind], replace(JUDGED, funder=funder), False, "ping-an")
    assert (told.insurer, told.funder) == (insurer, funder)
