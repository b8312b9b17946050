"""The operator's page of people."""

from __future__ import annotations

import re

import pytest

from makegood.accounts import Principal, PrincipalRole
from tests.accounts.world import PASSWORD
from tests.web.pages_world import Browser, Page
from tests.web.test_sign_in import Visitor
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR, buyer_of, merchant_of

HERE = "/console/people"
CHEN = {"name": "Chen <b>Wei</b>", "email": "chen@shop.example", "role": "desk", "language": "en"}


async def invited(shop: Site, **changes: str) -> Page:
    """The page after inviting somebody."""
    operator = Browser(shop, OPERATOR)
    form = await operator.open(f"{HERE}/new")
    return await operator.send(form, HERE, **(CHEN | changes))


def link_in(page: Page) -> str:
    """The path of the link that the page shows."""
    found = re.search(r"<code>https?://[^/]+(/sign-in/link/[^<]+)</code>", page.text)
    assert found, page.text
    return found[1]


async def number_of(shop: Site, name: str) -> str:
    """The id of somebody in the list."""
    page = await Browser(shop, OPERATOR).open(f"{HERE}?q={name}")
    return re.findall(rf"{HERE}/(\d+)", page.text)[0]


async def test_only_operators_see_and_change_people(shop: Site) -> None:
    await invited(shop)
    number = await number_of(shop, "chen@")
    order = await shop.world.order()
    for who in (buyer_of(order), merchant_of(order), DESK, SENIOR, Principal(PrincipalRole.MARKETPLACE)):
        browser = Browser(shop, who)
        for path in (HERE, f"{HERE}/new", f"{HERE}/{number}"):
            assert (await browser.open(path)).status == 403
        for path in (HERE, f"{HERE}/{number}/role", f"{HERE}/{number}/disabling"):
            assert (await browser.post(path, CHEN)).status_code == 403
    assert (await Browser(shop).open(HERE)).status == 401


async def test_somebody_is_invited_comes_and_is_shut_out(shop: Site) -> None:
    page = await invited(shop)
    assert "No e-mail was sent. Give this link to chen@shop.example" in page.text
    chen = Visitor(shop)
    form = await chen.open(link_in(page))
    assert "Welcome, Chen &lt;b&gt;Wei&lt;/b&gt;" in form.text
    await chen.send(form, link_in(page), password=PASSWORD, repeated=PASSWORD)
    assert (await chen.open("/me/security")).status == 200
    operator = Browser(shop, OPERATOR)
    number = await number_of(shop, "chen@")
    person = await operator.open(f"{HERE}/{number}")
    assert "<b>Wei</b>" not in person.text
    shut = await operator.send(person, f"{HERE}/{number}/disabling")
    assert "They are shut out, and signed out everywhere." in shut.text
    assert (await chen.open("/me/security")).status == 401
    back = await operator.send(shut, f"{HERE}/{number}/enabling")
    assert "They are let in again." in back.text
    assert (await chen.sign_in("chen@shop.example")).answer.url.path == "/desk"


async def test_a_member_of_a_shop_becomes_desk_and_signs_in_again(shop: Site) -> None:
    order = await shop.world.order()
    page = await invited(shop, role="merchant", party="mountain-tea")
    visitor = Visitor(shop)
    await visitor.send(await visitor.open(link_in(page)), link_in(page), password=PASSWORD, repeated=PASSWORD)
    assert (await visitor.open(f"/orders/{order.order_id}/cases/new")).status in (200, 403)
    operator = Browser(shop, OPERATOR)
    number = await number_of(shop, "chen@")
    person = await operator.open(f"{HERE}/{number}")
    assert person.forms[f"{HERE}/{number}/role"]["party"] == "mountain-tea"
    changed = await operator.send(person, f"{HERE}/{number}/role", role="senior")
    assert "The role is changed." in changed.text
    assert "Role changed: merchant → senior" in re.sub(r"\s+", " ", changed.text)
    assert (await visitor.open("/me/security")).status == 401


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "no address"}, "Write an e-mail address like name@example.com."),
        ({"name": " "}, "Write a name of 1 to 100 characters."),
        ({"role": "merchant", "party": "nobody"}, "There is no such buyer or shop here"),
        ({"role": "merchant", "party": "\0"}, "There is no such buyer or shop here"),
        ({"role": "buyer", "party": ""}, "There is no such buyer or shop here"),
        ({"role": "system"}, "role"),
        ({"role": "marketplace"}, "role"),
    ],
)
async def test_what_cannot_be_is_told_on_the_form(shop: Site, changes: dict[str, str], told: str) -> None:
    page = await invited(shop, **changes)
    assert (page.status, told in page.text) == (422, True), page.text
    assert page.forms[HERE]["email"] == (CHEN | changes)["email"]


async def test_an_address_is_taken_once(shop: Site) -> None:
    await invited(shop)
    page = await invited(shop, email="CHEN@shop.example")
    assert (page.status, "Somebody has this e-mail address already." in page.text) == (409, True)


async def test_the_last_operator_stays_and_nobody_changes_themselves(shop: Site) -> None:
    page = await invited(shop, role="operator")
    visitor = Visitor(shop)
    await visitor.send(await visitor.open(link_in(page)), link_in(page), password=PASSWORD, repeated=PASSWORD)
    number = await number_of(shop, "chen@")
    own = await visitor.client.post(f"{HERE}/{number}/disabling")
    assert (own.status_code, "You cannot do this to your own account" in own.text) == (409, True)
    other = await Browser(shop, OPERATOR).post(f"{HERE}/{number}/disabling", {})
    assert (other.status_code, "There must be an operator who can sign in" in other.text) == (409, True)


async def test_the_list_is_searched_and_nonsense_is_answered(shop: Site) -> None:
    operator = Browser(shop, OPERATOR)
    assert "Nobody is here" in (await operator.open(HERE)).text
    await invited(shop)
    assert "chen@shop.example" in (await operator.open(f"{HERE}?role=desk&status=invited&q=wei")).text
    for query in ("role=senior", "status=active", "q=nobody"):
        assert "chen@shop.example" not in (await operator.open(f"{HERE}?{query}")).text
    for query in (
        "role=x&status=y",
        "q=%00",
        "cursor=abc",
        "cursor=-1",
        "cursor=99999999999999999999",
        "q=%25",
    ):
        assert (await operator.open(f"{HERE}?{query}")).status == 200
    for path in (f"{HERE}/x", f"{HERE}/1", f"{HERE}/99999999999999999999"):
        assert (await operator.open(path)).status == 404
    assert (await operator.post(f"{HERE}/1/nonsense", {})).status_code == 404
