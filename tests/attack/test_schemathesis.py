"""Schemathesis over /openapi.json as everybody: nothing is a 5xx, every answer is as the schema says, nothing leaks."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import FailureGroup, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from makegood.accounts import Principal
from makegood.cases import commands as c
from tests.attack.books import assert_right
from tests.attack.shop import headers_of, work
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, SENIOR, buyer_of, merchant_of

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
]  # fmt: skip
AS_ASKED, OTHERWISE = 4, 3
SECRETS = ("SECRET-1", "Wang Secret", "a secret note", "pay_SECRET-1")
"""Words of an order and case of people whom neither the buyer nor the merchant under test knows."""


async def prepared(shop: Site) -> tuple[dict[str, Principal | None], list[str]]:
    """Everybody, and the ids of cases and orders: first those of the buyer and merchant, then those of others."""
    world = shop.world
    own = await world.order()
    secret: dict[str, Any] = {
        "buyer": {"external_id": "wang", "name": "Wang Secret"}, "merchant": {"external_id": "shop-2", "name": "Wang Secret"},
    }  # fmt: skip
    others = await world.order("SECRET-1", **secret)
    cases = [
        await world.open(own), await world.open(own, "refund_only", items=(c.ItemAsked(2),)),
        await world.open(others, note="a secret note"),
    ]  # fmt: skip
    who: dict[str, Principal | None] = {
        "nobody": None, "buyer": buyer_of(own), "merchant": merchant_of(own), "desk": DESK, "senior": SENIOR,
        "operator": OPERATOR, "marketplace": MARKETPLACE,
    }  # fmt: skip
    return who, [str(case.case.state.id) for case in cases] + [str(order.order_id) for order in (own, others)]


def asked(operation: Any, mode: GenerationMode, count: int) -> list[Case]:
    """Requests to one operation that keep to its schema, or do not."""
    found: list[Case] = []

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


async def sent(shop: Site, case: Case, who: Principal | None) -> httpx.Response:
    """A generated request, over ASGI."""
    kwargs = case.as_transport_kwargs(base_url="http://testserver")
    kwargs.pop("allow_redirects", None)
    ready = requests.Request(**kwargs).prepare()
    headers = {name: value for name, value in ready.headers.items() if name.lower() != "authorization"}
    return await shop.client.request(
        str(ready.method), str(ready.url), headers=headers | headers_of(shop, who), content=ready.body
    )


def with_real_ids(cases: list[Case], ids: list[str]) -> list[Case]:
    """Every other request is about something that is there."""
    real = itertools.cycle(ids)
    for case in cases[::2]:
        for name in case.path_parameters or {}:
            if name.endswith("_id"):
                case.path_parameters[name] = next(real)
    return cases


async def attack(shop: Site, who: dict[str, Principal | None], cases: list[Case]) -> list[str]:
    """What was wrong with the answers."""
    wrong = []
    for case, (name, principal) in itertools.product(cases, who.items()):
        answer = await sent(shop, case, principal)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            told = "; ".join(f"{each.title}: {each.message[:200]}" for each in group.exceptions)
            request = f"{case.operation.label} by {name}, {answer.status_code}"
            wrong.append(f"{request}: {told} after {case.body!r:.100} {dict(case.query or {})!r:.100}")
        if name in ("buyer", "merchant", "nobody") and any(secret in answer.text for secret in SECRETS):
            wrong.append(f"{name} saw what is not theirs at {case.operation.label}: {answer.text[:200]}")
    return wrong


async def test_everybody_may_ask_anything_of_every_operation(shop: Site) -> None:
    who, ids = await prepared(shop)
    schema = schemathesis.openapi.from_dict((await shop.client.get("/openapi.json")).json())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 40
    wrong = []
    for operation in operations:
        cases = asked(operation, GenerationMode.POSITIVE, AS_ASKED) + asked(
            operation, GenerationMode.NEGATIVE, OTHERWISE
        )
        wrong += await attack(shop, who, with_real_ids(cases, ids))
    await work(shop)
    await assert_right(shop.world.engine.pool)
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong[:20])
