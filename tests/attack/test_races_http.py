"""Ten at once over HTTP, through two servers over one database, each with its own pool and its own gathering."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest

from makegood.accounts import Principal
from makegood.cases import Stage
from tests.attack.books import assert_right, count_of
from tests.attack.shop import held, work
from tests.web_app import Site, site
from tests.world import buyer_of, merchant_of

TEN = 10
ASKED = {"order": "T-1", "type": "refund_only", "items": [{"line_no": 1, "quantity": 1}], "reason": "quality"}
Sent = tuple[Principal, str, Any]


@pytest.fixture
async def servers(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[list[Site]]:
    async with held(site(fresh_dsn, tmp_path)) as one, held(site(fresh_dsn, tmp_path)) as other:
        yield [one, other]


async def at_once(servers: list[Site], requests: Iterable[Sent]) -> list[httpx.Response]:
    """Requests at the same moment, to the servers in turn."""
    return await asyncio.gather(
        *(
            servers[at % 2].client.post(path, json=body, headers=servers[at % 2].as_(who))
            for at, (who, path, body) in enumerate(requests)
        )
    )


def told(answers: list[httpx.Response]) -> Counter[str]:
    """How many were done, and how many were refused with which code."""
    return Counter(str(answer.json()["code"]) if answer.status_code >= 400 else "done" for answer in answers)


async def test_ten_refunds_then_ten_approvals_of_each(servers: list[Site]) -> None:
    order = await servers[0].world.order()
    whole = ASKED | {"items": [{"line_no": 1, "quantity": 2}]}
    opened = await at_once(
        servers, [(buyer_of(order), "/api/cases", body) for body in [ASKED, whole] * (TEN // 2)]
    )
    assert 1 <= told(opened)["done"] <= 3
    assert set(told(opened)) == {"done", "units_not_left"}
    cases = [answer.json()["id"] for answer in opened if answer.status_code == 201]
    paths = [f"/api/cases/{case}/approval" for case in cases * TEN]
    approved = told(await at_once(servers, [(merchant_of(order), path, None) for path in paths]))
    assert (approved.pop("done"), set(approved)) == (len(cases), {"not_in_this_stage"})
    await work(servers[0])
    found = await assert_right(servers[0].world.engine.pool)
    assert count_of(Stage.SETTLED, found) == len(cases)


async def test_withdrawals_against_approvals_and_offers(servers: list[Site]) -> None:
    order = await servers[0].world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    (opened,) = await at_once(servers, [(buyer, "/api/cases", ASKED)])
    path = f"/api/cases/{opened.json()['id']}"
    attack: list[Sent] = [
        (buyer, f"{path}/withdrawal", None), (merchant, f"{path}/approval", None),
        (merchant, f"{path}/offers", {"amount_minor": 1000}), (buyer, f"{path}/acceptance", None),
    ]  # fmt: skip
    answers = await at_once(servers, attack * 5)
    assert all(answer.status_code in (200, 403, 409) for answer in answers)
    await work(servers[1])
    (state,) = await assert_right(servers[0].world.engine.pool)
    assert state.refunded_minor in (0, 1000, 3334)


async def test_a_notification_ten_times_over_http(servers: list[Site]) -> None:
    order = await servers[0].world.order()
    done = await servers[0].world.open(order, "refund_only")
    path = f"/api/cases/{done.case.state.id}"
    await at_once(servers, [(merchant_of(order), f"{path}/approval", None)])
    await work(servers[0])
    fake = servers[0].app.state.engine.pay_out.processors["fake"]
    entry = await fake.book.entry(f"{done.case.state.id}-1-1")
    headers, body = fake.signed_request(fake._about(entry))
    url = "/api/processors/fake/notifications"
    sent = [servers[at % 2].client.post(url, content=body, headers=headers) for at in range(TEN)]
    assert {answer.status_code for answer in await asyncio.gather(*sent)} == {200}
    (state,) = await assert_right(servers[0].world.engine.pool)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, 10002)
