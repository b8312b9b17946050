"""Instant refunds as people meet them: on the case, in a list, one by one; and over HTTP, to whom each is open."""

from __future__ import annotations

from typing import Any

from makegood.advances.views import CapsTold
from makegood.cases import commands as c
from tests.flows.advance_world import AdvanceWorld
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of

PART = c.Inspect((c.UnitsAccepted(1, 1),), "damaged")


async def world_of(shop: Site, room: bool = True) -> AdvanceWorld:
    """The named world over the site's own engine, whose policy is the shipped packs."""
    engine = shop.app.state["engine"]
    shop.world.engine = engine
    office = AdvanceWorld(shop.world, _office(shop))
    if room:
        await office.office.set_caps(OPERATOR, "CNY", CapsTold(50_000, 1_000_000), None)
    return office


def _office(shop: Site) -> Any:
    from makegood.advances import AdvanceOffice

    engine = shop.app.state["engine"]
    return AdvanceOffice(engine.pool, engine.clock, engine.ids)


async def owed(at: AdvanceWorld) -> tuple[Any, Any]:
    order = await at.order()
    done = await at.returned(order)
    done = await at.world.do(merchant_of(order), done, c.Receive())
    done = await at.world.do(merchant_of(order), done, PART)
    return order, await at.world.do(buyer_of(order), done, c.Accept())


async def test_the_case_says_what_was_paid_why_and_what_comes_next(shop: Site) -> None:
    at = await world_of(shop)
    order = await at.order()
    done = await at.returned(order)
    case = f"/cases/{done.case.state.id}"
    page = (await Browser(shop, buyer_of(order)).open(case)).text
    assert "Refunded at once" in page
    assert "100.02" in page
    assert "the refund is advanced up to the cap" in page
    assert "must come back and be accepted" in page
    page = (await Browser(shop, merchant_of(order)).open(case)).text
    assert "The order pays it back when the goods are accepted" in page
    read = await shop.client.get(f"/api{case}", headers=shop.as_(buyer_of(order)))
    assert read.json()["advance"]["status"] == 2


async def test_without_room_the_case_says_why_not(shop: Site) -> None:
    at = await world_of(shop)
    await at.office.set_caps(OPERATOR, "CNY", CapsTold(100, 1_000_000), None)
    order = await at.order()
    done = await at.returned(order)
    page = (await Browser(shop, buyer_of(order)).open(f"/cases/{done.case.state.id}")).text
    assert "Nothing is refunded at once for now" in page
    assert "more than one buyer may be refunded at once" in page


async def test_the_list_is_everybodys_own(shop: Site) -> None:
    at = await world_of(shop)
    order, done = await owed(at)
    found = await at.advance(done)
    for who in (buyer_of(order), merchant_of(order), OPERATOR):
        page = (await Browser(shop, who).open("/advances")).text
        assert f"/advances/{found.id}" in page, who.role
        assert ("Set the room" in page) == (who is OPERATOR)
    other = await at.world.order(
        "T-9", merchant={"external_id": "other", "name": "Other"}, buyer={"external_id": "wu", "name": "吴"}
    )
    for who in (buyer_of(other), merchant_of(other)):
        assert f"/advances/{found.id}" not in (await Browser(shop, who).open("/advances")).text
        answer = await shop.client.get(f"/api/advances/{found.id}", headers=shop.as_(who))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_buyer_objects_and_the_desk_decides_on_pages(shop: Site) -> None:
    at = await world_of(shop)
    order, done = await owed(at)
    path = f"/advances/{(await at.advance(done)).id}"
    buyer, desk = Browser(shop, buyer_of(order)), Browser(shop, DESK)
    page = await buyer.open(path)
    assert "66.68" in page.text
    made = await buyer.send(page, f"{path}/objection", why="The tins were whole.")
    assert "Your objection is with the desk" in made.text
    page = await desk.open(path)
    assert "The tins were whole." in page.text
    made = await desk.send(page, f"{path}/decision", owed="no", why="The photos show nothing.")
    assert "The decision is on record" in made.text
    page = await buyer.open(path)
    assert "the platform bears it" in page.text
    assert "/objection" not in page.text


async def test_the_room_is_set_by_operators_on_the_page(shop: Site) -> None:
    await world_of(shop, room=False)
    operator = Browser(shop, OPERATOR)
    page = await operator.open("/advances")
    assert "No room is set" in page.text
    made = await operator.send(page, "/advance-caps", currency="CNY", per_buyer="500", total="10000")
    assert "¥10,000.00" in made.text or "10,000.00" in made.text
    made = await operator.send(made, "/advance-caps", currency="??", per_buyer="1", total="1")
    assert made.answer.status_code == 400 or 'role="alert"' in made.text


async def test_the_api_pays_back_once_for_one_key(shop: Site) -> None:
    at = await world_of(shop)
    order, done = await owed(at)
    path = f"/api/advances/{(await at.advance(done)).id}"
    headers = shop.as_(MARKETPLACE) | {"Idempotency-Key": "pay-1"}
    body = {"amount_minor": 6000, "processor": "fake"}
    first = await shop.client.post(f"{path}/payments", json=body, headers=headers)
    again = await shop.client.post(f"{path}/payments", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200), first.text
    assert first.json() == again.json()
    assert first.json()["owed_minor"] == 668
    refused = await shop.client.post(f"{path}/payments", json=body, headers=shop.as_(MARKETPLACE))
    assert (refused.status_code, refused.json()["code"]) == (422, "more_than_owed")
    refused = await shop.client.post(f"{path}/payments", json=body, headers=shop.as_(buyer_of(order)))
    assert refused.status_code == 422
    denied = await shop.client.post(f"{path}/write-off", json={"why": "x"}, headers=shop.as_(DESK))
    assert denied.status_code == 403


async def test_the_fund_and_deposits_are_filled_over_the_api(shop: Site) -> None:
    order = await shop.world.order()
    operator = shop.as_(OPERATOR)
    for body in (
        {"currency": "CNY", "amount_minor": 500},
        {"currency": "CNY", "amount_minor": 300, "merchant_id": str(order.merchant_id)},
    ):
        made = await shop.client.post("/api/fund-payments", json=body, headers=operator)
        assert made.status_code == 201, made.text
    for code in ("ZZZ", "XTS"):
        no_money = {"currency": code, "amount_minor": 5}
        refused = await shop.client.post("/api/fund-payments", json=no_money, headers=operator)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    nobody = {"currency": "CNY", "amount_minor": 5, "merchant_id": "7"}
    assert (await shop.client.post("/api/fund-payments", json=nobody, headers=operator)).status_code == 404
    rows = await shop.world.engine.pool.fetch(
        "SELECT account, balance_minor FROM ledger_accounts WHERE account = 'platform:fund' OR account LIKE '%:deposit'"
    )
    assert sorted(row["balance_minor"] for row in rows) == [300, 500]
