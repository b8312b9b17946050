"""What hostile clients send: each is refused with problem details, none is a fault of ours, nothing is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from makegood.cases.lists import Cursor, encode_cursor
from tests.attack.shop import work
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of

ASKED: dict[str, Any] = {
    "order": "T-1",
    "type": "refund_only",
    "items": [{"line_no": 1, "quantity": 1}],
    "reason": "quality",
}
PROBLEM = {"type", "title", "status", "code", "detail"}
DEEP = b"[" * 100_000
TEXTS = [
    "'; DROP TABLE cases; --", "<script>alert(1)</script>", "{{ 7 * 7 }} ${x} %s {0} {field}", "‮right to left",
    "🧧" * 500, "a\u0301\u0323 \ufeff\u200b", "\\u0000 \\ud800", "line\nbreak\ttab\x01\x1f\x7f", "\uffff\U0010ffff",
]  # fmt: skip


def is_problem(answer: Any, *statuses: int) -> None:
    assert answer.status_code in (statuses or range(400, 500)), (answer.status_code, answer.text[:300])
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert body.keys() >= PROBLEM
    assert body["status"] == answer.status_code
    assert "Traceback" not in answer.text


async def send(shop: Site, content: bytes | str, path: str = "/api/cases", **headers: str) -> Any:
    given = {"Content-Type": "application/json"} | shop.as_(MARKETPLACE) | headers
    return await shop.client.post(path, content=content, headers=given)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff\xfe", b'{"a": NaN}', b'{"a": Infinity}', DEEP,
        b'{"items": ' + DEEP, b'{"note": "\\ud800"}', b'{"note": "\xed\xa0\x80"}', b"{}" * 1000,
    ],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/api/cases", "/api/orders", "/api/orders/bulk", "/api/sessions", "/api/clock/advances"]
)
async def test_bodies_that_are_no_request(shop: Site, content: bytes, path: str) -> None:
    is_problem(
        await send(
            shop, content, path, **shop.as_(OPERATOR if path.startswith("/api/clock") else MARKETPLACE)
        )
    )


WRONG_FIELDS: list[dict[str, Any]] = [
    {"items": [{"line_no": value, "quantity": 1}]} for value in (0, -1, 2**31, 2**63, 2**64, 1.5, "one", None, True, [])
] + [
    {"items": [{"line_no": 1, "quantity": value}]} for value in (0, -1, 2**63, 10**30, 1e308, "x", False)
] + [
    {"amount_minor": value} for value in (0, -1, 2**63, 10**400, 0.1, "1e9", True, {})
] + [
    {"type": "everything"}, {"type": None}, {"reason": ""}, {"reason": "x" * 65}, {"reason": "'; DROP TABLE"},
    {"note": "x" * 2001}, {"note": None}, {"note": 1}, {"note": "zero \x00"}, {"items": []}, {"items": [{}] * 501},
    {"items": [{"line_no": 1, "price": 1}]}, {"order": ""}, {"order": "x" * 101}, {"order": 5}, {"extra": 1},
]  # fmt: skip


async def test_fields_that_cannot_be(shop: Site) -> None:
    await shop.world.order()
    for wrong in WRONG_FIELDS:
        answer = await send(shop, json.dumps(ASKED | wrong))
        assert answer.status_code in (400, 422), (wrong, answer.text[:200])
        is_problem(answer)
    assert await shop.world.engine.pool.fetchval("SELECT count(*) FROM cases") == 0


@pytest.mark.parametrize(
    "order", ["T-1\x00", "\x00", "²", "9" * 100, str(2**63), "-1", "' OR 1=1 --", "T-1 ", "ｔ-１", "‮T-1"]
)
async def test_order_numbers_of_no_order(shop: Site, order: str) -> None:
    await shop.world.order()
    is_problem(await send(shop, json.dumps(ASKED | {"order": order})), 404)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
async def test_texts_come_back_as_they_were_sent(shop: Site, text: str) -> None:
    order = await shop.world.order()
    opened = await send(shop, json.dumps(ASKED | {"note": text}))
    assert opened.status_code == 201, opened.text
    case = f"/api/cases/{opened.json()['id']}"
    merchant = shop.as_(merchant_of(order))
    assert (
        await send(shop, json.dumps({"reason": "no", "note": text}), f"{case}/refusal", **merchant)
    ).status_code == 200
    all_ = json.dumps({"note": text, "is_all": True})
    assert (await send(shop, all_, f"{case}/escalation")).status_code == 200
    assert (await send(shop, all_, f"{case}/statements", **merchant)).status_code == 200
    reason = f"{text} The tins were dry when they left."
    ruling = {"favour": "merchant", "reason": reason, "citations": ["art. 65"]}
    ruled = await send(shop, json.dumps(ruling), f"{case}/ruling", **shop.as_(DESK))
    assert ruled.status_code == 200, ruled.text
    read = (await shop.client.get(case, headers=shop.as_(buyer_of(order)))).json()
    assert (read["note"], read["refusal"]["note"], read["ruling"]["reason"]) == (text, text, reason)
    await work(shop)


CURSORS = [
    "", "x", "====", "é", "null", "W10", encode_cursor(Cursor(2**70)), encode_cursor(Cursor(-1)), "eyJhIjoxfQ", "\x00", "🧧",
    encode_cursor([1, "2026-01-01T00:00:00"]), encode_cursor([1, 5]), encode_cursor([1, "0001-01-01T00:00:00+23:59"]),  # type: ignore[arg-type]
    encode_cursor(["1", None]), "A" * 199,  # type: ignore[arg-type]
]  # fmt: skip


async def test_cursors_that_are_not_ours(shop: Site) -> None:
    for cursor in CURSORS:
        for urgent in ("true", "false"):
            answer = await shop.client.get(
                "/api/cases", params={"cursor": cursor, "urgent": urgent}, headers=shop.as_(DESK)
            )
            assert answer.status_code < 500, (cursor, answer.text)
            if answer.status_code != 200:
                is_problem(answer, 400, 422)
    for path in ("/api/orders", "/api/webhook-endpoints"):
        for cursor in CURSORS:
            answer = await shop.client.get(path, params={"cursor": cursor}, headers=shop.as_(OPERATOR))
            assert answer.status_code in (200, 400, 422), (path, cursor)


@pytest.mark.parametrize(
    "number", ["x", "0", "-1", str(2**63), "9" * 4000, "%00", "1.5", "²", "1 OR 1=1", "null", "..%2f"]
)
async def test_ids_that_are_no_ids(shop: Site, number: str) -> None:
    for path in (f"/api/cases/{number}", f"/api/orders/{number}", f"/api/webhook-endpoints/{number}"):
        is_problem(await shop.client.get(path, headers=shop.as_(OPERATOR)), 404)
    is_problem(await send(shop, b"", f"/api/cases/{number}/withdrawal"), 404)


HEADERS: list[tuple[str, str]] = [
    ("Accept-Language", "zh;q=nan,en;q=inf," * 500), ("Accept-Language", ";;;,,,q=1"), ("Accept-Language", "\xff\xfe"),
    ("Accept", "application/x-nothing"), ("Cookie", "makegood_session=" + "x" * 5000), ("Cookie", ";;==;\x80"),
    ("X-Forwarded-For", "1" * 10_000), ("Content-Encoding", "gzip"), ("Range", "bytes=-1-2"), ("Host", "evil.example"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), HEADERS)
async def test_absurd_headers_do_not_matter(shop: Site, name: str, value: str) -> None:
    headers = shop.as_(DESK) | {name: value.encode("latin-1")}  # type: ignore[dict-item]
    assert (await shop.client.get("/api/cases", headers=headers)).status_code == 200


AUTHORITIES = [
    "", "Bearer", "Bearer ", "Bearer x", "Bearer mgk_x", "Bearer " + "x" * 10_000, "Basic eDp5", "bearer\tx", "Bearer é",
    "Bearer mgk_é\xff", "Digest username=x", "Bearer null", "Bearer a.b.c", "Bearer " + "." * 50,
]  # fmt: skip


@pytest.mark.parametrize("value", AUTHORITIES, ids=lambda value: repr(value[:20]))
async def test_credentials_that_are_none(shop: Site, value: str) -> None:
    headers: Any = {"Authorization": value.encode("latin-1")}
    is_problem(await shop.client.get("/api/cases", headers=headers), 401)


@pytest.mark.parametrize("value", ["é", "a b", "x" * 201, "\t", "☃".encode().decode("latin-1")])
@pytest.mark.parametrize("name", ["Idempotency-Key", "If-Match"])
async def test_keys_and_versions_that_cannot_be(shop: Site, name: str, value: str) -> None:
    done = await shop.world.open(await shop.world.order())
    headers: Any = shop.as_(MARKETPLACE) | {name: value.encode("latin-1")}
    is_problem(
        await shop.client.post(f"/api/cases/{done.case.state.id}/withdrawal", headers=headers), 400, 422
    )


async def test_too_large_wrong_kind_wrong_method_no_such_place(shop: Site) -> None:
    is_problem(await send(shop, b'{"note": "' + b"x" * 10_000_001 + b'"}'), 413)
    is_problem(await send(shop, b"a=1", **{"Content-Type": "application/x-www-form-urlencoded"}), 400, 415)
    is_problem(await shop.client.put("/api/cases", headers=shop.as_(DESK)), 405)
    is_problem(await shop.client.request("BREW", "/api/cases", headers=shop.as_(DESK)), 405)
    is_problem(await shop.client.get("/api/nowhere", headers=shop.as_(DESK)), 404)


async def test_times_that_cannot_be(shop: Site) -> None:
    order = await shop.world.order()
    done = await shop.world.open(order)
    case, merchant = f"/api/cases/{done.case.state.id}", shop.as_(merchant_of(order))
    await send(shop, b"", f"{case}/approval", **merchant)
    await send(shop, b'{"carrier": "SF", "tracking_no": "1"}', f"{case}/return-shipment")
    for at in (
        "2026-01-01",
        "2026-01-01T00:00:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        5,
        "x",
        True,
    ):
        is_problem(
            await send(shop, json.dumps({"received_at": at}), f"{case}/reception", **merchant), 400, 422
        )
