"""The parcels of an order on pages and over the API: followed by their carrier, lost, claimed, and seen by who they concern."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.carriers import Scan, TrackingEvent
from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.db.jobs import JobRunner
from makegood.flows.parcels import ParcelWork
from makegood.kit.clock import SetClock
from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of


async def lost(shop: Site) -> Any:
    """An order whose parcel its carrier has told to be lost."""
    now = shop.app.state.clock.now()
    world_clock: SetClock = shop.world.clock
    world_clock.at = now
    sent = {
        "carrier": "simulated",
        "tracking_no": "SMOOTH-77",
        "shipped_at": (now - timedelta(hours=9)).isoformat(),
    }
    other = {"carrier": "SF", "tracking_no": "SF-78", "shipped_at": sent["shipped_at"]}
    placed_at = (now - timedelta(days=1)).isoformat()
    order = await shop.world.order("T-77", status="shipped", parcels=[sent, other], placed_at=placed_at)
    state = shop.app.state
    work = ParcelWork(state.engine, state.conduct)
    runner = JobRunner(state.pool, state.clock, work.handlers)
    await runner.run_ready()
    parcel_id = await state.pool.fetchval("SELECT id FROM carried_parcels")
    gone = TrackingEvent(
        courier="simulated", tracking_no="SMOOTH-77", scan=Scan.LOST, at=state.clock.now(), raw_code="GONE"
    )
    await state.conduct.record(parcel_id, [gone])
    await runner.run_ready()
    return order


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("The carrier says that this parcel is lost.", "as the shop told", "The way of the parcel")),
        ("zh-CN", ("承运商告知该包裹已丢失。", "商家告知", "包裹轨迹")),
    ],
)
async def test_the_buyer_sees_where_it_is_and_whose_word_that_is(
    shop: Site, language: str, words: tuple[str, ...]
) -> None:
    order = await lost(shop)
    page = await Browser(shop, buyer_of(order), language=language).open(f"/orders/{order.order_id}")
    assert page.status == 200
    assert [one for one in words[:2] if one not in page.text] == []
    answer = await shop.client.get(f"/api/orders/{order.order_id}", headers=shop.as_(buyer_of(order)))
    told = {one["tracking_no"]: (one["status"], one["told_by"]) for one in answer.json()["parcels"]}
    assert told == {"SMOOTH-77": ("lost", "carrier"), "SF-78": (None, None)}


async def test_merchant_case_and_operator_see_it(shop: Site) -> None:
    order = await lost(shop)
    seller = Browser(shop, merchant_of(order))
    listed = await seller.open("/work/parcels?kind=out")
    assert "SMOOTH-77" in listed.text
    assert f"/orders/{order.order_id}" in listed.text
    assert (await seller.open(f"/orders/{order.order_id}")).status == 200
    claims = await Browser(shop, OPERATOR).open("/console/recoveries")
    assert f"/orders/{order.order_id}#parcels" in claims.text
    asked = c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1),), "quality")
    done = await shop.app.state.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    for who in (buyer_of(order), merchant_of(order), DESK):
        page = await Browser(shop, who).open(f"/cases/{done.case.state.id}")
        assert "How it was sent" in page.text
        assert "The carrier says that it is lost" in page.text
