"""EasyPost against a local server that answers as its documentation says (docs.easypost.com, API v2)."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.carriers import (
    Address,
    BadPush,
    CarrierRefused,
    CarrierUnavailable,
    Consignment,
    Direction,
    Handover,
    Known,
    Scan,
    Slot,
)
from makegood.carriers.adapters.easypost import EasyPost
from makegood.carriers.easypost_terms import signature
from tests.carriers.answers import Answers, answering
from tests.world import NOON

BUYER = Address("Amelia Hart", "417 Montgomery St", "4155550123", "San Francisco", "CA", "94104", "US")
SHOP = Address("Oak & Ash", "179 N Harbor Dr", "3105550199", "Redondo Beach", "CA", "90277", "US")
CONSIGNMENT = Consignment(
    key="77", direction=Direction.BACK, handover=Handover.DROP_OFF, sender=BUYER, consignee=SHOP, weight_grams=567,
    value_minor=10002, currency="USD",
)  # fmt: skip
KNOWN = Known("usps", "9400110898825022579493", "shp_1")
RATES = [
    {"id": "rate_dear", "object": "Rate", "service": "Express", "carrier": "USPS", "rate": "33.10", "currency": "USD"},
    {"id": "rate_cheap", "object": "Rate", "service": "Priority", "carrier": "USPS", "rate": "6.07", "currency": "USD"},
]  # fmt: skip
CREATED: dict[str, Any] = {
    "id": "shp_1", "object": "Shipment", "mode": "test", "is_return": True, "rates": RATES, "selected_rate": None,
    "tracking_code": None, "postage_label": None, "messages": [],
}  # fmt: skip
TRACKER = {
    "id": "trk_1", "object": "Tracker", "mode": "test", "tracking_code": "9400110898825022579493", "status": "delivered",
    "status_detail": "arrived_at_destination", "carrier": "USPS", "weight": 17.6, "signed_by": "JOHN",
    "tracking_details": [
        {"object": "TrackingDetail", "message": "Pre-Shipment Info Sent", "status": "pre_transit",
         "status_detail": "status_update", "datetime": "2026-02-19T13:07:32Z", "source": "USPS",
         "tracking_location": {"object": "TrackingLocation", "city": None, "state": None, "country": None, "zip": None}},
        {"object": "TrackingDetail", "message": "Accepted at USPS Origin Facility", "status": "in_transit",
         "status_detail": "received_at_origin_facility", "datetime": "2026-02-20T11:10:00Z", "source": "USPS",
         "tracking_location": {"city": "SAN FRANCISCO", "state": "CA", "country": "US", "zip": "94104"}},
        {"object": "TrackingDetail", "message": "?", "status": "unknown", "status_detail": "unknown",
         "datetime": "2026-02-20T12:00:00Z", "source": "USPS", "tracking_location": None},
        {"object": "TrackingDetail", "message": "Delivered", "status": "delivered", "status_detail": "arrived_at_destination",
         "datetime": "2026-02-22T20:51:00Z", "source": "USPS", "tracking_location": {"city": "REDONDO BEACH", "state": "CA"}},
    ],
}  # fmt: skip


@pytest.fixture
async def server() -> AsyncIterator[Answers]:
    async with answering() as answers:
        yield answers


@pytest.fixture
async def easypost(server: Answers) -> AsyncIterator[EasyPost]:
    carrier = EasyPost("EZTK_key", "the secret", base=server.url, timeout_seconds=2)
    yield carrier
    await carrier.close()


def bought(server: Answers) -> dict[str, Any]:
    label = {
        "id": "pl_1",
        "object": "PostageLabel",
        "label_pdf_url": f"{server.url}/labels/1.pdf",
        "label_url": "x",
    }
    code = KNOWN.tracking_no
    return CREATED | {"tracking_code": code, "selected_rate": RATES[1], "postage_label": label}


async def test_the_cheapest_rate_is_bought(server: Answers, easypost: EasyPost) -> None:
    server.tell("POST /v2/shipments", CREATED, 201)
    server.tell("POST /v2/shipments/shp_1/buy", bought(server))
    server.tell("GET /labels/1.pdf", b"%PDF-1.4 the label")
    booked = await easypost.book(CONSIGNMENT)
    assert (booked.courier, booked.tracking_no, booked.reference) == ("usps", KNOWN.tracking_no, "shp_1")
    assert booked.label
    assert booked.label.content == b"%PDF-1.4 the label"
    looked, create, buy, label = server.asked
    assert looked.path == "/v2/shipments/77"
    key = "Basic " + base64.b64encode(b"EZTK_key:").decode()
    assert create.headers["authorization"] == key
    assert "authorization" not in label.headers
    shipment = create.json["shipment"]
    assert (shipment["is_return"], shipment["reference"], shipment["parcel"]) == (
        True,
        "77",
        {"weight": 20.0},
    )
    assert (
        shipment["from_address"]["city"] == "Redondo Beach"
    )  # a return is told as the way out, and turned round
    assert buy.json == {"rate": {"id": "rate_cheap"}}


async def test_a_lost_answer_buys_nothing_twice(server: Answers, easypost: EasyPost) -> None:
    server.tell("POST /v2/shipments", CREATED, 201)
    server.tell("POST /v2/shipments/shp_1/buy", {}, 500)
    with pytest.raises(CarrierUnavailable) as first:
        await easypost.book(CONSIGNMENT)
    assert first.value.reference == "shp_1"
    server.tell("GET /v2/shipments/shp_1", bought(server))
    server.tell("GET /labels/1.pdf", b"%PDF-1.4")
    again = Consignment(
        **{name: getattr(CONSIGNMENT, name) for name in CONSIGNMENT.__struct_fields__}
        | {"reference": "shp_1"}
    )
    assert (await easypost.book(again)).tracking_no == KNOWN.tracking_no
    assert [one.path for one in server.asked].count("/v2/shipments/shp_1/buy") == 1


class Shop:
    """EasyPost as far as this matters: it keeps what was created, sells once, and loses any answer that it is told to lose."""

    def __init__(self, server: Answers, lost: set[int]) -> None:
        self.server, self.lost = server, lost
        self.things: dict[str, dict[str, Any]] = {}
        self.bought: list[str] = []
        self.asked = 0

    def answer(self, asked: Any) -> tuple[int, bytes]:
        self.asked += 1
        status, body = self._done(asked.method, asked.path.split("/")[2:], asked)
        return (503, b"") if self.asked in self.lost else (status, json.dumps(body).encode())

    def _done(self, method: str, path: list[str], asked: Any) -> tuple[int, Any]:
        if path[:1] == ["labels"] or len(path) < 1:
            return 200, {}
        if method == "POST" and len(path) == 1:
            told = next(iter(asked.json.values()))
            name = f"{path[0]}_{len(self.things)}"
            made = {"id": name, "rates": RATES, "pickup_rates": RATES}
            self.things[name] = self.things[f"{path[0]}/{told['reference']}"] = made
            return 201, made
        thing = self.things.get(path[1]) or self.things.get(f"{path[0]}/{path[1]}")
        if thing is None:
            return 404, {"error": {"code": "NOT_FOUND", "message": "nothing of that name"}}
        if method == "POST" and path[1] in self.bought:
            return 422, {"error": {"code": "POSTAGE.EXISTS", "message": "It was bought already."}}
        if method == "POST":
            self.bought.append(thing["id"])
            thing |= {"tracking_code": KNOWN.tracking_no, "selected_rate": RATES[1], "status": "scheduled"}
        return 200, thing


@pytest.mark.parametrize("lost", [{1}, {2}, {3}, {2, 4}, {3, 5}, {2, 3, 4, 5, 6}])
@pytest.mark.parametrize("what", ["label", "pickup"])
async def test_whichever_answers_are_lost_it_is_booked_once(
    server: Answers, easypost: EasyPost, lost: set[int], what: str
) -> None:
    """Nothing is remembered between the tries: whoever asked may have been killed."""
    shop = Shop(server, lost)
    server.answer = shop.answer  # type: ignore[method-assign]
    slot = easypost.pickup_slots(BUYER, NOON)[0]
    for _ in range(8):
        asking: Any = easypost.book(CONSIGNMENT)
        if what == "pickup":
            asking.close()
            asking = easypost.book_pickup(KNOWN, BUYER, slot, "77-1")
        try:
            booked = await asking
        except CarrierUnavailable:
            continue
        assert getattr(booked, "reference", booked) == shop.bought[0]
    assert len(shop.bought) == 1
    assert len({id(thing) for thing in shop.things.values()}) == 1


async def test_what_another_try_bought_at_this_moment_is_not_refused(
    server: Answers, easypost: EasyPost
) -> None:
    exists = {"error": {"code": "SHIPMENT.POSTAGE.EXISTS", "message": "It was bought already."}}
    server.tell("GET /v2/shipments/77", CREATED)
    server.tell("POST /v2/shipments/shp_1/buy", exists, 422)
    server.tell("GET /v2/shipments/shp_1", bought(server) | {"postage_label": None})
    assert (await easypost.book(CONSIGNMENT)).tracking_no == KNOWN.tracking_no
    pickup = {"id": "pickup_1", "pickup_rates": RATES}
    server.tell("GET /v2/pickups/77-1", pickup | {"status": "unknown"})
    server.tell("GET /v2/pickups/77-1", pickup | {"status": "scheduled"})
    server.tell("POST /v2/pickups/pickup_1/buy", exists, 422)
    slot = easypost.pickup_slots(BUYER, NOON)[0]
    assert await easypost.book_pickup(KNOWN, BUYER, slot, "77-1") == "pickup_1"


async def test_what_it_refuses_is_told_in_its_words(server: Answers, easypost: EasyPost) -> None:
    error = {
        "error": {"code": "ADDRESS.VERIFY.FAILURE", "message": "Unable to verify address.", "errors": []}
    }
    server.tell("POST /v2/shipments", error, 422)
    with pytest.raises(CarrierRefused, match="Unable to verify address"):
        await easypost.book(CONSIGNMENT)


@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_what_passes_is_tried_again(server: Answers, easypost: EasyPost, status: int) -> None:
    server.tell("POST /v2/shipments", {"error": {"code": "X"}}, status)
    with pytest.raises(CarrierUnavailable):
        await easypost.book(CONSIGNMENT)


async def test_an_answer_that_cannot_be_read_is_tried_again(server: Answers, easypost: EasyPost) -> None:
    server.tell("POST /v2/shipments", b"<html>")
    with pytest.raises(CarrierUnavailable):
        await easypost.book(CONSIGNMENT)


async def test_no_rate_is_a_refusal(server: Answers, easypost: EasyPost) -> None:
    server.tell("POST /v2/shipments", CREATED | {"rates": []}, 201)
    with pytest.raises(CarrierRefused, match="no rate"):
        await easypost.book(CONSIGNMENT)


async def test_a_pickup_is_created_and_bought(server: Answers, easypost: EasyPost) -> None:
    rate = {
        "id": "pickuprate_1",
        "object": "PickupRate",
        "service": "NextDay",
        "carrier": "USPS",
        "rate": "0.00",
    }
    server.tell("POST /v2/pickups", {"id": "pickup_1", "status": "unknown", "pickup_rates": [rate]}, 201)
    server.tell(
        "POST /v2/pickups/pickup_1/buy", {"id": "pickup_1", "status": "scheduled", "pickup_rates": [rate]}
    )
    server.tell("POST /v2/pickups/pickup_1/cancel", {"id": "pickup_1", "status": "canceled"})
    slot = easypost.pickup_slots(BUYER, NOON)[0]
    assert await easypost.book_pickup(KNOWN, BUYER, slot, "77-1") == "pickup_1"
    assert server.asked[0].path == "/v2/pickups/77-1"
    asked = server.asked[1].json["pickup"]
    assert (asked["shipment"], asked["min_datetime"]) == ({"id": "shp_1"}, "2026-03-03 09:00:00")
    assert server.asked[2].json == {"carrier": "USPS", "service": "NextDay"}
    await easypost.cancel_pickup(KNOWN, "pickup_1")


async def test_slots_are_on_working_days(easypost: EasyPost) -> None:
    friday = datetime(2026, 3, 6, 12, tzinfo=UTC)
    slots = easypost.pickup_slots(BUYER, friday)
    assert all(
        isinstance(slot, Slot) and slot.starts_at > friday and slot.starts_at.weekday() < 5 for slot in slots
    )


async def test_tracking(server: Answers, easypost: EasyPost) -> None:
    other = TRACKER | {"carrier": "UPS"}
    server.tell("GET /v2/trackers", {"trackers": [TRACKER, other], "has_more": False})
    events = await easypost.track(KNOWN)
    assert [event.scan for event in events] == [Scan.BOOKED, Scan.PICKED_UP, Scan.DELIVERED]
    assert events[1].place == "SAN FRANCISCO, CA, US"
    assert events[2].weight_grams == 499
    assert server.asked[0].path == f"/v2/trackers?tracking_code={KNOWN.tracking_no}"


async def test_a_parcel_of_another_is_followed(server: Answers, easypost: EasyPost) -> None:
    server.tell("POST /v2/trackers", TRACKER, 201)
    assert easypost.carries("dhl")
    assert not easypost.carries("shunfeng")
    await easypost.follow(Known("dhl", "JD0146"))
    assert server.asked[0].json == {"tracker": {"tracking_code": "JD0146", "carrier": "DHLExpress"}}
    server.tell("GET /v2/trackers", {"trackers": [TRACKER | {"carrier": "DHLExpress"}]})
    events = await easypost.track(Known("dhl", KNOWN.tracking_no))
    assert {event.courier for event in events} == {"dhl"}


async def test_the_postage_is_asked_back(server: Answers, easypost: EasyPost) -> None:
    server.tell("POST /v2/shipments/shp_1/refund", CREATED | {"refund_status": "submitted"})
    await easypost.cancel(KNOWN)


async def test_a_push_is_signed(easypost: EasyPost) -> None:
    body = json.dumps(
        {"id": "evt_1", "object": "Event", "description": "tracker.updated", "result": TRACKER}
    ).encode()
    signed = {"x-hmac-signature": signature("the secret", body)}
    assert [event.scan for event in easypost.read_push(signed, body)][-1] is Scan.DELIVERED
    for headers in ({}, {"X-Hmac-Signature": signature("another", body)}, {"X-Hmac-Signature": "é"}):
        with pytest.raises(BadPush):
            easypost.read_push(headers, body)
    other = json.dumps({"description": "batch.created", "result": {"id": "batch_1"}}).encode()
    assert easypost.read_push({"X-Hmac-Signature": signature("the secret", other)}, other) == ()
    unreadable = b'{"description": "tracker.updated", "result": 3}'
    with pytest.raises(BadPush):
        easypost.read_push({"X-Hmac-Signature": signature("the secret", unreadable)}, unreadable)


async def test_without_a_secret_no_push_is_believed(server: Answers) -> None:
    carrier = EasyPost("EZTK_key", base=server.url)
    with pytest.raises(BadPush):
        carrier.read_push({"X-Hmac-Signature": signature("", b"{}")}, b"{}")
    await carrier.close()


async def test_a_silent_server_is_no_answer() -> None:
    carrier = EasyPost(
        "EZTK_key", base="http://127.0.0.1:9", timeout_seconds=timedelta(seconds=1).total_seconds()
    )
    with pytest.raises(CarrierUnavailable):
        await carrier.track(KNOWN)
    await carrier.close()
