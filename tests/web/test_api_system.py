"""Health, readiness, metrics and logs: clear in trouble, and without personal data always."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from makegood.db.migrate import migrate
from makegood.db.pool import Pool
from makegood.db.postmaster import stop
from makegood.db.throwaway import throwaway_server
from makegood.payments import Notification, Succeeded
from tests.attack.shop import held, work
from tests.web_app import Site, site
from tests.world import DESK, MARKETPLACE, OPERATOR, Principal, merchant_of

PERSONAL = ("李娜", "Li Na", "my neighbour took it", "Wang 138-0013-8000", "pay_T-1", "SF-BACK-1")


async def test_a_living_server_is_ready(shop: Site) -> None:
    assert (await shop.client.get("/health")).json() == {"status": "ok"}
    ready = await shop.client.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})


async def test_a_pending_migration_is_not_ready(shop: Site) -> None:
    await shop.world.engine.pool.execute(
        "DELETE FROM schema_migrations WHERE name = (SELECT max(name) FROM schema_migrations)"
    )
    ready = await shop.client.get("/health/ready")
    assert ready.status_code == 503
    assert "1 migrations pending" in ready.json()["status"]
    assert (await shop.client.get("/health")).status_code == 200


async def test_without_its_database_it_says_so_and_comes_back(tmp_path: Path) -> None:
    with throwaway_server(durable=False) as server:
        await migrate(server.url())
        async with held(site(server.url(), tmp_path)) as shop:
            running = server.running
            assert running is not None
            stop(running, server.place.data)
            for path in ("/health/ready", "/api/cases"):
                away = await shop.client.get(path, headers=shop.as_(DESK))
                assert away.status_code == 503, away.text
            assert (away.json()["code"], away.headers["retry-after"]) == ("unavailable", "1")
            assert (await shop.client.get("/health")).status_code == 200
            server.restart()
            assert (await shop.client.get("/health/ready")).status_code == 200


async def test_a_database_that_refuses_us_is_not_ready(
    fresh_dsn: str, server_url: str, tmp_path: Path
) -> None:
    async with held(site(fresh_dsn, tmp_path)) as shop:
        admin = await asyncpg.connect(server_url)
        name = urlsplit(fresh_dsn).path[1:]
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        await admin.close()
        refused = [await shop.client.get("/health/ready") for _ in range(3)]
        assert {answer.status_code for answer in refused} == {503}
        assert "cannot be used" in refused[-1].json()["status"]


async def a_busy_day(shop: Site) -> Any:
    """Personal data in every place that takes some; good requests, bad ones, and one that fails inside."""
    market = shop.as_(MARKETPLACE)
    order = await shop.world.order(buyer={"external_id": "li-na", "name": "Li Na 李娜"})
    asked = {
        "order": "T-1",
        "type": "return_refund",
        "items": [{"line_no": 1}],
        "reason": "quality",
        "note": PERSONAL[2],
    }
    case = (await shop.client.post("/api/cases", json=asked, headers=market)).json()
    path = f"/api/cases/{case['id']}"
    seller = shop.as_(merchant_of(order))
    await shop.client.post(f"{path}/approval", headers=seller)
    await shop.client.post(
        f"{path}/return-shipment", json={"carrier": "SF", "tracking_no": PERSONAL[5]}, headers=market
    )
    await shop.client.post(f"{path}/reception", headers=seller)
    await shop.client.post(f"{path}/inspection", headers=seller)
    await work(shop)
    for url in (
        f"/api/nowhere/{PERSONAL[3]}",
        f"/api/orders?external_id={PERSONAL[3]}",
        f"/api/orders/{PERSONAL[0]}",
    ):
        await shop.client.get(url, headers=market)
    await shop.world.order("T-2", buyer={"external_id": "li-na", "name": "Li Na 李娜"})
    await break_the_next_case(shop.world.engine.pool)
    return await shop.client.post("/api/cases", json=asked | {"order": "T-2"}, headers=market)


async def break_the_next_case(pool: Pool) -> None:
    """The database refuses with a message that quotes the whole row."""
    await pool.execute(
        "ALTER TABLE cases ADD CONSTRAINT broken CHECK (stage <> 'awaiting_merchant') NOT VALID"
    )


async def test_neither_logs_nor_metrics_hold_personal_data(
    shop: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = await a_busy_day(shop)
    assert (failed.status_code, failed.json()["code"]) == (500, "internal_error")
    await shop.client.request("李娜".encode().hex().upper(), "/api/cases")
    written = "".join(capsys.readouterr())
    metrics = (await shop.client.get("/metrics")).text
    for word in PERSONAL:
        told = (word, json.dumps(word)[1:-1])
        assert not any(each in written for each in told), word
        assert not any(each in metrics for each in told), word
        assert not any(each in failed.text for each in told), word
    assert "request_failed" in written
    assert "CheckViolationError" in written
    assert (
        'route="/api/cases/{case_id:str}/approval"' in metrics
        or 'route="/api/cases/{case_id}/approval"' in metrics
    )
    assert "T-1" not in metrics


async def test_methods_of_any_name_are_one_series(shop: Site) -> None:
    for at in range(5):
        await shop.client.request(f"BREW{at}", "/api/cases")
    metrics = (await shop.client.get("/metrics")).text
    assert "BREW" not in metrics


async def test_each_answer_has_its_request_id_and_guards(shop: Site) -> None:
    answers: list[httpx.Response] = [
        await shop.client.get("/health"), await shop.client.get("/api/cases"), await shop.client.get("/api/cases/0"),
    ]  # fmt: skip
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3
    assert all(answer.headers["x-content-type-options"] == "nosniff" for answer in answers)


@pytest.mark.parametrize(("minutes", "role"), [(90, OPERATOR)])
async def test_the_clock_moves_for_operators(shop: Site, minutes: int, role: Principal) -> None:
    moved = await shop.client.post(
        "/api/clock/advances", json={"hours": minutes / 60}, headers=shop.as_(role)
    )
    assert (moved.status_code, moved.json()["advanced_seconds"]) == (201, minutes * 60)
    for hours in (0, -1, 1e9, "NaN", None):
        refused = await shop.client.post("/api/clock/advances", json={"hours": hours}, headers=shop.as_(role))
        assert refused.status_code == 400, hours


async def test_a_processor_s_word_counts_when_it_is_signed(shop: Site) -> None:
    order = await shop.world.order()
    done = await shop.world.open(order, "refund_only")
    path = "/api/processors/fake/notifications"
    await shop.client.post(f"/api/cases/{done.case.state.id}/approval", headers=shop.as_(merchant_of(order)))
    note = Notification(
        processor="fake", event_id="e", refund_reference="r", idempotency_key=f"{done.case.state.id}-1-1",
        answer=Succeeded("r"),
    )  # fmt: skip
    headers, body = shop.app.state.engine.pay_out.processors["fake"].signed_request(note)
    for at, sent in enumerate(({}, {"Fake-Signature": "0" * 64}, headers | {"Fake-Signature": "é"})):
        refused = await shop.client.post(path, content=body, headers={k: v.encode() for k, v in sent.items()})  # type: ignore[misc]
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_signature"), at
    for _ in range(3):
        assert (await shop.client.post(path, content=body, headers=headers)).json() == {"taken": True}
    view = await shop.client.get(f"/api/cases/{done.case.state.id}", headers=shop.as_(DESK))
    assert (view.json()["stage"], view.json()["refunded_minor"]) == ("settled", 10002)
    for other in ("internal", "nobody", "stripe"):
        assert (
            await shop.client.post(f"/api/processors/{other}/notifications", content=b"{}")
        ).status_code == 404
