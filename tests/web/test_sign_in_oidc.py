"""Signing in through a sign-in service, from page to page, against one that runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from makegood.accounts import Provider
from makegood.kit.signing_in import GroupRole, OidcSettings
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, Service, running_service
from tests.attack.shop import held
from tests.web.pages_world import Page, page_of
from tests.web.test_sign_in import Visitor
from tests.web_app import SECRET, Site, site


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with held(running_service()) as running:
        yield running


@pytest.fixture
async def joined(fresh_dsn: str, tmp_path: Path, service: Service) -> AsyncIterator[Site]:
    """The application with a sign-in service whose group `staff` is the desk."""
    settings = OidcSettings(
        service.issuer, CLIENT_ID, CLIENT_SECRET, name="Platform login", roles=(GroupRole("staff", "desk"),)
    )
    async with held(site(fresh_dsn, tmp_path)) as shop:
        provider = Provider(settings, "http://testserver", SECRET, httpx.AsyncClient())
        shop.app.state["sign_in_service"] = provider
        yield shop


async def through(visitor: Visitor, onward: str = "/") -> Page:
    """From the button to the service and back."""
    leaving = await visitor.client.get(f"/sign-in/oidc?next={onward}")
    assert leaving.status_code == 303
    async with httpx.AsyncClient() as browser:
        back = await browser.get(leaving.headers["location"])
    parts = urlsplit(back.headers["location"])
    return page_of(await visitor.client.get(f"{parts.path}?{parts.query}", follow_redirects=True))


async def test_staff_sign_in_through_the_service(joined: Site, service: Service) -> None:
    service.claims = {"groups": ["staff"]}
    visitor = Visitor(joined)
    page = await visitor.open("/sign-in?next=/policy")
    assert "Go on with Platform login" in page.text
    assert 'href="/sign-in/oidc?next=/policy"' in page.text
    done = await through(visitor, "/policy")
    assert (done.status, done.answer.url.path) == (200, "/policy")
    assert "Chen Wei" in done.text
    assert "makegood_oidc" not in visitor.client.cookies
    security = await visitor.open("/me/security")
    assert "You sign in through the sign-in service and have no password here." in security.text


async def test_who_has_no_place_is_told(joined: Site, service: Service) -> None:
    service.claims = {"groups": ["choir"]}
    page = await through(Visitor(joined))
    assert (page.status, "you have no place here yet" in page.text) == (403, True)


async def test_an_answer_that_another_browser_asked_for_is_refused(joined: Site, service: Service) -> None:
    service.claims = {"groups": ["staff"]}
    thief, victim = Visitor(joined), Visitor(joined)
    leaving = await thief.client.get("/sign-in/oidc")
    async with httpx.AsyncClient() as browser:
        back = urlsplit((await browser.get(leaving.headers["location"])).headers["location"])
    for visitor in (victim, Visitor(joined)):
        page = await visitor.open(f"{back.path}?{back.query}")
        assert (page.status, visitor.token) == (403, "")
    assert (await victim.open("/sign-in/oidc/answer")).status == 403


async def test_a_service_that_is_down_is_told(joined: Site) -> None:
    provider: Provider = joined.app.state["sign_in_service"]
    elsewhere = replace(provider.settings, issuer="http://127.0.0.1:9/realms/platform")
    joined.app.state["sign_in_service"] = Provider(
        elsewhere, "http://testserver", SECRET, httpx.AsyncClient()
    )
    page = await Visitor(joined).open("/sign-in/oidc")
    assert (page.status, "did not answer as it must" in page.text) == (403, True)


async def test_without_a_service_there_is_none(shop: Site) -> None:
    assert "/sign-in/oidc" not in (await Visitor(shop).open("/sign-in")).text
    for path in ("/sign-in/oidc", "/sign-in/oidc/answer"):
        assert (await Visitor(shop).open(path)).status == 404
