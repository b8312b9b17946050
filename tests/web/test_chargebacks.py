"""Chargebacks as people meet them: in the case, in lists, in the book, with the form of the answer; and over HTTP."""

from __future__ import annotations

from datetime import timedelta

from makegood.cases import commands as c
from tests.chargebacks.chargeback_world import CARD, dispute
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, NOON, OPERATOR, buyer_of, merchant_of


async def test_the_case_the_lists_and_the_book_show_it(shop: Site) -> None:
    shop.world.engine = shop.app.state["engine"]
    order = await shop.world.order("T-1")
    done = await shop.world.open(order, "refund_only", items=(c.ItemAsked(1, 1),))
    due = shop.world.clock.now() + timedelta(days=10)
    told = dispute(told_at=NOON, evidence_due_at=due)
    assert await shop.world.engine.chargebacks.notified(told)
    merchant, buyer = Browser(shop, merchant_of(order)), Browser(shop, buyer_of(order))
    case = f"/cases/{done.case.state.id}"
    assert "Your bank has taken" in (await buyer.open(case)).text
    page = (await merchant.open(case)).text
    assert "103.01" in page
    assert "Goods not received" in page
    listed = (await merchant.open("/chargebacks")).text
    assert "Waits for an answer" in listed
    assert "No bank has taken" not in (await Browser(shop, OPERATOR).open("/console/money")).text
    await shop.world.do(merchant_of(order), done, c.Approve())
    assert "Paid back by the bank" in (await buyer.open(case)).text
    number = (await shop.client.get("/api/chargebacks", headers=shop.as_(buyer_of(order)))).json()[
        "chargebacks"
    ][0]["id"]
    one = f"/chargebacks/{number}"
    assert "The answer to the bank" not in (await buyer.open(one)).text
    assert "Tracking number of the delivery" in (await Browser(shop, DESK).open(one)).text
    page = (await merchant.open(one)).text
    assert "Borne by the merchant" in page
    sent = await merchant.post(f"{one}/evidence", {"text-customer_name": "李娜", "key": "page-1"})
    assert sent.status_code == 303
    page = (await merchant.open(f"{one}?done=answered")).text
    assert "Your answer is on its way to the bank." in page
    assert "Being sent" in page


async def test_over_http_it_is_told_by_operators_and_answered_by_merchants(shop: Site) -> None:
    shop.world.engine = shop.app.state["engine"]
    order = await shop.world.order("T-1")
    body = {
        "processor": "fake", "payment": "pay_T-1", "reference": "dp_9", "reason_code": "fraudulent", "state": "needs_response",
        "currency": "CNY", "amount_minor": CARD, "taken_minor": CARD, "told_at": NOON.isoformat(),
    }  # fmt: skip
    refused = await shop.client.post("/api/chargebacks", json=body, headers=shop.as_(merchant_of(order)))
    assert refused.status_code == 403
    told = await shop.client.post("/api/chargebacks", json=body, headers=shop.as_(OPERATOR))
    assert told.status_code == 200, told.text
    one = told.json()["chargebacks"][0]
    assert (one["reason"], one["merchant_minor"] + one["escrow_minor"]) == ("not_authorised", CARD)
    path, headers = f"/api/chargebacks/{one['id']}/evidence", shop.as_(merchant_of(order))
    assert (await shop.client.get(path, headers=headers)).json()["texts"]["customer_name"] == "李娜"
    for _ in range(2):
        answered = await shop.client.post(path, json={}, headers=headers | {"Idempotency-Key": "same"})
        assert answered.status_code == 202, answered.text
    assert (await shop.client.post(path, json={}, headers=headers)).status_code == 409
