"""Cases over HTTP: lists and their pages, versions, languages, sessions, keys, and the guard of cookies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import SCOPES, PrincipalRole, create_key, revoke_key
from makegood.web import caller
from makegood.web.caller import SESSION_COOKIE
from tests.attack.shop import work
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of

ASKED = {"order": "T-1", "type": "refund_only", "items": [{"line_no": 1, "quantity": 1}], "reason": "quality"}


async def listed(shop: Site, **query: Any) -> dict[str, Any]:
    answer = await shop.client.get("/api/cases", params=query, headers=shop.as_(DESK))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def opened(shop: Site, count: int) -> list[str]:
    """Cases of as many orders, an hour apart; their ids, the oldest first."""
    ids = []
    for at in range(count):
        done = await shop.world.open(await shop.world.order(f"L-{at}"), "refund_only")
        shop.world.clock.advance(timedelta(hours=1))
        ids.append(str(done.case.state.id))
    return ids


def ids_of(page: dict[str, Any]) -> list[str]:
    return [case["id"] for case in page["cases"]]


@pytest.mark.parametrize("urgent", [False, True])
async def test_pages_neither_repeat_nor_lose_a_case_while_others_come_in(shop: Site, urgent: bool) -> None:
    ids = await opened(shop, 7)
    page = await listed(shop, limit=3, urgent=urgent)
    seen = ids_of(page)
    late = await shop.world.open(await shop.world.order("late"), "refund_only")
    while page["next_cursor"]:
        page = await listed(shop, limit=3, urgent=urgent, cursor=page["next_cursor"])
        seen += ids_of(page)
    expected = ids if urgent else ids[::-1]
    assert [each for each in seen if each != str(late.case.state.id)] == expected
    assert len(seen) == len(set(seen))


async def test_filters_narrow(shop: Site) -> None:
    ids = await opened(shop, 3)
    refused = await shop.client.post(
        f"/api/cases/{ids[0]}/refusal", json={"reason": "no"}, headers=shop.as_(await merchant(shop))
    )
    assert refused.status_code == 200
    await shop.client.post(f"/api/cases/{ids[1]}/withdrawal", headers=shop.as_(MARKETPLACE))
    assert ids_of(await listed(shop, stage="awaiting_buyer")) == [ids[0]]
    assert ids_of(await listed(shop, ball="merchant")) == [ids[2]]
    assert ids_of(await listed(shop, open_only=True)) == [ids[2], ids[0]]
    assert ids_of(await listed(shop, type="return_refund")) == []
    assert ids_of(await listed(shop, order_id=refused.json()["order_id"])) == [ids[0]]
    assert ids_of(await listed(shop, stage="awaiting_buyer", ball="merchant")) == []


async def merchant(shop: Site) -> Any:
    return merchant_of(await shop.world.order("L-0"))


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", str(2**63)])
async def test_limits_have_limits(shop: Site, limit: str) -> None:
    answer = await shop.client.get("/api/cases", params={"limit": limit}, headers=shop.as_(DESK))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_a_version_is_an_etag_and_if_match_is_kept(shop: Site) -> None:
    (case,) = await opened(shop, 1)
    path, desk = f"/api/cases/{case}", shop.as_(DESK)
    assert (await shop.client.get(path, headers=desk)).headers["etag"] == '"v1"'
    note = {"reason": "court_papers", "note": "n"}
    for tag, status in (
        ('"v2"', 412),
        ('"v0"', 412),
        ("nonsense", 422),
        ('W/"v1"', 200),
        ('"v1"', 412),
        ("*", 409),
    ):
        answer = await shop.client.post(f"{path}/pause", json=note, headers=desk | {"If-Match": tag})
        assert answer.status_code == status, (tag, answer.text)
    assert (await shop.client.get(path, headers=desk)).headers["etag"] == '"v2"'


async def test_a_refusal_has_a_stable_code_and_words_in_the_reader_s_language(shop: Site) -> None:
    (case,) = await opened(shop, 1)
    told = {}
    for language in ("en", "zh-CN", "zh-TW;q=0.9, en;q=0.5", "fr", "en;q=0.1, zh;q=0.8"):
        headers = shop.as_(MARKETPLACE) | {"Accept-Language": language}
        answer = (await shop.client.post(f"/api/cases/{case}/acceptance", headers=headers)).json()
        assert answer["code"] == "not_in_this_stage"
        told[language] = answer["detail"]
    assert told["en"].isascii()
    assert told["fr"] == told["en"]
    assert not told["zh-CN"].isascii()
    assert told["zh-CN"] == told["zh-TW;q=0.9, en;q=0.5"] == told["en;q=0.1, zh;q=0.8"]
    read = await shop.client.get(f"/api/cases/{case}", headers=shop.as_(DESK) | {"Accept-Language": "zh-CN"})
    assert not read.json()["silence"].isascii()


async def test_operations_that_are_allowed_can_be_done_and_the_others_say_why(shop: Site) -> None:
    order = await shop.world.order()
    done = await shop.world.open(order)
    path = f"/api/cases/{done.case.state.id}"
    resources = {
        "approve": "approval",
        "withdraw": "withdrawal",
        "escalate": "escalation",
        "accept": "acceptance",
    }
    for who in (buyer_of(order), merchant_of(order)):
        view = (await shop.client.get(path, headers=shop.as_(who))).json()
        for operation in view["allowed_operations"]:
            if operation["name"] not in resources:
                continue
            dry = f"{path}/{resources[operation['name']]}?dry_run=true"
            answer = await shop.client.post(dry, headers=shop.as_(who))
            assert (answer.status_code == 200) is operation["allowed"], operation
            assert operation["allowed"] or answer.json()["code"] == operation["code"]
            assert operation["allowed"] or operation["reason"]


async def test_the_marketplace_signs_its_buyers_in_and_nobody_else(shop: Site) -> None:
    order = await shop.world.order()
    market = shop.as_(MARKETPLACE)
    made = await shop.client.post(
        "/api/sessions", json={"role": "buyer", "subject": str(order.buyer_id)}, headers=market
    )
    assert made.status_code == 201
    buyer = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await shop.client.post("/api/cases", json=ASKED, headers=buyer)).status_code == 201
    for asked in ({"role": "merchant", "subject": "1"}, {"role": "desk"}, {"role": "operator"}):
        assert (await shop.client.post("/api/sessions", json=asked, headers=market)).status_code == 403
    for asked in (
        {"role": "buyer"},
        {"role": "desk", "subject": "1"},
        {"role": "system"},
        {"role": "marketplace"},
    ):
        answer = await shop.client.post("/api/sessions", json=asked, headers=shop.as_(OPERATOR))
        assert answer.status_code in (400, 422), asked


async def key_for(
    shop: Site, role: PrincipalRole, scopes: tuple[str, ...], key_id: int = 1
) -> dict[str, str]:
    pool = shop.world.engine.pool
    secret = await create_key(pool, key_id, "k", role, None, scopes, shop.world.clock.now())
    return {"Authorization": f"Bearer {secret}"}


async def test_a_key_reaches_as_far_as_its_scopes(shop: Site) -> None:
    await shop.world.order()
    reads = await key_for(shop, PrincipalRole.MARKETPLACE, ("cases:read",), 1)
    everything = await key_for(shop, PrincipalRole.MARKETPLACE, SCOPES, 2)
    assert (await shop.client.get("/api/cases", headers=reads)).status_code == 200
    for method, path, body in (
        ("GET", "/api/orders", None), ("POST", "/api/cases", ASKED),
        ("POST", "/api/sessions", {"role": "buyer", "subject": "1"}),
    ):  # fmt: skip
        refused = await shop.client.request(method, path, json=body, headers=reads)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted"), path
        assert (await shop.client.request(method, path, json=body, headers=everything)).status_code < 300
    assert (
        await shop.client.post("/api/clock/advances", json={"hours": 1}, headers=everything)
    ).status_code == 403


async def test_a_key_cannot_make_itself_a_session_that_reaches_further(shop: Site) -> None:
    key = await key_for(shop, PrincipalRole.OPERATOR, ("sessions:create",))
    for role in ("operator", "desk", "senior"):
        answer = await shop.client.post("/api/sessions", json={"role": role, "name": "n"}, headers=key)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert (
        await shop.client.post("/api/sessions", json={"role": "buyer", "subject": "1"}, headers=key)
    ).status_code == 201


async def test_a_revoked_key_stops(shop: Site) -> None:
    key = await key_for(shop, PrincipalRole.MARKETPLACE, SCOPES, 5)
    assert (await shop.client.get("/api/cases", headers=key)).status_code == 200
    await revoke_key(shop.world.engine.pool, 5, shop.world.clock.now())
    assert caller.KNOWN_SECONDS <= 5
    shop.app.state.callers._known.clear()
    assert (await shop.client.get("/api/cases", headers=key)).status_code == 401


async def test_a_cookie_counts_only_for_our_own_pages(shop: Site) -> None:
    order = await shop.world.order()
    cookie = {"Cookie": f"{SESSION_COOKIE}={shop.app.state.sessions.token(buyer_of(order))}"}
    assert (
        await shop.client.get("/api/cases", headers=cookie | {"Sec-Fetch-Site": "cross-site"})
    ).status_code == 200
    own: list[dict[str, str]] = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}]
    foreign: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
        {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ]  # fmt: skip
    for headers, status in [(each, 201) for each in own] + [(each, 403) for each in foreign]:
        answer = await shop.client.post("/api/cases", json=ASKED, headers=cookie | headers)
        assert answer.status_code == status, headers


async def test_a_whole_return_over_http(shop: Site) -> None:
    order = await shop.world.order()
    buyer, seller = shop.as_(buyer_of(order)), shop.as_(merchant_of(order))
    case = (
        await shop.client.post("/api/cases", json=ASKED | {"type": "return_refund"}, headers=buyer)
    ).json()
    path = f"/api/cases/{case['id']}"
    for resource, headers, body, stage in (
        ("approval", seller, None, "awaiting_return"),
        ("return-shipment", buyer, {"carrier": "SF", "tracking_no": "SF-1"}, "in_return_transit"),
        ("reception", seller, None, "awaiting_inspection"), ("inspection", seller, {}, "refunding"),
    ):  # fmt: skip
        answer = await shop.client.post(f"{path}/{resource}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["stage"]) == (200, stage), answer.text
    await work(shop)
    view = (await shop.client.get(path, headers=buyer)).json()
    assert (view["stage"], view["money"], view["goods"], view["refunded_minor"]) == (
        "settled",
        "refunded",
        "returned",
        3334,
    )
    assert [entry["seq"] for entry in view["timeline"]] == list(range(1, view["version"] + 1))
