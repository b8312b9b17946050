"""Reception on the merchant's phone and over the API: one parcel of several cases, several parcels of one, grades, photos."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from PIL import Image

from makegood.cases import Done, Finding, LegStatus
from makegood.cases import commands as c
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.reception.commands import ShipMore
from makegood.orders import OrderRecorded
from tests.web.pages_world import Browser, Page, case_at
from tests.web_app import Site
from tests.world import DESK, SYSTEM, buyer_of, merchant_of

NOTHING = {"photos": ("", b"")}


def photo() -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return {"photos": ("tin.jpg", out.getvalue(), "image/jpeg")}


async def sends(browser: Browser, page: Page, action: str, files: Any = None, **typed: str) -> Any:
    """A form with files, as a browser sends it."""
    return await browser.site.client.post(
        action, data=page.forms[action] | typed, files=files or NOTHING, headers=browser._headers()
    )


async def on_the_way(shop: Site, number: str, tracking_no: str = "SF1") -> tuple[OrderRecorded, Done]:
    """A return of three tins, bought five days ago, that is on its way."""
    placed_at = shop.world.clock.now() - timedelta(days=5)
    order = await shop.world.order(number, placed_at=placed_at.isoformat(), parcels=[])
    done = await shop.world.open(order, "return_refund")
    done = await shop.world.do(merchant_of(order), done, c.Approve())
    return order, await shop.world.do(buyer_of(order), done, c.ShipReturn("SF", tracking_no))


async def state_of(shop: Site, done: Done) -> dict[str, Any]:
    row = await shop.world.engine.pool.fetchrow(
        "SELECT stage, state::text AS state FROM cases WHERE id = $1", done.case.state.id
    )
    return {"stage": row["stage"]}


async def test_an_empty_box_is_weighed_shown_and_goes_to_a_person(shop: Site) -> None:
    order, done = await on_the_way(shop, "R-1")
    browser, path = Browser(shop, merchant_of(order)), f"/work/receive/{done.case.state.id}"
    page = await browser.open(path)
    empty = {"found_1_1": "empty_box", "step": "inspect"}
    unseen = await sends(browser, page, path, **empty)
    assert unseen.status_code == 422
    assert "What was found must be seen" in unseen.text
    page = await browser.open(path)
    unweighed = await sends(browser, page, path, photo(), **empty)
    assert unweighed.status_code == 422
    assert "tell the weight" in unweighed.text
    page = await browser.open(path)
    taken = await sends(browser, page, path, photo(), weight_grams="90", **empty)
    assert taken.status_code == 303, taken.text
    assert (await state_of(shop, done))["stage"] == "dispute_evidence"
    for who in (buyer_of(order), merchant_of(order), DESK):
        shown = await Browser(shop, who).open(f"/cases/{done.case.state.id}")
        assert "The box was empty" in shown.text
        assert "What came back" in shown.text


async def test_one_parcel_of_two_cases_is_received_for_both(shop: Site) -> None:
    order, first = await on_the_way(shop, "R-2", "SF-77")
    other, second = await on_the_way(shop, "R-3", "SF-77")
    assert merchant_of(order) == merchant_of(other)
    browser = Browser(shop, merchant_of(order))
    page = await browser.open("/work/receive?q=SF-77")
    assert "This parcel has the goods of 2 cases." in page.text
    for _ in range(2):
        taken = await sends(browser, page, "/work/receive", photo())
        assert taken.status_code == 303, taken.text
    for done in (first, second):
        assert (await state_of(shop, done))["stage"] == "awaiting_inspection"
    again = await browser.open("/work/receive?q=SF-77")
    assert "The parcel has come, for all of them" not in again.text


async def test_one_return_in_two_parcels_is_complete_with_the_second(shop: Site) -> None:
    order, done = await on_the_way(shop, "R-4", "SF-1")
    done = await shop.world.do(buyer_of(order), done, ShipMore("SF", "SF-2"))
    browser, path = Browser(shop, merchant_of(order)), f"/work/receive/{done.case.state.id}"
    found = await browser.open("/work/receive?q=sf-2")
    assert found.answer.headers["location"] == path
    page = await browser.open(path)
    part = await sends(browser, page, path, step="receive", parcel="SF-2", units_1_1="1", weight_grams="210")
    assert part.headers["location"].endswith("received-part")
    assert (await state_of(shop, done))["stage"] == "in_return_transit"
    seen = await Browser(shop, buyer_of(order)).open(f"/cases/{done.case.state.id}")
    assert "Still to come" in seen.text
    assert "210 g" in seen.text
    page = await browser.open(path)
    await sends(browser, page, path, step="receive", parcel="SF-1", units_1_1="2")
    assert (await state_of(shop, done))["stage"] == "awaiting_inspection"


async def test_a_parcel_is_refused_at_the_door_with_a_reason(shop: Site) -> None:
    order, done = await on_the_way(shop, "R-5")
    browser, number = Browser(shop, merchant_of(order)), done.case.state.id
    page = await browser.open(f"/work/receive/{number}")
    told = await browser.send(
        page, f"/cases/{number}/parcel-refusal", reason="damaged_on_the_way", note="Soaked"
    )
    assert told.status == 200
    assert "Damaged on the way back" in told.text
    shown = await Browser(shop, buyer_of(order), "zh-CN").open(f"/cases/{number}")
    assert "已拒收" in shown.text


GRADED = [
    {"line_no": 1, "quantity": 1, "grade": "A"},
    {"line_no": 1, "quantity": 1, "grade": "B"},
    {"line_no": 1, "quantity": 1, "finding": "worn", "grade": "C"},
]


async def test_grades_over_the_api_move_stock_once_and_stand_in_the_figures(shop: Site) -> None:
    order, done = await on_the_way(shop, "R-6")
    number, merchant = done.case.state.id, shop.as_(merchant_of(order))
    await _post(shop, f"/api/cases/{number}/reception", {"units": [{"line_no": 1, "quantity": 3}]}, merchant)
    bare = await shop.client.post(f"/api/cases/{number}/inspection", json={"units": GRADED}, headers=merchant)
    assert (bare.status_code, bare.json()["code"]) == (422, "evidence_owed")
    file = await _photo_of(shop, number, merchant)
    case = await _post(shop, f"/api/cases/{number}/inspection", {"units": GRADED, "files": [file]}, merchant)
    assert (case["stage"], case["offer"]["amount_minor"]) == ("awaiting_buyer", 6668)
    assert [each.get("disposition") for each in case["reception"]["found"]] == [
        "restock", "refurbish", "return_to_buyer",
    ]  # fmt: skip
    assert await _moves(shop, number) == [], "nothing is put away while the buyer may still say no"
    await _post(shop, f"/api/cases/{number}/acceptance", {}, shop.as_(buyer_of(order)))
    assert await _moves(shop, number) == [("restocked", 1), ("refurbish", 1)]
    page = await Browser(shop, merchant_of(order)).open("/work/products")
    for words in ("What came back", "Worn or used", "Back to stock", "To be refurbished"):
        assert words in page.text


async def test_what_stays_the_buyers_is_sent_back_and_told(shop: Site) -> None:
    order, done = await on_the_way(shop, "R-7")
    merchant = merchant_of(order)
    done = await shop.world.do(merchant, done, c.Receive())
    file = await _photo_of(shop, done.case.state.id, shop.as_(merchant))
    units = (UnitsFoundAsked(1, 2), UnitsFoundAsked(1, 1, Finding.WORN))
    done = await shop.world.do(merchant, done, c.Inspect(units=units, files=(file,)))
    done = await shop.world.do(buyer_of(order), done, c.Accept())
    await _pay(shop, done)
    page = await Browser(shop, merchant).open(f"/cases/{done.case.state.id}")
    sent = await Browser(shop, merchant).send(
        page, f"/cases/{done.case.state.id}/return-to-buyer", carrier="SF", tracking_no="SF-B1"
    )
    assert sent.status == 200
    assert "Sent back to the buyer with SF, SF-B1." in sent.text
    seen = await Browser(shop, buyer_of(order)).open(f"/cases/{done.case.state.id}")
    assert "SF-B1" in seen.text


async def test_the_desk_sees_both_parties_photos_side_by_side(shop: Site) -> None:
    told = await case_at(shop, "in_return_transit")
    number, merchant = told.done.case.state.id, merchant_of(told.order)
    theirs = await _photo_of(shop, number, shop.as_(buyer_of(told.order)), "buyer.jpg")
    await _post(
        shop, f"/api/cases/{number}/messages", {"text": "As it left", "files": [theirs]},
        shop.as_(buyer_of(told.order)),
    )  # fmt: skip
    ours = await _photo_of(shop, number, shop.as_(merchant), "ours.jpg")
    await _post(
        shop, f"/api/cases/{number}/reception", {"condition": "opened", "files": [ours]}, shop.as_(merchant)
    )
    desk = await Browser(shop, DESK).open(f"/cases/{number}")
    assert desk.text.count(f"/files/{theirs}?size=thumb") >= 2
    assert "The buyer&#39;s photos" in desk.text
    assert "Opened before it came" in desk.text
    buyer = await Browser(shop, buyer_of(told.order)).open(f"/cases/{number}")
    assert "The buyer&#39;s photos" not in buyer.text


async def _post(shop: Site, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    answer = await shop.client.post(path, json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    case: dict[str, Any] = answer.json()
    return case


async def _photo_of(shop: Site, number: int, headers: dict[str, str], name: str = "tin.jpg") -> str:
    content = photo()["photos"][1]
    files = {"file": (name, content, "image/jpeg")}
    answer = await shop.client.post(f"/api/cases/{number}/files", files=files, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _moves(shop: Site, number: int) -> list[tuple[str, int]]:
    rows = await shop.world.engine.pool.fetch(
        "SELECT kind, quantity FROM stock_moves WHERE case_id = $1 ORDER BY nth", number
    )
    return [(row["kind"], row["quantity"]) for row in rows]


async def _pay(shop: Site, done: Done) -> None:
    for leg in done.case.state.legs:
        if leg.status is LegStatus.PAID:
            continue
        done = await shop.world.do(SYSTEM, done, c.RecordRefund(leg.leg_no, leg.attempt, "paid"))
