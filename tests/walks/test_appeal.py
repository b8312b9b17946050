"""An appeal's path: the buyer says what is wrong with a ruling, and another person of the desk decides otherwise."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from tests.walks.chromium import needs_chromium
from tests.walks.house import House, Matter
from tests.walks.walking import in_every_way, walk

pytestmark = needs_chromium
COLLEAGUE = Principal(PrincipalRole.DESK, name="colleague")
DESK = Principal(PrincipalRole.DESK, name="desk")
GROUNDS = "The photo of the seam was not looked at, and it shows the fault."
REASON = "The seam on the photo came loose where the maker glued it."


async def ruled_for_the_merchant(house: House, by: Principal) -> Matter:
    """A case that went against the buyer."""
    matter = await house.case("li-na", "n7", "refund_only")
    await house.do(matter.merchant, matter, c.Refuse("no_fault_found", "No fault seen"))
    await house.do(matter.buyer, matter, c.Escalate("Look at the seam", is_all=True))
    await house.do(matter.merchant, matter, c.AddStatement("It left us whole", is_all=True))
    await house.do(by, matter, c.Rule(c.Favour.MERCHANT, "The seam is whole on the photos we have."))
    return matter


@in_every_way
async def test_a_ruling_is_appealed_and_decided_otherwise(
    chromium: Any, house: House, tongue: str, screen: str
) -> None:
    matter = await ruled_for_the_merchant(house, COLLEAGUE)
    async with walk(chromium, house, "li-na", "appeal", tongue, screen) as way:
        page = way.page
        await page.goto("/")
        await way.shows("home")
        await page.goto(f"/cases/{matter.case_id}")
        await way.opened("#appeal details")
        await page.fill("#appeal-grounds", GROUNDS)
        await way.shows("grounds", look=True)
        await way.press("Appeal against the ruling", within="#appeal")
        await expect(page.locator(".notice.good").first).to_be_visible()
        await way.sees("The appeal waits to be heard")
        await way.shows("waits", look=True)
    await house.do(matter.merchant, matter, c.AddStatement("The photo of the seam shows wear."))
    async with walk(chromium, house, "desk", "appeal-desk", tongue, screen) as way:
        page = way.page
        await page.goto("/desk?tab=desk")
        await way.sees("Appeals come first")
        await way.shows("queue", look=True)
        await house.assign(matter, "陈思远 Chen Siyuan")
        await page.goto(f"/desk/cases/{matter.case_id}")
        await page.check("#ruling input[name=favour][value=buyer]")
        await page.fill("#ruling textarea[name=articles]", "Consumer Rights Law, art. 24")
        await page.fill("#ruling textarea[name=reason]", REASON)
        await way.press("See what follows")
        await way.sees("The refund goes out at once.")
        await way.shows("preview", look=True)
        await way.press("Decide so")
        await expect(page.locator(".notice.good").first).to_be_visible()
        await way.shows("decided", look=True)
    told = await house.tell(DESK, matter.case_id)
    assert told["appeal"]["outcome"] == "reversed"
    assert told["ruling"]["favour"] == "buyer"


async def test_the_merchant_finds_its_appeals_among_the_notices(chromium: Any, house: House) -> None:
    matter = await house.case("li-na", "n7", "refund_only")
    await house.do(matter.buyer, matter, c.Escalate("Look at the seam", is_all=True))
    await house.do(matter.merchant, matter, c.AddStatement("It was whole.", is_all=True))
    await house.do(DESK, matter, c.Rule(c.Favour.BUYER, "The seam came loose."))
    for screen in ("phone", "desk"):
        async with walk(chromium, house, "north-star", "appeal-merchant", "en", screen) as way:
            await way.page.goto("/work/notices?kind=appeals")
            await way.shows("notices", look=True)
            await way.page.goto(f"/cases/{matter.case_id}#appeal")
            await way.shows("case")
    await house.do(matter.merchant, matter, c.Appeal(GROUNDS))
    async with walk(chromium, house, "desk", "appeal-own", "en", "desk") as way:
        await way.page.goto("/desk?tab=appeals")
        await way.sees("You made this ruling; another person decides.")
        await way.shows("own", look=True)
