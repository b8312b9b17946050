"""The HTTP API of webhooks: shapes, pages, whose is whose, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request, Response
from litestar.di import Provide

from makegood.accounts import Principal, PrincipalRole
from makegood.kit.errors import Refused
from makegood.webhooks.api import WEBHOOK_ROUTES
from makegood.webhooks.office import WebhookOffice
from tests.webhooks.receiver import Receiver, answer
from tests.webhooks.world import HERE, LAMP_SHOP, RETURNED, TEA_HOUSE, World

OPERATOR = Principal(PrincipalRole.OPERATOR)
LAMPS = Principal(PrincipalRole.MERCHANT, LAMP_SHOP)
TEA = Principal(PrincipalRole.MERCHANT, TEA_HOUSE)
CALLERS = {
    "operator": OPERATOR,
    "lamps": LAMPS,
    "tea": TEA,
    "nobody": Principal(PrincipalRole.MERCHANT),
    "buyer": Principal(PrincipalRole.BUYER, 5),
    "desk": Principal(PrincipalRole.DESK),
    "unscoped": Principal(PrincipalRole.OPERATOR, scopes=frozenset({"orders:read"})),
}
AT = "/api/webhook-endpoints"
ASKED = {"url": "https://shop.example/hooks", "events": ["*"]}


def _caller(request: Request[Any, Any, Any]) -> Principal:
    return CALLERS[request.headers["x-caller"]]


def _refused(_: object, refused: Refused) -> Response[dict[str, Any]]:
    return Response({"code": refused.code(), "detail": str(refused)}, status_code=refused.status)


@pytest.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    office = WebhookOffice(world.pool, world.clock, world.ids, https_only=True, allowed_hosts=HERE)
    app = Litestar(
        WEBHOOK_ROUTES,
        dependencies={
            "principal": Provide(_caller, sync_to_thread=False),
            "webhook_office": Provide(lambda: office, sync_to_thread=False),
        },
        exception_handlers={Refused: _refused},
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        yield client


def by(name: str, key: str | None = None) -> dict[str, str]:
    return {"x-caller": name, **({"idempotency-key": key} if key else {})}


async def make(api: httpx.AsyncClient, caller: str, **asked: Any) -> dict[str, Any]:
    response = await api.post(AT, json=ASKED | asked, headers=by(caller))
    assert response.status_code == 201, response.text
    return dict(response.json())


async def test_an_endpoint_from_its_making_to_its_end(api: httpx.AsyncClient) -> None:
    made = await make(api, "lamps", events=[RETURNED], description="ours")
    secret, at = made.pop("secret"), f"{AT}/{made['id']}"
    assert secret.startswith("whsec_")
    assert made == {
        "id": made["id"],
        "merchant_id": str(LAMP_SHOP),
        "url": ASKED["url"],
        "events": [RETURNED],
        "description": "ours",
        "enabled": True,
        "created_at": "2026-03-01T12:00:00Z",
        "failing_since": None,
        "disabled_at": None,
        "disabled_reason": None,
    }
    assert (await api.get(at, headers=by("lamps"))).json() == made
    rotated = await api.post(f"{at}/secrets", headers=by("lamps"))
    assert rotated.status_code == 201
    assert rotated.json()["secret"] != secret
    off = (await api.post(f"{at}/suspension", headers=by("lamps"))).json()
    assert (off["enabled"], off["disabled_reason"]) == (False, "by_hand")
    assert (await api.delete(f"{at}/suspension", headers=by("lamps"))).json() == made
    assert (await api.delete(at, headers=by("lamps"))).status_code == 204
    assert (await api.get(at, headers=by("lamps"))).status_code == 404


async def test_the_same_key_gives_the_first_answer_and_another_body_is_an_error(
    api: httpx.AsyncClient,
) -> None:
    first = await api.post(AT, json=ASKED, headers=by("lamps", "k1"))
    again = await api.post(AT, json=ASKED, headers=by("lamps", "k1"))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len((await api.get(AT, headers=by("lamps"))).json()["items"]) == 1
    other = await api.post(AT, json=ASKED | {"description": "x"}, headers=by("lamps", "k1"))
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert (await api.post(AT, json=ASKED, headers=by("tea", "k1"))).json()["id"] != first.json()["id"]


async def test_pages(api: httpx.AsyncClient) -> None:
    made = [(await make(api, "lamps"))["id"] for _ in range(5)]
    await make(api, "tea")
    seen, cursor = [], None
    for size in (2, 2, 1):
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await api.get(AT, params=query, headers=by("lamps"))).json()
        assert len(page["items"]) == size
        seen += [endpoint["id"] for endpoint in page["items"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (made[::-1], None)
    assert len((await api.get(AT, headers=by("operator"))).json()["items"]) == 6


@pytest.mark.parametrize("caller", ["buyer", "desk", "unscoped"])
async def test_others_may_not(api: httpx.AsyncClient, caller: str) -> None:
    for method, path in (
        ("GET", AT), ("POST", AT), ("GET", f"{AT}/1"), ("DELETE", f"{AT}/1"), ("POST", f"{AT}/1/secrets"),
        ("POST", f"{AT}/1/suspension"), ("DELETE", f"{AT}/1/suspension"), ("GET", f"{AT}/1/deliveries"),
        ("GET", f"{AT}/1/deliveries/2"), ("GET", f"{AT}/1/deliveries/2/attempts"),
        ("POST", f"{AT}/1/deliveries/2/redelivery"), ("GET", "/api/webhook-events"),
    ):  # fmt: skip
        body = ASKED if (method, path) == ("POST", AT) else None
        response = await api.request(method, path, json=body, headers=by(caller))
        assert (response.status_code, response.json()["code"]) == (403, "not_permitted"), path


async def test_a_merchants_endpoint_does_not_exist_for_another(api: httpx.AsyncClient, world: World) -> None:
    at = f"{AT}/{(await make(api, 'lamps'))['id']}"
    await world.happen()
    await world.fan_out.once()
    delivery = (await api.get(f"{at}/deliveries", headers=by("lamps"))).json()["items"][0]["id"]
    for caller in ("tea", "nobody"):
        for method, path in (
            ("GET", at), ("DELETE", at), ("POST", f"{at}/secrets"), ("POST", f"{at}/suspension"),
            ("DELETE", f"{at}/suspension"), ("GET", f"{at}/deliveries"), ("GET", f"{at}/deliveries/{delivery}"),
            ("GET", f"{at}/deliveries/{delivery}/attempts"), ("POST", f"{at}/deliveries/{delivery}/redelivery"),
        ):  # fmt: skip
            assert (await api.request(method, path, headers=by(caller))).status_code == 404, path
    own = f"{AT}/{(await make(api, 'tea'))['id']}"
    assert (await api.get(f"{own}/deliveries/{delivery}", headers=by("tea"))).status_code == 404
    asked = ASKED | {"merchant_id": str(LAMP_SHOP)}
    assert (await api.post(AT, json=asked, headers=by("tea"))).status_code == 404


async def test_the_delivery_log_and_a_redelivery(
    api: httpx.AsyncClient, world: World, receiver: Receiver
) -> None:
    made = await make(api, "operator", url=receiver.url())
    at = f"{AT}/{made['id']}/deliveries"
    receiver.answers.append(answer(500))
    event_id = await world.happen()
    await world.settle()
    page = (await api.get(at, params={"status": "pending"}, headers=by("operator"))).json()
    (delivery,) = page["items"]
    assert delivery["webhook_id"] == f"msg_{event_id}"
    assert (delivery["status"], delivery["attempts"], delivery["event"]) == ("pending", 1, RETURNED)
    log = (await api.get(f"{at}/{delivery['id']}/attempts", headers=by("operator"))).json()
    assert [(row["number"], row["status_code"], row["error"]) for row in log["items"]] == [
        (1, 500, "answered 500")
    ]
    again = await api.post(f"{at}/{delivery['id']}/redelivery", headers=by("operator"))
    assert again.status_code == 202
    await world.settle()
    assert (await api.get(f"{at}/{delivery['id']}", headers=by("operator"))).json()["status"] == "delivered"
    assert len(receiver.requests) == 2
    assert receiver.requests[1].verified(made["secret"])


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"url": "https://shop.example"},
        {"url": "https://shop.example", "events": []},
        {"url": "https://shop.example", "events": "*"},
        {"url": "https://shop.example", "events": ["*"] * 101},
        {"url": "https://shop.example", "events": ["no.such"]},
        {"url": "https://shop.example/" + "x" * 5000, "events": ["*"]},
        {"url": "http://169.254.169.254/latest", "events": ["*"]},
        {"url": "https://shop.example", "events": ["*"], "secret": "mine"},
        {"url": "https://shop.example", "events": ["*"], "description": "a\u0000b"},
        {"url": "https://shop.example", "events": ["*"], "merchant_id": 5},
        {"url": "https://shop.example", "events": ["*"], "merchant_id": "9223372036854775808"},
        {"url": "https://shop.example", "events": ["*"], "merchant_id": "-1"},
        {"url": None, "events": ["*"]},
        [],
        "x",
    ],
)
async def test_bad_input_is_refused_with_400_or_422(api: httpx.AsyncClient, asked: Any) -> None:
    response = await api.post(AT, json=asked, headers=by("operator"))
    assert response.status_code in (400, 422), response.text


@pytest.mark.parametrize("number", ["0", "x", "-1", "1e3", "9223372036854775808", "9" * 400, "%00", "١٢"])
async def test_ids_that_are_none(api: httpx.AsyncClient, number: str) -> None:
    for path in (f"{AT}/{number}", f"{AT}/{number}/deliveries", f"{AT}/1/deliveries/{number}"):
        assert (await api.get(path, headers=by("operator"))).status_code == 404, path
    for path in (AT, f"{AT}/1/deliveries/2/attempts"):
        response = await api.get(path, params={"cursor": number}, headers=by("operator"))
        assert response.status_code in (200, 400, 404, 422), path


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"cursor": "x"}])
async def test_pages_that_cannot_be(api: httpx.AsyncClient, query: dict[str, Any]) -> None:
    assert (await api.get(AT, params=query, headers=by("operator"))).status_code in (400, 422)


async def test_the_attempts_cursor_may_be_any_number(api: httpx.AsyncClient, world: World) -> None:
    at = f"{AT}/{(await make(api, 'operator'))['id']}/deliveries"
    await world.happen()
    await world.fan_out.once()
    delivery = (await api.get(at, headers=by("operator"))).json()["items"][0]["id"]
    query = {"cursor": str(2**62)}
    assert (
        await api.get(f"{at}/{delivery}/attempts", params=query, headers=by("operator"))
    ).status_code == 200


async def test_the_catalogue_with_schemas(api: httpx.AsyncClient) -> None:
    events = {
        event["name"]: event for event in (await api.get("/api/webhook-events", headers=by("tea"))).json()
    }
    assert events[RETURNED]["schema"]["properties"]["type"] == {"const": RETURNED}
    assert events["webhook_endpoint.disabled"]["description"].startswith("An endpoint was switched off")


async def test_the_openapi_names_every_operation(api: httpx.AsyncClient) -> None:
    schema = (await api.get("/schema/openapi.json")).json()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert len(operations) == 12
    assert all(operation["summary"] for operation in operations)
    parameters = {p["name"] for operation in operations for p in operation.get("parameters", [])}
    assert parameters == {"Idempotency-Key", "cursor", "limit", "status", "endpoint_id", "delivery_id"}
