"""The operator's page about evidence: what is to be erased, what is held, what was erased, and the same for machines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from makegood.cases import commands as c
from makegood.db.writes import Writes
from makegood.evidence import record_case_files
from makegood.flows.retention import RetentionWork
from makegood.kit.settings import Settings
from tests.attack.shop import held
from tests.evidence.made import picture
from tests.web_app import Site, site
from tests.world import DESK, NOON, OPERATOR, SENIOR, buyer_of, merchant_of

PATH = "/console/evidence"


@pytest.fixture
async def shop(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The application."""
    async with held(site(fresh_dsn, tmp_path)) as made:
        yield made


async def over(shop: Site, number: str = "T-1") -> tuple[str, RetentionWork]:
    """An order with one photo, whose case was withdrawn, after a worker looked at it."""
    world, state = shop.world, shop.app.state
    order = await world.order(number, completed_at=NOON.isoformat(), status="completed")
    done = await world.open(order)
    sent = await shop.client.post(
        f"/api/orders/{order.order_id}/files",
        files={"file": ("a.jpg", picture())},
        headers=shop.as_(buyer_of(order)),
    )
    writes = Writes()
    record_case_files(writes, done.case.state.id, 2, [sent.json()["id"]], NOON)
    await writes.send(state.pool)
    await world.do(buyer_of(order), done, c.Withdraw())
    work = RetentionWork(world.engine, Settings(home=Path("/nowhere"), market="CN"), state.files)
    await work.round()
    return str(order.order_id), work


async def look(shop: Site, who: Any, path: str) -> Any:
    return await shop.client.get(path, headers=shop.as_(who))


async def test_what_is_due_stands_there_with_its_article(shop: Site) -> None:
    order_id, _ = await over(shop)
    page = await look(shop, OPERATOR, PATH)
    assert page.status_code == 200
    assert "T-1" in page.text
    assert "art. 31" in page.text
    told = (await look(shop, OPERATOR, "/api/console/evidence")).json()
    assert [(one["order_id"], one["standing"], one["files"]) for one in told["orders"]] == [
        (order_id, "kept", 1)
    ]
    assert told["standings"] == {"kept": 1}
    assert told["next_cursor"] is None
    for who in (DESK, SENIOR):
        assert (await look(shop, who, "/api/console/evidence")).status_code == 403
        assert (await look(shop, who, PATH)).status_code == 403


async def test_a_hold_by_form_and_by_machine(shop: Site) -> None:
    order_id, work = await over(shop)
    form = {"order": "T-1", "reason": "The court asked.", "key": "k-1"}
    for _ in range(2):
        done = await shop.client.post(f"{PATH}/holds", data=form, headers=shop.as_(OPERATOR))
        assert done.status_code == 303
    holds = (await look(shop, OPERATOR, "/api/console/evidence")).json()["holds"]
    assert [(one["order_id"], one["reason"]) for one in holds] == [(order_id, "The court asked.")]
    assert "The court asked." in (await look(shop, OPERATOR, PATH)).text
    more = await shop.client.post(
        f"/api/orders/{order_id}/evidence-holds", json={"reason": "The police too."},
        headers=shop.as_(SENIOR, **{"Idempotency-Key": "k-2"}),
    )  # fmt: skip
    assert more.status_code == 201
    work.engine = shop.app.state.engine  # whose clock is that of the holds
    await work.round()
    assert "held" in (await look(shop, OPERATOR, "/api/console/evidence")).json()["standings"]
    ended = await shop.client.post(
        f"/api/evidence-holds/{more.json()['id']}/end", json={"reason": "Done."}, headers=shop.as_(SENIOR)
    )
    assert (ended.status_code, ended.json()["end_reason"]) == (200, "Done.")
    gone = await shop.client.post(
        f"{PATH}/holds/{holds[0]['id']}/end", data={"reason": "Done too."}, headers=shop.as_(OPERATOR)
    )
    assert gone.status_code == 303
    assert (await look(shop, OPERATOR, "/api/console/evidence")).json()["holds"] == []


async def test_forms_that_cannot_be_used(shop: Site) -> None:
    for form in ({"order": "T-1"}, {"order": "no such", "reason": "x"}, {"reason": "x"}):
        answer = await shop.client.post(f"{PATH}/holds", data=form, headers=shop.as_(OPERATOR))
        assert answer.status_code == 422
    order = await shop.world.order()
    for who in (DESK, buyer_of(order), merchant_of(order)):
        answer = await shop.client.post(
            f"/api/orders/{order.order_id}/evidence-holds", json={"reason": "x"}, headers=shop.as_(who)
        )
        assert answer.status_code == 403


async def test_the_record_of_what_was_erased(shop: Site) -> None:
    _, work = await over(shop)
    kept_until = await shop.app.state.pool.fetchval("SELECT kept_until FROM evidence_retentions")
    shop.world.clock.at = kept_until
    assert await work.round() == 1
    told = (await look(shop, OPERATOR, "/api/console/erasures")).json()
    assert [(one["order_number"], one["rule"]) for one in told["erasures"]] == [("T-1", "records_are_kept")]
    assert len(told["erasures"][0]["sha256"]) == 64
    gone = await look(shop, DESK, f"/files/{told['erasures'][0]['file_id']}")
    assert (gone.status_code, gone.json()["code"]) == (410, "file_erased")
    page = (await look(shop, OPERATOR, PATH)).text
    assert told["erasures"][0]["sha256"][:16] in page
