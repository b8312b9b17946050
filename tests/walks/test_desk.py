"""The desk's main path: the queue, the file of both sides, a ruling with its grounds; and a case handed up."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from tests.walks.chromium import needs_chromium
from tests.walks.house import House, Matter
from tests.walks.walking import in_every_way, walk

pytestmark = needs_chromium
DESK = Principal(PrincipalRole.DESK, name="desk")
REASON = "The photo shows the seam under the sole, as the buyer says."


async def disputed(house: House) -> Matter:
    """A case on which both sides have been heard, so that the desk decides."""
    matter = await house.case("wang-wei", "n7")
    await house.do(matter.merchant, matter, c.Refuse("no_fault_found", "No fault seen"))
    await house.do(matter.buyer, matter, c.Escalate("Look at the line on the screen", is_all=True))
    await house.do(matter.merchant, matter, c.AddStatement("It left us without a line", is_all=True))
    return matter


@in_every_way
async def test_the_desk_rules(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await disputed(house)
    async with walk(chromium, house, "desk", "desk", tongue, screen) as way:
        page = way.page
        await page.goto("/desk?tab=all")
        await way.shows("queue")
        await house.assign(matter, "陈思远 Chen Siyuan")
        await page.goto(f"/desk/cases/{matter.case_id}")
        await page.click(".desk-claim button.first[data-press=c]")
        await way.sees("You work on this case until")
        await way.shows("file")
        await page.check("#ruling input[name=favour][value=buyer]")
        cited = page.locator("#ruling input[name=cite]").filter(visible=True)
        if await cited.count():
            await cited.first.check()
        await page.fill("#ruling textarea[name=articles]", "Consumer Rights Law, art. 24")
        await page.fill("#ruling textarea[name=reason]", REASON)
        await way.press("See what follows")
        await way.sees("What follows from this")
        await way.shows("preview")
        await way.press("Decide so")
        await expect(page.locator(".notice.good").first).to_be_visible()
        await way.shows("ruled", look=True)
    told = await house.tell(DESK, matter.case_id)
    assert told["stage"] == "awaiting_return"
    assert told["ruling"]["favour"] == "buyer"
    assert told["ruling"]["reason"].startswith(REASON)


@in_every_way
async def test_the_desk_hands_a_case_up(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await disputed(house)
    async with walk(chromium, house, "desk", "hand-up", tongue, screen) as way:
        page = way.page
        await page.goto(f"/desk/cases/{matter.case_id}")
        await way.opened("#handover")
        await page.fill("#note-known", "The line is in both photos")
        await page.fill("#note-open", "Whether it was there on delivery")
        await way.shows("note")
        await way.press("Pass to a senior")
        await expect(page.locator(".notice.good").first).to_be_visible()
    assert (await house.tell(DESK, matter.case_id))["stage"] == "dispute_senior"


async def test_the_desk_without_script(chromium: Any, house: House) -> None:
    matter = await disputed(house)
    options = {"java_script_enabled": False}
    async with walk(chromium, house, "desk", "plain-desk", "en", "desk", **options) as way:
        page = way.page
        await house.assign(matter, "陈思远 Chen Siyuan")
        await page.goto(f"/desk/cases/{matter.case_id}")
        await page.check("#ruling input[name=favour][value=merchant]")
        await page.fill("#ruling textarea[name=articles]", "Consumer Rights Law, art. 24")
        await page.fill("#ruling textarea[name=reason]", REASON)
        await way.press("See what follows")
        await way.press("Decide so")
        await expect(page.locator(".notice.good").first).to_be_visible()
    assert (await house.tell(DESK, matter.case_id))["stage"] == "closed"
