"""The same key and content give the first answer, byte for byte; anything else with that key is an error."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from makegood.accounts import Principal
from tests.attack.books import assert_right
from tests.attack.shop import work
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of, tea_order

ASKED = {"order": "T-1", "type": "refund_only", "items": [{"line_no": 1, "quantity": 1}], "reason": "quality"}
COUNTS = """
SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM case_events), (SELECT count(*) FROM jobs),
    (SELECT count(*) FROM outbox), (SELECT count(*) FROM idempotency_keys), (SELECT sum(claimed_minor) FROM order_lines)
"""


class Caller:
    """Somebody who sends keyed requests."""

    def __init__(self, shop: Site, who: Principal) -> None:
        self.shop, self.who = shop, who

    async def post(
        self, path: str, body: Any = None, key: str | None = "k-1", **headers: str
    ) -> httpx.Response:
        sent = self.shop.as_(self.who, **({"Idempotency-Key": key} if key else {}), **headers)
        return await self.shop.client.post(path, json=body, headers=sent)


@pytest.fixture
async def parties(shop: Site) -> tuple[Caller, Caller]:
    """The buyer and the merchant of an order that is there."""
    order = await shop.world.order()
    return Caller(shop, buyer_of(order)), Caller(shop, merchant_of(order))


def same(one: httpx.Response, other: httpx.Response) -> bool:
    headers = [{k: v for k, v in each.headers.items() if k != "x-request-id"} for each in (one, other)]
    return (one.status_code, one.content, headers[0]) == (other.status_code, other.content, headers[1])


async def test_opening_again_gives_the_case_as_it_was(parties: tuple[Caller, Caller], shop: Site) -> None:
    buyer, merchant = parties
    first = await buyer.post("/api/cases", ASKED)
    assert first.status_code == 201
    case = f"/api/cases/{first.json()['id']}"
    assert (await merchant.post(f"{case}/approval", key="k-2")).status_code == 200
    await work(shop)
    assert same(await buyer.post("/api/cases", ASKED), first)
    assert len(await assert_right(shop.world.engine.pool)) == 1


async def test_a_refusal_is_kept_although_it_would_now_be_granted(parties: tuple[Caller, Caller]) -> None:
    buyer, _ = parties
    first = await buyer.post("/api/cases", ASKED | {"items": [{"line_no": 1, "quantity": 3}]}, key="all")
    refused = await buyer.post("/api/cases", ASKED)
    assert (refused.status_code, refused.json()["code"]) == (409, "units_not_left")
    case = f"/api/cases/{first.json()['id']}"
    assert (await buyer.post(f"{case}/withdrawal", key="away")).status_code == 200
    assert same(await buyer.post("/api/cases", ASKED), refused)
    assert (await buyer.post("/api/cases", ASKED, key="new")).status_code == 201


async def test_a_key_is_good_for_one_request(parties: tuple[Caller, Caller]) -> None:
    buyer, _ = parties
    first = await buyer.post("/api/cases", ASKED)
    second = await buyer.post("/api/cases", ASKED, key="second")
    one, other = (f"/api/cases/{each.json()['id']}" for each in (first, second))
    assert (await buyer.post(f"{one}/revision", {"note": "a"}, key="r")).status_code == 200
    for path, body in (
        (f"{one}/revision", {"note": "b"}), (f"{other}/revision", {"note": "a"}), (f"{one}/withdrawal", None),
        ("/api/cases", ASKED),
    ):  # fmt: skip
        answer = await buyer.post(path, body, key="r")
        assert (answer.status_code, answer.json()["code"]) == (422, "key_reused"), path


async def test_ten_at_once_with_one_key_are_one(parties: tuple[Caller, Caller], shop: Site) -> None:
    buyer, merchant = parties
    opened = await asyncio.gather(*(buyer.post("/api/cases", ASKED) for _ in range(10)))
    assert all(same(each, opened[0]) for each in opened)
    path = f"/api/cases/{opened[0].json()['id']}/approval"
    granted = await asyncio.gather(*(merchant.post(path) for _ in range(10)))
    assert granted[0].status_code == 200
    assert all(same(each, granted[0]) for each in granted)
    await work(shop)
    (state,) = await assert_right(shop.world.engine.pool)
    assert state.refunded_minor == 3334


async def test_keys_of_different_people_do_not_meet(parties: tuple[Caller, Caller]) -> None:
    buyer, merchant = parties
    case = f"/api/cases/{(await buyer.post('/api/cases', ASKED)).json()['id']}"
    assert (await merchant.post(f"{case}/refusal", {"reason": "no"})).status_code == 200
    assert (await Caller(buyer.shop, MARKETPLACE).post("/api/cases", ASKED)).status_code == 201


async def test_others_do_not_learn_the_answer_to_a_key(parties: tuple[Caller, Caller]) -> None:
    """The answer is kept for the principal; a case that is not theirs stays unseen whatever key they send."""
    buyer, _ = parties
    case = f"/api/cases/{(await buyer.post('/api/cases', ASKED)).json()['id']}"
    stranger = Caller(buyer.shop, Principal(buyer.who.role, 77))
    assert (await stranger.post(f"{case}/withdrawal")).status_code == 404


async def test_a_key_with_if_match_gives_the_first_answer_after_the_case_has_moved(
    parties: tuple[Caller, Caller],
) -> None:
    buyer, merchant = parties
    opened = await buyer.post("/api/cases", ASKED)
    path = f"/api/cases/{opened.json()['id']}/revision"
    first = await buyer.post(path, {"note": "more"}, key="r", **{"If-Match": opened.headers["etag"]})
    assert first.status_code == 200
    await merchant.post(path.replace("revision", "refusal"), {"reason": "no"}, key="m")
    again = await buyer.post(path, {"note": "more"}, key="r", **{"If-Match": opened.headers["etag"]})
    assert same(again, first)
    stale = await buyer.post(path, {"note": "more"}, key="other", **{"If-Match": opened.headers["etag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "version_changed")


async def test_a_dry_run_answers_alike_and_writes_nothing(parties: tuple[Caller, Caller], shop: Site) -> None:
    buyer, merchant = parties
    before = await shop.world.engine.pool.fetchrow(COUNTS)
    dry = await buyer.post("/api/cases?dry_run=true", ASKED)
    assert (dry.status_code, dry.json()["stage"]) == (200, "awaiting_merchant")
    assert await shop.world.engine.pool.fetchrow(COUNTS) == before
    opened = await buyer.post("/api/cases", ASKED)
    path = f"/api/cases/{opened.json()['id']}"
    would = await merchant.post(f"{path}/approval?dry_run=true", key=None)
    did = await merchant.post(f"{path}/approval", key=None)
    assert [would.json()[name] for name in ("stage", "version", "approved_minor", "ball")] == [
        did.json()[name] for name in ("stage", "version", "approved_minor", "ball")
    ]
    refused = [await merchant.post(f"{path}/approval{query}", key=None) for query in ("", "?dry_run=true")]
    assert same(*refused)


async def test_times_in_refusals_are_kept_too(parties: tuple[Caller, Caller]) -> None:
    buyer, merchant = parties
    opened = await buyer.post("/api/cases", ASKED | {"type": "return_refund"})
    path = f"/api/cases/{opened.json()['id']}"
    await merchant.post(f"{path}/approval", key="a")
    await buyer.post(f"{path}/return-shipment", {"carrier": "SF", "tracking_no": "1"}, key="s")
    answers = [
        await merchant.post(f"{path}/reception", {"received_at": "2001-01-01T00:00:00+05:00"}, key="r")
    ] * 2
    answers.append(
        await merchant.post(f"{path}/reception", {"received_at": "2001-01-01T00:00:00+05:00"}, key="r")
    )
    assert answers[0].json()["code"] == "time_not_possible"
    assert same(answers[0], answers[2])


async def test_orders_and_the_clock_keep_their_first_answers(shop: Site) -> None:
    marketplace, operator = Caller(shop, MARKETPLACE), Caller(shop, OPERATOR)
    recorded = await asyncio.gather(*(marketplace.post("/api/orders", tea_order("T-9")) for _ in range(10)))
    assert recorded[0].status_code == 201
    assert all(same(each, recorded[0]) for each in recorded)
    changed = await marketplace.post("/api/orders", tea_order("T-9", shipping_minor=900))
    assert (changed.status_code, changed.json()["code"]) == (422, "key_reused")
    moved = await asyncio.gather(*(operator.post("/api/clock/advances", {"hours": 1}) for _ in range(10)))
    assert moved[0].json()["advanced_seconds"] == 3600
    assert all(same(each, moved[0]) for each in moved)
    now = await shop.client.get("/api/clock", headers=shop.as_(DESK))
    assert now.json()["advanced_seconds"] == 3600
    assert await shop.world.engine.pool.fetchval("SELECT offset_seconds FROM clock") == 3600
