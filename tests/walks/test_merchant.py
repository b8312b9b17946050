"""A merchant's main path: the queue by keyboard, the file beside it, a question, a grant; many at once; a return counted."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from makegood.cases import commands as c
from tests.walks.chromium import needs_chromium
from tests.walks.house import House, Matter
from tests.walks.walking import Walk, in_every_way, walk

pytestmark = needs_chromium
CHOSEN = "tr:has(input[name=case][value='{}'])"


async def open_beside(way: Walk, matter: Matter) -> None:
    """Down the queue with j until the case's row, and Enter."""
    page, row = way.page, way.page.locator(CHOSEN.format(matter.case_id))
    await page.goto("/work?tab=all")
    await expect(row).to_be_visible()
    for _ in range(60):
        await page.keyboard.press("j")
        if "at-key" in (await row.get_attribute("class") or ""):
            break
    await page.keyboard.press("Enter")
    await expect(page.locator("#file-title")).to_be_visible()
    await expect(page.locator(".casefile .number").first).to_have_text(matter.number)


@in_every_way
async def test_a_merchant_asks_and_grants(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await house.case("wang-wei", "buds", "refund_only")
    async with walk(chromium, house, "north-star", "merchant", tongue, screen) as way:
        page = way.page
        await open_beside(way, matter)
        await way.shows("file")
        await way.opened("#questions")
        await page.fill(
            "#questions textarea", "哪一只没有声音？" if tongue == "zh" else "Which side is silent?"
        )
        await page.click("#questions button.send")
        await expect(page.locator(".notice.good").first).to_be_visible()
        asked = await house.tell(matter.merchant, matter.case_id)
        assert asked["ball"] == "buyer"
        await house.do(matter.buyer, matter, c.Say("The left one"))
        await open_beside(way, matter)
        await way.opened("#approval")
        await way.shows("approval")
        await page.click("#approval button.send")
        await expect(page.locator(".notice.good").first).to_be_visible()
        await way.shows("granted")
    told = await house.tell(matter.merchant, matter.case_id)
    assert told["stage"] in ("refunding", "settled")


@in_every_way
async def test_a_merchant_answers_many_at_once(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matters = [await house.case("wang-wei", "charger", "refund_only") for _ in range(2)]
    async with walk(chromium, house, "north-star", "batch", tongue, screen) as way:
        page = way.page
        await page.goto("/work?tab=all")
        for matter in matters:
            await page.check(f"input[name=case][value='{matter.case_id}']")
        await way.shows("chosen")
        await page.keyboard.press("a")
        await expect(page.locator(".batch-totals")).to_be_visible()
        for total in await page.locator("input[name^=total_]").all():
            await total.fill(f"{129 * 2 + 8 * 2}")
        await way.shows("before", look=True)
        await page.click("main form[action='/work/batch'] button.first")
        await way.sees("What became of it")
        await way.shows("after", look=True)
    for matter in matters:
        told = await house.tell(matter.merchant, matter.case_id)
        assert told["stage"] in ("refunding", "settled")


@in_every_way
async def test_a_merchant_counts_a_return(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await house.case("li-na", "loafers")
    parcel = f"ZTO-{matter.number}"
    await house.do(matter.merchant, matter, c.Approve())
    await house.do(matter.buyer, matter, c.ShipReturn("中通", parcel))
    async with walk(chromium, house, "walkwell", "receive", tongue, screen) as way:
        page = way.page
        await page.goto("/work/receive")
        await expect(page.locator("#number")).to_be_focused()
        # A scanner types the number and presses Enter; the field has the focus already.
        await page.keyboard.type(parcel)
        await page.keyboard.press("Enter")
        await expect(page.locator(".count-group input").first).to_be_visible()
        await way.shows("count", look=True)
        await page.click("button[name=step][value=inspect]")
        await expect(page.locator(".notice.good")).to_be_visible()
        await way.shows("done")
    assert (await house.tell(matter.merchant, matter.case_id))["stage"] in ("refunding", "settled")


async def test_a_merchant_without_script(chromium: Any, house: House) -> None:
    matter = await house.case("wang-wei", "n7-lite", "refund_only")
    options = {"java_script_enabled": False}
    async with walk(chromium, house, "north-star", "plain-merchant", "en", "desk", **options) as way:
        await way.page.goto("/work?tab=all")
        await way.page.locator(CHOSEN.format(matter.case_id)).locator("th a").first.click()
        await way.opened("#refusal")
        reasons = way.page.locator("#refusal select[name=reason]")
        if await reasons.count():
            await reasons.select_option(index=1)
        await way.page.fill("#refusal textarea", "The film has not been taken off")
        await way.page.click("#refusal button.send")
        await expect(way.page.locator(".notice.good").first).to_be_visible()
    assert (await house.tell(matter.merchant, matter.case_id))["stage"] == "awaiting_buyer"
