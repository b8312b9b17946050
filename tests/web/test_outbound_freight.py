"""Outbound freight on the pages and in the books: told before it is asked for, paid with the last of the goods, once."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import Principal
from tests.web.buyer_world import asks, case_path, remedies
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, buyer_of, merchant_of


async def sent(shop: Site, who: Principal, path: str, **body: Any) -> Any:
    answer = await shop.client.post(path, json=body, headers=shop.as_(who))
    assert answer.status_code < 300, answer.text
    return answer.json()


async def opened(shop: Site, order: Any, units: int) -> Any:
    """A refund of some tins that never were any good."""
    items = [{"line_no": 1, "quantity": units}]
    wanted = {"order": order.external_id, "type": "refund_only", "reason": "quality", "items": items}
    return await sent(shop, buyer_of(order), "/api/cases", **wanted)


async def refunded(shop: Site, order: Any, units: int) -> int:
    """The same, as the merchant agrees: what comes back, in minor units."""
    case = await opened(shop, order, units)
    done = await sent(shop, merchant_of(order), f"/api/cases/{case['id']}/approval")
    await shop.world.runner.run_ready()
    return int(done["approved_minor"])


async def claims_of_lines(shop: Site, order: Any) -> list[int]:
    rows = await shop.world.engine.pool.fetch(
        "SELECT claimed_minor FROM order_lines WHERE order_id = $1 ORDER BY line_no", order.order_id
    )
    return [row["claimed_minor"] for row in rows]


async def test_two_cases_give_back_all_that_was_paid_and_the_freight_once(shop: Site) -> None:
    order = await shop.world.order("F-1")
    assert [await refunded(shop, order, 1), await refunded(shop, order, 2)] == [3334, 6668 + 800]
    assert await claims_of_lines(shop, order) == [10002, 800]
    paid = await shop.world.engine.pool.fetchval(
        "SELECT sum(refunded_minor)::bigint FROM order_payments WHERE order_id = $1", order.order_id
    )
    assert paid == 10802


async def approved(shop: Site, order: Any, case: Any) -> int:
    """What the merchant's yes to a request gives back, in minor units."""
    done = await sent(shop, merchant_of(order), f"/api/cases/{case['id']}/approval")
    await shop.world.runner.run_ready()
    return int(done["approved_minor"])


async def test_of_two_requests_at_once_the_last_to_be_paid_brings_the_freight(shop: Site) -> None:
    order = await shop.world.order("F-3")
    first, second = await opened(shop, order, 1), await opened(shop, order, 2)
    assert [first["requested_minor"], second["requested_minor"]] == [3334, 6668]
    assert [await approved(shop, order, second), await approved(shop, order, first)] == [6668, 3334 + 800]
    assert await claims_of_lines(shop, order) == [10002, 800]
    assert "comes back too" in (await Browser(shop, buyer_of(order)).open(f"/cases/{first['id']}")).text


async def test_goods_that_were_only_asked_about_bring_no_freight(shop: Site) -> None:
    order = await shop.world.order("F-4")
    first, second = await opened(shop, order, 1), await opened(shop, order, 2)
    await sent(shop, buyer_of(order), f"/api/cases/{first['id']}/withdrawal")
    assert await approved(shop, order, second) == 6668
    assert await refunded(shop, order, 1) == 3334 + 800
    assert await claims_of_lines(shop, order) == [10002, 800]


async def test_goods_that_were_ruled_to_stay_keep_the_freight(shop: Site) -> None:
    order = await shop.world.order("F-2")
    path = f"/api/cases/{(await opened(shop, order, 1))['id']}"
    await sent(shop, merchant_of(order), f"{path}/refusal", reason="used")
    await sent(shop, buyer_of(order), f"{path}/escalation", is_all=True)
    why = {"reason": "It was used up, as the photos show.", "citations": ["art. 65"]}
    ruled = await sent(shop, DESK, f"{path}/ruling", favour="merchant", **why)
    assert ruled["stage"] == "closed"
    assert await refunded(shop, order, 2) == 6668


@pytest.mark.parametrize(
    ("language", "whole", "part"),
    [
        ("en", "of it outbound freight, since nothing of the order is kept: CN¥8.00", "comes back with the last of the goods."),
        ("zh-CN", "一并退还）：¥8.00", "发货运费将随最后一件商品一并退还。"),
    ],
)  # fmt: skip
async def test_the_buyer_reads_it_before_and_in_the_case(
    shop: Site, language: str, whole: str, part: str
) -> None:
    order = await shop.world.order("F-3")
    browser = Browser(shop, buyer_of(order), language)
    assert whole in (await remedies(browser, order, "quality")).text
    fewer = (await remedies(browser, order, "quality", quantity_1="2")).text
    assert whole not in fewer
    assert part in fewer
    case = await asks(browser, order, "quality", "return_refund")
    shown = await browser.open(case_path(case))
    assert (
        "随最后一件商品一并退还" if language == "zh-CN" else "comes back with the last of the goods"
    ) in shown.text
