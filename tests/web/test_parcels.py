"""Parcels over HTTP and on pages: a buyer has the goods fetched, the merchant sees them come, an operator ends a claim."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.db.jobs import JobRunner
from makegood.flows.parcels import ParcelWork
from makegood.kit.clock import SetClock
from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, NOON, OPERATOR, SENIOR, buyer_of, merchant_of


async def returning(shop: Site, number: str = "T-1") -> tuple[Any, Any]:
    order = await shop.world.order(number)
    done = await shop.world.open(order)
    return order, await shop.world.do(merchant_of(order), done, c.Approve())


async def look(shop: Site, hours: float) -> None:
    """Let time pass for the worker."""
    state = shop.app.state
    state.clock.offset += timedelta(hours=hours)
    work = ParcelWork(state.engine, state.conduct)
    world_clock: SetClock = shop.world.clock
    for _ in range(4):
        world_clock.at = max(world_clock.at, state.clock.now())
        await state.pool.execute(
            "UPDATE carried_parcels SET next_look_at = now() WHERE next_look_at IS NOT NULL"
        )
        await work.look()
        for row in await state.pool.fetch(
            "DELETE FROM jobs WHERE kind IN ('parcel_moved', 'follow_parcel') RETURNING *"
        ):
            job = type("Job", (), {"payload": __import__("json").loads(row["payload"])})()
            await work.handlers[row["kind"]](job)


async def test_fetched_at_the_door_by_pages(shop: Site) -> None:
    order, done = await returning(shop)
    path = f"/cases/{done.case.state.id}"
    browser = Browser(shop, buyer_of(order))
    page = await browser.open(path)
    assert f"{path}/parcels/new" in page.text
    form = await browser.open(f"{path}/parcels/new")
    assert form.forms[f"{path}/parcels"]["handover"] == "pickup"
    incomplete = await browser.send(form, f"{path}/parcels")
    assert incomplete.status == 422
    assert "Tell a name, a telephone number" in incomplete.text
    booked = await browser.send(
        form, f"{path}/parcels", name="Li Na", phone="138", city="Hangzhou", street="Wensan 1"
    )
    assert booked.status == 200
    assert "The courier comes" in booked.text
    assert "Wensan" not in booked.text
    (parcel_id,) = set(re.findall(r"parcel-(\d+)", booked.text))
    times = await browser.open(f"{path}/parcels/{parcel_id}/pickup")
    slots = re.findall(r'name="slot" value="([^"]+)"', times.text)
    again = await browser.send(times, f"{path}/parcels/{parcel_id}/pickup", slot=slots[-1])
    assert "Called off" in again.text
    label = await shop.client.get(f"{path}/parcels/{parcel_id}/label", headers=shop.as_(buyer_of(order)))
    assert label.content.startswith(b"%PDF")
    none = await browser.send(again, f"{path}/parcels/{parcel_id}/pickup-cancellation")
    gone = await browser.send(none, f"{path}/parcels/{parcel_id}/cancellation")
    assert "Taken back" in gone.text
    assert f"{path}/parcels/new" in gone.text


async def test_dropped_off_with_a_code_in_chinese(shop: Site) -> None:
    order, done = await returning(shop)
    path = f"/cases/{done.case.state.id}"
    browser = Browser(shop, buyer_of(order), language="zh-CN")
    form = await browser.open(f"{path}/parcels/new")
    booked = await browser.send(form, f"{path}/parcels", handover="drop_off", weight="４００")
    code = re.search(r'class="parcel-code">(\d{6})<', booked.text)
    assert code
    assert "投递点" in booked.text
    for other in (merchant_of(order), DESK):
        assert code[1] not in (await Browser(shop, other).open(path)).text


async def test_the_merchant_sees_it_come(shop: Site) -> None:
    order, done = await returning(shop)
    key = {"Idempotency-Key": "one"}
    body = {"case_ids": [str(done.case.state.id)], "handover": "drop_off", "weight_grams": 500}
    answer = await shop.client.post("/api/parcels", json=body, headers=shop.as_(buyer_of(order)) | key)
    assert answer.status_code == 201
    same = await shop.client.post("/api/parcels", json=body, headers=shop.as_(buyer_of(order)) | key)
    assert same.json()["id"] == answer.json()["id"]
    page = await Browser(shop, merchant_of(order)).open("/work/parcels")
    assert answer.json()["tracking_no"] in page.text
    await look(shop, 100)
    over = await Browser(shop, merchant_of(order)).open("/work/parcels?kind=over")
    assert "Delivered" in over.text
    epcis = await shop.client.get(
        f"/api/parcels/{answer.json()['id']}/epcis", headers=shop.as_(merchant_of(order))
    )
    steps = [event["bizStep"] for event in epcis.json()["epcisBody"]["eventList"]]
    assert steps == ["staging_outbound", "accepting", "transporting", "transporting", "departing", "arriving"]


async def test_a_push_is_believed_when_it_is_signed(shop: Site) -> None:
    order, done = await returning(shop)
    body = {"case_ids": [str(done.case.state.id)], "handover": "drop_off"}
    parcel = (await shop.client.post("/api/parcels", json=body, headers=shop.as_(buyer_of(order)))).json()
    carrier = shop.app.state.conduct.carriers["simulated"]
    from makegood.carriers import Scan, TrackingEvent

    event = TrackingEvent(
        courier="simulated", tracking_no=parcel["tracking_no"], scan=Scan.PICKED_UP, at=shop.app.state.clock.now()
    )  # fmt: skip
    headers, content = carrier.signed_push([event])
    for _ in range(2):
        answer = await shop.client.post("/api/carriers/simulated/push", content=content, headers=headers)
        assert answer.status_code == 200
    assert answer.json() == {"result": True, "returnCode": "200", "message": "ok", "taken": 0}
    forged = await shop.client.post("/api/carriers/simulated/push", content=content + b" ", headers=headers)
    assert forged.status_code == 400
    assert (await shop.client.post("/api/carriers/nobody/push", content=b"")).status_code == 404
    seen = await shop.client.get(f"/api/parcels/{parcel['id']}", headers=shop.as_(buyer_of(order)))
    assert seen.json()["status"] == "picked_up"


async def test_lists_are_ones_own(shop: Site) -> None:
    order, done = await returning(shop)
    body = {"case_ids": [str(done.case.state.id)], "handover": "drop_off"}
    parcel = (await shop.client.post("/api/parcels", json=body, headers=shop.as_(buyer_of(order)))).json()
    for who, count in ((buyer_of(order), 1), (merchant_of(order), 1), (DESK, 1), (MARKETPLACE, 1)):
        found = await shop.client.get(
            f"/api/parcels?case_id={done.case.state.id}&under_way=true", headers=shop.as_(who)
        )
        assert len(found.json()["parcels"]) == count
    from makegood.accounts import Principal, PrincipalRole

    stranger = Principal(PrincipalRole.BUYER, 5)
    assert (await shop.client.get("/api/parcels", headers=shop.as_(stranger))).json()["parcels"] == []
    for address in ("", "/label", "/epcis"):
        told = await shop.client.get(f"/api/parcels/{parcel['id']}{address}", headers=shop.as_(stranger))
        assert told.status_code == 404
    assert (await shop.client.get("/api/recoveries", headers=shop.as_(DESK))).status_code == 403
    assert (await shop.client.get("/api/parcels?cursor=x", headers=shop.as_(DESK))).status_code == 422


async def test_what_is_lost_is_claimed_and_ended(shop: Site) -> None:
    order, done = await returning(shop)
    body = {"case_ids": [str(done.case.state.id)], "handover": "drop_off", "scenario": "lost"}
    await shop.client.post("/api/parcels", json=body, headers=shop.as_(buyer_of(order)))
    await look(shop, 60)
    await look(shop, 120)
    case = await Browser(shop, DESK).open(f"/cases/{done.case.state.id}")
    assert "The carrier says that it is lost" in case.text
    assert "Taobao Dispute Rules art. 11" in case.text
    operator = Browser(shop, OPERATOR)
    assert "Simulated carrier" in (await operator.open("/console/money")).text
    page = await operator.open("/console/recoveries")
    (action,) = [each for each in page.forms if each.endswith("/ending")]
    open_still = await operator.send(page, action, status="paid")
    assert open_still.status == 409
    ended = await operator.send(page, action, status="refused", note="No scan at our depot.")
    assert "It is put down." in ended.text
    listed = await shop.client.get("/api/recoveries?status=refused", headers=shop.as_(OPERATOR))
    assert [one["note"] for one in listed.json()["recoveries"]] == ["No scan at our depot."]


@pytest.mark.parametrize("who", [DESK, SENIOR, OPERATOR])
async def test_only_buyers_send(shop: Site, who: Any) -> None:
    _, done = await returning(shop)
    answer = await Browser(shop, who).open(f"/cases/{done.case.state.id}/parcels/new")
    assert answer.status == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Sent by the shop", "In transit", "It is claimed from the carrier.")),
        ("zh-CN", ("商家已发出", "运输中")),
    ],
)
async def test_an_orders_lost_parcel_is_claimed_and_seen(
    shop: Site, language: str, words: tuple[str, ...]
) -> None:
    left = {
        "carrier": "simulated",
        "tracking_no": "OUT-9",
        "shipped_at": (NOON - timedelta(days=2)).isoformat(),
    }
    order = await shop.world.order(status="shipped", parcels=[left])
    asked = c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1),), "not_received")
    done = await shop.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    await shop.world.do(merchant_of(order), done, c.Approve())
    await shop.world.runner.run_ready()
    state = shop.app.state
    work = ParcelWork(state.engine, state.conduct)
    await JobRunner(state.pool, shop.world.clock, work.handlers).run_ready()
    page = await Browser(shop, buyer_of(order), language).open(f"/cases/{done.case.state.id}")
    for each in words:
        assert each in page.text
    listed = (await shop.client.get("/api/recoveries", headers=shop.as_(OPERATOR))).json()["recoveries"]
    assert [(one["case_id"], one["claimed_minor"]) for one in listed] == [(str(done.case.state.id), 10002)]
