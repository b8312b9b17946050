"""Cancelling and stopping over HTTP, with the shipped packs, the ledger and the marketplace that ships meanwhile."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from makegood.db.jobs import JobRunner
from makegood.flows.worker import job_handlers
from makegood.orders import OrderRecorded
from tests.web_app import Site, site
from tests.world import MARKETPLACE, buyer_of, merchant_of


async def ordered(web: Site, hours_ago: float, status: str = "paid") -> OrderRecorded:
    """The tea, with its freight; on its way where it was shipped."""
    now = web.world.clock.now()
    placed = (now - timedelta(hours=hours_ago)).isoformat()
    parcel = {"carrier": "SF", "tracking_no": "SF1", "shipped_at": (now - timedelta(minutes=5)).isoformat()}
    parcels: list[Any] = [] if status == "paid" else [parcel]
    return await web.world.order(placed_at=placed, status=status, parcels=parcels)


async def asks(web: Site, order: OrderRecorded, type_: str, **more: Any) -> dict[str, Any]:
    body = {"order": "T-1", "type": type_, "items": [{"line_no": 1}], "reason": "no_reason"} | more
    answer = await web.client.post("/api/cases", json=body, headers=web.as_(buyer_of(order)))
    assert answer.status_code == 201, answer.text
    case: dict[str, Any] = answer.json()
    return case


async def balances(web: Site) -> dict[str, int]:
    rows = await web.app.state.pool.fetch(
        "SELECT account, sum(balance_minor)::bigint AS minor FROM ledger_accounts GROUP BY account"
    )
    return {row["account"]: row["minor"] for row in rows}


async def test_a_fresh_order_is_refunded_in_the_answer_to_its_cancellation(
    fresh_dsn: str, tmp_path: Path
) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await ordered(web, 0.2)
        case = await asks(web, order, "cancel")
        assert (case["stage"], case["ball"], case["money"]) == ("refunding", "processor", "refunding")
        assert (case["requested_minor"], [item["line_no"] for item in case["items"]]) == (10802, [1, 2])
        names = [event["name"] for event in case["timeline"]]
        assert names[:3] == ["case.opened", "cancellation.granted_at_once", "refund.started"]
        book = await balances(web)
        assert book.get(f"order:{order.order_id}:escrow", 0) == 0
        assert sum(book.values()) == 0
        told = await web.app.state.pool.fetch("SELECT event FROM outbox ORDER BY at, id")
        assert "cancellation.granted_at_once" in {row["event"] for row in told}
        again = await web.client.post(
            "/api/cases",
            json={"order": "T-1", "type": "cancel", "items": [{"line_no": 1}], "reason": "no_reason"},
            headers=web.as_(buyer_of(order)),
        )
        assert (again.status_code, again.json()["code"]) == (409, "units_not_left")


async def test_the_marketplace_confirms_that_nothing_was_shipped(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await ordered(web, 30)
        case = await asks(web, order, "cancel")
        assert (case["stage"], case["ball"]) == ("awaiting_merchant", "merchant")
        path = f"/api/cases/{case['id']}/unshipped-confirmation"
        refused = await web.client.post(path, headers=web.as_(merchant_of(order)))
        assert refused.json()["code"] == "not_permitted"
        done = await web.client.post(path, headers=web.as_(MARKETPLACE, **{"Idempotency-Key": "wms-1"}))
        again = await web.client.post(path, headers=web.as_(MARKETPLACE, **{"Idempotency-Key": "wms-1"}))
        assert (done.status_code, done.json()["stage"]) == (200, "refunding")
        assert again.json()["version"] == done.json()["version"]


async def test_an_order_that_ships_meanwhile_is_stopped(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await ordered(web, 30)
        case = await asks(web, order, "cancel")
        await ordered(web, 30, "shipped")
        runner = JobRunner(web.app.state.pool, web.world.clock, job_handlers(web.world.engine))
        await runner.run_ready()
        buyer = web.as_(buyer_of(order))
        now = (await web.client.get(f"/api/cases/{case['id']}", headers=buyer)).json()
        assert (now["type"], now["stage"], now["goods"], now["ball"]) == (
            "intercept", "awaiting_interception", "in_transit", "carrier",
        )  # fmt: skip
        assert now["stopping"]["tracking_no"] == "SF1"
        path = f"/api/cases/{case['id']}/interception"
        stopped = await web.client.post(path, json={"outcome": "stopped"}, headers=web.as_(MARKETPLACE))
        assert (stopped.json()["stage"], stopped.json()["goods"]) == ("in_return_transit", "returning")
        received = await web.client.post(
            f"/api/cases/{case['id']}/reception", headers=web.as_(merchant_of(order))
        )
        assert received.json()["stage"] == "refunding"


async def test_what_may_be_asked_for_says_that_it_is_granted_at_once(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await ordered(web, 0.2)
        asked = {"order": "T-1", "reason": "no_reason"}
        found = await web.client.post("/api/eligibility", json=asked, headers=web.as_(buyer_of(order)))
        remedies = {each["remedy"]: each for each in found.json()["remedies"]}
        cancel, stop = remedies["cancel"], remedies["intercept"]
        assert (cancel["answer"], cancel["granted_at_once"]) == ("open", True)
        assert stop["answer"] == "refused"
