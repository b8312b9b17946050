"""A buyer sends goods back: fetched at the door at a time that is then changed, or brought with a code."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import commands as c
from tests.walks.chromium import needs_axe, needs_chromium
from tests.walks.house import House
from tests.walks.test_on_the_way import looked_at, looked_here
from tests.walks.walking import in_every_way, walk

pytestmark = [needs_chromium, needs_axe]


@in_every_way
async def test_fetched_at_the_door(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await house.case("li-na", "teaset")
    await house.do(matter.merchant, matter, c.Approve())
    async with walk(chromium, house, "li-na", "parcel", tongue, screen) as way:
        page, case = way.page, f"/cases/{matter.case_id}"
        await page.goto(f"{house.address}{case}")
        await way.link("Send the goods back").click()
        await looked_at(way, f"{case}/parcels/new")
        for field, value in {
            "name": "李娜",
            "phone": "13800000000",
            "city": "杭州",
            "street": "文三路 1 号",
        }.items():
            await page.fill(f"main input[name={field}]", value)
        await way.press("Book it")
        await way.sees("Another time for the courier")
        await looked_here(way, "booked")
        await way.link("Another time for the courier").click()
        await page.locator("main input[name=slot]").last.check()
        await looked_here(way, "another-time")
        await way.press("Book it")
        await way.sees("Another time for the courier")
    found = await house.get(matter.buyer, f"/api/parcels?case_id={matter.case_id}")
    assert [one["status"] for one in found["parcels"][0]["pickups"]] == ["cancelled", "booked"]


@pytest.mark.parametrize(("tongue", "screen"), [("zh", "phone")])
async def test_brought_with_a_code_without_script(
    chromium: Any, house: House, tongue: str, screen: str
) -> None:
    matter = await house.case("li-na", "teaset")
    await house.do(matter.merchant, matter, c.Approve())
    plain = {"java_script_enabled": False}
    async with walk(chromium, house, "li-na", "code", tongue, screen, **plain) as way:
        page, case = way.page, f"/cases/{matter.case_id}"
        await page.goto(f"{house.address}{case}/parcels/new")
        await page.locator("main input[value=drop_off]").check()
        await way.press("Book it")
        await way.sees("Show this code at the drop-off point:")
    found = await house.get(matter.buyer, f"/api/parcels?case_id={matter.case_id}")
    assert len(found["parcels"][0]["drop_off_code"]) == 6
