"""Claims stand in a merchant's statements in words, by the case's side and by account, each with the way to its claim."""

from __future__ import annotations

import csv
import io
from typing import Any

from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web.test_claims import frozen
from tests.web.test_statements import days
from tests.web_app import Site
from tests.world import OPERATOR, buyer_of, merchant_of


async def paid(shop: Site, **changes: Any) -> tuple[Any, dict[str, Any]]:
    """A claim about thawed goods that the merchant paid."""
    order = await frozen(shop, **changes)
    await shop.world.runner.run_ready()
    as_marketplace = shop.as_(merchant_of(order))
    asked = {"order": "T-1", "kind": "thawed"}
    made = await shop.client.post("/api/claims", json=asked, headers=shop.as_(buyer_of(order)))
    claim = made.json()
    answer = await shop.client.post(f"/api/claims/{claim['id']}/acceptance", json={}, headers=as_marketplace)
    return order, answer.json()


async def test_a_claim_is_a_line_out_of_escrow(shop: Site) -> None:
    order, claim = await paid(shop)
    merchant = Browser(shop, merchant_of(order))
    page = await merchant.open(f"/work/statements?{days(shop)}")
    assert "Claim under a promise paid: Thawed goods are refunded" in page.text
    assert f'href="/claims/{claim["id"]}">T-1</a>' in page.text
    answer = await shop.client.get(f"/work/statements.csv?{days(shop)}", headers=shop.as_(merchant_of(order)))
    (_, line) = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert line[1:3] == ["T-1", claim["id"]]
    assert float(line[7]) * 100 == claim["amount_minor"]
    assert "The buyer's balance" in line[8]
    chinese = Browser(shop, merchant_of(order), language="zh-CN")
    assert "：化冻" in (await chinese.open(f"/work/statements?{days(shop)}")).text


async def test_a_merchant_without_money_sees_what_it_owes_once(shop: Site) -> None:
    order, claim = await paid(shop, status="completed", completed_at=shop.world.clock.now().isoformat())
    assert claim["paid"] == {"merchant_minor": claim["amount_minor"]} or claim["paid"]["merchant_minor"]
    merchant = Browser(shop, merchant_of(order))
    page = await merchant.open(f"/work/statements?{days(shop)}")
    assert f'href="/claims/{claim["id"]}">T-1</a>' in page.text
    answer = await shop.client.get(f"/work/statements.csv?{days(shop)}", headers=shop.as_(merchant_of(order)))
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    assert round(sum(float(line[7]) for line in lines) * 100) == claim["amount_minor"]
    account = await merchant.open(f"/work/statements/account?{days(shop)}")
    assert f'href="/claims/{claim["id"]}">T-1</a>' in account.text
    assert "Claim under a promise paid: Thawed goods are refunded" in account.text
    theirs = await Browser(shop, OPERATOR).open(
        f"/console/statements?of=merchant:{order.merchant_id}&{days(shop)}"
    )
    assert f"/claims/{claim['id']}" in theirs.text
