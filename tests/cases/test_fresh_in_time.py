"""Fresh food goes off by itself: what was not reported in its time is no refund without a return, whoever stays silent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.cases import CaseType, Request, sweep_due
from makegood.cases import commands as c
from makegood.kit.errors import Refused
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import buyer_of

MINUTE = 1 / 60
# what it is, whether the fault can be seen, hours after delivery until which it is reported
TIMES = [
    ("living", True, 12),
    ("perishable", True, 48),
    ("perishable", False, 120),
]


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def reported(claims: ClaimsWorld, trait: str, visible: bool, hours: float) -> Any:
    """The buyer asks for the money back, so many hours after delivery, a fifth being spoilt."""
    parcel = {
        "carrier": "SF", "tracking_no": "S", "shipped_at": iso(hours=-hours - 24), "delivered_at": iso(hours=-hours),
    }  # fmt: skip
    order = await claims.order(
        "C-1", kind="fresh", traits=[trait], parcels=[parcel], placed_at=iso(hours=-hours - 48)
    )
    asked = c.OpenCase(
        CaseType("refund_only"), reason="spoilt", items=(c.ItemAsked(1),),
        facts={"rotten_share": 2000, "defect_visible": visible},
    )  # fmt: skip
    return await claims.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))


@pytest.mark.parametrize(("trait", "visible", "hours"), TIMES)
async def test_in_time_silence_pays_the_band(
    claims: ClaimsWorld, trait: str, visible: bool, hours: float
) -> None:
    done = await reported(claims, trait, visible, hours - MINUTE)
    assert done.case.state.terms.refund_minor == 3000
    claims.clock.advance(timedelta(days=6))
    await sweep_due(claims.pool, claims.world.engine.writes)
    await claims.world.runner.run_ready()
    assert await claims.pool.fetchval("SELECT sum(amount_minor)::bigint FROM order_payments") > 3000
    assert await claims.pool.fetchval("SELECT sum(refunded_minor)::bigint FROM order_payments") == 3000


@pytest.mark.parametrize(("trait", "visible", "hours"), TIMES)
async def test_later_it_is_not_open(claims: ClaimsWorld, trait: str, visible: bool, hours: float) -> None:
    with pytest.raises(Refused) as refused:
        await reported(claims, trait, visible, hours + MINUTE)
    assert refused.value.code() == "remedy_not_open"
    assert refused.value.fields["rule"] == "marketplace-fresh/shown_too_late"
