"""Orders in a frame of a shop's page: who may make tokens, what they open, which pages may be framed, and the cookie."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.kit.settings import Mode, Settings, SettingsProblem, parse_settings
from makegood.web.app import create_app
from makegood.web.embedding import EmbedTokens
from makegood.web.frame import FRAME_MARK, is_in_frame
from tests.attack.shop import held
from tests.web.pages_world import HTML, a_case
from tests.web_app import SECRET, Site
from tests.world import DESK, MARKETPLACE, build_world, buyer_of, merchant_of

SHOP = "https://shop.example"
FRAME = HTML | {"Sec-Fetch-Dest": "iframe"}


@asynccontextmanager
async def installation(dsn: str, home: Path) -> AsyncIterator[Site]:
    """The application of an installation that lets one shop's page show frames."""
    settings = Settings(home=home, mode=Mode.TEST, secret=SECRET, embed_origins=(SHOP,))
    app = create_app(settings, dsn)
    async with app.lifespan():
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="https://testserver") as client:
            yield Site(app, client, build_world(app.state.pool, app.state.clock.now()))


@pytest.fixture
async def framed(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The same, for a test."""
    async with held(installation(fresh_dsn, tmp_path)) as shop:
        yield shop


async def token_of(shop: Site, number: str) -> str:
    answer = await shop.client.post(
        "/api/embed-tokens", json={"order": number}, headers=shop.as_(MARKETPLACE)
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def test_a_token_is_for_one_order() -> None:
    tokens = EmbedTokens(SECRET)
    token = tokens.token(5, 7)
    assert tokens.buyer_of(token, 5) == 7
    assert tokens.buyer_of(token, 6) is None
    assert tokens.buyer_of(token + "x", 5) is None
    assert EmbedTokens(SECRET + "x").buyer_of(token, 5) is None


@pytest.mark.parametrize(
    ("cookies", "destination", "is_marked", "is_frame"),
    [
        ({"makegood_session": "own"}, "", False, False),
        ({"makegood_frame_5": "frame"}, "", False, True),
        ({"makegood_frame_5": "frame"}, "empty", False, True),
        ({"makegood_frame_5": "frame"}, "document", False, False),
        ({"makegood_session": "own", "makegood_frame_5": "frame"}, "", False, False),
        ({"makegood_session": "own", "makegood_frame_5": "frame"}, "iframe", False, True),
        ({"makegood_session": "own", "makegood_frame_5": "frame"}, "empty", False, False),
        ({"makegood_session": "own", "makegood_frame_5": "frame"}, "empty", True, True),
        ({"makegood_session": "own", "makegood_frame_5": "frame"}, "image", True, True),
        ({"makegood_session": "own", "makegood_frame_5": "frame"}, "document", True, False),
        ({"makegood_session": "own"}, "empty", True, False),
        ({}, "iframe", True, False),
    ],
)
def test_which_session_counts(
    cookies: dict[str, str], destination: str, is_marked: bool, is_frame: bool
) -> None:
    headers = {"sec-fetch-dest": destination} if destination else {}
    asked = {FRAME_MARK: "1"} if is_marked else {}
    assert is_in_frame(cookies, headers, "makegood_session", asked) is is_frame


async def test_what_a_frame_loads_is_its_own_beside_another_session(framed: Site) -> None:
    mine = await a_case(framed, "E-20")
    token = await opened(framed, "E-20")
    framed.client.cookies.clear()
    stranger = framed.app.state.sessions.token(Principal(PrincipalRole.BUYER, 1))
    cookies = f"makegood_session={stranger}; makegood_frame_{mine.order.order_id}={token}"
    loads = HTML | {"Sec-Fetch-Dest": "empty", "Cookie": cookies}
    for path in (f"{mine.path}/version", f"{mine.path}/panels", f"/orders/{mine.order.order_id}/cases/new"):
        assert (await framed.client.get(path, headers=loads)).status_code == 404, path
        answer = await framed.client.get(path, params={FRAME_MARK: "1"}, headers=loads)
        assert answer.status_code == 200, path
    page = await framed.client.get(mine.path, headers=FRAME | {"Cookie": cookies})
    assert 'class="frame"' in page.text


@pytest.mark.parametrize("text", ["shop.example", "https://*", "https://a/b", "ftp://a", "https://a'"])
def test_origins_are_origins(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="MAKEGOOD_EMBED_ORIGINS"):
        parse_settings({"MAKEGOOD_EMBED_ORIGINS": text}, tmp_path)
    good = parse_settings({"MAKEGOOD_EMBED_ORIGINS": "https://a.example/, http://b:8080"}, tmp_path)
    assert good.embed_origins == ("https://a.example", "http://b:8080")


async def test_a_frame_opens_its_order_and_stays_signed_in_by_a_cookie_of_its_own(framed: Site) -> None:
    order = await framed.world.order("E-1")
    token = await token_of(framed, "E-1")
    page = await framed.client.get(f"/embed/orders/E-1?token={token}&lang=zh-CN", headers=FRAME)
    assert page.status_code == 200
    assert "申请售后" in page.text or "Something wrong?" in page.text
    assert f"frame-ancestors {SHOP};" in page.headers["content-security-policy"]
    cookies = page.headers.get_list("set-cookie")
    names = [one.partition("=")[0] for one in cookies]
    assert names == [f"makegood_frame_{order.order_id}", "makegood_language"]
    for one in cookies:
        assert all(
            word in one for word in ("HttpOnly", "Secure", "SameSite=none", "Partitioned", "Path=/")
        ), one
    assert "Max-Age=7200" in cookies[0]
    onward = await framed.client.get(f"/orders/{order.order_id}", headers=FRAME)
    assert onward.status_code == 200
    assert f"frame-ancestors {SHOP};" in onward.headers["content-security-policy"]
    assert 'class="frame"' in onward.text
    again = await framed.client.get("/embed/orders/E-1?token=too-old", headers=FRAME)
    assert again.status_code == 200


async def opened(shop: Site, number: str) -> str:
    """A frame of an order is opened; its session's token."""
    order = await shop.world.order(number)
    token = await token_of(shop, number)
    answer = await shop.client.get(f"/embed/orders/{number}?token={token}", headers=FRAME)
    return str(answer.cookies[f"makegood_frame_{order.order_id}"])


@pytest.mark.parametrize("destination", ["document", "", "empty", "image"])
async def test_an_address_of_a_frame_signs_nobody_in_elsewhere(framed: Site, destination: str) -> None:
    await framed.world.order("E-7")
    token = await token_of(framed, "E-7")
    headers = HTML | ({"Sec-Fetch-Dest": destination} if destination else {})
    page = await framed.client.get(f"/embed/orders/E-7?token={token}", headers=headers)
    assert page.status_code == 403
    assert page.headers.get_list("set-cookie") == []
    assert 'href="/find?order=E-7"' in page.text
    assert "Green tea" not in page.text
    assert ("frame-ancestors 'none'" in page.headers["content-security-policy"]) is (
        destination == "document"
    )
    unknown = await framed.client.get(f"/embed/orders/NONE?token={token}", headers=headers)
    content, same = (one.text.partition("<main")[2] for one in (page, unknown))
    assert (unknown.status_code, same) == (403, content.replace("E-7", "NONE"))


async def test_a_frame_is_good_for_its_order_alone(framed: Site) -> None:
    mine, other = await a_case(framed, "E-8"), await a_case(framed, "E-9")
    await opened(framed, "E-8")
    order_id = mine.order.order_id
    for path in (f"/orders/{order_id}", f"/orders/{order_id}/cases/new", mine.path, f"{mine.path}/panels"):
        assert (await framed.client.get(path, headers=FRAME)).status_code == 200, path
    others = (
        f"/orders/{other.order.order_id}", f"/orders/{other.order.order_id}/cases/new", other.path, f"{other.path}/panels",
        f"{other.path}/live", "/orders", "/api/orders", "/api/cases", f"/api{mine.path}", f"/api{other.path}",
        "/search?q=tea", "/notifications", "/me/security", "/api/notifications", "/views", "/files/123", "/cases/123",
    )  # fmt: skip
    for path in others:
        assert (await framed.client.get(path, headers=FRAME)).status_code in (401, 404), path
    crossed = await framed.client.get(f"/orders/{order_id}/cases/{other.done.case.state.id}", headers=FRAME)
    assert crossed.status_code == 404
    act = await framed.client.post(f"{other.path}/withdrawal", data={"key": "k"}, headers=FRAME)
    assert act.status_code == 401
    done = await framed.client.post(f"{mine.path}/withdrawal", data={"key": "k"}, headers=FRAME)
    assert done.status_code == 303


async def test_frames_of_two_orders_in_one_page_stay_signed_in_both(framed: Site) -> None:
    for number in ("E-10", "E-11"):
        await opened(framed, number)
    for number in ("E-10", "E-11"):
        order = await framed.world.order(number)
        assert (await framed.client.get(f"/orders/{order.order_id}", headers=FRAME)).status_code == 200


async def test_the_session_of_a_frame_is_no_session_of_a_browser(framed: Site) -> None:
    token = await opened(framed, "E-12")
    order = await framed.world.order("E-12")
    framed.client.cookies.clear()
    for path in (f"/orders/{order.order_id}", "/orders", "/me/security"):
        for headers in ({"Cookie": f"makegood_session={token}"}, {"Authorization": f"Bearer {token}"}):
            assert (await framed.client.get(path, headers=HTML | headers)).status_code == 401
    other = await framed.world.order("E-13")
    moved = {"Cookie": f"makegood_frame_{other.order_id}={token}"}
    assert (await framed.client.get(f"/orders/{other.order_id}", headers=FRAME | moved)).status_code == 401


async def test_a_frame_lasts_two_hours_and_a_new_token_takes_the_place_of_the_old_session(
    framed: Site,
) -> None:
    first = await opened(framed, "E-14")
    row = await framed.app.state.pool.fetchrow("SELECT * FROM sessions")
    assert row["ends_at"] - row["started_at"] == timedelta(hours=2)
    second = await opened(framed, "E-14")
    framed.client.cookies.clear()
    order = await framed.world.order("E-14")
    for token, status in ((first, 401), (second, 200)):
        headers = FRAME | {"Cookie": f"makegood_frame_{order.order_id}={token}"}
        answer = await framed.client.get(f"/orders/{order.order_id}", headers=headers)
        assert answer.status_code == status


async def test_pages_outside_a_frame_stay_out_of_frames(framed: Site) -> None:
    order = await framed.world.order("E-2")
    headers = HTML | {"Cookie": f"makegood_session={framed.app.state.sessions.token(buyer_of(order))}"}
    page = await framed.client.get("/orders", headers=headers)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_without_a_right_token_there_is_nothing_to_see(framed: Site) -> None:
    await framed.world.order("E-3")
    await framed.world.order("E-4")
    token = await token_of(framed, "E-3")
    for address in (
        f"/embed/orders/E-4?token={token}",
        "/embed/orders/E-3",
        f"/embed/orders/NONE?token={token}",
    ):
        assert (await framed.client.get(address, headers=FRAME)).status_code == 401


async def test_only_the_marketplace_makes_tokens_and_only_for_its_orders(framed: Site) -> None:
    order = await framed.world.order("E-5")
    for who in (buyer_of(order), merchant_of(order), DESK):
        answer = await framed.client.post("/api/embed-tokens", json={"order": "E-5"}, headers=framed.as_(who))
        assert answer.status_code == 403
    for body, status in (({"order": "NONE"}, 404), ({"order": ""}, 422), ({"order": "E-5", "x": 1}, 422)):
        answer = await framed.client.post("/api/embed-tokens", json=body, headers=framed.as_(MARKETPLACE))
        assert answer.status_code in (status, 400)


async def test_an_installation_without_the_setting_has_no_frames(shop: Site) -> None:
    await shop.world.order("E-6")
    answer = await shop.client.post("/api/embed-tokens", json={"order": "E-6"}, headers=shop.as_(MARKETPLACE))
    assert answer.status_code == 422
    token = EmbedTokens(SECRET).token(1, 2)
    assert (await shop.client.get(f"/embed/orders/E-6?token={token}", headers=HTML)).status_code == 404


async def test_the_script_for_shops_is_small_and_for_everybody(shop: Site) -> None:
    answer = await shop.client.get("/embed.js")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(answer.content) < 1200
