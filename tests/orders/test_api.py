"""Orders over HTTP: told by the marketplace, read by those they belong to."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
from litestar import Litestar, Request
from litestar.di import Provide

from makegood.accounts import Principal, PrincipalRole
from makegood.db.writes import Writes
from makegood.kit.clock import SetClock
from makegood.kit.ids import IdMaker
from makegood.orders import OrderRecorded
from makegood.orders.api import OrderOffice, OrdersController
from makegood.web.problems import EXCEPTION_HANDLERS
from tests.orders.world import NOW, OMAR, an_order

Client = httpx.AsyncClient


def nothing(_: Sequence[OrderRecorded], __: datetime) -> Writes:
    return Writes()


def caller(request: Request[Any, Any, Any]) -> Principal:
    role, _, subject = request.headers.get("x-caller", "marketplace").partition(":")
    return Principal(PrincipalRole(role), int(subject) if subject else None, "tests")


@pytest.fixture
async def client(pool: asyncpg.Pool) -> AsyncIterator[Client]:
    office = OrderOffice(pool, SetClock(NOW), IdMaker(), nothing)
    app = Litestar(
        [OrdersController],
        dependencies={
            "principal": Provide(caller, sync_to_thread=False),
            "order_office": Provide(lambda: office, sync_to_thread=False),
            "language": Provide(lambda: "en", sync_to_thread=False),
        },
        exception_handlers=EXCEPTION_HANDLERS,
    )
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as made:
        yield made


def raw(external_id: str = "A-1", **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(an_order(external_id, **changes)))
    return told


async def test_an_order_is_recorded_once_and_read(client: Client) -> None:
    made = await client.post("/api/orders", json=raw())
    assert made.status_code == 201, made.text
    assert (await client.post("/api/orders", json=raw())).status_code == 200
    order_id = made.json()["id"]
    read = await client.get(f"/api/orders/{order_id}")
    assert read.json() == made.json()
    assert isinstance(order_id, str)
    assert (await client.get("/api/orders", params={"external_id": "A-1"})).json()["orders"] == [made.json()]


async def test_every_problem_is_told_at_once(client: Client) -> None:
    bad = raw() | {"status": "lost", "colour": "red"}
    bad["lines"][0]["quantity"] = 0
    answer = await client.post("/api/orders", json=bad)
    assert answer.status_code == 422
    told = answer.json()
    assert told["code"] == "order_has_problems"
    assert [problem["field"] for problem in told["fields"]["problems"]] == [
        "colour",
        "status",
        "lines[0].quantity",
    ]
    unpaid = await client.post("/api/orders", json=raw(payments=[]))
    assert (unpaid.status_code, unpaid.json()["fields"]["field"]) == (422, "payments")


async def test_a_bulk_tells_of_each_order_what_became_of_it(client: Client) -> None:
    await client.post("/api/orders", json=raw("A-1"))
    orders = [
        raw("A-1"), raw("A-2"), raw("A-3", payments=[]), {"external_id": 7}, raw("A-1", status="shipped"),
        raw("A-2", buyer=OMAR),
    ]  # fmt: skip
    answer = await client.post("/api/orders/bulk", json={"orders": orders})
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [result["outcome"] for result in results] == [
        "unchanged",
        "new",
        "refused",
        "refused",
        "changed",
        "refused",
    ]
    assert [result["problem"]["code"] for result in results if result["problem"]] == [
        "order_has_problems", "order_has_problems", "order_of_another_buyer",
    ]  # fmt: skip


async def test_a_key_gives_the_first_answer_again(client: Client) -> None:
    first = await client.post("/api/orders", json=raw(), headers={"Idempotency-Key": "k1"})
    again = await client.post("/api/orders", json=raw(), headers={"Idempotency-Key": "k1"})
    other = await client.post("/api/orders", json=raw("A-2"), headers={"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()


@pytest.mark.parametrize("role", ["buyer:1", "merchant:1", "desk", "senior"])
async def test_only_the_marketplace_and_operators_tell_orders(client: Client, role: str) -> None:
    for path, body in (("/api/orders", raw()), ("/api/orders/bulk", {"orders": [raw()]})):
        assert (await client.post(path, json=body, headers={"x-caller": role})).status_code == 403


async def test_everybody_sees_only_their_own(client: Client) -> None:
    mine = (await client.post("/api/orders", json=raw("A-1"))).json()
    other = (await client.post("/api/orders", json=raw("A-2", buyer=OMAR))).json()
    buyer = {"x-caller": f"buyer:{mine['buyer']['id']}"}
    listed = (await client.get("/api/orders", headers=buyer)).json()
    assert [order["external_id"] for order in listed["orders"]] == ["A-1"]
    assert (await client.get(f"/api/orders/{mine['id']}", headers=buyer)).status_code == 200
    assert (await client.get(f"/api/orders/{other['id']}", headers=buyer)).status_code == 404
    by_number = await client.get("/api/orders", params={"external_id": "A-2"}, headers=buyer)
    assert by_number.json()["orders"] == []
    merchant = {"x-caller": f"merchant:{mine['merchant']['id']}"}
    assert len((await client.get("/api/orders", headers=merchant)).json()["orders"]) == 2
    assert (await client.get("/api/orders", headers={"x-caller": "merchant:5"})).json()["orders"] == []
    assert (await client.get("/api/orders", headers={"x-caller": "buyer"})).status_code == 404


async def test_pages_follow_the_cursor(client: Client) -> None:
    await client.post("/api/orders/bulk", json={"orders": [raw(f"A-{at}") for at in range(5)]})
    first = (await client.get("/api/orders", params={"limit": 3})).json()
    second = (await client.get("/api/orders", params={"limit": 3, "cursor": first["next_cursor"]})).json()
    numbers = [order["external_id"] for page in (first, second) for order in page["orders"]]
    assert sorted(numbers) == [f"A-{at}" for at in range(5)]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("GET", "/api/orders/abc", None), ("GET", "/api/orders/9223372036854775808", None),
        ("GET", "/api/orders/0", None), ("GET", "/api/orders/" + "9" * 5000, None),
        ("GET", "/api/orders/%00", None), ("GET", "/api/orders/²", None),
        ("GET", "/api/orders?cursor=-1", None), ("GET", "/api/orders?limit=0", None),
        ("GET", "/api/orders?external_id=%00", None), ("GET", "/api/orders?external_id=%ed%a0%80", None),
        ("POST", "/api/orders", b""), ("POST", "/api/orders", b"null"), ("POST", "/api/orders", b"\xff"),
        ("POST", "/api/orders", b"[" * 50_000), ("POST", "/api/orders/bulk", b"{}"),
        ("POST", "/api/orders/bulk", b'{"orders": []}'), ("POST", "/api/orders/bulk", b'{"orders": [7]}'),
        ("POST", "/api/orders/bulk", b'{"orders": [{"a":' + b"[" * 50_000),
        ("POST", "/api/orders/bulk", b'{"orders": [' + b"{}," * 1000 + b"{}]}"),
    ],
)  # fmt: skip
async def test_hostile_requests_are_refused_not_crashes(
    client: Client, method: str, path: str, content: bytes | None
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await client.request(method, path, content=content, headers=headers)
    assert answer.status_code < 500, answer.text
    assert answer.status_code != 201


async def test_what_cannot_be_read_is_told_in_words(client: Client) -> None:
    headers = {"Content-Type": "application/json"}

    async def detail(path: str, content: bytes) -> str:
        answer = await client.post(path, content=content, headers=headers)
        assert answer.status_code in (400, 422)
        return str(answer.json()["detail"])

    for path in ("/api/orders", "/api/orders/bulk"):
        assert await detail(path, b"") == "Send a JSON body."
        assert await detail(path, b'{"external_id": "A-1"') == "The body is not complete JSON."
    named = await detail("/api/orders", msgspec.json.encode(raw("A-7") | {"currency": "cnyy"}))
    assert named == "Order A-7: currency: is longer than 3 characters"
    none = await client.post("/api/orders", content=b"[]", headers=headers)
    assert none.json()["errors"] == [{"field": "body", "problem": "must be an object"}]
    few = await client.post("/api/orders/bulk", content=b"{}", headers=headers)
    assert few.json()["errors"] == [{"field": "orders", "problem": "is missing"}]
    put = await client.put("/api/orders")
    assert (put.status_code, put.json()["detail"]) == (405, "This address does not take that method.")
