"""The frame in a real browser: what is typed survives news, keys, dialogs, the phone's menu, and axe finds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.walks.chromium import AXE, fits, needs_axe, needs_chromium, visitor
from tests.walks.walking import unfold

WIDE = {"viewport": {"width": 1440, "height": 900}}

SHIFT = """new Promise((done) => {
  let sum = 0;
  const watching = new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; });
  watching.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 700);
})"""

pytestmark = needs_chromium


async def test_what_is_typed_survives_what_others_do(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with (
        visitor(chromium, address, "desk", complaints, **WIDE) as desk,
        visitor(chromium, address, "senior", complaints, **WIDE) as senior,
    ):
        await desk.goto("/?stage=dispute_ruling")
        await desk.click(".row a >> nth=0")
        path = await desk.evaluate("location.pathname")
        await desk.fill("#message-text", "Half a sentence")
        await senior.goto(path)
        await unfold(senior, "#ruling")
        await senior.fill("#ruling [name=reason]", "Seen at once")
        await senior.fill("#ruling [name=departure]", "The photo shows what the rules overlook")
        await senior.click("#ruling button")
        await senior.wait_for_selector(".notice.good")
        await desk.wait_for_selector(".story >> text=Seen at once")
        await desk.wait_for_selector("#panel-answer >> text=Seen at once")
        assert await desk.input_value("#message-text") == "Half a sentence"
        await expect(desk.locator("#changed")).to_be_visible()
        assert await desk.locator("#panel-ball.fresh").count() == 1
        assert await desk.inner_text("#news") != ""
        before = await desk.evaluate("performance.getEntriesByType('navigation').length")
        assert before == 1
    assert complaints == []


async def test_news_come_without_a_stream_too(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "desk", complaints, **WIDE) as desk:
        await desk.route("**/live", lambda route: route.fulfill(status=429))
        await desk.goto("/?stage=dispute_evidence")
        await desk.click(".row a >> nth=0")
        path = await desk.evaluate("location.pathname")
        async with visitor(chromium, address, "senior", complaints, **WIDE) as senior:
            await senior.goto(path)
            await unfold(senior, "#pause")
            await senior.select_option("#pause select", "police_report")
            await senior.fill("#pause textarea", "File 12")
            await senior.click("#pause button")
            await senior.wait_for_selector(".notice.good")
        await desk.wait_for_selector(".paused")
    assert [one for one in complaints if "429" not in one] == []


async def test_keys_walk_a_list_and_lead_to_places(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "desk", complaints, **WIDE) as page:
        await page.goto("/?view=open")
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        await page.keyboard.press("k")
        first = await page.locator(".row a").first.get_attribute("href")
        assert await page.evaluate("document.activeElement.getAttribute('href')") == first
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**{first}")
        await page.keyboard.press("g")
        await page.keyboard.press("o")
        await page.wait_for_url("**/orders")
        await page.keyboard.press("?")
        await expect(page.locator("#keys")).to_be_visible()
        await page.uncheck("#keys [data-keys]")
        await page.keyboard.press("Escape")
        await expect(page.locator("#keys")).to_be_hidden()
        await page.keyboard.press("g")
        await page.keyboard.press("c")
        await page.wait_for_timeout(300)
        assert page.url.endswith("/orders")
    assert complaints == []


async def test_dialogs_open_in_place_and_give_the_focus_back(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "li-na", complaints) as page:
        await page.goto("/styleguide")
        for name in ("guide-dialog", "guide-panel"):
            await page.click(f"[data-opens={name}] >> nth=-1")
            await expect(page.locator(f"#{name}")).to_be_visible()
            assert await fits(page)
            await page.keyboard.press("Escape")
            await expect(page.locator(f"#{name}")).to_be_hidden()
            assert await page.evaluate("document.activeElement.dataset.opens") == name
        await page.click("#overlays .menu summary")
        await page.click("h1")
        assert await page.locator(".menu[open]").count() == 0
        await page.set_input_files(
            "input[name=guide-files]", [{"name": "seal.jpg", "mimeType": "image/jpeg", "buffer": b"x"}]
        )
        await expect(page.locator(".upload-names").first).to_have_text("seal.jpg")
    assert complaints == []


@pytest.mark.parametrize("script", [True, False])
async def test_staff_find_their_places_on_a_phone(chromium: Any, address: str, script: bool) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "desk", complaints, java_script_enabled=script) as page:
        await expect(page.locator("#places")).to_be_hidden()
        await page.click(".side-opener")
        await expect(page.locator("#places")).to_be_visible()
        await page.click("#places a[href='/orders']")
        await page.wait_for_url("**/orders")
        await page.click(".me summary")
        await page.click("button[value=dark]")
        assert await page.get_attribute("html", "data-theme") == "dark"
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 20, 18)"
    assert complaints == []


async def test_nothing_moves_when_a_page_has_been_drawn(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "li-na", complaints) as page:
        for path in ("/", "/orders", await page.locator(".row a").first.get_attribute("href")):
            await page.goto(path)
            shift = await page.evaluate(SHIFT)
            assert shift < 0.1, (path, shift)
    assert complaints == []


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
async def test_axe_finds_nothing_serious(chromium: Any, address: str, width: int, scheme: str) -> None:
    complaints: list[str] = []
    screen = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
    async with visitor(chromium, address, "desk", complaints, **screen) as page:
        await page.goto("/?view=all")
        case = await page.locator(".row a").first.get_attribute("href")
        for path in ("/", case, "/orders", "/policy", "/docs", "/styleguide"):
            await page.goto(path)
            await page.evaluate(AXE.read_text("utf-8"))
            found = await page.evaluate("axe.run()")
            serious = [
                (one["id"], one["nodes"][0]["html"])
                for one in found["violations"]
                if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], path
    assert complaints == []
