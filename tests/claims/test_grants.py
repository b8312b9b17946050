"""What the desk grants: what was asked for unless it names an amount, and never what others have been given meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import commands as c
from makegood.kit.errors import Refused
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import DESK, buyer_of, merchant_of

ARRIVED_NOW = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def with_the_desk(claims: ClaimsWorld) -> tuple[Any, dict[str, Any]]:
    """A claim for 40.00 of the 100.02 that the promise gives, refused by the merchant."""
    order = await claims.order("T-1", "thaw_refund", kind="fresh", parcels=ARRIVED_NOW)
    claim = await claims.claim(buyer_of(order), "T-1", "thawed", amount_minor=4000)
    await claims.act(merchant_of(order), claim, "refuse", note="It was frozen.")
    return order, await claims.act(buyer_of(order), claim, "escalate")


async def test_what_was_asked_for_is_granted(claims: ClaimsWorld) -> None:
    order, claim = await with_the_desk(claims)
    granted = await claims.act(DESK, claim, "grant", note="The photo shows it.")
    assert (granted["amount_minor"], granted["cap_minor"]) == (4000, 10002)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 4000
    await claims.book_is_right()


async def test_more_than_was_asked_for_is_granted_as_far_as_it_is_left(claims: ClaimsWorld) -> None:
    order, claim = await with_the_desk(claims)
    await claims.world.open(order, "refund_only", items=(c.ItemAsked(1, 1),))
    free = await claims.pool.fetchval("SELECT paid_minor - claimed_minor FROM order_lines WHERE line_no = 1")
    with pytest.raises(Refused, match="other requests have taken"):
        await claims.act(DESK, claim, "grant", amount_minor=4001 + free, note="More than that.")
    granted = await claims.act(DESK, claim, "grant", amount_minor=4000 + free, note="What is left.")
    assert granted["amount_minor"] == 4000 + free > 4000
    await claims.book_is_right()
