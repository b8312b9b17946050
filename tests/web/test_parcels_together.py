"""Over the pages: several cases go back in one parcel, and one case in several."""

from __future__ import annotations

from typing import Any

from makegood.cases import commands as c
from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web.test_parcels import look, returning
from tests.web_app import Site
from tests.world import buyer_of, merchant_of

UNITS = "SELECT u.parcel_id, u.case_id, u.quantity FROM carried_units u ORDER BY 1, 2"


async def units(shop: Site) -> list[tuple[int, int, int]]:
    return [tuple(row) for row in await shop.app.state.pool.fetch(UNITS)]


async def booked(browser: Browser, case_id: int, **typed: str) -> Any:
    form = await browser.open(f"/cases/{case_id}/parcels/new")
    return await browser.send(form, f"/cases/{case_id}/parcels", handover="drop_off", **typed)


async def test_two_cases_in_one_parcel(shop: Site) -> None:
    order, first = await returning(shop)
    _, second = await returning(shop, "T-2")
    one, two = first.case.state.id, second.case.state.id
    browser = Browser(shop, buyer_of(order))
    form = await browser.open(f"/cases/{one}/parcels/new")
    assert "Also what goes back of order T-2" in form.text
    assert "bears the freight" in form.text
    assert (await booked(browser, one, **{f"with_{two}": "yes"})).status == 200
    assert [(case, quantity) for _, case, quantity in await units(shop)] == [(one, 3), (two, 3)]
    assert "Send the goods back" not in (await browser.open(f"/cases/{two}")).text, (
        "nothing is left to be sent"
    )
    await look(shop, 90)
    for case_id in (one, two):
        seen = await Browser(shop, merchant_of(order)).open(f"/cases/{case_id}")
        assert "Freight of the way back:" in seen.text
        assert "CN¥5.00" in seen.text.replace("\xa0", ""), "each bears half of it"
    stages = await shop.app.state.pool.fetch("SELECT stage FROM cases")
    assert {row["stage"] for row in stages} == {"awaiting_inspection"}


async def test_one_case_in_two_parcels(shop: Site) -> None:
    order, done = await returning(shop)
    case_id = done.case.state.id
    browser, field = Browser(shop, buyer_of(order)), f"units_{case_id}_1"
    form = await browser.open(f"/cases/{case_id}/parcels/new")
    assert form.forms[f"/cases/{case_id}/parcels"][field] == "3"
    assert (await booked(browser, case_id, **{field: "2"})).status == 200
    await look(shop, 36)
    page = await browser.open(f"/cases/{case_id}")
    assert "Send the rest in a further parcel" in page.text
    too_many = await booked(browser, case_id, **{field: "2"})
    assert too_many.status in (409, 422)
    assert (await booked(browser, case_id)).status == 200
    assert [quantity for _, _, quantity in await units(shop)] == [2, 1]
    await look(shop, 48)
    await look(shop, 48)
    await look(shop, 48)
    stage = await shop.app.state.pool.fetchval("SELECT stage FROM cases WHERE id = $1", case_id)
    assert stage == "awaiting_inspection", "once both have come"
    done = await shop.world.do(merchant_of(order), done, c.Approve())
    assert done.case.state.stage.value == "refunding"
