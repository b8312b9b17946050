"""The pages in a real browser at a phone's width: they fit, say nothing bad on the console, and do what they say."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.async_api import async_playwright, expect

from makegood.demo import load_demo
from makegood.kit.settings import Mode, Settings
from makegood.web.app import create_app
from tests.conftest import database_from
from tests.web_app import SECRET

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
LONGEST_MS = 30_000
TO_TRY = "MG-40001"
"""The order of the demo that nobody has complained about yet (makegood/demo/order_book.py)."""

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason=f"{CHROMIUM} is absent; apt-get install -y chromium"
)


@pytest.fixture(scope="module")
async def address(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """Where a server of the demo answers."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), mode=Mode.DEMO, secret=SECRET)
    async with database_from(server_url, template) as dsn:
        await load_demo(dsn, settings)
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(settings, dsn), log_config=None, lifespan="on"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            assert not serving.done()
            await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await serving
        listener.close()


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Any]:
    """Debian's chromium with an empty profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def somebody(
    chromium: Any, address: str, persona: str, complaints: list[str], **screen: Any
) -> AsyncIterator[Any]:
    """A page of somebody who has signed in at a phone; what the console says is collected."""
    screen = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "base_url": address} | screen
    context = await chromium.new_context(**screen)
    page = await context.new_page()
    page.set_default_timeout(LONGEST_MS)
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto("/")
    await page.click(f'button[value="{persona}"]')
    await page.wait_for_selector(".summary")
    yield page
    await context.close()


async def fits(page: Any) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
async def test_every_page_fits_a_phone(
    chromium: Any, address: str, tmp_path: Path, scheme: str, locale: str
) -> None:
    complaints: list[str] = []
    screen = {"color_scheme": scheme, "locale": locale, "viewport": {"width": 360, "height": 780}}
    async with somebody(chromium, address, "desk", complaints, **screen) as page:
        paths = ["/", "/orders", "/docs", "/problems"]
        for stage in ("awaiting_buyer", "dispute_ruling", "refund_held", "settled", "in_return_transit"):
            await page.goto(f"/?view=all&stage={stage}")
            paths.append(await page.locator(".row a").first.get_attribute("href"))
        for number, path in enumerate(paths):
            await page.goto(path)
            assert await fits(page), path
            picture = tmp_path / f"{number}.png"
            await page.screenshot(path=picture)
            assert picture.stat().st_size > 5_000
    assert complaints == []


async def test_a_merchant_grants_a_request_at_the_phone(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with somebody(chromium, address, "north-star", complaints) as page:
        await page.goto("/?stage=awaiting_merchant")
        await page.click(".row a >> nth=0")
        assert await page.locator(".ball.mine").count() == 1
        await page.click("#approval summary")
        assert await fits(page)
        await page.click("#approval button")
        await page.wait_for_selector(".notice.good")
        assert "You granted" in await page.inner_text(".notice.good")
        assert (
            "You granted" in await page.inner_text(".line >> nth=0")
            or await page.locator(".story .line").count() > 2
        )
    assert complaints == []


async def test_the_countdown_runs_and_times_are_the_readers(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with somebody(chromium, address, "desk", complaints, timezone_id="Asia/Tokyo") as page:
        await page.goto("/?stage=dispute_ruling")
        await page.click(".row a >> nth=0")
        await page.evaluate(
            "const left = document.querySelector('.ball-left .left');"
            "left.dataset.due = new Date(Date.now() + 61_500).toISOString()"
        )
        await expect(page.locator(".ball-left .left")).to_have_text("1 min")
        await page.evaluate(
            "document.querySelector('.ball-left .left').dataset.due = new Date(0).toISOString()"
        )
        await expect(page.locator(".ball-left .left")).to_have_text("due now")
        until = page.locator(".ball-until time")
        assert "UTC" not in await until.inner_text()
        assert "UTC" in (await until.get_attribute("title") or "")
    assert complaints == []


async def test_an_open_page_shows_what_somebody_else_did(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with somebody(chromium, address, "desk", complaints) as watching:
        await watching.goto("/?stage=dispute_ruling")
        await watching.click(".row a >> nth=0")
        path = await watching.evaluate("location.pathname")
        async with somebody(chromium, address, "senior", complaints) as acting:
            await acting.goto(path)
            await acting.click("#ruling summary")
            await acting.fill("#ruling textarea", "Decided at the phone")
            await acting.click("#ruling button")
            await acting.wait_for_selector(".notice.good")
        await watching.wait_for_selector("text=Decided at the phone")
    assert complaints == []


async def test_the_first_key_leads_to_the_content_and_focus_is_seen(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with somebody(chromium, address, "li-na", complaints) as page:
        await page.goto("/")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "content"
        await page.keyboard.press("Tab")
        assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert complaints == []


async def test_pages_work_without_script(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with somebody(chromium, address, "amelia-hart", complaints, java_script_enabled=False) as page:
        await page.click(".places a >> nth=1")
        await page.click(".order-foot .button >> nth=0")
        await page.select_option("select[name=reason]", "quality")
        await page.click("button.first-step")
        await page.wait_for_selector("#prospects")
        await page.click("button.send")
        assert "/cases/" in page.url or await page.locator(".notice.bad").count() == 1
    assert complaints == [] or "422" in complaints[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_can_be_asked_for_follows_what_is_told(chromium: Any, address: str, scheme: str) -> None:
    complaints: list[str] = []
    async with somebody(chromium, address, "li-na", complaints, color_scheme=scheme) as page:
        await page.goto("/orders")
        await page.click(f".order-row:has-text('{TO_TRY}') .button")
        assert await page.locator("#prospects").count() == 0
        await page.select_option("select[name=reason]", "no_reason")
        await page.wait_for_selector("#prospects")
        assert await page.locator(".first-step, .again").locator("visible=true").count() == 0
        await page.fill("textarea[name=note]", "They pinch")
        await page.check("input[name=fact_intact][value=yes]")
        await page.wait_for_selector(".remedy .standing.right")
        assert await page.input_value("textarea[name=note]") == "They pinch"
        assert await page.evaluate("document.activeElement.name") == "fact_intact"
        assert await fits(page)
    assert complaints == []
