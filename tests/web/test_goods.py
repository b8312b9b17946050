"""Pages of goods with rules of their own: what was told, what it means, what is asked, and the merchant's one button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.cases.families.test_virtual import CODE, asks, ordered, record
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import MARKETPLACE, buyer_of, merchant_of


def soon(shop: Site, days: float = 9) -> str:
    return (shop.world.clock.now() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Presale",
                "Earnest (lost or doubled by law)",
                "not paid yet",
                "If you cancel now, nothing comes back.",
            ],
        ),
        ("zh-CN", ["预售", "定金（适用定金罚则）", "尚未支付", "现在取消不退款。"]),
    ],
)
async def test_the_order_says_what_cancelling_a_presale_brings_back(
    shop: Site, language: str, words: list[str]
) -> None:
    goods = {"kind": "presale", "deposit_minor": 1000, "ship_by": soon(shop)}
    order = await ordered(shop, goods, paid_minor=1000)
    page = await Browser(shop, buyer_of(order), language).open(f"/orders/{order.order_id}")
    assert page.status == 200
    assert [word for word in words if word not in page.text] == []


async def test_another_deposit_comes_back(shop: Site) -> None:
    goods = {"kind": "presale", "deposit_minor": 1000, "deposit_kind": "advance", "ship_by": soon(shop)}
    order = await ordered(shop, goods, paid_minor=1000)
    page = await Browser(shop, buyer_of(order)).open(f"/orders/{order.order_id}")
    assert "If you cancel now, CN¥10.00 comes back." in page.text.replace("\xa0", "")


SHOWN: list[tuple[dict[str, Any], list[str]]] = [
    (
        {
            "kind": "custom_made", "specification": [{"name": "Fabric", "value": "linen"}], "measured_by": "merchant",
            "measurements": [{"name": "Height", "millimetres": 2650}], "agreed_by": ["buyer", "merchant"],
        },
        ["Made to order", "linen", "2,650 mm", "the buyer · the merchant"],
    ),
    (
        {"kind": "second_hand", "seller": "private", "condition": "worn", "flaws": ["a scratch <on> the back"]},
        ["a private person", "worn", "a scratch &lt;on&gt; the back"],
    ),
    ({"kind": "fresh", "state": "alive", "weight_grams": 1750}, ["live", "1,750 g"]),
    ({"kind": "large", "needs_installation": True, "site_conditions": ["a level floor"]}, ["needed", "a level floor"]),
]  # fmt: skip


@pytest.mark.parametrize(("goods", "words"), SHOWN, ids=[goods["kind"] for goods, _ in SHOWN])
async def test_what_was_told_of_goods_is_on_the_orders_page(
    shop: Site, goods: dict[str, Any], words: list[str]
) -> None:
    order = await ordered(shop, goods)
    for who in (buyer_of(order), merchant_of(order)):
        page = await Browser(shop, who).open(f"/orders/{order.order_id}")
        assert [word for word in words if word not in page.text] == []


async def test_the_merchants_answer_to_an_unused_code_is_to_revoke_it(shop: Site) -> None:
    order = await ordered(shop, CODE)
    await record(shop, MARKETPLACE, "delivered")
    case = await asks(shop, order)
    merchant = Browser(shop, merchant_of(order))
    page = await merchant.open(f"/cases/{case['id']}")
    assert "Virtual goods" in page.text
    assert f"/cases/{case['id']}/approval" not in page.forms
    done = await merchant.send(page, f"/cases/{case['id']}/revocation")
    assert "What was delivered is revoked; it can be used no longer" in done.text
    buyers = await Browser(shop, buyer_of(order), "zh-CN").open(f"/cases/{case['id']}")
    assert "已收回" in buyers.text


async def test_the_request_asks_how_much_is_spoilt(shop: Site) -> None:
    parcel = {
        "carrier": "SF", "tracking_no": "SF1", "shipped_at": soon(shop, -1.5), "delivered_at": soon(shop, -0.2),
    }  # fmt: skip
    order = await ordered(
        shop,
        {"kind": "fresh", "state": "chilled"},
        status="delivered",
        parcels=[parcel],
        placed_at=soon(shop, -2),
    )
    browser = Browser(shop, buyer_of(order))
    page = await browser.open(f"/orders/{order.order_id}/cases/new?step=tell&quantity_1=1&reason=spoilt")
    assert page.status == 200
    assert "How much of it is spoilt" in page.text
