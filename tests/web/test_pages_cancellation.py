"""Cancelling and stopping on the pages: what the buyer is offered, what the merchant can say, in both languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.cases.families.cancellation.commands import RecordInterception
from makegood.cases.families.cancellation.plan import Interception
from makegood.orders import OrderRecorded
from tests.web.buyer_world import asks, case_path, remedies
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import MARKETPLACE, buyer_of, merchant_of


async def ordered(shop: Site, hours_ago: float, status: str) -> OrderRecorded:
    now = shop.world.clock.now()
    parcel = {"carrier": "SF", "tracking_no": "SF1", "shipped_at": (now - timedelta(hours=1)).isoformat()}
    parcels: list[Any] = [] if status == "paid" else [parcel]
    placed = (now - timedelta(hours=hours_ago)).isoformat()
    return await shop.world.order(placed_at=placed, status=status, parcels=parcels)


@pytest.mark.parametrize(
    ("language", "title", "at_once"),
    [("en", "Cancellation", "It is granted at once"), ("zh-CN", "取消订单", "即时生效")],
)
async def test_a_fresh_order_is_offered_to_be_cancelled_at_once(
    shop: Site, language: str, title: str, at_once: str
) -> None:
    order = await ordered(shop, 0.2, "paid")
    page = await remedies(Browser(shop, buyer_of(order), language), order, "no_reason")
    assert title in page.text
    assert at_once in page.text


async def test_what_is_on_its_way_is_offered_to_be_stopped_and_not_to_be_cancelled(shop: Site) -> None:
    order = await ordered(shop, 30, "shipped")
    browser = Browser(shop, buyer_of(order))
    page = await remedies(browser, order, "no_reason")
    assert "Stopping on the way" in page.text
    assert 'value="cancel"' not in page.answer.text
    answer = await asks(browser, order, "no_reason", "intercept")
    case = await browser.open(case_path(answer))
    assert "The parcel is being stopped on its way" in case.text


async def test_the_merchant_says_what_became_of_the_parcel(shop: Site) -> None:
    order = await ordered(shop, 30, "shipped")
    done = await shop.world.open(order, "intercept")
    merchant = Browser(shop, merchant_of(order))
    path = f"/cases/{done.case.state.id}"
    page = await merchant.open(path)
    assert "Report the interception" in page.text
    assert "Refused at the door" in page.text
    await shop.world.do(MARKETPLACE, done, RecordInterception(Interception.STOPPED), key="scan-1")
    after = await merchant.open(path)
    assert "Stopped; it is coming back" in after.text
    assert "The parcel does not reach the buyer and comes back" in after.text
