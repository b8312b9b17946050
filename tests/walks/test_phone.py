"""The pages in a real browser at a phone's width: they fit, say nothing bad on the console, and do what they say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.walks.chromium import fits, needs_chromium, visitor
from tests.walks.walking import unfold

TO_TRY = "MG-40001"
"""The order of the demo that nobody has complained about yet (makegood/demo/order_book.py)."""

LARGE_AMOUNTS = """() => {
    const amount = /¥[0-9][0-9,.]*/g;
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    let changed = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (amount.test(node.data)) { node.data = node.data.replace(amount, "¥9,000,000,000,000.00"); changed += 1; }
    }
    return changed;
}"""
"""Writes the largest amount there is (9e14 minor units) wherever the page has one; how often."""

pytestmark = needs_chromium


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
async def test_every_page_fits_a_phone(
    chromium: Any, address: str, tmp_path: Path, scheme: str, locale: str
) -> None:
    complaints: list[str] = []
    screen = {"color_scheme": scheme, "locale": locale, "viewport": {"width": 360, "height": 780}}
    async with visitor(chromium, address, "desk", complaints, **screen) as page:
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


async def test_amounts_of_trillions_fit_a_phone(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    screen = {"locale": "zh-CN", "viewport": {"width": 360, "height": 780}}
    async with visitor(chromium, address, "desk", complaints, **screen) as page:
        paths = ["/chargebacks"]
        for stage in ("settled", "dispute_ruling", "awaiting_buyer", "refund_held"):
            await page.goto(f"/?view=all&stage={stage}")
            paths.append(await page.locator(".row a").first.get_attribute("href"))
        await page.goto("/chargebacks")
        paths += await page.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
        changed = 0
        for path in [each for each in dict.fromkeys(paths) if each.startswith(("/ca", "/ch"))][:12]:
            await page.goto(path)
            changed += await page.evaluate(LARGE_AMOUNTS)
            assert await fits(page), path
    assert changed > 20
    assert complaints == []


async def test_a_merchant_grants_a_request_at_the_phone(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "north-star", complaints) as page:
        await page.goto("/?view=turn&stage=awaiting_merchant")
        await page.click(".row a >> nth=0")
        assert await page.locator(".ball.mine").count() == 1
        await unfold(page, "#approval")
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
    async with visitor(chromium, address, "desk", complaints, timezone_id="Asia/Tokyo") as page:
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
        due = datetime.fromisoformat(await until.get_attribute("datetime") or "")
        assert f"{due.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}" in await until.inner_text()
        assert "UTC" not in await until.inner_text()
    assert complaints == []


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
async def test_a_first_visit_is_rewritten_as_the_server_then_writes(
    chromium: Any, address: str, locale: str
) -> None:
    """The script and the server write a moment in the same words; only where the zone is not known the script writes."""
    complaints: list[str] = []
    words = "[...document.querySelectorAll('main time')].map((one) => one.textContent)"
    titled = "document.querySelectorAll('main time[title]').length"
    screen = {"timezone_id": "America/New_York", "locale": locale}
    async with visitor(chromium, address, "operator", complaints, **screen) as page:
        for path in ("/console/audit", "/policy/marketplace-timers/2026.12-pilot"):
            await page.context.clear_cookies(name="makegood_zone")
            await page.goto(path)
            first = await page.evaluate(words)
            assert await page.evaluate(titled) == len(first) > 0
            assert await page.reload()
            assert (await page.evaluate(words), await page.evaluate(titled)) == (first, 0)
            assert await page.locator("html").get_attribute("data-zone") == "America/New_York"
    (kept,) = [one for one in await _cookies(chromium, address, screen) if one["name"] == "makegood_zone"]
    assert (kept["value"], kept["sameSite"], kept["httpOnly"]) == ("America/New_York", "Lax", False)
    assert complaints == []


async def _cookies(chromium: Any, address: str, screen: dict[str, str]) -> list[dict[str, Any]]:
    """What a visitor's browser keeps after the first page."""
    async with visitor(chromium, address, None, [], **screen) as page:
        await page.goto("/find")
        return list(await page.context.cookies())


async def test_an_open_page_shows_what_somebody_else_did(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "desk", complaints) as watching:
        await watching.goto("/?stage=dispute_ruling")
        await watching.click(".row a >> nth=0")
        path = await watching.evaluate("location.pathname")
        async with visitor(chromium, address, "senior", complaints) as acting:
            await acting.goto(path)
            await unfold(acting, "#ruling")
            await acting.fill("#ruling [name=reason]", "Decided at the phone")
            await acting.fill("#ruling [name=departure]", "The photo shows what the rules overlook")
            await acting.click("#ruling button")
            await acting.wait_for_selector(".notice.good")
        await watching.wait_for_selector("text=Decided at the phone")
    assert complaints == []


async def test_the_first_key_leads_to_the_content_and_focus_is_seen(chromium: Any, address: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "li-na", complaints) as page:
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
    async with visitor(chromium, address, "amelia-hart", complaints, java_script_enabled=False) as page:
        await page.click(".places a >> nth=1")
        await page.click(".order-foot .button >> nth=0")
        await page.click(".step-foot .send")
        await page.click(".matter >> nth=0 >> summary")
        await page.check("input[name=reason][value=quality]")
        await page.click(".step-foot .send")
        await page.wait_for_selector(".photos")
        await page.click(".step-foot .send")
        await page.wait_for_selector("#prospects")
        await page.click(".step-foot .send")
        assert "/cases/" in page.url or await page.locator(".notice.bad").count() == 1
    assert complaints == [] or "422" in complaints[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_can_be_asked_for_follows_what_is_told(chromium: Any, address: str, scheme: str) -> None:
    complaints: list[str] = []
    async with visitor(chromium, address, "li-na", complaints, color_scheme=scheme) as page:
        await page.goto("/orders")
        await page.click(f".order-row:has-text('{TO_TRY}') .button")
        await page.click(".step-foot .send")
        await page.click(".matter:has(input[value=no_reason]) summary")
        await page.check("input[name=reason][value=no_reason]")
        await page.click(".step-foot .send")
        await page.wait_for_selector("#asked-now .standing.perhaps")
        await page.check("input[name=fact_intact][value=yes]")
        await page.wait_for_selector("#asked-now .standing.right")
        assert await page.evaluate("document.activeElement.name") == "fact_intact"
        await page.fill("textarea[name=note]", "They pinch")
        await page.click(".step-foot .send")
        await page.click(".step-foot .button")
        await page.wait_for_selector(".photos")
        assert await page.is_checked("input[name=fact_intact][value=yes]")
        assert await page.input_value("textarea[name=note]") == "They pinch"
        await page.click(".step-foot .send")
        await page.get_by_text("They pinch").first.wait_for()
        await page.go_back()
        await page.go_forward()
        await page.wait_for_selector("#prospects")
        assert await fits(page)
    assert complaints == []
