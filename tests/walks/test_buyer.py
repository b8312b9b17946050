"""A buyer's main path: from the order to a request with a photo, its answer, the thread, an offer, and the platform."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.demo.pictures import draw_photo
from tests.walks.chromium import needs_chromium
from tests.walks.house import House
from tests.walks.walking import Walk, in_every_way, walk

pytestmark = needs_chromium
PHOTO = {"name": "sole.jpg", "mimeType": "image/jpeg", "buffer": draw_photo("shoe-sole")}


async def ask(way: Walk, number: str) -> str:
    """From the order's number to an open case; its id."""
    page = way.page
    await page.goto("/find")
    await page.fill("main input[name=order]", number)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(number)
    await way.shows("order")
    await page.click("a[href*='/cases/new'] >> nth=0")
    await page.check("#line-1")
    await way.shows("items")
    await way.press("Next")
    await way.opened("details.matter:has(input[value=quality])")
    await page.check("input[name=reason][value=quality]")
    await way.shows("matter")
    await way.press("Next")
    await page.set_input_files("input[name=file]", [PHOTO])
    await way.shows("tell")
    await way.press("See what I can ask for")
    await expect(page.locator("#prospects .remedy").first).to_be_visible()
    await expect(page.locator(".files li")).to_have_count(1)
    await page.check("input[name=type][value=return_refund]")
    note = page.locator("textarea[name=note]")
    if await note.count():
        await note.fill("The sole came off after two days")
    await way.shows("remedies")
    await way.press("Open the case")
    await way.sees("Your case is open.")
    await way.shows("answer", look=True)
    return str(page.url.rpartition("/")[2].partition("?")[0])


@in_every_way
async def test_a_buyer_is_made_good(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await house.order("li-na", "trail")
    async with walk(chromium, house, "li-na", "buyer", tongue, screen) as way:
        case_id = await ask(way, matter.number)
        page = way.page
        await page.goto(f"/cases/{case_id}")
        await page.fill("#message-text", "两只鞋都一样" if tongue == "zh" else "Both shoes are the same")
        await way.press("Send", "#messages")
        await expect(page.locator(".thread").last).to_contain_text(
            "两只鞋" if tongue == "zh" else "Both shoes"
        )
        await way.shows("thread")
        told = await house.tell(matter.buyer, case_id)
        assert (told["stage"], told["ball"]) == ("awaiting_merchant", "merchant")
        offer = c.MakeOffer(5_000, CaseType("refund_only"), "50?")
        await house.app.state.engine.command(Request(matter.merchant, offer, case_id=int(case_id)))
        await page.goto(f"/cases/{case_id}")
        await way.sees("Offer of the merchant")
        await way.opened("#acceptance")
        await way.shows("offer")
        await page.click("#acceptance button.send")
        await expect(page.locator(".notice.good")).to_be_visible()
        await way.shows("accepted")
    told = await house.tell(matter.buyer, case_id)
    assert told["stage"] in ("refunding", "settled")
    assert told["type"] == "refund_only"
    said = await house.get(matter.buyer, f"/api/cases/{case_id}/messages")
    assert any(one["text"].startswith(("两只鞋", "Both shoes")) for one in said["messages"])


@in_every_way
async def test_a_buyer_calls_the_platform_in(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await house.case("li-na", "trail")
    await house.do(matter.merchant, matter, c.MakeOffer(1_000, CaseType("refund_only"), "10?"))
    async with walk(chromium, house, "li-na", "escalate", tongue, screen) as way:
        await way.page.goto(f"/cases/{matter.case_id}")
        await way.opened("#escalation")
        await way.page.fill("#escalation textarea", "Ten is not a price for a sole")
        await way.shows("form")
        await way.page.click("#escalation button.send")
        await expect(way.page.locator(".notice.good")).to_be_visible()
        await way.shows("done")
    told = await house.tell(matter.buyer, matter.case_id)
    assert told["stage"] == "dispute_evidence"


async def test_a_buyer_without_script_is_heard_too(chromium: Any, house: House) -> None:
    matter = await house.order("amelia-hart", "chairs")
    async with walk(chromium, house, "amelia-hart", "plain", "en", "phone", java_script_enabled=False) as way:
        case_id = await ask_without_script(way, matter.number)
        await way.page.goto(f"/cases/{case_id}")
        await way.page.fill("#message-text", "No script here")
        await way.press("Send", "#messages")
        await expect(way.page.locator(".thread").last).to_contain_text("No script here")
    assert (await house.tell(matter.buyer, case_id))["stage"] == "awaiting_merchant"


async def ask_without_script(way: Walk, number: str) -> str:
    """The same path; a page without script cannot be asked what it shows, so nothing is measured on the way."""
    page = way.page
    await page.goto(f"/find?order={number}")
    await page.click("a[href*='/cases/new'] >> nth=0")
    await page.check("#line-1")
    await way.press("Next")
    await way.opened("details.matter:has(input[value=quality])")
    await page.check("input[name=reason][value=quality]")
    await way.press("Next")
    await page.set_input_files("input[name=file]", [PHOTO])
    await way.press("See what I can ask for")
    await page.check("input[name=type][value=return_refund]")
    await way.press("Open the case")
    await way.sees("Your case is open.")
    return str(page.url.rpartition("/")[2].partition("?")[0])
