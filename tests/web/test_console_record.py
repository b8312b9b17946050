"""The record searched, paged and exported; webhooks looked at and sent again; addresses that make no sense."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.cases import RecordSearch, search_record
from makegood.kit.ids import IdMaker
from makegood.ledger import entries_of_account, newest_entries
from makegood.web.pages.console.audit import record_lines
from makegood.web.pages.shell import Reader
from makegood.webhooks import EndpointDraft, create_endpoint, list_deliveries
from tests.web.pages_world import Browser, a_case, case_at
from tests.web_app import Site
from tests.world import OPERATOR

EVER = RecordSearch(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


async def walk(pool: Any, search: RecordSearch, limit: int, looked_at: int) -> list[tuple[str, int]]:
    """Everything that a search finds, page by page."""
    found, after = [], None
    for _ in range(1000):
        page = await search_record(pool, search, after, limit, looked_at)
        found += [(entry.case_id, entry.seq) for entry in page.entries]
        after = page.after
        if after is None:
            return found
    raise AssertionError("a search does not end")


@pytest.mark.parametrize(("limit", "looked_at"), [(1, 1), (2, 3), (3, 2), (50, 4), (50, 1000)])
async def test_a_search_finds_everything_once_however_it_is_cut(
    shop: Site, limit: int, looked_at: int
) -> None:
    for stage in ("settled", "closed", "withdrawn"):
        await case_at(shop, stage)
    pool = shop.world.engine.pool
    rows = await pool.fetch(
        "SELECT case_id, seq, name FROM case_events ORDER BY at DESC, case_id DESC, seq DESC"
    )
    assert await walk(pool, EVER, limit, looked_at) == [(str(row["case_id"]), row["seq"]) for row in rows]
    opened = RecordSearch(EVER.since, EVER.until, name="case.opened")
    wanted = [(str(row["case_id"]), row["seq"]) for row in rows if row["name"] == "case.opened"]
    assert await walk(pool, opened, limit, looked_at) == wanted
    of_case = RecordSearch(EVER.since, EVER.until, case_id=rows[0]["case_id"])
    assert len(await walk(pool, of_case, limit, looked_at)) == sum(
        r["case_id"] == rows[0]["case_id"] for r in rows
    )


async def test_the_journal_of_an_account_everywhere_goes_on_where_it_looked(shop: Site) -> None:
    await case_at(shop, "settled")
    pool, after, seen = shop.world.engine.pool, (EVER.until, 2**62), []
    while after:
        page = await entries_of_account(pool, "processor:fake:transit", after, 1, looked_at=1)
        seen += [entry.id for entry in page.entries]
        after = page.after  # type: ignore[assignment]
    whole = await newest_entries(pool, (EVER.until, 2**62), 100)
    touching = [e.id for e in whole.entries if any("transit" in p.destination for p in e.postings)]
    assert seen == touching


async def test_the_export_is_cut_off_with_a_word_and_holds_no_formulas(shop: Site) -> None:
    await a_case(shop, "T-1", note="=cmd|' /C calc'!A1")
    await case_at(shop, "settled")
    pool, reader = shop.world.engine.pool, Reader(OPERATOR, "en", EVER.until, "/console/audit")
    lines = "".join([line async for line in record_lines(pool, reader, EVER)]).splitlines()
    count = await pool.fetchval("SELECT count(*) FROM case_events")
    assert (lines[0].lstrip("\ufeff").split(",")[0], len(lines)) == ("at", count + 1)
    cut = "".join([line async for line in record_lines(pool, reader, EVER, most=2)]).splitlines()
    assert cut[-1] == "cut off after 2 lines; narrow the search for the rest"
    answer = await shop.client.get(
        "/console/audit.csv?name=case.opened", headers=Browser(shop, OPERATOR)._headers()
    )
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.count("case.opened") >= 2
    assert not re.search(r"^[=+@-]", answer.text, re.MULTILINE)


async def test_a_delivery_that_was_given_up_is_sent_again(shop: Site) -> None:
    told = await a_case(shop, "T-1")
    engine = shop.world.engine
    async with engine.pool.acquire() as connection:
        endpoint, _ = await create_endpoint(
            connection, EndpointDraft("https://shop.example/hooks", ("*",)), None,
            now=engine.clock.now(), ids=IdMaker(), https_only=True,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO webhook_deliveries (bucket, id, endpoint_id, event_id, event, subject, body, status, at)"
            " VALUES (1, 1024, $1, 7, 'case.opened', $2, '{}', 'failed', $3)",
            endpoint.id, told.done.case.state.id, engine.clock.now(),
        )  # fmt: skip
    operator = Browser(shop, OPERATOR)
    path = f"/console/health/webhooks/{endpoint.id}"
    assert path in (await operator.open("/console/health")).text
    page = await operator.open(f"{path}?status=failed")
    action = f"{path}/deliveries/1024"
    done = await operator.send(page, action)
    assert done.status == 200
    assert [one.status for one in await list_deliveries(engine.pool, endpoint.id, None)] == ["pending"]
    assert await engine.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = 'deliver_webhook'") == 1
    await engine.pool.execute(
        "UPDATE webhook_endpoints SET disabled_at = $1, disabled_reason = 'failing'", engine.clock.now()
    )
    assert (await operator.post(action, page.forms[action] | {"key": "another"})).status_code == 409


async def test_addresses_that_make_no_sense_are_answered_calmly(shop: Site) -> None:
    operator = Browser(shop, OPERATOR)
    for path, status in {
        "/console/risk?within=x&owner=y&type=z&stage=q&merchant=-1&sort=%00": 200,
        "/console/risk?merchant=99999999999999999999": 200,
        "/console/risk?cursor=nonsense": 422,
        "/console/journal?q=%00": 200,
        "/console/journal?q=:::": 200,
        "/console/journal?q=order:99999999999999999999:escrow": 200,
        "/console/journal?q=99999999999999999999": 200,
        "/console/journal?cursor=WzEsMiwzXQ": 422,
        "/console/audit?since=2026-13-45&until=yesterday&case=x&actor=nobody&name='": 200,
        "/console/audit?since=2026-03-02&until=2199-12-31": 200,
        "/console/audit?cursor=%F0%9F%98%80": 422,
        "/console/audit/people?who=%27&what=%25&subject=_": 200,
        "/console/merchants?cursor=x": 404,
        "/console/merchants?q=%25": 200,
        "/console/merchants/x": 404,
        "/console/merchants/1": 404,
        "/console/buyers/9223372036854775808": 404,
        "/console/health/webhooks/1": 404,
    }.items():  # fmt: skip
        assert (await operator.open(path)).status == status, path


async def test_a_day_ends_with_its_evening(shop: Site) -> None:
    await case_at(shop, "settled")
    today = shop.world.clock.now().date()
    operator = Browser(shop, OPERATOR)
    page = await operator.open(f"/console/audit?since={today}&until={today}")
    assert "/cases/" in page.text.partition("<main")[2]
    before = today - timedelta(days=1)
    page = await operator.open(f"/console/audit?until={before}")
    assert "/cases/" not in page.text.partition("<main")[2]
