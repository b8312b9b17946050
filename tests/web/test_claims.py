"""Claims over HTTP and on pages: what protects an order, a claim made, refused, brought to the desk, granted; statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from makegood.flows.claim import claim_office
from makegood.flows.promises import keep_promises
from makegood.orders import OrderRecorded
from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of, tea_order


async def frozen(shop: Site, number: str = "T-1", *more: str, **changes: Any) -> OrderRecorded:
    """Frozen goods that arrived an hour ago, under two promises."""
    now = shop.world.clock.now()
    placed, shipped, delivered = ((now - timedelta(hours=hours)).isoformat() for hours in (60, 50, 0.01))
    lines = tea_order()["lines"]
    lines[0] |= {"facts": {"goods_kind": "fresh"}}
    facts = {"guarantees": ["thaw_refund", "full_weight", *more]}
    parcel = {"carrier": "SF", "tracking_no": "SF1", "shipped_at": shipped, "delivered_at": delivered}
    wanted = {"placed_at": placed, "parcels": [parcel], "lines": lines, "facts": facts} | changes
    return await shop.world.order(number, **wanted)


async def keep(shop: Site) -> None:
    state = shop.app.state
    engine = state.engine
    office = claim_office(engine.pool, engine.clock, engine.ids, state.policy)
    await office.sweep()
    await keep_promises(office)


async def test_a_claim_from_the_orders_page_to_the_desk(shop: Site) -> None:
    order = await frozen(shop)
    buyer = Browser(shop, buyer_of(order))
    page = await buyer.open(f"/orders/{order.order_id}")
    assert "What protects this order" in page.text
    assert f"/orders/{order.order_id}/claims/new?kind=thawed&amp;line=1" in page.text
    form = await buyer.open(f"/orders/{order.order_id}/claims/new?kind=short_weight&line=1")
    action = f"/orders/{order.order_id}/claims"
    owed = await buyer.send(form, action)
    assert owed.status == 422
    made = await buyer.send(form, action, fact_short_share="5", note="950 g of a kilo", pay_to="balance")
    assert "Full weight" in made.text
    assert "the desk decides, since nothing was shown with the claim." in made.text
    (claim_id,) = [row["id"] for row in await shop.app.state.pool.fetch("SELECT id FROM claims")]
    merchant = Browser(shop, merchant_of(order))
    assert f"/claims/{claim_id}" in (await merchant.open("/claims")).text
    seen = await merchant.open(f"/claims/{claim_id}")
    assert f"/claims/{claim_id}/accept" in seen.forms
    assert f"/claims/{claim_id}/ask_appraisal" not in seen.forms
    unsaid = await merchant.send(seen, f"/claims/{claim_id}/refuse")
    assert unsaid.status == 422
    await merchant.send(seen, f"/claims/{claim_id}/refuse", note="The scales say a kilo.")
    refused = await buyer.open(f"/claims/{claim_id}")
    assert "The scales say a kilo." in refused.text
    await buyer.send(refused, f"/claims/{claim_id}/escalate")
    desk = Browser(shop, DESK)
    seen = await desk.open(f"/claims/{claim_id}")
    granted = await desk.send(seen, f"/claims/{claim_id}/grant", amount="5", note="Half is shown.")
    assert "Where the money came from" in granted.text
    assert "Decided by" not in (await buyer.open(f"/claims/{claim_id}")).text
    operator = Browser(shop, OPERATOR)
    seen = await operator.open(f"/claims/{claim_id}")
    turned = await operator.send(seen, f"/claims/{claim_id}/reverse", note="Wrong order.")
    assert "All of it has gone back" in turned.text
    chinese = await Browser(shop, buyer_of(order), language="zh-CN").open(f"/claims/{claim_id}")
    assert "足斤足两" in chinese.text


async def test_over_http_with_reasons_and_once(shop: Site) -> None:
    order = await frozen(shop)
    as_buyer = shop.as_(buyer_of(order))
    told = (await shop.client.get(f"/api/orders/{order.order_id}/protections", headers=as_buyer)).json()
    standing = {one["kind"]: one["standing"] for one in told["protections"]}
    assert standing == {"thawed": "claimable", "short_weight": "ask"}
    asked = {"order": "T-1", "kind": "thawed", "note": "soft"}
    for _ in range(2):
        made = await shop.client.post("/api/claims", json=asked, headers=as_buyer | {"Idempotency-Key": "k"})
        assert made.status_code == 201
    claim = made.json()
    assert [one["name"] for one in claim["allowed_operations"] if one["allowed"]] == ["withdraw"]
    assert [one["reason"] for one in claim["allowed_operations"] if one["name"] == "escalate"] == [
        "This cannot be done while the claim is at the stage “waiting for the merchant”."
    ]
    again = await shop.client.post("/api/claims", json=asked, headers=as_buyer)
    assert again.status_code == 409
    late = await shop.client.post(
        "/api/claims", json=asked | {"kind": "authenticity"}, headers=as_buyer | {"Accept-Language": "zh-CN"}
    )
    assert (late.status_code, late.json()["code"]) == (409, "not_promised")
    listed = await shop.client.get("/api/claims?due=true", headers=shop.as_(merchant_of(order)))
    assert [one["id"] for one in listed.json()["claims"]] == [claim["id"]]
    paid = await shop.client.post(
        f"/api/claims/{claim['id']}/acceptance", json={}, headers=shop.as_(merchant_of(order))
    )
    assert (paid.status_code, paid.json()["stage"]) == (200, "paid")
    other = await frozen(shop, "T-2", buyer={"external_id": "wang", "name": "Wang"})
    assert (
        await shop.client.get(f"/api/claims/{claim['id']}", headers=shop.as_(buyer_of(other)))
    ).status_code == 404
    assert (
        await shop.client.get(f"/api/orders/{order.order_id}/protections", headers=shop.as_(buyer_of(other)))
    ).status_code == 404


async def test_a_cover_is_issued_and_stands_in_the_statement(shop: Site) -> None:
    order = await frozen(shop, "T-1", "freight_cover")
    await keep(shop)
    wanted = {"order": "T-1"}
    twice = await shop.client.post("/api/freight-covers", json=wanted, headers=shop.as_(MARKETPLACE))
    assert (twice.status_code, twice.json()["code"]) == (409, "no_freight_cover")
    await frozen(shop, "T-2")
    issued = await shop.client.post(
        "/api/freight-covers", json={"order": "T-2"}, headers=shop.as_(MARKETPLACE)
    )
    assert (issued.status_code, issued.json()["plan"]) == (201, "buyer")
    page = await Browser(shop, buyer_of(order)).open(f"/orders/{order.order_id}")
    assert "Freight of a return" in page.text
    covers = (await shop.client.get("/api/freight-covers?limit=1", headers=shop.as_(buyer_of(order)))).json()
    assert covers["next_cursor"]
    operator = Browser(shop, OPERATOR)
    statement = await operator.open("/console/insurers/ping-an")
    assert "Premiums · 2" in statement.text
    settled = await operator.send(
        statement, "/console/insurers/ping-an/settlements", direction="paid_to", amount="1.60", reference="=1"
    )
    assert "Put down." in settled.text
    file = await shop.client.get("/console/insurers/ping-an/statement.csv", headers=operator._headers())
    assert file.text.count("\r\n") == 4
    assert "'=1" in file.text
    assert (await operator.open("/console/insurers/nobody")).status == 404
    assert (await Browser(shop, DESK).open("/console/insurers/ping-an")).status == 403
    since = (shop.world.clock.now() - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    until = (shop.world.clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = await shop.client.get(
        f"/api/insurers/ping-an/statement?from={since}&until={until}&limit=2", headers=shop.as_(OPERATOR)
    )
    assert len(told.json()["lines"]) == 2
    rest = await shop.client.get(
        "/api/insurers/ping-an/statement",
        params={"from": since, "until": until, "cursor": told.json()["next_cursor"]},
        headers=shop.as_(OPERATOR),
    )
    assert [line["kind"] for line in rest.json()["lines"]] == ["settlement"]
