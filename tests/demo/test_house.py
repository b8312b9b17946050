"""What the demo shows beside its cases: accounts, people of the desk by name, receivers of webhooks, views, returns to scan."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn

from makegood.accounts import Standing, people_page, person_by_id
from makegood.cases import (
    COMMANDS,
    DeskFigures,
    Rule,
    cases_of_parcel,
    desk_figures,
    notes_of,
    require_grounds,
)
from makegood.db.jobs import JobRunner
from makegood.demo import answer_of, personas, shown_name
from makegood.demo.accounts import ACCOUNTS, PLATFORM
from makegood.demo.kept_views import KEPT
from makegood.demo.load import STORIES, load_into
from makegood.demo.receivers import RECEIVERS
from makegood.flows.tell import webhook_work
from makegood.kit.clock import SetClock
from makegood.kit.ids import IdMaker
from makegood.kit.settings import Mode
from makegood.ledger import statement_totals
from makegood.notifications import person_of
from makegood.views import views_of
from makegood.web.app import create_app
from makegood.webhooks import list_endpoints
from tests.demo.conftest import SETTINGS

NOW = datetime.now(UTC)
EVER = timedelta(days=3650)
NO_LIMIT = 2**63 - 1


async def someone(pool: Any, key: str) -> Any:
    """A persona by key."""
    return next(one for one in await personas(pool) if one.key == key)


async def test_people_have_accounts_with_and_without_a_second_factor(loaded: Any) -> None:
    people = {person.email: person for person in await people_page(loaded, NO_LIMIT, 100)}
    assert people.keys() == {account.email for account in ACCOUNTS.values()}
    for account in ACCOUNTS.values():
        person = people[account.email]
        told = (person.name, person.role, person.has_second_factor, person.status)
        assert told == (account.name, account.role, account.has_second_factor, account.standing)
        assert (person.subject is None) == (account.shop is None)
        assert (person.last_signed_in_at is None) == (account.standing is Standing.INVITED)
    assert {Standing.INVITED, Standing.ACTIVE, Standing.DISABLED} == {one.status for one in people.values()}
    audited = Counter(row["what"] for row in await loaded.fetch("SELECT what FROM audit_events"))
    assert audited["person.invited"] == len(ACCOUNTS)
    assert audited["person.disabled"] == 1


async def test_people_of_the_platform_sign_in_as_their_accounts(loaded: Any) -> None:
    for key in ("desk", "senior", "operator"):
        persona = await someone(loaded, key)
        person = await person_by_id(loaded, persona.person_id)
        assert person.principal == persona.principal
        assert shown_name(persona.principal, "en") == ACCOUNTS[key].name_en
        assert shown_name(persona.principal, "zh-CN") == ACCOUNTS[key].name_zh
    assert (await someone(loaded, "walkwell")).person_id is None


async def figures_of(pool: Any, key: str) -> DeskFigures:
    """What somebody of the desk has done."""
    person = await pool.fetchrow("SELECT id FROM people WHERE email = $1", ACCOUNTS[key].email)
    principal = (await person_by_id(pool, person["id"])).principal
    return await desk_figures(pool, principal, NOW - EVER, NOW - timedelta(days=2), NOW + timedelta(days=1))


async def test_rulings_are_of_named_people_with_grounds(loaded: Any) -> None:
    rows = await loaded.fetch("SELECT who FROM case_events WHERE name = 'case.ruled' AND actor <> 'system'")
    assert len(rows) >= 8
    assert {row["who"].partition(":person-")[0] for row in rows} == {"desk", "senior"}
    for key, fewest in (("desk", 4), ("desk-english", 2), ("senior", 3)):
        figures = await figures_of(loaded, key)
        assert figures.ruled >= fewest, key
        assert figures.median_seconds, key
    assert (await figures_of(loaded, "desk")).ruled_today >= 1


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_ruling_says_what_the_page_of_the_desk_asks_for(story: Any) -> None:
    for step in story.steps:
        if step.command == "rule":
            command = COMMANDS["rule"](**step.fields)
            assert isinstance(command, Rule)
            require_grounds(command)


async def test_what_was_handed_over_is_read_by_who_goes_on(loaded: Any) -> None:
    noted = await loaded.fetch("SELECT DISTINCT case_id FROM desk_notes")
    assert len(noted) >= 5
    notes = [note for row in noted for note in await notes_of(loaded, row["case_id"])]
    assert {note.name for note in notes} <= {account.name for account in PLATFORM}
    assert all(note.known for note in notes)
    # Whoever passes a case up says both in one sentence.
    assert len({note.case_id for note in notes if note.open}) >= 5
    assert await loaded.fetchval("SELECT count(*) FROM desk_claims WHERE until > $1", NOW) == 1


@pytest.mark.parametrize("shop", ["walkwell", "north-star", "oak-and-ash"])
async def test_a_return_can_be_received_by_its_parcel(loaded: Any, shop: str) -> None:
    merchant = (await someone(loaded, shop)).subject
    rows = await loaded.fetch(
        "SELECT id, state -> 'shipment' ->> 'tracking_no' AS parcel FROM cases"
        " WHERE merchant_id = $1 AND stage = 'in_return_transit'",
        merchant,
    )
    assert rows
    for row in rows:
        assert await cases_of_parcel(loaded, merchant, row["parcel"]) == [row["id"]]


@pytest.mark.parametrize("shop", ["walkwell", "north-star", "oak-and-ash"])
async def test_statements_have_refunds_and_what_was_recovered(loaded: Any, shop: str) -> None:
    merchant = (await someone(loaded, shop)).subject
    totals = await statement_totals(loaded, merchant, NOW - EVER, NOW + timedelta(days=1))
    assert sum(total.escrow_minor for total in totals) > 0
    assert sum(total.share_minor for total in totals) > 0


async def test_views_are_kept(loaded: Any) -> None:
    for key, views in KEPT.items():
        kept = await views_of(loaded, person_of((await someone(loaded, key)).principal))
        assert {(view.path, view.query, view.name) for view in kept} == set(views)


async def test_receivers_listen_to_what_happens_from_then_on(loaded: Any) -> None:
    endpoints = {endpoint.url: endpoint for endpoint in await list_endpoints(loaded, None)}
    assert endpoints.keys() == {f"http://127.0.0.1:8000{receiver.path}" for receiver in RECEIVERS}
    oldest = await loaded.fetchval("SELECT min(at) FROM outbox")
    assert oldest > NOW - timedelta(hours=21)
    assert 20 <= await loaded.fetchval("SELECT count(*) FROM outbox") <= 150
    assert answer_of("nobody") is None


async def test_deliveries_are_made_over_http_and_follow_the_server(pool: Any) -> None:
    """The whole way: the load, a server elsewhere than it was, the worker's own parts."""
    base = NOW.replace(second=0, microsecond=0)
    await load_into(pool, SETTINGS, base)
    listener = socket.create_server(("127.0.0.1", 0))
    settings = replace(SETTINGS, port=listener.getsockname()[1])
    assert not await load_into(pool, settings, base)
    dsn = str(pool._connect_args[0])
    server = uvicorn.Server(uvicorn.Config(create_app(settings, dsn), log_config=None, lifespan="on"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    clock = SetClock(NOW)
    work = webhook_work(pool, clock, settings, IdMaker())
    while await work.fan_out.once():
        pass
    for _ in range(10):  # so many at once go to one receiver; the others wait a moment
        await JobRunner(pool, clock, work.handlers, work.backoff).run_ready()
        clock.advance(timedelta(seconds=4))
    server.should_exit = True
    await serving
    await work.client.aclose()
    answers = await pool.fetch("SELECT status_code, count(*) FROM webhook_attempts GROUP BY 1")
    counted = {row["status_code"]: row["count"] for row in answers}
    assert counted.keys() == {204, 503}
    delivered = "SELECT count(*) FROM webhook_deliveries WHERE status = 'delivered'"
    assert counted[204] == await pool.fetchval(delivered) >= 20
    assert await pool.fetchval("SELECT count(*) FROM webhook_endpoints WHERE failing_since IS NOT NULL") == 1
    retried = "SELECT min(attempts) FROM webhook_deliveries WHERE status = 'pending'"
    assert await pool.fetchval(retried) >= 2


async def test_only_a_demo_sends_to_its_own_server() -> None:
    assert SETTINGS.private_receivers == ("127.0.0.1:8000",)
    assert replace(SETTINGS, mode=Mode.PRODUCTION).private_receivers == ()
    assert replace(SETTINGS, mode=Mode.TEST, webhook_allowed_hosts=("x",)).private_receivers == ("x",)


def test_what_is_told_of_accounts_is_of_addresses_that_nobody_has() -> None:
    assert all(account.email.endswith(".example") for account in ACCOUNTS.values())
