"""Goods beside decisions: a shop tells what happened to them, grades during a dispute, and what travels together is chosen."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from makegood.cases import commands as c
from tests.walks.chromium import needs_axe, needs_chromium
from tests.walks.house import House
from tests.walks.test_on_the_way import by_phone_and_desk, looked_at, looked_here
from tests.walks.walking import walk

pytestmark = [needs_chromium, needs_axe]
TOLD = {
    "custom-made": '{"kind": "custom_made", "specification": [{"name": "皮革", "value": "小牛皮 棕色"}]}',
    "second-hand": '{"kind": "second_hand", "seller": "business", "condition": "good", "flaws": ["鞋底磨损"]}',
}


@by_phone_and_desk
async def test_two_cases_go_back_in_one_parcel(chromium: Any, house: House, tongue: str, screen: str) -> None:
    first, second = [await house.case("li-na", "teaset") for _ in range(2)]
    for matter in (first, second):
        await house.do(matter.merchant, matter, c.Approve())
    async with walk(chromium, house, "li-na", "together", tongue, screen) as way:
        await looked_at(way, f"/cases/{first.case_id}/parcels/new")
        await way.page.check(f"main input[name=with_{second.case_id}]")
        await way.page.check("main input[name=handover][value=drop_off]")
        await way.press("Book it")
        await way.sees("Show this code at the drop-off point:")
        await looked_here(way, "booked")
    found = await house.get(first.buyer, f"/api/parcels?case_id={second.case_id}")
    assert {one["case_id"] for one in found["parcels"][0]["units"]} == {
        str(first.case_id),
        str(second.case_id),
    }


@by_phone_and_desk
async def test_graded_during_a_dispute(chromium: Any, house: House, tongue: str, screen: str) -> None:
    matter = await house.case("li-na", "loafers")
    await house.do(matter.merchant, matter, c.Approve())
    await house.do(matter.buyer, matter, c.ShipReturn("SF", f"GRADE-{matter.case_id}"))
    await house.do(matter.buyer, matter, c.Escalate("They do not look into the parcel."))
    async with walk(chromium, house, "walkwell", "grading", tongue, screen) as way:
        await looked_at(way, f"/work/receive/{matter.case_id}")
        await way.press("Done: this is what came back")
        await way.sees("What was found is on the record.")
        await looked_at(way, f"/cases/{matter.case_id}")
        await way.sees("What came back")
    told = await house.tell(matter.merchant, matter.case_id)
    assert (told["stage"], told["goods"]) == ("dispute_evidence", "returned")


@by_phone_and_desk
async def test_a_shop_tells_what_happened(chromium: Any, house: House, tongue: str, screen: str) -> None:
    for kind, goods in TOLD.items():
        matter = await house.order("li-na", "loafers")
        order = f"/orders/{matter.order.order_id}"
        await house.app.state.pool.execute(
            "UPDATE order_lines SET goods = $2 WHERE order_id = $1 AND line_no = 1",
            matter.order.order_id,
            goods,
        )
        async with walk(chromium, house, "walkwell", f"records-{kind}", tongue, screen) as way:
            await looked_at(way, order, f"{order}/lines/1/records")
            for form in await way.page.locator("main details.operation").all():
                await form.locator("summary").click()
                await expect(form.get_by_role("button")).to_be_visible()
            await looked_here(way, "forms")
