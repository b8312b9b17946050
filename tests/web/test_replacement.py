"""An exchange as people make it: chosen with its price difference, sent back, paid, sent, arrived; and /api/stock."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.orders import OrderRecorded
from tests.cases.families.test_replacement_kept import GIFT, VARIANTS
from tests.chargebacks.chargeback_world import dispute
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import MARKETPLACE, NOON, buyer_of, merchant_of, tea_order


async def tea(shop: Site, number: str = "X-1") -> OrderRecorded:
    told = tea_order(number)
    product = {"external_id": "tea", "category": "food.tea", "variants": VARIANTS}
    return await shop.world.order(
        number, lines=[told["lines"][0] | {"product": product}], buyer=told["buyer"] | {"tenders": [GIFT]}
    )


async def test_the_last_step_offers_the_variants_with_their_differences(shop: Site) -> None:
    order = await tea(shop)
    buyer = Browser(shop, buyer_of(order))
    page = await buyer.open(f"/orders/{order.order_id}/cases/new?step=remedy&quantity_1=1&reason=quality")
    assert 'name="wanted_1"' in page.text
    assert "200 g" in page.text
    assert "16.66 more" in page.text
    assert "13.34 less" in page.text
    assert "sold out" in page.text
    assert 'name="parts"' in page.text


async def test_an_exchange_from_the_request_to_the_arrival(shop: Site) -> None:
    order = await tea(shop)
    buyer, merchant = Browser(shop, buyer_of(order)), Browser(shop, merchant_of(order))
    last = await buyer.open(f"/orders/{order.order_id}/cases/new?step=remedy&quantity_1=1&reason=quality")
    asked = {"type": "exchange", "wanted_1": "TEA-BIG", "pay_with": "gift-7"}
    made = await buyer.send(last, f"/orders/{order.order_id}/cases", **asked)
    case_id = str(made.answer.url).partition("?")[0].rsplit("/", 1)[-1]
    case = f"/cases/{case_id}"
    shown = await buyer.open(case)
    assert "What is sent instead" in shown.text
    assert "16.66" in shown.text
    await act(merchant, case, "approval", {})
    await act(buyer, case, "return-shipment", {"carrier": "SF", "tracking_no": "SF-1"})
    await act(merchant, case, "reception", {})
    await act(merchant, case, "inspection", {"quantity_1": "1"})
    page = await merchant.open(case)
    assert "replacement-shipment" in page.text
    await act(merchant, case, "replacement-shipment", {"carrier": "SF", "tracking_no": "SF-2"})
    await act(buyer, case, "arrival", {})
    page = await buyer.open(case)
    assert "SF-2" in page.text
    assert "The replacement has arrived" in page.text


async def test_the_shop_is_told_before_it_sends_what_the_bank_has_paid_back(shop: Site) -> None:
    shop.world.engine = shop.app.state["engine"]
    order = await tea(shop)
    buyer, merchant = Browser(shop, buyer_of(order)), Browser(shop, merchant_of(order))
    last = await buyer.open(f"/orders/{order.order_id}/cases/new?step=remedy&quantity_1=1&reason=quality")
    asked = {"type": "exchange", "wanted_1": "TEA-BIG", "pay_with": "gift-7"}
    made = await buyer.send(last, f"/orders/{order.order_id}/cases", **asked)
    case = f"/cases/{str(made.answer.url).partition('?')[0].rsplit('/', 1)[-1]}"
    await act(merchant, case, "approval", {})
    await act(buyer, case, "return-shipment", {"carrier": "SF", "tracking_no": "SF-1"})
    await act(merchant, case, "reception", {})
    assert await shop.world.engine.chargebacks.notified(dispute("X-1", told_at=NOON))
    warning = "Do not send it before that is settled"
    assert warning not in (await merchant.open(case)).text
    await act(merchant, case, "inspection", {"quantity_1": "1"})
    assert warning in (await merchant.open(case)).text
    assert warning not in (await buyer.open(case)).text
    await act(merchant, case, "replacement-shipment", {"carrier": "SF", "tracking_no": "SF-2"})
    assert warning not in (await merchant.open(case)).text


async def act(who: Browser, case: str, resource: str, typed: dict[str, Any]) -> None:
    """Fill in a form of the case's page and send it."""
    page = await who.open(case)
    action = f"{case}/{resource}"
    made = await who.send(page, action, **typed)
    assert made.answer.status_code == 200, made.text


@pytest.mark.parametrize("as_merchant", [True, False])
async def test_stock_is_told_and_read(shop: Site, as_merchant: bool) -> None:
    order = await tea(shop)
    headers = shop.as_(merchant_of(order) if as_merchant else MARKETPLACE)
    levels = [
        {"sku": "TEA-2", "on_hand": 3},
        {"sku": "TEA-BIG", "on_hand": 0},
        {"sku": "TEA-3", "on_hand": 1},
    ]
    body = {"levels": levels} | ({} if as_merchant else {"merchant": "mountain-tea"})
    told = await shop.client.put("/api/stock", json=body, headers=headers)
    assert told.status_code == 200, told.text
    assert [(each["sku"], each["on_hand"]) for each in told.json()["levels"]] == [
        ("TEA-2", 3),
        ("TEA-3", 1),
        ("TEA-BIG", 0),
    ]
    query = "" if as_merchant else "&merchant=mountain-tea"
    page = (await shop.client.get(f"/api/stock?limit=1{query}", headers=headers)).json()
    assert [(each["sku"], each["left"]) for each in page["levels"]] == [("TEA-2", 3)]
    assert page["next_cursor"] == "TEA-2"
    rest = await shop.client.get(f"/api/stock?cursor=TEA-2{query}", headers=headers)
    assert [each["sku"] for each in rest.json()["levels"]] == ["TEA-3", "TEA-BIG"]
