"""Amounts on the pages of claims are of the order's currency, and a settlement is of the currency that it was made in."""

from __future__ import annotations

from typing import Any

from tests.attack.shop import shop as shop  # the fixture
from tests.disputes.hearing import ago
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import OPERATOR, buyer_of, tea_order


async def sent(shop: Site, currency: str, typed: str) -> Any:
    """What becomes of a claim about installing, with the cost as the buyer typed it."""
    lines = tea_order()["lines"]
    lines[0]["product"] |= {"traits": ["needs_installation"]}
    lines[0] |= {"facts": {"goods_kind": "furniture"}}
    now = shop.app.state.clock.now()
    parcel = {"carrier": "SF", "tracking_no": "1", "shipped_at": ago(now, 4), "delivered_at": ago(now, 2)}
    order = await shop.world.order(currency=currency, lines=lines, placed_at=ago(now, 5), parcels=[parcel])
    buyer = Browser(shop, buyer_of(order))
    form = await buyer.open(f"/orders/{order.order_id}/claims/new?kind=installation&line=1")
    assert form.status == 200, form.text
    (asked,) = [name for name in _form(form) if "extra_installation_cost" in name]
    return await buyer.send(
        form, f"/orders/{order.order_id}/claims", **{asked: typed, "note": "It came late."}
    )


async def test_what_is_typed_is_of_the_orders_currency(shop: Site) -> None:
    await sent(shop, "CNY", "30.50")
    given = await shop.app.state.pool.fetchval("SELECT content -> 'given' -> 0 ->> 'value' FROM claims")
    assert int(given) == 3050


async def test_a_currency_without_cents_takes_none(shop: Site) -> None:
    page = await sent(shop, "JPY", "30.50")
    assert page.status == 422
    assert "JPY" in page.text
    assert "amount" in page.text


def _form(page: Any) -> dict[str, str]:
    return next(fields for action, fields in page.forms.items() if action.endswith("/claims"))


async def test_a_settlement_names_its_currency(shop: Site) -> None:
    operator = Browser(shop, OPERATOR)
    path = "/console/insurers/ping-an"
    page = await operator.open(path)
    told = {"direction": "paid_to", "reference": "bank 1"}
    refused = await operator.send(page, f"{path}/settlements", currency="E", amount="5", **told)
    assert refused.status == 422
    refused = await operator.send(page, f"{path}/settlements", currency="ZZZ", amount="5", **told)
    assert refused.status == 422
    body = told | {"currency": "ZZZ", "amount_minor": 5}
    answer = await shop.client.post(
        "/api/insurers/ping-an/settlements", json=body, headers=shop.as_(OPERATOR)
    )
    assert answer.status_code == 422, answer.text
    await operator.send(page, f"{path}/settlements", currency="jpy", amount="500", **told)
    rows = await shop.app.state.pool.fetch("SELECT currency, amount_minor FROM insurer_lines")
    assert [tuple(row) for row in rows] == [("JPY", -500)]
