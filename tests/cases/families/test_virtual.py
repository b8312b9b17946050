"""Goods with rules of their own over HTTP: told with the order, recorded once, paid in parts; virtual ones revoked first."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from makegood.orders import OrderRecorded
from tests.web_app import Site, site
from tests.world import MARKETPLACE, buyer_of, merchant_of, tea_order

CODE = {"kind": "virtual", "delivery": "automatic"}


def told(web: Site, goods: dict[str, Any], paid_minor: int = 5000, **changes: Any) -> dict[str, Any]:
    """An order of one unit with a description of its goods, paid by gift card."""
    now = web.world.clock.now()
    line = {
        "sku": "G-1", "product": {"external_id": "g", "category": "any"}, "title": "Goods", "quantity": 1,
        "unit_price_minor": 5000, "goods": goods,
    }  # fmt: skip
    payment = {
        "tender": "gift_card", "processor": "internal", "processor_reference": "gc_1", "amount_minor": paid_minor,
        "paid_at": now.isoformat(),
    }  # fmt: skip
    order = tea_order(
        "G-1",
        status="paid",
        placed_at=now.isoformat(),
        lines=[line],
        shipping_minor=0,
        payments=[payment],
        parcels=[],
    )
    return order | changes


async def ordered(web: Site, goods: dict[str, Any], **changes: Any) -> OrderRecorded:
    order = told(web, goods, **changes)
    return await web.world.order(**{"number": order.pop("external_id"), **order})


async def record(web: Site, who: Any, what: str, key: str | None = None, **more: Any) -> httpx.Response:
    body = {"what": what, "at": web.world.clock.now().isoformat()} | more
    headers = web.as_(who, **({"Idempotency-Key": key} if key else {}))
    return await web.client.post("/api/orders/G-1/lines/1/records", json=body, headers=headers)


async def asks(web: Site, order: OrderRecorded, **more: Any) -> dict[str, Any]:
    body = {"order": "G-1", "type": "refund_only", "items": [{"line_no": 1}], "reason": "no_reason"} | more
    answer = await web.client.post("/api/cases", json=body, headers=web.as_(buyer_of(order)))
    assert answer.status_code == 201, answer.text
    case: dict[str, Any] = answer.json()
    return case


async def does(web: Site, case: dict[str, Any], who: Any, action: str, **body: Any) -> httpx.Response:
    return await web.client.post(f"/api/cases/{case['id']}/{action}", json=body, headers=web.as_(who))


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def test_what_is_delivered_is_revoked_before_its_money_goes_out(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await ordered(web, CODE)
        merchant = merchant_of(order)
        assert code_of(await record(web, MARKETPLACE, "used")) == (409, "not_delivered_yet")
        assert (await record(web, MARKETPLACE, "delivered", reference="D-1")).status_code == 200
        case = await asks(web, order)
        assert case["requested_minor"] == 5000
        # While the money is asked back, nobody uses it.
        assert code_of(await record(web, MARKETPLACE, "used")) == (409, "asked_back")
        assert code_of(await does(web, case, merchant, "approval")) == (409, "revoke_first")
        done = await does(web, case, merchant, "revocation")
        assert (done.status_code, done.json()["stage"], done.json()["refunded_minor"]) == (
            200,
            "settled",
            5000,
        )
        line = (await web.client.get("/api/orders/G-1/lines/1/records", headers=web.as_(merchant))).json()
        revoked = next(each for each in line["records"] if each["record"]["what"] == "revoked")
        assert (revoked["by"], revoked["record"]["case_id"]) == ("system", case["id"])
        assert code_of(await record(web, MARKETPLACE, "used")) == (409, "revoked_already")


async def test_silence_revokes_too_and_a_withdrawn_request_lets_it_be_used(
    fresh_dsn: str, tmp_path: Path
) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await ordered(web, CODE)
        await record(web, MARKETPLACE, "delivered")
        case = await asks(web, order)
        assert (await does(web, case, buyer_of(order), "withdrawal")).status_code == 200
        assert (await record(web, MARKETPLACE, "used", key="use-1")).status_code == 200
        assert (await record(web, MARKETPLACE, "used", key="use-1")).status_code == 200
        refused = await web.client.post(
            "/api/cases",
            json={"order": "G-1", "type": "refund_only", "items": [{"line_no": 1}], "reason": "no_reason"},
            headers=web.as_(buyer_of(order)),
        )
        assert (refused.json()["code"], refused.json()["fields"]["rule"]) == (
            "remedy_not_open", "marketplace-special-goods/used_stays_used",
        )  # fmt: skip
        faulty = await asks(web, order, reason="not_as_described")
        assert code_of(await does(web, faulty, merchant_of(order), "revocation")) == (
            409,
            "nothing_to_revoke",
        )
        paid = await does(web, faulty, merchant_of(order), "approval")
        assert paid.json()["stage"] == "settled"


async def test_what_happened_is_told_once_by_those_who_know(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await ordered(web, {"kind": "second_hand", "seller": "private", "condition": "good"})
        report = {"appraiser": "Institute", "verdict": "passed", "at": web.world.clock.now().isoformat()}
        assert (await record(web, merchant_of(order), "appraised", **report)).status_code == 200
        assert (await record(web, merchant_of(order), "appraised", **report)).status_code == 200
        other = await record(web, merchant_of(order), "appraised", **report | {"verdict": "failed"})
        assert code_of(other) == (409, "recorded_otherwise")
        assert code_of(await record(web, MARKETPLACE, "used")) == (409, "not_of_this_goods")
        assert code_of(await record(web, merchant_of(order), "used")) == (403, "not_permitted")
        assert (await record(web, buyer_of(order), "appraised", **report)).status_code == 403
        late = (web.world.clock.now() + timedelta(days=9)).isoformat()
        assert (await record(web, merchant_of(order), "delivered", at=late)).status_code == 409
        view = (await web.client.get("/api/orders?external_id=G-1", headers=web.as_(buyer_of(order)))).json()
        (line,) = view["orders"][0]["lines"]
        assert (line["goods"]["kind"], line["records"][0]["by"]) == ("second_hand", "merchant")
        assert line["traits"] == ["second_hand"]


PRESALE = {"kind": "presale", "deposit_minor": 1000}


async def test_deposit_and_balance_are_two_payments_of_one_order(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        now = web.world.clock.now()
        goods = PRESALE | {"ship_by": (now + timedelta(days=9)).isoformat()}
        order = await ordered(web, goods, paid_minor=1000)
        headers = web.as_(MARKETPLACE)
        balance = {
            "tender": "card", "processor": "fake", "processor_reference": "pay_2", "amount_minor": 4000,
            "paid_at": now.isoformat(),
        }  # fmt: skip
        whole = told(web, goods | {"balance_paid_at": now.isoformat()}, paid_minor=1000)
        whole["payments"].append(balance)
        refused = await web.client.post(
            "/api/eligibility", json={"order": "G-1", "reason": "no_reason"}, headers=web.as_(buyer_of(order))
        )
        cancel = next(each for each in refused.json()["remedies"] if each["remedy"] == "cancel")
        assert cancel["answer"] == "refused"
        assert (await web.client.post("/api/orders", json=whole, headers=headers)).status_code == 200
        rows = await web.app.state.pool.fetch(
            "SELECT balance_minor FROM ledger_accounts WHERE account = $1",
            f"order:{order.order_id}:refundable",
        )
        assert [row["balance_minor"] for row in rows] == [5000]
        case = await asks(web, order, type="cancel")
        assert case["requested_minor"] == 5000


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"deposit_minor": 5000}, "lines[0].goods.deposit_minor"),
        ({"ship_by": "2020-01-01T00:00:00+00:00"}, "lines[0].goods.ship_by"),
    ],
)
async def test_a_presale_that_cannot_be_is_refused(
    fresh_dsn: str, tmp_path: Path, change: dict[str, Any], field: str
) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        goods = PRESALE | {"ship_by": (web.world.clock.now() + timedelta(days=9)).isoformat()} | change
        answer = await web.client.post(
            "/api/orders", json=told(web, goods, 1000), headers=web.as_(MARKETPLACE)
        )
        assert answer.status_code == 422
        assert field in {each["field"] for each in answer.json()["fields"]["problems"]}
