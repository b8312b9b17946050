"""Marks that promises leave are shown to the merchant and to operators, in words and with the last time."""

from __future__ import annotations

from datetime import timedelta

from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web.test_claims import keep
from tests.web_app import Site
from tests.world import OPERATOR, merchant_of


async def test_false_shipping_is_counted_against_the_merchant(shop: Site) -> None:
    now = shop.world.clock.now()
    facts = {
        "guarantees": ["timely_shipping"], "ship_by": (now + timedelta(days=1)).isoformat(),
        "promised_shipping_time": 172800, "false_shipping": "no_pickup_scan",
    }  # fmt: skip
    placed_at = (now - timedelta(days=1)).isoformat()
    order = await shop.world.order(status="paid", parcels=[], facts=facts, placed_at=placed_at)
    merchant, operator = Browser(shop, merchant_of(order)), Browser(shop, OPERATOR)
    console = f"/console/merchants/{order.merchant_id}"
    assert "None." in (await merchant.open("/work/figures")).text
    assert "False shipping" not in (await operator.open(console)).text
    await keep(shop)
    claim_id = await shop.app.state.pool.fetchval("SELECT id FROM claims")
    paid = await shop.client.post(
        f"/api/claims/{claim_id}/acceptance", json={}, headers=shop.as_(merchant_of(order))
    )
    assert paid.json()["stage"] == "paid"
    for page in (await merchant.open("/work/figures"), await operator.open(console)):
        assert "False shipping" in page.text
        assert "the last:" in page.text
    chinese = await Browser(shop, merchant_of(order), language="zh-CN").open("/work/figures")
    assert "虚假发货" in chinese.text
    told = await shop.client.get(f"/api/console/merchants/{order.merchant_id}", headers=shop.as_(OPERATOR))
    assert [(one["mark"], one["orders"]) for one in told.json()["marks"]] == [("false_shipping", 1)]
