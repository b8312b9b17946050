"""Eligibility, facts and decisions over HTTP, with the shipped packs: what the API asks, and how it answers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.orders import OrderRecorded
from tests.web_app import Site, site
from tests.world import DESK, MARKETPLACE, buyer_of, merchant_of


async def _order(web: Site) -> OrderRecorded:
    """The tea, bought five days ago and delivered the day before yesterday."""
    now = web.world.clock.now()
    placed, shipped, delivered = ((now - timedelta(days=days)).isoformat() for days in (5, 4, 2))
    parcel = {"carrier": "SF", "tracking_no": "SF1", "shipped_at": shipped, "delivered_at": delivered}
    return await web.world.order(placed_at=placed, parcels=[parcel])


async def test_a_question_and_its_answer_over_http(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        buyer = web.as_(buyer_of(await _order(web)))
        told: dict[str, bool] = {}
        for rule in ("ground/negotiable", "cn-no-reason-return/no_reason_return"):
            asked = {"order": "T-1", "reason": "no_reason", "facts": told}
            found = (await web.client.post("/api/eligibility", json=asked, headers=buyer)).json()
            back = next(each for each in found["remedies"] if each["remedy"] == "return_refund")
            assert (back["answer"], back["because"]["rule"]) == ("open", rule)
            told = {"intact": True}
        case = (await web.client.post("/api/cases", json=ASKED, headers=buyer)).json()
        assert (case["terms"]["merchant_may_refuse"], [each["name"] for each in case["missing"]]) == (
            True,
            ["intact"],
        )
        path = f"/api/cases/{case['id']}"
        after = (await web.client.post(f"{path}/facts", json={"facts": told}, headers=buyer)).json()
        assert (after["terms"]["merchant_may_refuse"], after["missing"]) == (False, [])
        decisions = (await web.client.get(f"{path}/decisions", headers=buyer)).json()["decisions"]
        rules = [each["trace"]["answers"][0]["rule"] for each in decisions]
        assert rules == ["ground/negotiable", "cn-no-reason-return/no_reason_return"]


async def test_the_merchant_cannot_refuse_a_right_over_http(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await _order(web)
        body = ASKED | {"facts": {"intact": True}}
        case = (await web.client.post("/api/cases", json=body, headers=web.as_(buyer_of(order)))).json()
        refused = await web.client.post(
            f"/api/cases/{case['id']}/refusal",
            json={"reason": "used"},
            headers=web.as_(merchant_of(order)) | {"Accept-Language": "zh-CN"},
        )
        assert (refused.status_code, refused.json()["code"]) == (409, "refusal_not_open")
        assert "商家" in refused.json()["detail"]


ASKED = {"order": "T-1", "type": "return_refund", "items": [{"line_no": 1}], "reason": "no_reason"}


async def _case(web: Site) -> tuple[str, dict[str, str], OrderRecorded]:
    order = await _order(web)
    buyer = web.as_(buyer_of(order))
    body = {"order": "T-1", "type": "return_refund", "items": [{"line_no": 1}], "reason": "quality"}
    case = (await web.client.post("/api/cases", json=body, headers=buyer)).json()
    for value in (True, False):
        path = f"/api/cases/{case['id']}/facts"
        assert (
            await web.client.post(path, json={"facts": {"intact": value}}, headers=buyer)
        ).status_code == 200
    return f"/api/cases/{case['id']}/decisions", buyer, order


async def test_decisions_come_in_pages_and_by_key(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        path, buyer, _ = await _case(web)
        first = (await web.client.get(path, params={"limit": 2}, headers=buyer)).json()
        rest = (
            await web.client.get(path, params={"limit": 2, "cursor": first["next_cursor"]}, headers=buyer)
        ).json()
        assert [[each["seq"] for each in page["decisions"]] for page in (first, rest)] == [[1, 2], [3]]
        assert rest["next_cursor"] is None
        one = (await web.client.get(path, params={"key": "clock.merchant_answer"}, headers=buyer)).json()
        assert [each["key"] for each in one["decisions"][0]["trace"]["answers"]] == ["clock.merchant_answer"]
        none = (await web.client.get(path, params={"key": "no.such"}, headers=buyer)).json()
        assert none["decisions"][0]["trace"]["answers"] == []
        for cursor in ("x", "-1", "9" * 12):
            assert (await web.client.get(path, params={"cursor": cursor}, headers=buyer)).status_code == 422


async def test_decisions_are_read_by_those_who_see_the_case(fresh_dsn: str, tmp_path: Path) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        path, buyer, order = await _case(web)
        merchant = merchant_of(order)
        for who in (merchant, DESK, MARKETPLACE):
            assert (await web.client.get(path, headers=web.as_(who))).status_code == 200
        stranger = web.as_(Principal(PrincipalRole.BUYER, order.buyer_id + 1))
        assert (await web.client.get(path, headers=stranger)).status_code == 404
        assert (await web.client.get(path)).status_code == 401
        asked = {"order": "T-1", "reason": "quality"}
        assert (await web.client.post("/api/eligibility", json=asked, headers=stranger)).status_code == 404
        chinese = (await web.client.get(path, headers=buyer | {"Accept-Language": "zh-CN"})).json()
        assert "原因" in " ".join(fact["words"] for fact in chinese["decisions"][0]["trace"]["facts"])


HOSTILE = [
    {"order": "T-1", "at": "9999-12-31T23:59:59-14:00"}, {"order": "T-1", "at": "0001-01-01T00:00:00+14:00"},
    {"order": "T-1", "facts": {"intact": 10**15}}, {"order": "T-1", "facts": {"traits": ["x"] * 63}},
    {"order": "T-1", "line_no": 0}, {"order": "T-1", "nonsense": 1}, {"order": "T-2"}, {"order": ""}, {},
    {"order": "T-1", "at": "2026-03-01T10:00:00"}, {"order": "T-1", "amount_minor": 0}, {"order": "T-1", "reason": "a\x00"},
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE)
async def test_no_question_is_answered_by_a_fault(
    fresh_dsn: str, tmp_path: Path, body: dict[str, Any]
) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        order = await _order(web)
        buyer = web.as_(buyer_of(order))
        answer = await web.client.post("/api/eligibility", json=body, headers=buyer)
        assert answer.status_code < 500, answer.text
