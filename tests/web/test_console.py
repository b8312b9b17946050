"""The operator's console: each page answers, for operators only, with what the world holds; buttons do what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from makegood.db.turns import in_turn
from makegood.kit.errors import NotFound
from tests.web.pages_world import Browser, a_case, case_at
from tests.web_app import Site
from tests.world import DESK, OPERATOR, merchant_of

PAGES = (
    "/console", "/console/risk", "/console/risk?within=all&sort=CNY", "/console/risk?owner=merchant&type=refund_only",
    "/console/money", "/console/journal", "/console/merchants", "/console/merchants?q=山间", "/console/buyers",
    "/console/health", "/console/audit", "/console/audit?name=case.opened&actor=buyer", "/console/settings",
)  # fmt: skip
TWINS = (
    "/api/console/day", "/api/console/risk", "/api/console/money", "/api/console/journal", "/api/console/merchants",
    "/api/console/health", "/api/console/audit", "/api/console/settings",
)  # fmt: skip
STRANGERS = (
    DESK,
    Principal(PrincipalRole.MERCHANT, 1),
    Principal(PrincipalRole.BUYER, 1),
    Principal(PrincipalRole.MARKETPLACE),
)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_every_page_answers_with_and_without_cases(shop: Site, language: str) -> None:
    operator = Browser(shop, OPERATOR, language)
    for path in PAGES:
        assert (await operator.open(path)).status == 200, path
    told = await case_at(shop, "settled")
    await case_at(shop, "refund_held")
    await case_at(shop, "dispute_ruling")
    for path in (
        *PAGES,
        f"/console/merchants/{told.order.merchant_id}",
        f"/console/buyers/{told.order.buyer_id}",
    ):
        page = await operator.open(path)
        assert page.status == 200, (path, page.text[-600:])
        assert "Mountain Tea" in page.text or path != "/console/merchants"


async def test_machines_read_the_same(shop: Site) -> None:
    told = await case_at(shop, "settled")
    for path in (
        *TWINS,
        f"/api/console/merchants/{told.order.merchant_id}",
        f"/api/console/buyers/{told.order.buyer_id}",
    ):
        answer = await shop.client.get(path, headers=shop.as_(OPERATOR))
        assert answer.status_code == 200, (path, answer.text[:500])
    day = (await shop.client.get("/api/console/day", headers=shop.as_(OPERATOR))).json()
    assert (day["days"][-1]["opened"], day["days"][-1]["ended"]) == (1, 1)
    assert day["days"][-1]["refunded_minor"]["CNY"] > 0


async def test_the_console_is_the_operators(shop: Site) -> None:
    for who in STRANGERS:
        for path in PAGES:
            assert (await Browser(shop, who).open(path)).status == 403, path
        for path in TWINS:
            assert (await shop.client.get(path, headers=shop.as_(who))).status_code == 403, path
    assert (await Browser(shop).open("/console")).status == 401


async def test_what_is_at_risk_says_what_silence_does(shop: Site) -> None:
    told = await a_case(shop, "T-1")
    page = await Browser(shop, OPERATOR).open("/console/risk?within=72")
    assert told.path in page.text
    assert told.done.case.state.owner is not None
    risk = (await shop.client.get("/api/console/risk?within=72", headers=shop.as_(OPERATOR))).json()
    assert risk["cases"][0]["silence"]
    dearest = (
        await shop.client.get("/api/console/risk?within=72&sort=CNY", headers=shop.as_(OPERATOR))
    ).json()
    assert dearest["cases"] == risk["cases"]
    assert (await Browser(shop, OPERATOR).open("/console/risk?within=2")).text.count(told.path) == 0


async def test_a_button_asks_for_a_check_and_pressing_it_twice_asks_once(shop: Site) -> None:
    await case_at(shop, "settled")
    operator = Browser(shop, OPERATOR)
    page = await operator.open("/console/money")
    form = page.forms["/console/money/reconciliations"] | {"kind": "ledger"}
    for _ in range(2):
        assert (await operator.post("/console/money/reconciliations", form)).status_code == 303
    assert await shop.world.engine.pool.fetchval("SELECT count(*) FROM reconciliations") == 1
    assert await shop.world.engine.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = 'check_ledger'") == 1
    wrong = await operator.post("/console/money/reconciliations", form | {"kind": "everything"})
    assert wrong.status_code == 422


async def test_the_journal_is_found_by_account_transaction_case_and_order(shop: Site) -> None:
    told = await case_at(shop, "settled")
    operator = Browser(shop, OPERATOR)
    order_id, case_id = told.order.order_id, told.done.case.state.id
    for asked in (
        f"order:{order_id}:escrow",
        str(case_id),
        str(order_id),
        "at-settled",
        "processor:fake:transit",
        "",
    ):
        page = await operator.open(f"/console/journal?q={asked}")
        assert page.status == 200, asked
        assert page.text.count('class="card"') >= 1, asked
    journal = (await shop.client.get("/api/console/journal", headers=shop.as_(OPERATOR))).json()
    one = journal["entries"][0]["id"]
    found = (await shop.client.get(f"/api/console/journal?q={one}", headers=shop.as_(OPERATOR))).json()
    assert [entry["id"] for entry in found["entries"]] == [one]
    nothing = await operator.open("/console/journal?q=no-such-order")
    assert nothing.status == 200
    assert "Nothing found" in nothing.text


async def test_dead_jobs_are_tried_again_or_discarded_but_not_those_that_carry_money(shop: Site) -> None:
    told = await case_at(shop, "refunding")
    pool = shop.world.engine.pool
    await pool.execute("UPDATE jobs SET dead = true, last_error = 'ConnectError in send'")
    job = await pool.fetchrow("SELECT bucket, id, kind FROM jobs WHERE kind = 'send_refund'")
    operator = Browser(shop, OPERATOR)
    page = await operator.open("/console/health")
    assert "ConnectError in send" in page.text
    assert str(told.done.case.state.id) in page.text
    action = f"/console/health/jobs/{job['id']}"
    refused = await operator.post(action, page.forms[action] | {"move": "discard"})
    assert refused.status_code == 409
    again = await operator.post(action, page.forms[action] | {"move": "retry", "key": "k2"})
    assert again.status_code == 303
    assert await pool.fetchval("SELECT dead FROM jobs WHERE id = $1", job["id"]) is False
    gone = await shop.client.delete(f"/api/console/jobs/{job['id']}", headers=shop.as_(OPERATOR))
    assert gone.status_code == 404
    await pool.execute("UPDATE jobs SET dead = true, kind = 'deliver_webhook' WHERE id = $1", job["id"])
    gone = await shop.client.delete(f"/api/console/jobs/{job['id']}", headers=shop.as_(OPERATOR))
    assert (gone.status_code, gone.json()) == (200, {"id": str(job["id"]), "move": "discard"})
    kept = (await operator.open("/console/audit/people")).text
    assert "Job that gave up discarded" in kept


async def test_turns_that_were_put_off_are_seen_and_can_come_at_once(shop: Site) -> None:
    order = await shop.world.order()
    pool, now = shop.world.engine.pool, shop.app.state.clock.now()

    async def broken(id_: int) -> int:
        raise NotFound(what="order")

    with pytest.raises(NotFound):
        await in_turn(pool, "promises", [order.order_id], now, broken)
    operator = Browser(shop, OPERATOR)
    page = await operator.open("/console/health")
    assert "Promises of an order" in page.text
    assert f"/orders/{order.order_id}" in page.text
    action = f"/console/health/turns/promises/{order.order_id}"
    assert (await operator.post(action, page.forms[action])).status_code == 303
    api = f"/api/console/turns/promises/{order.order_id}/retry"
    answer = await shop.client.post(api, headers=shop.as_(OPERATOR))
    assert (answer.status_code, answer.json()["queue"]) == (200, "promises")
    assert await pool.fetchval("SELECT until FROM turns_put_off") < now + timedelta(seconds=60)
    assert (
        await shop.client.post(api.replace("promises", "claims"), headers=shop.as_(OPERATOR))
    ).status_code == 404


async def test_secrets_are_shown_only_as_set_or_not(shop: Site) -> None:
    view = (await shop.client.get("/api/console/settings", headers=shop.as_(OPERATOR))).json()
    by_name = {one["variable"]: one for one in view["settings"]}
    assert by_name["MAKEGOOD_SECRET"] == {
        "variable": "MAKEGOOD_SECRET",
        "value": "",
        "is_secret": True,
        "is_set": True,
    }
    assert by_name["MAKEGOOD_MODE"]["value"] == "test"
    page = await Browser(shop, OPERATOR).open("/console/settings")
    assert "a secret that only the tests" not in page.text


async def test_a_buyer_is_found_by_the_number_of_an_order(shop: Site) -> None:
    told = await a_case(shop, "T-77")
    operator = Browser(shop, OPERATOR)
    for asked in ("T-77", "li-na", str(told.order.buyer_id)):
        answer = await shop.client.get(f"/console/buyers?q={asked}", headers=operator._headers())
        assert answer.headers["location"] == f"/console/buyers/{told.order.buyer_id}", asked
    assert (await operator.open("/console/buyers?q=nobody")).status == 404
    await shop.world.do(merchant_of(told.order), told.done, c.Refuse("no_fault_found", "Dry"))
    view = (
        await shop.client.get(f"/api/console/merchants/{told.order.merchant_id}", headers=shop.as_(OPERATOR))
    ).json()
    assert (view["cases"][0]["refused"], view["cases"][0]["cases"]) == (1, 1)
