"""Changes of an order over HTTP and on the pages: what the buyer is offered and what it costs, what the merchant sees, the
address that no event knows, and that an order that has left is changed no more.
"""

from __future__ import annotations

from typing import Any

import pytest

from makegood.orders import OrderRecorded
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import MARKETPLACE, OPERATOR, buyer_of, merchant_of, tea_order

STREET = "7 New Street"


def unsent(number: str = "T-1") -> dict[str, Any]:
    """The tea before it ships, in three sizes, and a buyer with a gift card of 60.00 and a second card."""
    line = tea_order()["lines"][0] | {
        "product": {
            "external_id": "tea", "category": "food.tea",
            "variants": [
                {"sku": "TEA-1", "title": "100 g", "price_minor": 3334},
                {"sku": "TEA-2", "title": "200 g", "price_minor": 5000},
                {"sku": "TEA-0", "title": "50 g", "price_minor": 2000},
                {"sku": "TEA-9", "title": "900 g", "price_minor": 9000, "available": False},
            ],
        }
    }  # fmt: skip
    tenders = [
        {"external_id": "gift-9", "tender": "gift_card", "label": "Gift card 9", "balance_minor": 6000},
        {"external_id": "visa-2", "tender": "card", "label": "Visa ending 2222"},
    ]
    buyer = {"external_id": "li-na", "name": "李娜", "language": "zh-CN", "tenders": tenders}
    return {"status": "paid", "parcels": [], "lines": [line], "buyer": buyer, "external_id": number}


async def ordered(shop: Site) -> OrderRecorded:
    return await shop.world.order(**{k: v for k, v in unsent().items() if k != "external_id"})


async def ask(shop: Site, order: OrderRecorded, type_: str, **change: Any) -> Any:
    body = {
        "order": order.external_id,
        "type": type_,
        "reason": "no_reason",
        "items": [{"line_no": 1}],
        "change": change,
    }
    return await shop.client.post("/api/cases", json=body, headers=shop.as_(buyer_of(order)))


async def grant(shop: Site, order: OrderRecorded, case: dict[str, Any]) -> dict[str, Any]:
    path = f"/api/cases/{case['id']}/approval"
    answer = await shop.client.post(path, headers=shop.as_(merchant_of(order)))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_another_address_is_told_used_and_erased(shop: Site) -> None:
    order = await ordered(shop)
    path = f"/api/orders/{order.order_id}/address"
    asked = await ask(shop, order, "modify_address", address={"street": STREET, "city": "Chengdu"})
    assert asked.status_code == 201, asked.text
    case = asked.json()
    assert (case["stage"], case["requested_minor"]) == ("awaiting_merchant", 0)
    merchant = shop.as_(merchant_of(order))
    assert (await shop.client.get(path, headers=merchant)).status_code == 404
    assert (await grant(shop, order, case))["stage"] == "settled"
    told = (await shop.client.get(path, headers=merchant)).json()
    assert told["address"] == {"street": STREET, "city": "Chengdu"}
    pool = shop.app.state.pool
    for table, column in (("case_events", "data"), ("outbox", "payload")):
        assert not await pool.fetchval(f"SELECT count(*) FROM {table} WHERE {column}::text LIKE '%{STREET}%'")
    assert (await shop.client.delete(path, headers=shop.as_(OPERATOR))).status_code == 204
    assert (await shop.client.get(path, headers=merchant)).json()["address"] is None
    assert not await pool.fetchval("SELECT count(*) FROM order_addresses WHERE address IS NOT NULL")


async def test_a_buyers_own_address_is_theirs_alone(shop: Site) -> None:
    order = await ordered(shop)
    path = "/api/buyers/li-na/address"
    for _ in range(2):
        answer = await shop.client.put(path, json={"street": STREET}, headers=shop.as_(buyer_of(order)))
        assert answer.json()["address"] == {"street": STREET}
    other = await shop.world.order("T-2", buyer={"external_id": "bo", "name": "Bo"})
    for method in ("get", "delete"):
        answer = await getattr(shop.client, method)(path, headers=shop.as_(buyer_of(other)))
        assert answer.status_code == 404
    assert (await shop.client.get(path, headers=shop.as_(merchant_of(order)))).status_code == 403
    assert (await shop.client.delete(path, headers=shop.as_(MARKETPLACE))).status_code == 204
    assert (await shop.client.get(path, headers=shop.as_(buyer_of(order)))).status_code == 404


async def test_another_payment_is_captured_and_the_former_one_given_back(shop: Site) -> None:
    order = await ordered(shop)
    case = (await ask(shop, order, "modify_payment", pay_with="visa-2")).json()
    case = await grant(shop, order, case)
    assert case["stage"] == "awaiting_payment"
    body = {"tender": "card", "processor": "fake", "processor_reference": "visa-2", "amount_minor": 10802}
    path = f"/api/cases/{case['id']}/difference-capture"
    answer = await shop.client.post(path, json=body, headers=shop.as_(MARKETPLACE))
    assert answer.json()["stage"] == "refunding", answer.text
    read = await shop.client.get(f"/api/orders/{order.order_id}", headers=shop.as_(MARKETPLACE))
    payments = [
        (p["processor_reference"], p["amount_minor"] - p["refunded_minor"]) for p in read.json()["payments"]
    ]
    assert payments == [("pay_T-1", 0), ("gc_1", 0), ("visa-2", 10802)]


async def test_a_gift_card_that_is_too_small_pays_for_nothing(shop: Site) -> None:
    order = await ordered(shop)
    refused = await ask(shop, order, "modify_payment", pay_with="gift-9")
    assert (refused.status_code, refused.json()["code"]) == (422, "tender_too_small")
    wanted = [{"line_no": 1, "sku": "TEA-2", "quantity": 3}]
    case = (await ask(shop, order, "modify_items", wanted=wanted, pay_with="gift-9")).json()
    assert (await grant(shop, order, case))["stage"] == "settled"
    held = await shop.app.state.pool.fetchval(
        "SELECT balance_minor FROM buyer_tenders WHERE external_id = 'gift-9'"
    )
    assert held == 6000 - 4998


async def test_an_order_told_again_keeps_what_a_case_made_of_it(shop: Site) -> None:
    order = await ordered(shop)
    wanted = [{"line_no": 1, "sku": "TEA-0", "quantity": 3}]
    case = (await ask(shop, order, "modify_items", wanted=wanted)).json()
    await grant(shop, order, case)
    again = tea_order() | unsent() | {"status": "shipped", "placed_at": tea_order()["placed_at"]}
    answer = await shop.client.post("/api/orders", json=again, headers=shop.as_(MARKETPLACE))
    assert answer.status_code == 200, answer.text
    read = await shop.client.get(f"/api/orders/{order.order_id}", headers=shop.as_(MARKETPLACE))
    lines = {line["sku"]: line["quantity"] - line["claimed_quantity"] for line in read.json()["lines"]}
    assert (lines["TEA-1"], lines["TEA-0"]) == (0, 3)
    refused = await ask(shop, order, "modify_address", address={"street": STREET})
    assert refused.status_code in (409, 422)


@pytest.mark.parametrize(
    ("language", "offer", "yes"),
    [("en", "Change items", "Yes, change the order"), ("zh-CN", "修改商品", "确认修改订单")],
)
async def test_the_buyer_sees_what_a_change_comes_to_before_saying_yes(
    shop: Site, language: str, offer: str, yes: str
) -> None:
    order = await ordered(shop)
    browser = Browser(shop, buyer_of(order), language)
    assert offer in (await browser.open(f"/orders/{order.order_id}")).text
    path = f"/orders/{order.order_id}/changes/items"
    form = await browser.open(path)
    assert ("sold out" if language == "en" else "缺货") in form.text or "TEA-9" in form.text
    shown = await browser.send(form, path, wanted_1="TEA-2", pay_with="gift-9")
    assert shown.status == 200
    assert "49.98" in shown.text
    assert yes in shown.text
    assert await shop.app.state.pool.fetchval("SELECT count(*) FROM cases") == 0
    case = await browser.send(shown, path, wanted_1="TEA-2", pay_with="gift-9", confirmed="yes")
    assert case.status == 200
    case_id = await shop.app.state.pool.fetchval("SELECT id FROM cases")
    assert "49.98" in (await browser.open(f"/cases/{case_id}")).text
    merchant = Browser(shop, merchant_of(order), language)
    seen = await merchant.open(f"/cases/{case_id}")
    assert "200 g" in seen.text
    work = await merchant.open("/work")
    assert ("Change of items" if language == "en" else "修改商品") in work.text


async def test_a_change_of_address_speaks_of_no_refund(shop: Site) -> None:
    order = await ordered(shop)
    case = (await ask(shop, order, "modify_address", address={"street": STREET, "name": "李娜"})).json()
    page = (await Browser(shop, merchant_of(order), "en").open(f"/cases/{case['id']}")).text
    assert "Let the order be changed" in page
    assert "It is packed already" in page
    for wrong in ("0.00", "You grant", "Worn or used", "The money"):
        assert wrong not in page, wrong


async def test_an_order_wholly_refunded_says_so(shop: Site) -> None:
    paid = {
        "tender": "gift_card",
        "processor": "internal",
        "processor_reference": "gc_1",
        "amount_minor": 10802,
    }
    payments = [paid | {"paid_at": tea_order()["payments"][0]["paid_at"], "rank": 0}]
    fields = {name: value for name, value in unsent().items() if name != "external_id"}
    order = await shop.world.order(**fields | {"payments": payments})
    body = {"order": order.external_id, "type": "cancel", "reason": "no_reason", "items": [{"line_no": 1}]}
    case = (await shop.client.post("/api/cases", json=body, headers=shop.as_(buyer_of(order)))).json()
    if case["stage"] == "awaiting_merchant":
        await grant(shop, order, case)
    await shop.world.runner.run_ready()
    page = (await Browser(shop, buyer_of(order), "en").open(f"/orders/{order.order_id}")).text
    assert "Refunded" in page
    assert "dealt with" in page


@pytest.mark.parametrize("what", ["address", "payment", "items"])
async def test_a_form_that_lacks_something_says_what(shop: Site, what: str) -> None:
    order = await ordered(shop)
    browser = Browser(shop, buyer_of(order))
    path = f"/orders/{order.order_id}/changes/{what}"
    answer = await browser.post(path, {"key": "k1"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


async def test_nobody_else_and_no_order_that_has_left(shop: Site) -> None:
    order = await shop.world.order()
    page = await Browser(shop, buyer_of(order)).open(f"/orders/{order.order_id}")
    assert "/changes/" not in page.text
    other = await shop.world.order("T-2", buyer={"external_id": "bo", "name": "Bo"})
    assert (
        await Browser(shop, buyer_of(other)).open(f"/orders/{order.order_id}/changes/address")
    ).status == 404
    assert (
        await Browser(shop, buyer_of(order)).open(f"/orders/{order.order_id}/changes/colour")
    ).status == 404
