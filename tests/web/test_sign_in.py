"""Signing in through the pages, without script: passwords, second factor, codes, links, sessions."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest

from makegood.accounts import NewPerson, PrincipalRole, invite
from makegood.kit.settings import Mode
from tests.accounts.world import PASSWORD, ROOT, LetterBox
from tests.attack.shop import held
from tests.web.pages_world import HTML, Page, page_of
from tests.web_app import Site, site
from tests.world import OPERATOR

NEW = "snow on a slate roof"
EMAIL = "li.na@mail.example"


class Visitor:
    """Somebody's browser that keeps its cookies, at an address of its own."""

    def __init__(self, shop: Site, address: str = "192.0.2.1", language: str = "en") -> None:
        transport = httpx.ASGITransport(app=shop.app, raise_app_exceptions=False, client=(address, 1))
        headers = HTML | {
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:1) Firefox/1",
            "Accept-Language": language,
        }
        self.client = httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers)

    async def open(self, path: str) -> Page:
        """A page by its address; redirects are followed."""
        return page_of(await self.client.get(path, follow_redirects=True))

    async def send(self, page: Page, action: str, **typed: str) -> Page:
        """Fill in a form of the page and send it; redirects are followed."""
        return page_of(await self.client.post(action, data=page.forms[action] | typed, follow_redirects=True))

    @property
    def token(self) -> str:
        """The session's token."""
        return self.client.cookies.get("makegood_session", "")

    async def sign_in(self, email: str, password: str = PASSWORD, onward: str = "/") -> Page:
        """Sign in with a password."""
        return await self.send(
            await self.open(f"/sign-in?next={onward}"), "/sign-in", email=email, password=password
        )


@pytest.fixture
async def live(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The application as it runs in production, with a letter box instead of mail."""
    async with held(site(fresh_dsn, tmp_path, Mode.PRODUCTION)) as shop:
        office = shop.app.state.accounts
        shop.app.state["accounts"] = replace(office, mailer=LetterBox())
        yield shop


async def person(shop: Site, role: PrincipalRole = PrincipalRole.DESK, subject: int | None = None) -> str:
    """Somebody who has an account and a password; the address."""
    office = replace(shop.app.state.accounts, mailer=None)
    email = f"p{role.value}@shop.example"
    invited = await invite(office, ROOT, NewPerson(email=email, name="Chen Wei", role=role, subject=subject))
    visitor = Visitor(shop, "192.0.2.200")
    path = (invited.link or "").partition("/sign-in/")[2]
    page = await visitor.open(f"/sign-in/{path}")
    assert "Welcome, Chen Wei" in page.text
    await visitor.send(page, f"/sign-in/{path}", password=PASSWORD, repeated=PASSWORD)
    return email


async def whole(shop: Site, visitor: Visitor, email: str) -> tuple[pyotp.TOTP, list[str]]:
    """Sign staff in for the first time: set the second factor up. The app and the recovery codes."""
    page = await visitor.sign_in(email)
    assert "Set up a second factor" in page.text
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1].replace(" ", ""))  # type: ignore[index]
    picture = await visitor.client.get("/sign-in/set-up/picture.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    done = await visitor.send(page, "/sign-in/set-up", code=app.now())
    codes = re.findall(r"<code>([0-9a-z-]{19})</code>", done.text)
    assert len(codes) == 10
    return app, codes


async def test_a_member_of_a_shop_comes_back_to_the_page_that_was_wanted(live: Site) -> None:
    order = await live.world.order("S-1")
    email = await person(live, PrincipalRole.MERCHANT, order.merchant_id)
    visitor = Visitor(live)
    refused = await visitor.open("/orders")
    assert refused.status == 401
    assert "/sign-in?next=/orders" in refused.text
    page = await visitor.sign_in(email, onward="/orders")
    assert page.answer.url.path == "/orders"
    assert "Chen Wei" in page.text
    cookie = page.answer.history[0].headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


async def test_wrong_is_told_on_the_page_and_guessing_ends(live: Site) -> None:
    email = await person(live, PrincipalRole.MERCHANT, 77)
    visitor = Visitor(live, language="zh-CN")
    for _ in range(6):
        page = await visitor.sign_in(email, "not this one, no")
        assert (page.status, "邮箱或密码不正确。" in page.text) == (403, True)
        assert f'value="{email}"' in page.text
    page = await visitor.sign_in(email)
    assert page.status == 429
    assert "尝试次数过多" in page.text
    assert int(page.answer.headers["retry-after"]) > 60


async def test_staff_can_do_nothing_before_the_second_factor(live: Site) -> None:
    email = await person(live)
    visitor = Visitor(live)
    await visitor.sign_in(email)
    assert visitor.token
    for path in ("/orders", "/me/security", "/api/cases", "/console/people"):
        assert (await visitor.open(path)).status == 401
    half = visitor.token
    app, codes = await whole(live, visitor, email)
    assert visitor.token not in ("", half)
    assert (await visitor.open("/orders")).status == 200
    other = Visitor(live, "192.0.2.2")
    page = await other.sign_in(email, onward="/policy")
    assert "Second step" in page.text
    wrong = await other.send(page, "/sign-in/second-factor", code="000000")
    assert "This code is not right, or it was used already." in wrong.text
    used = await other.send(wrong, "/sign-in/second-factor", code=app.now())
    assert used.status == 403
    done = await other.send(wrong, "/sign-in/second-factor", code=codes[0].upper())
    assert done.answer.url.path == "/policy"


async def test_rotation_and_signing_out_end_what_was_seen_before(live: Site) -> None:
    email = await person(live, PrincipalRole.MERCHANT, 77)
    visitor = Visitor(live)
    await visitor.sign_in(email)
    first = visitor.token
    await visitor.sign_in(email)
    second = visitor.token
    assert first != second
    page = await visitor.open("/me/security")
    await visitor.send(page, "/sign-out")
    for token in (first, second):
        answer = await live.client.get("/me/security", headers=HTML | {"Cookie": f"makegood_session={token}"})
        assert answer.status_code == 401


async def test_forms_of_another_site_are_refused(live: Site) -> None:
    email = await person(live, PrincipalRole.MERCHANT, 77)
    visitor = Visitor(live)
    await visitor.sign_in(email)
    foreign: list[dict[str, str]] = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
    paths = (
        "/sign-in", "/sign-in/code", "/sign-in/code/answer", "/sign-in/forgotten", "/sign-in/link/x",
        "/sign-in/second-factor", "/sign-in/set-up", "/sign-out", "/me/security/password", "/me/security/second-factor",
        "/me/security/second-factor/removal", "/me/security/recovery-codes", "/me/security/sessions/ending",
        "/me/security/sessions/1/ending", "/console/people", "/console/people/1/role", "/console/people/1/disabling",
    )  # fmt: skip
    for path in paths:
        for headers in foreign:
            for client in (visitor.client, live.client):
                answer = await client.post(
                    path, data={"email": email, "password": PASSWORD}, headers=HTML | headers
                )
                assert answer.status_code in (401, 403), path
                assert "set-cookie" not in answer.headers, path
    assert (await visitor.open("/me/security")).status == 200


async def test_a_buyer_with_an_order_number(live: Site) -> None:
    buyer = {"external_id": "li-na", "name": "李娜", "language": "zh-CN", "email": EMAIL}
    order = await live.world.order("S-2", buyer=buyer)
    visitor = Visitor(live)
    page = await visitor.open("/sign-in/code?order=S-2")
    assert page.forms["/sign-in/code"]["order"] == "S-2"
    sent = await visitor.send(page, "/sign-in/code", email=EMAIL)
    nobody = await visitor.send(page, "/sign-in/code", email="x@mail.example")
    hidden = re.compile(r'name="code_id" value="\d+"|data-now="[^"]+"')
    assert hidden.sub("", sent.text) == hidden.sub("", nobody.text.replace("x@mail.example", EMAIL))
    code = live.app.state.accounts.mailer.letters[0].secret
    assert code not in sent.text
    wrong = await visitor.send(sent, "/sign-in/code/answer", code="abc")
    assert (wrong.status, "This code is not right" in wrong.text) == (403, True)
    done = await visitor.send(wrong, "/sign-in/code/answer", code=code)
    assert done.answer.url.path == "/orders"
    assert "S-2" in done.text
    assert (await visitor.open(f"/orders/{order.order_id}/cases/new")).status == 200
    security = await visitor.open("/me/security")
    assert "You are signed in without an account of your own" in security.text
    assert "With an order&#39;s code" in security.text


async def test_forgotten_and_the_link(live: Site) -> None:
    email = await person(live, PrincipalRole.MERCHANT, 77)
    visitor = Visitor(live)
    page = await visitor.open("/sign-in/forgotten")
    sent = await visitor.send(page, "/sign-in/forgotten", email=email)
    nobody = await visitor.send(page, "/sign-in/forgotten", email="nobody@shop.example")
    drawn = re.compile(r'data-now="[^"]+"')
    said = [drawn.sub("", sent.text), drawn.sub("", nobody.text)]
    assert said[0].replace(email, "") == said[1].replace("nobody@shop.example", "")
    (letter,) = live.app.state.accounts.mailer.letters
    path = letter.secret[len(live.app.state.accounts.url) :]
    page = await visitor.open(path)
    for typed, told in (
        (("shortest", "shortest"), "at least 12 characters"),
        ((NEW, PASSWORD), "The two passwords are not the same."),
        (("password123456", "password123456"), "Many people use this password"),
        (("chen wei chen wei", "chen wei chen wei"), "must not be made of your name"),
    ):
        wrong = await visitor.send(page, path, password=typed[0], repeated=typed[1])
        assert (wrong.status, told in wrong.text) == (422, True), wrong.text
        assert typed[0] not in wrong.text
    await visitor.send(page, path, password=NEW, repeated=NEW)
    assert (await visitor.open("/me/security")).status == 200
    over = await Visitor(live).open(path)
    assert (over.status, "not good any more" in over.text) == (403, True)


async def test_ones_own_security(live: Site) -> None:
    email = await person(live, PrincipalRole.MERCHANT, 77)
    here, there = Visitor(live), Visitor(live, "192.0.2.3")
    await here.sign_in(email)
    await there.sign_in(email)
    page = await here.open("/me/security")
    assert page.text.count("Firefox · Linux") >= 2
    wrong = await here.send(
        page, "/me/security/password", current="not this one, no", password=NEW, repeated=NEW
    )
    assert wrong.status == 403
    changed = await here.send(page, "/me/security/password", current=PASSWORD, password=NEW, repeated=NEW)
    assert "Your password is changed. You are signed out everywhere else." in changed.text
    assert (await there.open("/me/security")).status == 401
    set_up = await here.send(changed, "/me/security/second-factor")
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7 ]+)</code>", set_up.text)[1].replace(" ", ""))  # type: ignore[index]
    kept = await here.send(set_up, "/sign-in/set-up", code=app.now())
    codes = re.findall(r"<code>([0-9a-z-]{19})</code>", kept.text)
    page = await here.open("/me/security")
    assert "Recovery codes left: 10." in page.text
    for action in ("second-factor", "second-factor/removal", "recovery-codes"):
        refused = await here.client.post(f"/me/security/{action}", data={"code": "000000"})
        assert refused.status_code == 403
    answer = await here.client.post("/me/security/recovery-codes", data={"code": codes[0]})
    fresh = re.findall(r"<code>([0-9a-z-]{19})</code>", answer.text)
    assert not set(fresh) & set(codes)
    assert (await here.client.post("/me/security/recovery-codes", data={"code": codes[1]})).status_code == 403
    removed = await here.client.post(
        "/me/security/second-factor/removal", data={"code": fresh[0]}, follow_redirects=True
    )
    assert "The second factor is removed." in removed.text


async def test_sessions_are_ended_one_by_one_and_only_ones_own(live: Site) -> None:
    email = await person(live, PrincipalRole.MERCHANT, 77)
    here, there = Visitor(live), Visitor(live, "192.0.2.3")
    await here.sign_in(email)
    await there.sign_in(email)
    mine = re.findall(r"/me/security/sessions/(\d+)/ending", (await here.open("/me/security")).text)
    assert len(mine) == 3  # the link's own session too
    stranger = Visitor(live, "192.0.2.4")
    await stranger.sign_in(await person(live, PrincipalRole.BUYER, 5 << 10))
    for number in (*mine, "1", "x"):
        assert (await stranger.client.post(f"/me/security/sessions/{number}/ending")).status_code == 404
    await here.client.post("/me/security/sessions/ending")
    assert (await there.open("/me/security")).status == 401
    page = await here.open("/me/security")
    (last,) = re.findall(r"/me/security/sessions/(\d+)/ending", page.text)
    await here.client.post(f"/me/security/sessions/{last}/ending")
    assert (await here.open("/me/security")).status == 401


async def test_production_knows_no_personas(live: Site) -> None:
    visitor = Visitor(live)
    assert "persona" not in (await visitor.open("/sign-in")).text
    assert (await visitor.client.post("/sign-in", data={"persona": "operator"})).status_code == 404


async def test_sessions_of_shops_go_on_and_have_no_account(shop: Site) -> None:
    cookie = {"Cookie": f"makegood_session={shop.app.state.sessions.token(OPERATOR)}"}
    page = await shop.client.get("/me/security", headers=HTML | cookie)
    assert (page.status_code, "without an account of your own" in page.text) == (200, True)
    refused = await shop.client.post("/me/security/password", data={}, headers=HTML | cookie)
    assert refused.status_code == 403


async def test_nothing_secret_is_logged(live: Site, capfd: pytest.CaptureFixture[str]) -> None:
    email = await person(live)
    visitor = Visitor(live)
    app, codes = await whole(live, visitor, email)
    await visitor.sign_in(email, "not this one, no")
    page = await visitor.open("/sign-in/forgotten")
    await visitor.send(page, "/sign-in/forgotten", email=email)
    link = live.app.state.accounts.mailer.letters[-1].secret
    await visitor.open(link[len(live.app.state.accounts.url) :])
    written = "".join(capfd.readouterr())
    for secret in (
        link.rpartition(".")[2],
        email,
        PASSWORD,
        app.secret,
        codes[0],
        visitor.token,
        "192.0.2.1",
        "Chen Wei",
    ):
        assert secret not in written


HOSTILE: list[dict[str, Any]] = [
    {}, {"email": "\x00", "password": "\x00"}, {"email": "x" * 9000, "password": "y" * 9000}, {"email": "é@ü.example"},
    {"code": "\x00"}, {"code": "9" * 400}, {"code": "１２３４５６"}, {"code_id": "9" * 400}, {"code_id": "-1"},
    {"order": "\x00", "email": "a@b.example"}, {"order": "x" * 9000, "email": "a@b.example"}, {"next": "//evil.example"},
]  # fmt: skip


@pytest.mark.parametrize("fields", HOSTILE)
async def test_hostile_forms_are_answered_calmly(live: Site, fields: dict[str, str]) -> None:
    visitor = Visitor(live)
    for path in (
        "/sign-in", "/sign-in/code", "/sign-in/code/answer", "/sign-in/forgotten", "/sign-in/link/a.b",
        "/sign-in/link/%00", "/sign-in/second-factor", "/sign-in/set-up",
    ):  # fmt: skip
        answer = await visitor.client.post(path, data=fields)
        assert answer.status_code in (200, 303, 403, 404, 422), (path, answer.status_code)
        assert "evil.example" not in answer.headers.get("location", "")
