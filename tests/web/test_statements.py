"""Statements of accounts, and stock, on pages, as files and over HTTP."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Stage
from makegood.cases import commands as c
from makegood.cases.families.reception import plan
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.stock import LevelTold, tell_levels
from makegood.web.pages import printing
from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, NOON, OPERATOR, buyer_of, merchant_of


async def refunded(shop: Site) -> tuple[Any, Any]:
    """An order whose money the merchant had already been given, and a case that took it back."""
    order = await shop.world.order(status="completed", completed_at=NOON.isoformat())
    await shop.world.runner.run_ready()
    done = await shop.world.open(order, "refund_only")
    done = await shop.world.do(merchant_of(order), done, c.Approve())
    assert done.case.state.stage in (Stage.REFUNDING, Stage.SETTLED)
    return order, done


def days(shop: Site) -> str:
    now = shop.app.state.clock.now()
    return f"from={(now - timedelta(days=300)).date()}&to={(now + timedelta(days=2)).date()}"


async def test_a_merchant_reads_their_account(shop: Site) -> None:
    order, done = await refunded(shop)
    merchant = Browser(shop, merchant_of(order))
    assert "/work/statements/account" in (await merchant.open("/work/statements")).text
    page = await merchant.open(f"/work/statements/account?{days(shop)}")
    for words in ("Opening", "Closing", "Order paid", "Refund", f"/cases/{done.case.state.id}"):
        assert words in page.text
    chinese = Browser(shop, merchant_of(order), language="zh-CN")
    assert "期初" in (await chinese.open(f"/work/statements/account?{days(shop)}")).text
    answer = await shop.client.get(
        f"/work/statements/account.csv?{days(shop)}", headers=shop.as_(merchant_of(order))
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [rows[1][1], rows[-1][1]] == ["Opening", "Closing"]
    assert len(rows) > 4


async def test_a_whole_period_goes_on_one_page_to_be_printed(shop: Site, monkeypatch: Any) -> None:
    order, _ = await refunded(shop)
    monkeypatch.setattr(printing, "PAGE_SIZE", 1)
    merchant = Browser(shop, merchant_of(order))
    part = await merchant.open(f"/work/statements/account?{days(shop)}")
    assert "The list goes on after this page." in part.text
    assert "lines=all" in part.text
    whole = await merchant.open(f"/work/statements/account?{days(shop)}&lines=all")
    assert part.text.count('class="amount" data-label="In"') < whole.text.count(
        'class="amount" data-label="In"'
    )
    assert "The list goes on" not in whole.text


async def test_an_operator_reads_everybodys(shop: Site) -> None:
    order, _ = await refunded(shop)
    operator = Browser(shop, OPERATOR)
    assert 'href="/console/statements"' in (await operator.open("/console/money")).text
    page = await operator.open(f"/console/statements?{days(shop)}")
    assert "Statement of The platform" in page.text
    assert "of=processor%3Afake" in page.text
    mine = f"of=merchant:{order.merchant_id}"
    assert "Mountain Tea" in (await operator.open(f"/console/statements?{mine}&{days(shop)}")).text
    linked = await operator.open(f"/console/merchants/{order.merchant_id}")
    assert f"/console/statements?of=merchant%3A{order.merchant_id}" in linked.text
    file = await shop.client.get(f"/console/statements.csv?{mine}&{days(shop)}", headers=shop.as_(OPERATOR))
    assert "Order paid" in file.text
    assert (await operator.open("/console/statements?of=nobody")).status == 404
    assert (await Browser(shop, DESK).open("/console/statements")).status == 403


async def test_the_api_pages_and_keeps_to_ones_own(shop: Site) -> None:
    order, _ = await refunded(shop)
    now = shop.app.state.clock.now()
    asked = {"since": (now - timedelta(days=300)).isoformat(), "until": (now + timedelta(days=2)).isoformat()}

    async def read(who: Principal, **more: Any) -> Any:
        return await shop.client.get("/api/account-statements", params=asked | more, headers=shop.as_(who))

    endless = await shop.client.get(
        "/api/account-statements", params={"until": asked["until"]}, headers=shop.as_(merchant_of(order))
    )
    assert (endless.status_code, endless.json()["detail"]) == (
        400,
        "Say since: it is missing in the request.",
    )
    mine = (await read(merchant_of(order))).json()
    assert mine["of"] == f"merchant:{order.merchant_id}"
    (sums,) = mine["sums"]
    moved = sum(line["amount_minor"] for line in mine["lines"])
    assert moved == sums["closing_minor"] - sums["opening_minor"] != 0
    lines, cursor = [], None
    while True:
        page = (await read(merchant_of(order), limit=1, **({"cursor": cursor} if cursor else {}))).json()
        lines += page["lines"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert lines == mine["lines"]
    assert (await read(OPERATOR, of=mine["of"])).json() == mine
    assert (await read(merchant_of(order), of="merchant:5")).status_code == 404
    for who in (buyer_of(order), DESK):
        assert (await read(who)).status_code == 403
    assert (await read(OPERATOR, cursor="x")).status_code == 422
    assert (await read(OPERATOR, until="2030-01-01T00:00:00Z")).status_code == 422
    owners = (await shop.client.get("/api/account-owners", headers=shop.as_(OPERATOR))).json()["owners"]
    assert {one["of"] for one in owners} >= {"platform", "processor:fake"}
    stranger = Principal(PrincipalRole.MERCHANT, 5)
    assert (await read(stranger)).json()["lines"] == []


async def test_a_merchant_sees_stock_and_what_came_back(shop: Site) -> None:
    order = await shop.world.order()
    merchant = merchant_of(order)
    pool = shop.app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        levels = [LevelTold(f"TEA-{number:02}", number) for number in range(1, 53)]
        await tell_levels(connection, order.merchant_id, levels, shop.world.clock.now())
    done = await shop.world.open(order)
    found = UnitsFoundAsked(1, 3, grade=plan.Grade.AS_NEW)
    for who, command in (
        (merchant, c.Approve()), (buyer_of(order), c.ShipReturn("SF", "1")), (merchant, c.Receive()),
        (merchant, c.Inspect(units=(found,))),
    ):  # fmt: skip
        done = await shop.world.do(who, done, command)
    browser = Browser(shop, merchant)
    page = await browser.open("/work/stock")
    assert "TEA-50" in page.text
    assert "TEA-51" not in page.text
    assert "TEA-51" in (await browser.open("/work/stock?cursor=TEA-50")).text
    for address in ("/work/stock?show=returned", "/work/stock?sku=TEA-1"):
        moves = await browser.open(address)
        assert "Back in stock" in moves.text
        assert f"/cases/{done.case.state.id}" in moves.text
    chinese = Browser(shop, merchant, language="zh-CN")
    assert "重新入库" in (await chinese.open("/work/stock?show=returned")).text
    assert (await Browser(shop, buyer_of(order)).open("/work/stock")).status == 403


@pytest.mark.parametrize("kind", ["coming", "over", "out"])
async def test_lists_of_parcels(shop: Site, kind: str) -> None:
    order = await shop.world.order()
    page = await Browser(shop, merchant_of(order)).open(f"/work/parcels?kind={kind}")
    assert page.status == 200
    assert "To buyers" in page.text
