"""The pages and the API of panels: a juror reads and votes, the desk sees how, the parties see that, an operator sets it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CallJury
from makegood.cases.families.jury.commands import AgreeJury
from makegood.db.jobs import JobRunner
from makegood.flows.jury_work import JuryWork
from makegood.jury import JuryOffice
from makegood.kit.clock import SetClock
from makegood.kit.settings import Mode
from tests.attack.shop import held
from tests.evidence.made import picture
from tests.jury.panel_world import ON, REASON, PanelWorld, bought_before
from tests.web_app import Site, site
from tests.world import DESK, MARKETPLACE, OPERATOR


@pytest.fixture
async def shop(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The application with all packs in force at once."""
    async with held(site(fresh_dsn, tmp_path, Mode.DEMO)) as shop:
        engine = shop.app.state.engine
        runner = JobRunner(engine.pool, engine.clock, JuryWork(engine).handlers)
        office = JuryOffice(engine.pool, engine.clock, engine.ids)
        shop.world = PanelWorld(engine, SetClock(engine.clock.now()), runner, office)
        yield shop


async def called(shop: Site) -> tuple[PanelWorld, str]:
    """A dispute that a panel of 31 reads."""
    world = shop.world
    assert isinstance(world, PanelWorld)
    await world.users(34)
    done = await world.called("T-1", **bought_before(world.clock.at))
    await world.runner.run_ready()
    return world, str(done.case.state.id)


async def test_that_a_juror_looked_at_a_picture_is_in_its_chain_of_custody_by_their_seat(shop: Site) -> None:
    world = shop.world
    assert isinstance(world, PanelWorld)
    await world.users(34)
    await world.office.set_settings(OPERATOR, ON)
    done = await world.disputed("T-1", **bought_before(world.clock.at))
    case_id = done.case.state.id
    path, sender = f"/api/cases/{case_id}", shop.as_(world.buyer)
    sent = await shop.client.post(f"{path}/files", headers=sender, files={"file": ("leaf.jpg", picture())})
    file_id = sent.json()["id"]
    await shop.client.post(f"{path}/messages", headers=sender, json={"text": "Look", "files": [file_id]})
    for party in (world.buyer, world.merchant):
        await world.do(party, done, AgreeJury())
    await world.do(DESK, done, CallJury())
    await world.runner.run_ready()
    seat = await world.engine.pool.fetchrow(
        "SELECT id, buyer_id, place FROM jury_seats ORDER BY place LIMIT 1"
    )
    juror = shop.as_(Principal(PrincipalRole.BUYER, seat["buyer_id"]))
    looked = await shop.client.get(f"/jury/{seat['id']}/files/{file_id}", headers=juror)
    assert looked.status_code == 200
    chain = await shop.client.get(f"/api/files/{file_id}/custody", headers=shop.as_(DESK))
    (reading,) = [each for each in chain.json()["links"] if each["what"] == "read"]
    assert (reading["who"], reading["role"], reading["about"]["copy"]) == (
        f"panel:{seat['place']}",
        "juror",
        "display",
    )
    assert str(seat["buyer_id"]) not in str(reading)


async def test_a_juror_reads_and_votes_on_pages(shop: Site) -> None:
    world, case_id = await called(shop)
    found = await world.engine.pool.fetchrow("SELECT id, buyer_id FROM jury_seats ORDER BY place LIMIT 1")
    juror = Principal(PrincipalRole.BUYER, found["buyer_id"])
    headers = shop.as_(juror, **{"Accept-Language": "en"})
    listed = await shop.client.get("/jury", headers=headers)
    assert f"/jury/{found['id']}" in listed.text
    page = await shop.client.get(f"/jury/{found['id']}", headers=headers)
    assert page.status_code == 200
    assert "damp" in page.text
    for name in ("李娜", "山间茶业", "13800138000", case_id):
        assert name not in page.text
    chinese = await shop.client.get(
        f"/jury/{found['id']}", headers=shop.as_(juror, **{"Accept-Language": "zh-CN"})
    )
    assert "谁有理" in chinese.text
    shop.app.state.clock.offset += timedelta(minutes=30)
    refused = await shop.client.post(
        f"/jury/{found['id']}/vote", data={"vote": "buyer", "reason": "no"}, headers=headers
    )
    assert refused.status_code == 422
    sent = await shop.client.post(
        f"/jury/{found['id']}/vote", data={"vote": "buyer", "reason": REASON}, headers=headers
    )
    assert sent.status_code == 303
    board = await shop.client.get(
        f"/desk/cases/{case_id}", headers=shop.as_(DESK, **{"Accept-Language": "en"})
    )
    assert "1 of 16" in board.text
    assert REASON in board.text
    for party in (world.buyer, world.merchant):
        theirs = await shop.client.get(
            f"/cases/{case_id}", headers=shop.as_(party, **{"Accept-Language": "en"})
        )
        assert "A panel of 31 users is reading" in theirs.text
        assert REASON not in theirs.text
    other = await shop.client.get(f"/jury/{found['id']}", headers=shop.as_(world.buyer))
    assert other.status_code == 404


async def test_the_way_to_a_panel_is_on_the_pages_of_the_case(shop: Site) -> None:
    world = shop.world
    assert isinstance(world, PanelWorld)
    done = await world.disputed("T-1", **bought_before(world.clock.at))
    at = f"/cases/{done.case.state.id}"
    buyer = shop.as_(world.buyer, **{"Accept-Language": "en"})
    assert "jury-agreement" not in (await shop.client.get(at, headers=buyer)).text
    await world.office.set_settings(OPERATOR, ON)
    assert "jury-agreement" in (await shop.client.get(at, headers=buyer)).text
    await shop.client.post(f"{at}/jury-agreement", data={}, headers=buyer)
    assert "jury-agreement" not in (await shop.client.get(at, headers=buyer)).text
    done = await world.do(world.merchant, done, AgreeJury())
    desk = await shop.client.get(f"/desk{at}", headers=shop.as_(DESK, **{"Accept-Language": "en"}))
    assert 'action="/cases/' in desk.text
    assert "Give it to a panel of users" in desk.text
    await world.do(DESK, done, CallJury())
    desk = await shop.client.get(f"/desk{at}", headers=shop.as_(DESK, **{"Accept-Language": "en"}))
    assert "Send the panel home" in desk.text


async def test_an_operator_sets_panels(shop: Site) -> None:
    headers = shop.as_(OPERATOR, **{"Accept-Language": "en"})
    assert "Panels of users" in (await shop.client.get("/console/jury", headers=headers)).text
    typed = {"is_on": "yes", "known_days": "90", "least_orders": "2", "rest_days": "7", "version": "0"}
    assert (await shop.client.post("/console/jury", data=typed, headers=headers)).status_code == 303
    kept = (await shop.client.get("/api/jury/settings", headers=headers)).json()
    assert (kept["is_on"], kept["known_days"], kept["version"]) == (True, 90, 1)
    assert (
        await shop.client.post("/console/jury", data=typed | {"rest_days": "8"}, headers=headers)
    ).status_code == 409
    assert (
        await shop.client.post("/console/jury", data=typed | {"rest_days": "x"}, headers=headers)
    ).status_code == 422
    assert (await shop.client.get("/console/jury", headers=shop.as_(DESK))).status_code == 403


async def test_the_same_over_the_api(shop: Site) -> None:
    world, case_id = await called(shop)
    found = await world.engine.pool.fetchrow("SELECT id, buyer_id FROM jury_seats ORDER BY place LIMIT 1")
    juror = Principal(PrincipalRole.BUYER, found["buyer_id"])
    listed = (await shop.client.get("/api/jury/seats", headers=shop.as_(juror))).json()
    assert [seat["id"] for seat in listed["seats"]] == [str(found["id"])]
    at = f"/api/jury/seats/{found['id']}"
    asked = {"vote": "merchant", "reason": REASON}
    early = await shop.client.post(f"{at}/vote", json=asked, headers=shop.as_(juror))
    assert early.json()["code"] == "not_read_yet"
    assert (await shop.client.get(at, headers=shop.as_(juror))).json()["dispute"]["asked"]
    shop.app.state.clock.offset += timedelta(minutes=30)
    keyed = shop.as_(juror, **{"Idempotency-Key": "vote-1"})
    first = await shop.client.post(f"{at}/vote", json=asked, headers=keyed)
    again = await shop.client.post(f"{at}/vote", json=asked, headers=keyed)
    assert (first.status_code, first.text) == (200, again.text)
    panel = (await shop.client.get(f"/api/cases/{case_id}/jury-panel", headers=shop.as_(DESK))).json()
    assert (panel["for_merchant"], panel["majority"], len(panel["votes"])) == (1, 16, 31)
    for who in (world.buyer, world.merchant, MARKETPLACE, OPERATOR):
        answer = await shop.client.get(f"/api/cases/{case_id}/jury-panel", headers=shop.as_(who))
        assert answer.status_code == 403
    person = {"registered_at": "2024-01-01T00:00:00Z", "device": "d1"}
    confirmed = await shop.client.put(
        f"/api/jury/jurors/{found['buyer_id']}", json=person, headers=shop.as_(MARKETPLACE)
    )
    assert confirmed.json()["is_confirmed"]
    assert (
        await shop.client.put(f"/api/jury/jurors/{2**62}", json=person, headers=shop.as_(MARKETPLACE))
    ).status_code == 404
