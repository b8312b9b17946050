"""Parameters that the API does not know are named instead of passed over."""

from __future__ import annotations

import inspect

from makegood.accounts import Principal
from makegood.web import parameters
from tests.attack.shop import shop as shop  # the fixture
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import OPERATOR, merchant_of


async def test_a_mistyped_dry_run_writes_nothing(shop: Site) -> None:
    answer = await shop.client.put(
        "/api/advance-caps/CNY?dry_run=true",
        json={"each_minor": 5, "total_minor": 50},
        headers=shop.as_(OPERATOR),
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    assert answer.json()["detail"] == "This address has no parameter dry_run; it knows –."


async def test_the_nearest_is_named_first(shop: Site) -> None:
    order = await shop.world.order()
    merchant: Principal = merchant_of(order)
    answer = await shop.client.get("/api/cases?stge=settled", headers=shop.as_(merchant))
    assert answer.status_code == 400
    assert "stge; it knows stage, " in answer.json()["detail"]
    chinese = await shop.client.get("/api/cases?stge=1&lang=zh-CN", headers=shop.as_(merchant))
    assert "没有参数 stge" in chinese.json()["detail"]


async def test_what_is_known_and_pages_pass(shop: Site) -> None:
    order = await shop.world.order()
    for query in ("stage=settled", "limit=1", "lang=en"):
        answer = await shop.client.get(f"/api/cases?{query}", headers=shop.as_(merchant_of(order)))
        assert answer.status_code == 200, answer.text
    assert (await Browser(shop, merchant_of(order)).open("/work?utm_source=mail")).status == 200


async def test_what_a_route_knows_is_worked_out_once(shop: Site) -> None:
    order = await shop.world.order()
    known = set[int]()
    for query in ("stage=settled", "stage=closed", "stage=withdrawn"):
        await shop.client.get(f"/api/cases?{query}", headers=shop.as_(merchant_of(order)))
        known.add(len(parameters._known))
    assert len(known) == 1


def test_no_request_goes_through_another_thread_for_it() -> None:
    """The framework sends a guard that is not a coroutine to a pool of threads, each time."""
    assert inspect.iscoroutinefunction(parameters.only_known_parameters)
