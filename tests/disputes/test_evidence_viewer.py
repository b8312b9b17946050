"""The desk looks at a piece of evidence: a parcel with its scans and weights, words whole, a photo with its camera's time."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from makegood.carriers import Scan, TrackingEvent, UnitsSent
from makegood.cases import OrderFacts, ParcelFacts
from makegood.db.jobs import JobRunner
from makegood.evidence.camera_time import camera_time
from makegood.flows.parcels import ParcelWork
from makegood.flows.shipped_parcels import ShippedParcel
from makegood.web.pages.desk.carried import nth_told
from tests.attack.shop import shop as shop  # the fixture
from tests.disputes.hearing import Dispute, ago, dispute
from tests.evidence.made import picture
from tests.web.pages_world import Browser, Page
from tests.web_app import Site
from tests.world import DESK, NOON, buyer_of, merchant_of

DETAILS, TAKEN, OFFSET = 0x8769, 0x9003, 0x9011
LONG = "The tins stood open when the parcel came. " * 9 + "The last word of it is: mildew."


def photo(taken: str, offset: str = "") -> bytes:
    """A photo with what its camera wrote of the time."""
    exif = Image.Exif()
    exif[DETAILS] = {TAKEN: taken} | ({OFFSET: offset} if offset else {})
    return picture(exif=exif)


async def looked(shop: Site, case: Dispute, piece: str, language: str = "en") -> Page:
    """The desk's page with one piece large."""
    page = await Browser(shop, DESK, language).open(f"/desk/cases/{case.case_id}/evidence?left={piece}")
    assert page.status == 200
    return page


@pytest.mark.parametrize(
    ("taken", "offset", "told"),
    [
        ("2026:03:01 09:30:00", "+08:00", "2026-03-01 09:30:00 +08:00"),
        ("2026:03:01 09:30:00", "", "2026-03-01 09:30:00"),
        ("2026:03:01 09:30:00", "<b>", "2026-03-01 09:30:00"),
        ("0000:00:00 00:00:00", "", ""),
        ("yesterday", "", ""),
    ],
)
def test_the_time_that_a_camera_wrote(taken: str, offset: str, told: str) -> None:
    assert camera_time(photo(taken, offset)) == told


def test_a_photo_without_a_time_or_cut_off_tells_none() -> None:
    assert camera_time(picture()) == ""
    whole = photo("2026:03:01 09:30:00")
    start = whole.index(b"Exif\0\0")
    assert camera_time(whole[: start + 10]) == ""
    assert camera_time(whole[: start - 1]) == ""


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_photo_shows_when_its_camera_says_it_was_taken(shop: Site, language: str) -> None:
    case = await dispute(shop)
    told = {"en": "Taken, by the camera&#39;s clock", "zh-CN": "拍摄时间（按相机时钟）"}[language]
    pieces = []
    for content in (photo("2026:03:01 09:30:00", "+08:00"), picture()):
        sent = await shop.client.post(
            f"{case.path}/files",
            headers=shop.as_(case.buyer),
            files={"file": ("a.jpg", content, "image/jpeg")},
        )
        assert sent.status_code == 201, sent.text
        said = await case.post(case.buyer, "messages", {"text": "See this", "files": [sent.json()["id"]]})
        assert said.status_code == 200, said.text
        pieces.append(f"file:{sent.json()['id']}")
    page = await looked(shop, case, pieces[0], language)
    assert told in page.text
    assert "2026-03-01 09:30:00 +08:00" in page.text
    assert told not in (await looked(shop, case, pieces[1], language)).text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["The merchant looked at it 2 times within the hour (the copy that is shown).",
                "The merchant looked at it 1 time within the hour (the thumbnail).",
                "The desk looked at it 1 time within the hour (the original)."]),
        ("zh-CN", ["展示副本", "缩略图", "原件"]),
    ],
)  # fmt: skip
async def test_who_looked_at_a_file_how_often_and_at_which_copy_stands_beside_it(
    shop: Site, language: str, told: list[str]
) -> None:
    case = await dispute(shop)
    piece = await case.shows(case.buyer, "a.png")
    place = f"/files/{piece.partition(':')[2]}"
    for who, wanted in (
        (case.merchant, ""),
        (case.merchant, ""),
        (case.merchant, "size=thumb"),
        (DESK, "original=true"),
    ):
        read = await shop.client.get(f"{place}?{wanted}", headers=shop.as_(who))
        assert read.status_code == 200, read.text
    page = html.unescape((await looked(shop, case, piece, language)).text)
    for words in told:
        assert words in page, words


async def test_words_are_shown_whole_and_only_those_looked_at(shop: Site) -> None:
    case = await dispute(shop)
    assert (await case.post(case.merchant, "messages", {"text": LONG})).status_code == 200
    pieces = (await case.get(DESK, "evidence")).json()["pieces"]
    (said,) = [each for each in pieces if LONG.startswith(each["words"]) and len(each["words"]) == 200]
    assert "mildew" not in (await looked(shop, case, "order")).text
    page = await looked(shop, case, said["name"])
    assert f'<blockquote class="proof-words">{LONG}</blockquote>' in page.text


async def test_a_parcel_that_nobody_follows_shows_what_the_shop_told(shop: Site) -> None:
    case = await dispute(shop)
    page = await looked(shop, case, "parcel:1")
    assert "SF Express" in page.text
    assert '<span class="number">D-1</span>' in page.text
    assert "No carrier here follows this parcel" in page.text
    assert "Weight by its carrier" not in page.text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_followed_parcel_shows_its_scans_the_newest_first(shop: Site, language: str) -> None:
    case = await followed(shop)
    page = await looked(shop, case, "parcel:1", language)
    words = {
        "en": ("Weight by its carrier", "Simulated carrier", "Handed over to the carrier", "Delivered"),
        "zh-CN": ("承运商称得的重量", "模拟承运商", "承运商已揽收", "已送达"),
    }[language]
    for each in words:
        assert each in page.text
    assert "480 g" in page.text
    assert '<span class="number">EVEN-1</span>' in page.text
    scans = re.findall(r'<p class="line-text">([^<]+)</p>', page.text)
    assert [each.rpartition(" · ")[2] for each in scans if "Depot" in each or "Door" in each] == [
        "Door",
        "480 g",
    ]
    assert "EVEN-1" not in (await looked(shop, case, "order", language)).text


async def followed(shop: Site) -> Dispute:
    """A dispute about goods whose carrier scanned them twice and weighed them."""
    now = shop.app.state.clock.now()
    shop.world.clock.at = now
    sent = {"carrier": "simulated", "tracking_no": "EVEN-1", "shipped_at": ago(now, 4)}
    order = await shop.world.order("E-1", status="shipped", parcels=[sent], placed_at=ago(now, 5))
    state = shop.app.state
    runner = JobRunner(state.pool, state.clock, ParcelWork(state.engine, state.conduct).handlers)
    await runner.run_ready()
    parcel_id = await state.pool.fetchval("SELECT id FROM carried_parcels")
    told = [
        scan(Scan.PICKED_UP, now - timedelta(days=3), "Depot", 480),
        scan(Scan.DELIVERED, now - timedelta(days=2), "Door"),
    ]
    await state.conduct.record(parcel_id, told)
    await runner.run_ready()
    asked = {
        "order": "E-1",
        "type": "refund_only",
        "items": [{"line_no": 1}],
        "reason": "quality",
        "note": "Damp",
    }
    opened = await shop.client.post("/api/cases", headers=shop.as_(buyer_of(order)), json=asked)
    assert opened.status_code == 201, opened.text
    return Dispute(shop, order, opened.json()["id"])


def scan(what: Scan, at: datetime, place: str, grams: int | None = None) -> TrackingEvent:
    return TrackingEvent(
        courier="simulated",
        tracking_no="EVEN-1",
        scan=what,
        at=at,
        place=place,
        weight_grams=grams,
        raw_code="X",
    )


async def test_a_parcel_back_shows_its_carrier_number_and_what_the_merchant_weighed(shop: Site) -> None:
    now = shop.app.state.clock.now()
    parcel = {"carrier": "SF", "tracking_no": "OUT-1", "shipped_at": ago(now, 4), "delivered_at": ago(now, 2)}
    order = await shop.world.order("B-1", placed_at=ago(now, 5), parcels=[parcel])
    asked = {
        "order": "B-1",
        "type": "return_refund",
        "items": [{"line_no": 1}],
        "reason": "quality",
        "note": "Damp",
    }
    opened = await shop.client.post("/api/cases", headers=shop.as_(buyer_of(order)), json=asked)
    assert opened.status_code == 201, opened.text
    case = Dispute(shop, order, opened.json()["id"])
    assert (await case.post(merchant_of(order), "approval", {})).status_code == 200
    sent = await case.post(buyer_of(order), "return-shipment", {"carrier": "中通", "tracking_no": "BACK-7"})
    assert sent.status_code == 200, sent.text
    page = await looked(shop, case, "return:BACK-7")
    assert "ZTO Express" in page.text
    assert '<span class="number">BACK-7</span>' in page.text
    assert "Weight as the merchant received it" not in page.text
    came = {"tracking_no": "BACK-7", "weight_grams": 275}
    assert (await case.post(merchant_of(order), "reception", came)).status_code == 200
    page = await looked(shop, case, "return:BACK-7")
    assert "<dt>Weight as the merchant received it</dt><dd>275 g</dd>" in page.text


def told(number: str, hours: int, *lines: int) -> ShippedParcel:
    units = tuple(UnitsSent(each, 1) for each in lines)
    return ShippedParcel("SF", number, NOON + timedelta(hours=hours), None, units)


def parcel(hours: int, *lines: int) -> ParcelFacts:
    return ParcelFacts(NOON + timedelta(hours=hours), None, lines)


def test_the_nth_parcel_is_found_whatever_the_order_in_which_they_are_listed() -> None:
    shipped = [told("A", 0, 1), told("B", 1, 1), told("C", 1, 1), told("D", 1, 2)]
    order = order_with(parcel(1, 2), parcel(1, 1), parcel(0, 1), parcel(1, 1), parcel(9, 3))
    found = [nth_told(order, number, shipped) for number in range(1, 6)]
    assert [each and each.tracking_no for each in found] == ["D", "B", "A", "C", None]


def order_with(*parcels: ParcelFacts) -> Any:
    """An order of which only the parcels matter."""
    fields: dict[str, Any] = dict.fromkeys(OrderFacts.__struct_fields__)
    return OrderFacts(**fields | {"parcels": parcels})
