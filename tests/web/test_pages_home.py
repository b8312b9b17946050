"""The first page, signing in and out, languages, orders, reference, and files kept for good."""

from __future__ import annotations

import re
from pathlib import Path

from makegood.accounts import Principal, PrincipalRole
from makegood.demo import load_demo
from makegood.kit.settings import Mode, Settings
from tests.attack.shop import held
from tests.web.pages_world import HTML, Browser, a_case, case_at
from tests.web_app import Site, site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of


async def test_the_list_shows_the_readers_cases_by_their_clocks(shop: Site) -> None:
    first = await case_at(shop, "awaiting_merchant")
    await case_at(shop, "settled")
    buyer = Browser(shop, buyer_of(first.order))
    page = await buyer.open("/")
    assert f'href="{first.path}"' in page.text
    assert page.text.count('<li class="row ') == 1
    assert (await buyer.open("/?view=all")).text.count('<li class="row ') == 2
    assert (await buyer.open("/?view=turn")).text.count('<li class="row ') == 0
    merchant = Browser(shop, merchant_of(first.order))
    assert (await merchant.open("/?view=turn")).text.count('<li class="row ') == 1
    assert (await merchant.open("/?stage=settled")).text.count('<li class="row ') == 1
    assert (await merchant.open("/?ball=desk")).text.count('<li class="row ') == 0
    assert "No cases here." in (await Browser(shop, Principal(PrincipalRole.BUYER, 77 << 10)).open("/")).text


async def test_addresses_that_make_no_sense_show_the_usual_list(shop: Site) -> None:
    await case_at(shop, "awaiting_merchant")
    page = await Browser(shop, DESK).open("/?view=x&stage=y&ball=z")
    assert page.text.count('<li class="row ') == 1
    assert (await Browser(shop, DESK).open("/?cursor=%00nonsense")).status == 422


async def test_the_list_goes_on_by_cursor(shop: Site) -> None:
    for number in range(23):
        await a_case(shop, f"P-{number}")
    desk = Browser(shop, DESK)
    for start in ("/", "/?view=all"):
        page = await desk.open(start)
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        assert following
        rest = await desk.open(following[1].replace("&amp;", "&"))
        assert (page.text + rest.text).count('<li class="row ') == 23
        assert len(set(re.findall(r'href="(/cases/\d+)"', page.text + rest.text))) == 23


async def test_visitors_sign_in_as_somebody_of_the_demo(fresh_dsn: str, tmp_path: Path) -> None:
    await load_demo(fresh_dsn, Settings(home=tmp_path, mode=Mode.DEMO))
    async with held(site(fresh_dsn, tmp_path, Mode.DEMO)) as shop:
        page = await Browser(shop).open("/?next=/orders")
        assert "After-sales that keeps its promises" in page.text
        assert 'value="li-na"' in page.text
        assert page.forms["/sign-in"]["next"] == "/orders"
        answer = await shop.client.post(
            "/sign-in", data={"persona": "li-na", "next": "/orders"}, headers=HTML
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/orders")
        cookie = answer.headers["set-cookie"]
        assert all(
            word in cookie.lower() for word in ("makegood_session=", "httponly", "samesite=lax", "path=/")
        )
        home = await shop.client.get("/", headers=HTML)
        assert "Sign out" in home.text
        assert home.text.count('<li class="row ') > 1
        out = await shop.client.post("/sign-out", headers=HTML)
        assert out.status_code == 303
        assert "Look at it as" in (await shop.client.get("/", headers=HTML)).text
        forged = HTML | {"Sec-Fetch-Site": "cross-site"}
        assert (
            await shop.client.post("/sign-in", data={"persona": "li-na"}, headers=forged)
        ).status_code == 403
        assert (
            await shop.client.post("/sign-in", data={"persona": "nobody"}, headers=HTML)
        ).status_code == 404


async def test_a_production_installation_offers_no_demo(fresh_dsn: str, tmp_path: Path) -> None:
    async with held(site(fresh_dsn, tmp_path, Mode.PRODUCTION)) as shop:
        page = await Browser(shop).open("/")
        assert "Please sign in through your marketplace" in page.text
        assert 'action="/sign-in"' not in page.text
        assert (
            await shop.client.post("/sign-in", data={"persona": "li-na"}, headers=HTML)
        ).status_code == 404
        assert (await Browser(shop, OPERATOR).post("/clock/advances", {"hours": "1"})).status_code == 403
        assert "Let time pass" not in (await Browser(shop, OPERATOR).open("/")).text


async def test_the_language_is_kept_in_a_cookie_and_the_page_stays(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    page = await Browser(shop, buyer_of(told.order)).open(told.path)
    assert page.forms["/language"]["to"] == told.path
    answer = await shop.client.post("/language", data={"language": "zh-CN", "to": told.path}, headers=HTML)
    assert answer.headers["location"] == told.path
    assert "makegood_language=zh-CN" in answer.headers["set-cookie"]
    assert '<html lang="zh-CN"' in (await shop.client.get("/", headers=HTML)).text
    odd = await shop.client.post("/language", data={"language": "xx", "to": "//evil"}, headers=HTML)
    assert odd.headers["location"] == "/"
    assert "set-cookie" not in odd.headers


async def test_pages_have_a_strict_policy_and_are_not_kept(shop: Site) -> None:
    for path in ("/", "/docs", "/problems", "/nowhere"):
        answer = (await Browser(shop).open(path)).answer
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"


async def test_files_are_named_after_their_content_and_small(shop: Site) -> None:
    page = await Browser(shop).open("/")
    size = 0
    for path in set(re.findall(r'"(/static/[^"]+)"', page.text)):
        answer = await shop.client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        size += len(answer.content)
    assert 10_000 < size < 100_000
    assert (await shop.client.get("/favicon.ico")).headers["content-type"].startswith("image/svg+xml")


async def test_the_reference_shows_every_operation_of_the_api(shop: Site) -> None:
    page = await Browser(shop).open("/docs")
    paths = (await shop.client.get("/openapi.json")).json()["paths"]
    assert len(paths) > 20
    for path in paths:
        assert f"<code>{path}</code>" in page.text
    anchors = re.findall(r'id="([^"]+)"', page.text)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= {*anchors, "content"}
    assert not any(path.startswith("/cases") for path in paths)


async def test_every_refusal_is_on_the_page_that_problems_lead_to(shop: Site) -> None:
    from makegood.kit.errors import refusals

    page = await Browser(shop).open("/problems")
    for refusal in refusals():
        assert f'id="{refusal.code()}"' in page.text
    assert "没有找到该{what}，或您无权查看。" in page.text


async def test_what_an_orders_page_offers(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    merchant = await Browser(shop, merchant_of(told.order)).open("/orders")
    assert "/cases/new" not in merchant.text
    assert (
        await Browser(shop, merchant_of(told.order)).open(f"/orders/{told.order.order_id}/cases/new")
    ).status == 403
    buyer = Browser(shop, buyer_of(told.order))
    taken = await buyer.open(f"/orders/{told.order.order_id}/cases/new")
    assert "Everything in this order has already been claimed." in taken.text
    other = await shop.world.order("O-2")
    empty = await buyer.send(
        await buyer.open(f"/orders/{other.order_id}/cases/new"),
        f"/orders/{other.order_id}/cases",
        quantity_1="0",
    )
    assert empty.status == 422
    assert "Choose at least one item." in empty.text
    listed = (await buyer.open("/orders")).text
    assert f'href="/orders/{other.order_id}/cases/new"' in listed
    assert f'href="/orders/{told.order.order_id}/cases/new"' not in listed
    assert f'href="{told.path}"' in listed


async def test_the_header_says_who_is_signed_in(shop: Site) -> None:
    named = Principal(PrincipalRole.DESK, None, "Chen, night shift")
    of_the_demo = Principal(PrincipalRole.DESK, None, "demo-desk")
    nameless = Principal(PrincipalRole.DESK)
    for who, language, name in (
        (named, "en", "Chen, night shift"),
        (of_the_demo, "en", "Chen Siyuan"),
        (of_the_demo, "zh-CN", "陈思远"),
        (nameless, "en", "desk"),
    ):
        page = await Browser(shop, who, language).open("/")
        assert f'<b class="me-name">{name}</b>' in page.text


async def test_the_figures_after_an_advance_are_of_the_new_moment(shop: Site) -> None:
    await case_at(shop, "awaiting_merchant")
    operator = Browser(shop, OPERATOR)
    home = await operator.open("/")
    assert home.text.count("Run out: 1") == 2
    advanced = await operator.send(home, "/clock/advances", hours="48")
    assert "The clock was advanced." in advanced.text
    assert "advanced by 2 d 0 h" in advanced.text
    assert "Run out: 1" not in advanced.text
    assert "The clock was advanced." not in (await Browser(shop, DESK).open("/?done=clock")).text


async def test_a_page_that_stays_open_learns_of_changes(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    headers = HTML | {"Cookie": f"makegood_session={shop.app.state.sessions.token(DESK)}"}
    first = await shop.client.get(f"{told.path}/version", headers=headers)
    etag = first.headers["etag"]
    assert f"data-etag='{etag}'" in (await Browser(shop, DESK).open(told.path)).text
    again = await shop.client.get(f"{told.path}/version", headers=headers | {"If-None-Match": etag})
    assert again.status_code == 304
