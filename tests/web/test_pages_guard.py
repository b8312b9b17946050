"""Forms under attack: sent twice, stale, with hostile text, by the wrong people, from other sites."""

from __future__ import annotations

import asyncio

import pytest

from makegood.cases import read_case
from makegood.web.pages.shell import own_path
from tests.web.buyer_world import asks, case_path
from tests.web.pages_world import Browser, a_case
from tests.web_app import Site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

HOSTILE = "<script>alert('x')</script> \"quoted\" & {t} {{ 7 * 7 }}"


async def events_of(shop: Site, path: str) -> list[str]:
    case, _ = await read_case(shop.app.state.pool, int(path.rpartition("/")[2]))
    return [type(stored.event).__name__ for stored in case.events]


async def test_a_double_click_does_it_once(shop: Site) -> None:
    told = await a_case(shop, "G-1", "refund_only")
    merchant = Browser(shop, merchant_of(told.order))
    page = await merchant.open(told.path)
    fields = page.forms[f"{told.path}/offers"] | {"amount": "10.00"}
    answers = await asyncio.gather(*(merchant.post(f"{told.path}/offers", fields) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {303}
    assert (await events_of(shop, told.path)).count("OfferMade") == 1


async def test_a_stale_page_is_told_and_changes_nothing(shop: Site) -> None:
    told = await a_case(shop, "G-2")
    merchant, buyer = Browser(shop, merchant_of(told.order)), Browser(shop, buyer_of(told.order))
    stale = await merchant.open(told.path)
    await buyer.send(await buyer.open(told.path), f"{told.path}/revision", quantity_1="1")
    page = await merchant.send(stale, f"{told.path}/approval")
    assert page.status == 412
    assert "The case changed while you were looking." in page.text
    assert "CaseApproved" not in await events_of(shop, told.path)
    granted = await merchant.send(page, f"{told.path}/approval")
    assert "You granted the request." in granted.text


async def test_html_in_every_text_is_shown_as_text(shop: Site) -> None:
    order = await shop.world.order("G-3", lines=[line("<b>Tea</b> {x}")])
    buyer, merchant = Browser(shop, buyer_of(order)), Browser(shop, merchant_of(order))
    answer = await asks(buyer, order, "quality", "return_refund", quantity_1="1", note=HOSTILE)
    path = case_path(answer)
    assert "&lt;b&gt;Tea&lt;/b&gt; {x}" in answer.text
    await merchant.send(await merchant.open(path), f"{path}/refusal", note=HOSTILE)
    for who in (buyer, merchant, Browser(shop, DESK, "zh-CN")):
        for address in (path, "/?view=all"):
            text = (await who.open(address)).text
            assert "<script>alert" not in text
            assert "<b>Tea" not in text
            assert "&lt;b&gt;Tea&lt;/b&gt; {x}" in text
        assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in (await who.open(path)).text


def line(title: str) -> dict[str, object]:
    return {
        "sku": "X", "product": {"external_id": "x", "category": "food.tea"}, "title": title, "quantity": 3,
        "unit_price_minor": 3334,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "fields", "status", "told"),
    [
        ("offers", {"amount": "twelve"}, 422, "&#34;twelve&#34; is not an amount of CNY"),
        ("offers", {"amount": "1.005"}, 422, "is not an amount of CNY"),
        ("offers", {"amount": "-5"}, 422, "is not an amount of CNY"),
        ("offers", {"amount": "NaN"}, 422, "is not an amount of CNY"),
        ("offers", {"amount": "1e30"}, 422, "is not an amount of CNY"),
        (
            "offers",
            {"amount": "99999"},
            422,
            "An offer may not be more than the CN¥100.02 that was asked for.",
        ),
        ("offers", {}, 422, "Fill in &#34;Amount&#34;."),
        ("refusal", {"reason": "<b>"}, 422, "&#34;Reason&#34; cannot be used as it is"),
        ("refusal", {"reason": "worn", "note": "x" * 2001}, 422, "&#34;Note&#34; cannot be used as it is"),
        ("refusal", {"reason": "worn", "note": "a\0b"}, 422, "cannot be used as it is"),
        ("acceptance", {}, 403, "Your role (merchant) cannot do this."),
        (
            "return-shipment",
            {"carrier": "SF", "tracking_no": "1"},
            403,
            "Your role (merchant) cannot do this.",
        ),
        ("offers", {"amount": "5", "version": "v1x"}, 422, "If-Match"),
    ],
)
async def test_what_cannot_be_is_told_on_the_page(
    shop: Site, resource: str, fields: dict[str, str], status: int, told: str
) -> None:
    case = await a_case(shop, "G-4", "refund_only")
    merchant = Browser(shop, merchant_of(case.order))
    answer = await merchant.post(f"{case.path}/{resource}", fields)
    assert (answer.status_code, told in answer.text) == (status, True), answer.text[:3000]
    assert 'class="notice bad"' in answer.text
    assert await events_of(shop, case.path) == ["CaseOpened"]


async def test_what_was_typed_stays_in_the_form(shop: Site) -> None:
    case = await a_case(shop, "G-5", "refund_only")
    merchant = Browser(shop, merchant_of(case.order))
    page = await merchant.send(
        await merchant.open(case.path), f"{case.path}/offers", amount="9999", note="My words"
    )
    assert page.status == 422
    assert page.forms[f"{case.path}/offers"]["amount"] == "9999"
    assert page.forms[f"{case.path}/offers"]["note"] == "My words"


async def test_a_form_of_another_site_is_refused(shop: Site) -> None:
    case = await a_case(shop, "G-6")
    token = shop.app.state.sessions.token(buyer_of(case.order))
    headers = {"Cookie": f"makegood_session={token}", "Accept": "text/html", "Sec-Fetch-Site": "cross-site"}
    answer = await shop.client.post(f"{case.path}/withdrawal", data={}, headers=headers)
    assert answer.status_code == 403
    assert await events_of(shop, case.path) == ["CaseOpened"]


async def test_unknown_resources_and_ids_are_not_found(shop: Site) -> None:
    case = await a_case(shop, "G-7")
    buyer = Browser(shop, buyer_of(case.order))
    for path in (f"{case.path}/nonsense", "/cases/abc/approval", "/cases/99999999999999999999/approval"):
        assert (await buyer.post(path, {})).status_code == 404
    for path in (
        "/cases/abc",
        "/cases/1",
        "/orders/1/cases/new",
        "/orders/x/cases/new",
        "/nowhere",
        "/static/x.css",
    ):
        assert (await buyer.open(path)).status == 404


async def test_only_operators_move_the_clock(shop: Site) -> None:
    case = await a_case(shop, "G-8")
    for who in (buyer_of(case.order), merchant_of(case.order), DESK):
        assert (await Browser(shop, who).post("/clock/advances", {"hours": "24"})).status_code == 403
    operator = Browser(shop, OPERATOR)
    home = await operator.open("/console")
    before = shop.app.state.clock.now()
    assert "Run out: 1" in home.text
    fields = home.forms["/clock/advances"] | {"hours": "48"}
    answers = [await operator.post("/clock/advances", fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert 47 < (shop.app.state.clock.now() - before).total_seconds() / 3600 < 49
    assert (await operator.post("/clock/advances", {"hours": "3"})).status_code == 422


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a\nb", "/" + "x" * 600],
)
def test_pages_lead_back_only_to_ourselves(elsewhere: str) -> None:
    assert own_path(elsewhere) == "/"


def test_pages_lead_back_to_our_paths() -> None:
    assert own_path("/cases/1?done=x") == "/cases/1?done=x"
