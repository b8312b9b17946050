"""The first page, signing in and out, languages, orders, reference, and files kept for good."""

from __future__ import annotations

import re
from pathlib import Path

from makegood.accounts import Principal, PrincipalRole
from makegood.demo import load_demo
from makegood.kit.settings import Mode, Settings
from tests.attack.shop import held
from tests.web.buyer_world import step_address
from tests.web.pages_world import HTML, Browser, a_case, case_at, page_of
from tests.web_app import Site, site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of


async def test_the_list_shows_the_readers_cases_by_their_clocks(shop: Site) -> None:
    first = await case_at(shop, "awaiting_merchant")
    await case_at(shop, "settled")
    buyer = Browser(shop, buyer_of(first.order))
    page = await buyer.open("/")
    assert f'href="{first.path}"' in page.text
    assert page.text.count('<li class="row ') == 1
    assert "Nothing waits for you right now." in page.text
    assert (await buyer.open("/?view=all")).text.count('<li class="row ') == 2
    assert (await buyer.open("/?view=turn")).text.count('<li class="row ') == 0
    merchant = Browser(shop, merchant_of(first.order))
    assert (await merchant.open("/?view=turn")).text.count('<li class="row ') == 1
    assert (await merchant.open("/?stage=settled")).text.count('<li class="row ') == 1
    assert (await merchant.open("/?ball=desk")).text.count('<li class="row ') == 0
    stranger = Browser(shop, Principal(PrincipalRole.BUYER, 77 << 10))
    assert "No orders here." in (await stranger.open("/")).text
    assert "No cases here." in (await stranger.open("/?view=all")).text


async def test_addresses_that_make_no_sense_show_the_usual_list(shop: Site) -> None:
    await case_at(shop, "awaiting_merchant")
    page = await Browser(shop, DESK).open("/?view=x&stage=y&ball=z")
    assert page.text.count('<li class="row ') == 1
    assert (await Browser(shop, DESK).open("/?cursor=%00nonsense")).status == 422


async def test_the_list_goes_on_by_cursor(shop: Site) -> None:
    for number in range(23):
        await a_case(shop, f"P-{number}")
    desk = Browser(shop, DESK)
    for start in ("/?view=open", "/?view=all"):
        page = await desk.open(start)
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        assert following
        rest = await desk.open(following[1].replace("&amp;", "&"))
        assert (page.text + rest.text).count('<li class="row ') == 23
        assert len(set(re.findall(r'href="(/cases/\d+)"', page.text + rest.text))) == 23


async def sees_as_a_guest(shop: Site) -> None:
    """A visitor of a demo: some open cases and a link to all, but no drafts of shops and no files."""
    guest = Browser(shop)
    page = await guest.open("/")
    assert page.text.count('<li class="row ') == 8
    assert 'href="/?view=open"' in page.text
    every = await guest.open("/?view=open")
    assert every.text.count('<li class="row ') == 20
    assert 'rel="next"' in every.text
    pool = shop.app.state.pool
    for case_id in await pool.fetch("SELECT DISTINCT ON (stage) id FROM cases WHERE owner IS NOT NULL"):
        case = await guest.open(f"/cases/{case_id['id']}")
        assert case.status == 200, case.text[-500:]
        assert 'href="/files/' not in case.text
    drafts = await pool.fetch(
        "SELECT name, version FROM policy_versions WHERE status IN ('draft', 'in_review')"
    )
    assert drafts
    packs = (await guest.open("/policy")).text
    for draft in drafts:
        path = f"/policy/{draft['name']}/{draft['version']}"
        assert (await guest.open(path)).status == 404, path
        assert f'"{path}"' not in packs


async def tries_the_way_in_by_code(shop: Site) -> None:
    """What the page of signing in says can be tried in a demo works."""
    guest = Browser(shop)
    for path in ("/sign-in", "/sign-in/code"):
        assert "order MG-40001 with li-na@mail.example" in (await guest.open(path)).text
    form = (await guest.open("/sign-in/code")).forms["/sign-in/code"]
    asked = page_of(
        await guest.post("/sign-in/code", form | {"order": "MG-40001", "email": "li-na@mail.example"})
    )
    code = re.search(r"<b>([0-9 ]{6,})</b>", asked.text)
    assert code
    answer = await guest.post("/sign-in/code/answer", asked.forms["/sign-in/code/answer"] | {"code": code[1]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/orders")


async def test_visitors_sign_in_as_somebody_of_the_demo(fresh_dsn: str, tmp_path: Path) -> None:
    await load_demo(fresh_dsn, Settings(home=tmp_path, mode=Mode.DEMO))
    async with held(site(fresh_dsn, tmp_path, Mode.DEMO)) as shop:
        await sees_as_a_guest(shop)
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
        await tries_the_way_in_by_code(shop)
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


async def test_another_site_changes_neither_language_nor_theme(shop: Site) -> None:
    forged = HTML | {"Sec-Fetch-Site": "cross-site"}
    for path, fields in (("/language", {"language": "zh-CN"}), ("/theme", {"theme": "dark"})):
        answer = await shop.client.post(path, data=fields | {"to": "/"}, headers=forged)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


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
        size += int(answer.headers["content-length"])
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
    empty = await buyer.open(step_address(other, "matter", quantity_1="0"))
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
        page = await Browser(shop, who, language).open("/orders")
        assert f'<b class="me-name">{name}</b>' in page.text


async def test_the_figures_after_an_advance_are_of_the_new_moment(shop: Site) -> None:
    await case_at(shop, "awaiting_merchant")
    operator = Browser(shop, OPERATOR)
    home = await operator.open("/console")
    assert home.text.count("Run out: 1") == 2
    advanced = await operator.send(home, "/clock/advances", hours="48")
    assert "The clock was advanced." in advanced.text
    assert "advanced by 2 d 0 h" in advanced.text
    assert "Run out: 1" not in advanced.text


async def test_operators_come_to_the_day_and_keep_their_list_of_cases(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    operator = Browser(shop, OPERATOR)
    for path, onward in (("/", "/console"), ("/?done=sign-in", "/console?done=sign-in")):
        answer = (await operator.open(path)).answer
        assert (answer.status_code, answer.headers["location"]) == (303, onward)
    assert "You are signed in." in (await operator.open("/console?done=sign-in")).text
    cases = await operator.open("/?view=open")
    assert f'href="{told.path}"' in cases.text
    assert 'href="/?view=open" aria-current="page"' in cases.text
    assert '<a href="/?view=open">' in (await operator.open(told.path)).text


async def test_a_view_of_the_cases_is_kept_and_stands_above_them(shop: Site) -> None:
    await case_at(shop, "awaiting_merchant")
    for path, who in (("/?view=open&stage=awaiting_merchant", DESK), ("/console/risk?within=72", OPERATOR)):
        browser = Browser(shop, who)
        page = await browser.open(path)
        kept = await browser.send(page, "/views", name="Mine to watch")
        assert "Mine to watch" in kept.text
        assert 'aria-current="true">Mine to watch</a>' in kept.text
    assert "Keep this view" not in (await browser.open("/console/risk")).text


async def test_a_page_that_stays_open_learns_of_changes(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    headers = HTML | {"Cookie": f"makegood_session={shop.app.state.sessions.token(DESK)}"}
    first = await shop.client.get(f"{told.path}/version", headers=headers)
    etag = first.headers["etag"]
    assert f"data-etag='{etag}'" in (await Browser(shop, DESK).open(told.path)).text
    again = await shop.client.get(f"{told.path}/version", headers=headers | {"If-None-Match": etag})
    assert again.status_code == 304
