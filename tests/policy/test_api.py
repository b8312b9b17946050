"""The HTTP API of policy versions: the way of a version, who sees what, pages, dry runs, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar, Request, Response
from litestar.di import Provide

from makegood.accounts import Principal, PrincipalRole
from makegood.kit.errors import Refused
from makegood.policy.api import POLICY_ROUTES
from tests.policy.versions_world import DAY, LAMP_SHOP, TEA_HOUSE, World, findings, promise, returns

CALLERS = {
    "anna": Principal(PrincipalRole.OPERATOR, name="anna"),
    "bert": Principal(PrincipalRole.OPERATOR, name="bert"),
    "lamps": Principal(PrincipalRole.MERCHANT, LAMP_SHOP, name="li"),
    "lamps-too": Principal(PrincipalRole.MERCHANT, LAMP_SHOP, name="wang"),
    "tea": Principal(PrincipalRole.MERCHANT, TEA_HOUSE),
    "nobody": Principal(PrincipalRole.MERCHANT),
    "buyer": Principal(PrincipalRole.BUYER, 5),
    "desk": Principal(PrincipalRole.DESK),
    "unscoped": Principal(PrincipalRole.OPERATOR, scopes=frozenset({"orders:read"})),
    "reader": Principal(PrincipalRole.OPERATOR, scopes=frozenset({"cases:read"})),
}
PACKS = "/api/policy/packs"
AT = f"{PACKS}/lamp-returns/versions"
MINE = f"{PACKS}/shop-lamps/versions"


def _caller(request: Request[Any, Any, Any]) -> Principal:
    return CALLERS[request.headers["x-caller"]]


def _refused(_: object, refused: Refused) -> Response[dict[str, Any]]:
    return Response({"code": refused.code(), "detail": str(refused)}, status_code=refused.status)


@pytest.fixture
async def world(pool: asyncpg.Pool) -> World:
    made = World(pool)
    await made.merchants()
    return made


class Api:
    """Requests by name of the caller."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def __call__(
        self,
        method: str,
        path: str,
        caller: str = "anna",
        json: Any = None,
        key: str | None = None,
        **query: Any,
    ) -> httpx.Response:
        headers = {"x-caller": caller, **({"idempotency-key": key} if key else {})}
        return await self.client.request(method, path, json=json, headers=headers, params=query)

    async def ok(self, method: str, path: str, caller: str = "anna", json: Any = None, **query: Any) -> Any:
        response = await self(method, path, caller, json, **query)
        assert response.status_code < 300, response.text
        return response.json()

    async def code(
        self, method: str, path: str, caller: str = "anna", json: Any = None, **query: Any
    ) -> tuple[int, str]:
        response = await self(method, path, caller, json, **query)
        return response.status_code, response.json().get("code", response.text)

    async def publish(
        self, at: str, content: str, version: str = "1", first: str = "anna", second: str = "bert"
    ) -> Any:
        await self.ok("POST", at, first, {"content": content})
        await self.ok("POST", f"{at}/{version}/review-request", first)
        await self.ok("POST", f"{at}/{version}/review", second, {"approve": True})
        return await self.ok("POST", f"{at}/{version}/publication", first, {})


@pytest.fixture
async def api(world: World) -> AsyncIterator[Api]:
    app = Litestar(
        POLICY_ROUTES,
        dependencies={
            "principal": Provide(_caller, sync_to_thread=False),
            "policy_office": Provide(lambda: world.office, sync_to_thread=False),
        },
        exception_handlers={Refused: _refused},
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        yield Api(client)


async def test_the_way_of_a_version(api: Api, world: World) -> None:
    world.found = findings("warning")
    made = await api.ok("POST", AT, json={"content": returns()})
    assert (made["standing"], made["errors"], made["warnings"], made["drafted_by"]) == (
        "draft",
        0,
        1,
        "operator:anna",
    )
    assert (await api.ok("GET", f"{AT}/1/lint"))["findings"] == findings("warning")
    assert (await api.ok("POST", f"{AT}/1/review-request"))["standing"] == "in_review"
    assert await api.code("POST", f"{AT}/1/review", "anna", {"approve": True}) == (
        403,
        "reviewer_is_drafter",
    )
    approved = await api.ok("POST", f"{AT}/1/review", "bert", {"approve": True, "note": "good"})
    assert (approved["standing"], approved["review_note"]) == ("approved", "good")
    early = {"in_force_from": (world.clock.now() + DAY).isoformat()}
    assert await api.code("POST", f"{AT}/1/publication", json=early) == (422, "notice_too_short")
    public = await api.ok("POST", f"{AT}/1/publication", json={})
    assert (public["standing"], public["in_force_from"]) == ("announced", "2026-03-08T12:00:00Z")
    assert world.shelf.packs_for("CN", None, world.clock.now() + 7 * DAY)
    assert await api.code("DELETE", f"{AT}/1/publication", "anna") == (403, "withdrawer_is_publisher")
    world.clock.advance(7 * DAY)
    assert (await api.ok("GET", f"{AT}/1", "buyer"))["standing"] == "in_force"
    assert await api.code("DELETE", f"{AT}/1/publication", "bert") == (409, "already_in_force")


async def test_a_publication_is_withdrawn_by_a_second_person(api: Api, world: World) -> None:
    await api.publish(AT, returns())
    assert (await api.ok("DELETE", f"{AT}/1/publication", "bert"))["standing"] == "withdrawn"
    assert not world.shelf.packs_for("CN", None, world.clock.now() + 7 * DAY)


async def test_drafts_are_seen_by_those_who_manage_them(api: Api) -> None:
    await api.ok("POST", AT, json={"content": returns()})
    await api.ok("POST", MINE, "lamps", {"content": promise()})
    for caller in ("buyer", "desk", "tea", "lamps"):
        assert await api.code("GET", f"{AT}/1", caller) == (404, "not_found")
        assert await api.code("GET", AT, caller) == (404, "not_found")
    assert (await api.ok("GET", f"{MINE}/1", "lamps"))["merchant_id"] == str(LAMP_SHOP)
    for caller in ("tea", "buyer", "nobody"):
        assert await api.code("GET", f"{MINE}/1", caller) == (404, "not_found")
    names = {
        caller: [pack["name"] for pack in (await api.ok("GET", PACKS, caller))["items"]]
        for caller in ("anna", "lamps", "tea", "buyer", "nobody")
    }
    assert names == {
        "anna": ["lamp-returns", "shop-lamps"],
        "lamps": ["shop-lamps"],
        "tea": [],
        "buyer": [],
        "nobody": [],
    }


async def test_what_is_published_is_read_by_all_without_the_people(api: Api) -> None:
    await api.publish(AT, returns())
    seen = await api.ok("GET", f"{AT}/1", "buyer")
    assert (seen["content"], seen["drafted_by"], seen["review_note"]) == (returns(), None, None)
    (pack,) = (await api.ok("GET", PACKS, "buyer", level="platform"))["items"]
    assert (pack["in_force"], pack["announced"], pack["announced_from"]) == (
        None,
        "1",
        "2026-03-08T12:00:00Z",
    )
    assert pack["title"] == {"en": "Lamp returns", "zh": "灯具退货"}
    assert (await api.ok("GET", PACKS, "buyer", level="law"))["items"] == []


async def test_merchants_make_their_own_promises_and_nothing_else(api: Api, world: World) -> None:
    made = await api.publish(MINE, promise(), first="lamps", second="lamps-too")
    assert made["in_force_from"] == "2026-03-01T12:01:00Z"
    assert world.checked[-1] == ("shop-lamps", (), True)
    law = promise("2", level="law")
    assert await api.code("POST", MINE, "lamps", {"content": law}) == (422, "not_a_promise")
    assert await api.code("POST", AT, "lamps", {"content": returns()}) == (422, "wrong_prefix")
    for path, body in (("review-request", None), ("review", {"approve": True}), ("publication", {})):
        assert await api.code("POST", f"{MINE}/1/{path}", "tea", body) == (404, "not_found")
    assert await api.code("PUT", f"{MINE}/1/shadow", "tea") == (404, "not_found")
    theirs = {"content": promise(name="shop-x"), "merchant_id": str(TEA_HOUSE)}
    assert await api.code("POST", f"{PACKS}/shop-x/versions", "lamps", theirs) == (404, "not_found")
    by_operator = await api.ok("POST", f"{PACKS}/shop-x/versions", "anna", theirs)
    assert by_operator["merchant_id"] == str(TEA_HOUSE)


@pytest.mark.parametrize(
    ("caller", "expected"),
    [("buyer", 403), ("desk", 403), ("unscoped", 403), ("reader", 403), ("nobody", 404)],
)
async def test_who_may_not_write(api: Api, caller: str, expected: int) -> None:
    for method, path, body in (
        ("POST", AT, {"content": returns()}),
        ("POST", f"{AT}/1/review-request", None),
        ("POST", f"{AT}/1/review", {"approve": True}),
        ("POST", f"{AT}/1/publication", {}),
        ("DELETE", f"{AT}/1/publication", None),
        ("PUT", f"{AT}/1/shadow", None),
        ("DELETE", f"{AT}/1/shadow", None),
    ):
        assert (await api.code(method, path, caller, body))[0] == expected


async def test_the_same_key_gives_the_first_answer(api: Api) -> None:
    first = await api("POST", AT, json={"content": returns()}, key="k1")
    again = await api("POST", AT, json={"content": returns()}, key="k1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert await api.code("POST", AT, json={"content": returns("2")}, key="k1") == (422, "key_reused")
    asked = [(await api("POST", f"{AT}/1/review-request", key="k2")).status_code for _ in range(2)]
    assert asked == [200, 200]
    assert await api.code("POST", f"{AT}/1/review-request", key="k3") == (409, "not_a_draft")


async def test_a_dry_run_changes_nothing(api: Api, world: World) -> None:
    world.found = findings("error")
    tried = await api("POST", AT, json={"content": returns()}, dry_run=True)
    assert (tried.status_code, tried.json()["errors"]) == (200, 1)
    assert await api.code("GET", f"{AT}/1") == (404, "not_found")
    assert await api.code("POST", AT, json={"content": "pack: x"}, dry_run=True) == (422, "pack_refused")


async def test_pages(api: Api, world: World) -> None:
    for version in ("1", "2", "3"):
        await api.ok("POST", AT, json={"content": returns(version)})
        world.clock.advance(DAY)
    for name in ("shop-a", "shop-b"):
        await api.ok("POST", f"{PACKS}/{name}/versions", "lamps", {"content": promise(name=name)})
    seen = await pages(api, AT, "version")
    assert seen == ["3", "2", "1"]
    assert await pages(api, PACKS, "name") == ["lamp-returns", "shop-a", "shop-b"]


async def pages(api: Api, path: str, field: str) -> list[str]:
    seen: list[str] = []
    cursor = None
    while not seen or cursor:
        page = await api.ok("GET", path, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [item[field] for item in page["items"]]
        cursor = page["next_cursor"]
    return seen


async def test_what_changed_in_words(api: Api) -> None:
    await api.publish(AT, returns())
    await api.ok("POST", AT, json={"content": returns("2", days=15)})
    told = await api.ok("GET", f"{AT}/2/diff")
    assert (told["before"], told["after"]) == ("1", "2")
    (change,) = told["changes"]
    assert change["text"]["zh"] == "灯具退货期限：7天 → 15天"
    back = await api.ok("GET", f"{AT}/1/diff", **{"with": "2"})
    assert back["changes"][0]["text"]["en"] == "How long lamps go back: 15 days → 7 days"
    assert await api.code("GET", f"{AT}/1/diff") == (404, "not_found")
    assert await api.code("GET", f"{AT}/1/diff", "buyer", **{"with": "2"}) == (404, "not_found")


async def test_a_shadow_comes_and_goes(api: Api, world: World) -> None:
    await api.ok("POST", AT, json={"content": returns()})
    assert (await api.ok("PUT", f"{AT}/1/shadow"))["shadow"]
    now = world.clock.now()
    assert [each.ref.version for each in world.shelf.shadows("CN", None, now, now)] == ["1"]
    assert not (await api.ok("DELETE", f"{AT}/1/shadow"))["shadow"]
    assert world.shelf.shadows("CN", None, now, now) == ()


async def test_a_bad_text_is_refused_with_its_line(api: Api) -> None:
    response = await api("POST", AT, json={"content": returns(when="intakt")})
    assert (response.status_code, response.json()["code"]) == (422, "pack_refused")
    assert "lamp-returns.yaml:18:11" in response.json()["detail"]


@pytest.mark.parametrize(
    "path", ["lamp%00", "LAMP", "a" * 200, "%C3%A9", "lamp-returns/versions/%00", "x/versions/1%2F2"]
)
async def test_names_that_cannot_be(api: Api, path: str) -> None:
    tail = "" if "versions" in path else "/versions"
    assert (await api("GET", f"{PACKS}/{path}{tail}")).status_code == 404


async def test_hostile_texts(api: Api) -> None:
    await api.ok("POST", AT, json={"content": returns()})
    await api.ok("POST", f"{AT}/1/review-request")
    for note in ("\0", "x" * 2001):
        assert (
            await api("POST", f"{AT}/1/review", "bert", {"approve": False, "note": note})
        ).status_code == 400
    assert (await api("POST", AT, json={"content": "a\0b"})).status_code == 422
    assert (await api("POST", AT, json={"content": "x: " + "[" * 5000})).status_code == 422
    assert (await api("GET", PACKS, cursor="\0")).status_code == 422
    assert (await api("GET", AT, cursor="\0")).status_code == 404
    assert (await api("POST", AT, json={"content": returns("2"), "merchant_id": "x"})).status_code == 422
    lone = b'{"content": "pack: \\ud800"}'
    sent = await api.client.post(
        AT, content=lone, headers={"x-caller": "anna", "content-type": "application/json"}
    )
    assert sent.status_code in (400, 422)
    for text in (r'"\0"', r'"\uD800"', r'"\x07"'):
        written = returns("3").replace("Lamp returns", text).replace("An intact lamp goes back.", text)
        assert (await api("POST", AT, json={"content": written})).status_code == 422
