"""Nobody but operators passes any door of the console: every address under /console and /api/console, in every method."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from makegood.accounts import Principal, PrincipalRole
from tests.web.pages_world import HTML
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, SENIOR, merchant_of

PARAMETER = re.compile(r"{[^}]*}")
STRANGERS = {
    "nobody": None,
    "buyer": Principal(PrincipalRole.BUYER, 1),
    "merchant": Principal(PrincipalRole.MERCHANT, 1),
    "desk": DESK,
    "senior": SENIOR,
    "marketplace": MARKETPLACE,
}
BODIES = {"/api/console/reconciliations": {"kind": "ledger"}}
"""What an address of the API takes: a body that is wrong would be refused for its own sake."""


def doors(app: Litestar) -> Iterator[tuple[str, str]]:
    """Each method and address of the console; ids are of something that there may be."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path.startswith(("/console", "/api/console")):
            for method in sorted(route.methods - {"OPTIONS", "HEAD"}):
                yield method, PARAMETER.sub("1", route.path)


async def knock(shop: Site, who: Principal | None, method: str, path: str) -> httpx.Response:
    """A request as this person's program or browser sends it."""
    is_api = path.startswith("/api")
    headers = (shop.as_(who) if who else {}) | ({} if is_api else HTML)
    if is_api or method == "GET":
        return await shop.client.request(method, path, headers=headers, json=BODIES.get(path))
    return await shop.client.request(method, path, headers=headers, data={"key": "k"})


@pytest.mark.parametrize("role", STRANGERS)
async def test_the_console_is_closed(shop: Site, role: str) -> None:
    walked = list(doors(shop.app))
    assert len(walked) > 40
    for method, path in walked:
        answer = await knock(shop, STRANGERS[role], method, path)
        assert answer.status_code == (403 if STRANGERS[role] else 401), (method, path, answer.text[:300])


async def test_a_merchant_neither_reads_nor_resends_through_the_console(shop: Site) -> None:
    order = await shop.world.order("T-1")
    merchant = merchant_of(order)
    made = await shop.client.post(
        "/api/webhook-endpoints",
        json={"url": "https://shop.example/hook", "events": ["*"]},
        headers=shop.as_(merchant),
    )
    assert made.status_code == 201, made.text
    path = f"/console/health/webhooks/{made.json()['id']}"
    for method, address in (("GET", path), ("POST", f"{path}/deliveries/1")):
        assert (await knock(shop, merchant, method, address)).status_code == 403
