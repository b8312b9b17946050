"""The consoles under attack once more: what others learn, who stays signed in, and what may be asked for without end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import PrincipalRole, Purpose, Stage, begin_session, people_page, person_by_id
from makegood.accounts.new_password import make_link
from tests.accounts.world import PASSWORD
from tests.web.pages_world import HTML, a_case
from tests.web.test_search import found
from tests.web.test_sign_in import Visitor, person
from tests.web.test_sign_in_oidc import joined, service, through
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of

__all__ = ["joined", "service"]


async def signed_in_before(shop: Site, visitor: Visitor) -> str:
    """A browser that somebody of the desk left signed in; the session's token."""
    office = shop.app.state.accounts
    async with office.pool.acquire() as connection:
        token = await begin_session(connection, office.ids, DESK, Stage.WHOLE, "password", "", office.now())
    visitor.client.cookies.set("makegood_session", token, domain="testserver.local", path="/")
    assert (await visitor.open("/desk")).status == 200
    return token


async def is_over(shop: Site, token: str) -> bool:
    """Whether a session that was seen before is worth nothing now."""
    answer = await shop.client.get("/desk", headers=HTML | {"Cookie": f"makegood_session={token}"})
    return answer.status_code == 401


async def test_a_code_ends_the_session_that_the_browser_had(shop: Site) -> None:
    buyer = {"external_id": "li-na", "name": "李娜", "email": "li.na@mail.example"}
    await shop.world.order("R-1", buyer=buyer)
    shop.app.state["accounts"] = _showing_codes(shop)
    visitor = Visitor(shop)
    before = await signed_in_before(shop, visitor)
    page = await visitor.send(
        await visitor.open("/sign-in/code?order=R-1"), "/sign-in/code", email="li.na@mail.example"
    )
    code = re.search(r"<b>(\d{6})</b>", page.text)
    assert code is not None
    done = await visitor.send(page, "/sign-in/code/answer", code=code[1])
    assert done.answer.url.path == "/orders"
    assert visitor.token != before
    assert await is_over(shop, before)


async def test_a_link_ends_the_session_that_the_browser_had(shop: Site) -> None:
    order = await shop.world.order("R-2")
    await person(shop, PrincipalRole.MERCHANT, order.merchant_id)
    office, visitor = shop.app.state.accounts, Visitor(shop)
    before = await signed_in_before(shop, visitor)
    link = await _new_link(office)
    page = await visitor.open(link)
    done = await visitor.send(page, link, password=PASSWORD, repeated=PASSWORD)
    assert (done.status, visitor.token != before) == (200, True)
    assert await is_over(shop, before)


async def test_a_password_ends_the_session_that_the_browser_had(shop: Site) -> None:
    order = await shop.world.order("R-3")
    email = await person(shop, PrincipalRole.MERCHANT, order.merchant_id)
    visitor = Visitor(shop)
    before = await signed_in_before(shop, visitor)
    assert (await visitor.sign_in(email)).status == 200
    assert visitor.token != before
    assert await is_over(shop, before)


async def test_the_sign_in_service_ends_the_session_that_the_browser_had(joined: Site, service: Any) -> None:
    service.claims = {"groups": ["staff"]}
    visitor = Visitor(joined)
    before = await signed_in_before(joined, visitor)
    assert (await through(visitor, "/policy")).status == 200
    assert visitor.token != before
    assert await is_over(joined, before)


def _showing_codes(shop: Site) -> Any:
    return replace(shop.app.state.accounts, shows_codes=True)


async def _new_link(office: Any) -> str:
    async with office.pool.acquire() as connection:
        newest = (await people_page(connection, 2**63 - 1, 1))[0]
        someone = await person_by_id(connection, newest.id)
        link = await make_link(office, connection, someone, Purpose.PASSWORD)
    return f"/sign-in{link.partition('/sign-in')[2]}"


async def test_statements_have_a_longest_period(shop: Site) -> None:
    told = await a_case(shop, "R-4")
    who = shop.as_(merchant_of(told.order))
    now = shop.world.clock.now()
    for days, status in ((400, 200), (401, 422)):
        query = {"since": (now - timedelta(days=days)).isoformat(), "until": now.isoformat()}
        answer = await shop.client.get("/api/statements", params=query, headers=who)
        assert answer.status_code == status, days
    assert "400 days" in answer.json()["detail"]


@pytest.mark.parametrize("who", ["buyer", "merchant", "desk", "operator", "marketplace"])
async def test_the_name_of_a_payment_at_its_processor_is_for_staff(shop: Site, who: str) -> None:
    told = await a_case(shop, "R-5")
    people = {
        "buyer": buyer_of(told.order), "merchant": merchant_of(told.order), "desk": DESK, "operator": OPERATOR,
        "marketplace": MARKETPLACE,
    }  # fmt: skip
    order_id = told.order.order_id
    for path in (
        "/api/orders", "/api/orders?external_id=R-5", f"/api/orders/{order_id}", f"/api{told.path}",
        f"/orders/{order_id}", told.path, "/api/search?q=R-5", "/orders", f"/orders/{order_id}/cases/new",
    ):  # fmt: skip
        answer = await shop.client.get(path, headers=shop.as_(people[who]) | {"Accept": "*/*"})
        assert answer.status_code < 500, path
        is_told = "pay_R-5" in answer.text
        assert not is_told or who not in ("buyer", "merchant"), path
    whole = (await shop.client.get(f"/api/orders/{order_id}", headers=shop.as_(people[who]))).json()
    assert bool(whole["payments"][0].get("processor_reference")) is (who not in ("buyer", "merchant"))


async def test_a_title_finds_the_orders_of_the_shop_that_gave_it(shop: Site) -> None:
    await shop.world.order("R-6")
    oolong = {
        "sku": "O-1", "product": {"external_id": "tea", "category": "food.tea"}, "title": "River oolong", "quantity": 1,
        "unit_price_minor": 10002,
    }  # fmt: skip
    await shop.world.order("R-7", merchant={"external_id": "river", "name": "River"}, lines=[oolong])
    assert (await found(shop, DESK, "oolong"))["orders"] == ["R-7"]
    assert (await found(shop, DESK, "green"))["orders"] == ["R-6"]
