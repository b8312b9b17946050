"""A missing part sent after, and a repair, as people make them: asked for, answered, worked on, come back."""

from __future__ import annotations

from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web.test_replacement import act, tea
from tests.web_app import Site
from tests.world import buyer_of, merchant_of


async def asked_for(buyer: Browser, order_id: int, reason: str, **typed: str) -> str:
    """A request made on the last step; the address of its case."""
    last = await buyer.open(f"/orders/{order_id}/cases/new?step=remedy&quantity_1=1&reason={reason}")
    made = await buyer.send(last, f"/orders/{order_id}/cases", **typed)
    assert made.status == 200, made.text
    case_id = str(made.answer.url).partition("?")[0].rsplit("/", 1)[-1]
    return f"/cases/{case_id}"


async def test_a_missing_part_from_the_request_to_the_arrival(shop: Site) -> None:
    order = await tea(shop)
    buyer, merchant = Browser(shop, buyer_of(order)), Browser(shop, merchant_of(order))
    case = await asked_for(buyer, order.order_id, "missing_parts", type="reship", parts="the lid")
    shown = await merchant.open(case)
    assert "the lid" in shown.text
    assert f"{case}/approval" in shown.forms
    await act(merchant, case, "approval", {})
    waiting = await buyer.open(case)
    assert f"{case}/arrival" not in waiting.forms
    await act(merchant, case, "replacement-shipment", {"carrier": "SF", "tracking_no": "SF-9"})
    under_way = await buyer.open(case)
    assert "SF-9" in under_way.text
    assert f"{case}/replacement-shipment" not in (await merchant.open(case)).forms
    await act(buyer, case, "arrival", {})
    ended = await buyer.open(case)
    assert "The replacement has arrived" in ended.text
    assert f"{case}/arrival" not in ended.forms


async def test_a_repair_from_the_request_to_the_money_and_back_to_the_buyer(shop: Site) -> None:
    order = await tea(shop)
    buyer, merchant = Browser(shop, buyer_of(order)), Browser(shop, merchant_of(order))
    case = await asked_for(buyer, order.order_id, "quality", type="repair", note="The lid is loose.")
    await act(merchant, case, "approval", {})
    await act(buyer, case, "return-shipment", {"carrier": "SF", "tracking_no": "SF-1"})
    await act(merchant, case, "reception", {})
    await act(merchant, case, "diagnosis", {"covered": "no", "fault": "Dropped by the buyer", "amount": "7"})
    quoted = await buyer.open(case)
    assert "Dropped by the buyer" in quoted.text
    assert f"{case}/quote-acceptance" in quoted.forms
    assert f"{case}/quote-refusal" in quoted.forms
    assert f"{case}/diagnosis" not in (await merchant.open(case)).forms
    await act(buyer, case, "quote-refusal", {})
    await act(merchant, case, "unrepaired-shipment", {"carrier": "SF", "tracking_no": "SF-2"})
    back = await buyer.open(case)
    assert "SF-2" in back.text
    await act(buyer, case, "repaired-arrival", {})
    chinese = await Browser(shop, buyer_of(order), language="zh-CN").open(case)
    assert "维修" in chinese.text


async def test_a_repair_under_warranty_waits_for_a_part_and_fails(shop: Site) -> None:
    order = await tea(shop)
    buyer, merchant = Browser(shop, buyer_of(order)), Browser(shop, merchant_of(order))
    case = await asked_for(buyer, order.order_id, "quality", type="repair", note="The lid is loose.")
    await act(merchant, case, "approval", {})
    await act(buyer, case, "return-shipment", {"carrier": "SF", "tracking_no": "SF-1"})
    await act(merchant, case, "reception", {})
    await act(merchant, case, "diagnosis", {"covered": "yes", "fault": "A loose hinge", "amount": ""})
    await act(merchant, case, "parts-awaited", {"part": "A hinge from abroad"})
    assert "Waiting for a part since" in (await buyer.open(case)).text
    await act(merchant, case, "parts-arrival", {})
    await act(
        merchant, case, "repaired-shipment", {"done": "A new hinge", "carrier": "SF", "tracking_no": "SF-3"}
    )
    shown = await buyer.open(case)
    assert "A new hinge" in shown.text
    assert f"{case}/repair-failure" in shown.forms
    again = f'href="/orders/{order.order_id}/cases/new"'
    assert again not in shown.text
    await act(buyer, case, "repair-failure", {"note": "Loose again."})
    theirs = await merchant.open(case)
    assert "Loose again." in theirs.text
    assert again not in theirs.text
    assert again in (await buyer.open(case)).text
