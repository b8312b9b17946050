"""Saved views: kept by person, shown as tabs, the same over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.views import ViewNotUsable, place_of
from makegood.web.pages.shell import Reader
from makegood.web.pages.views import saved_tabs
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, NOON, OPERATOR, SENIOR

RISK = {
    "path": "/console/risk",
    "query": "owner=merchant&cursor=abc&sort=-money",
    "name": "Merchants, by money",
}


async def keep(shop: Site, who: Any, **fields: str) -> Any:
    return await shop.client.post("/api/views", json=RISK | fields, headers=shop.as_(who))


async def test_a_view_is_kept_without_what_was_for_the_moment(shop: Site) -> None:
    answer = await keep(shop, OPERATOR)
    assert answer.status_code == 201
    assert answer.json()["href"] == "/console/risk?owner=merchant&sort=-money"
    assert (await keep(shop, OPERATOR)).json() == answer.json()
    taken = await keep(shop, OPERATOR, query="owner=buyer")
    assert (taken.status_code, taken.json()["code"]) == (409, "view_name_taken")


async def test_each_person_has_their_own(shop: Site) -> None:
    made = (await keep(shop, DESK)).json()
    listed = await shop.client.get("/api/views", headers=shop.as_(SENIOR))
    assert listed.json() == {"views": []}
    for who, status in ((SENIOR, 404), (DESK, 204), (DESK, 404)):
        answer = await shop.client.delete(f"/api/views/{made['id']}", headers=shop.as_(who))
        assert answer.status_code == status
    assert (await shop.client.get("/api/views", headers=shop.as_(MARKETPLACE))).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"path": "//evil.example"}, {"path": "https://evil.example"}, {"path": "/a/../b"}, {"path": "/x?y"},
        {"name": " "}, {"name": "a\tb\u202e"}, {"query": "a=%00"}, {"query": "&".join(f"a{n}=1" for n in range(50))},
    ],
)  # fmt: skip
async def test_what_cannot_be_kept_is_refused(shop: Site, fields: dict[str, str]) -> None:
    answer = await keep(shop, DESK, **fields)
    assert answer.status_code in (400, 422), answer.text


async def test_kept_and_deleted_by_forms(shop: Site) -> None:
    desk = Browser(shop, DESK)
    answer = await desk.post("/views", {"path": "/", "query": "view=turn", "name": "Mine"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?view=turn")
    page = await desk.open("/views")
    assert "Mine" in page.text
    removal = next(action for action in page.forms if action.endswith("/removal"))
    assert "Mine" not in (await desk.send(page, removal)).text
    refused = await desk.post("/views", {"path": "/", "query": "view=turn", "name": ""})
    assert refused.status_code == 422


async def test_a_list_shows_them_as_tabs_and_offers_to_keep_what_is_new(shop: Site) -> None:
    await keep(shop, DESK, path="/", query="view=turn", name="Mine")
    pool = shop.app.state.pool

    async def tabs(path: str) -> Any:
        return await saved_tabs(pool, Reader(DESK, "en", NOON, path))

    here = await tabs("/?view=turn&cursor=x")
    assert ([tab.chosen for tab in here.tabs], here.is_new) == ([True], False)
    other = await tabs("/?view=all&stage=closed")
    assert ([tab.chosen for tab in other.tabs], other.is_new, other.query) == (
        [False],
        True,
        "stage=closed&view=all",
    )
    assert not (await tabs("/")).is_new
    assert await saved_tabs(pool, Reader(None, "en", NOON, "/")) is None
    assert await saved_tabs(pool, Reader(DESK, "en", NOON, "/", is_guest=True)) is None


def test_an_address_is_kept_in_one_way() -> None:
    assert place_of("/work", "?b=2&a=1&done=x") == ("/work", "a=1&b=2")
    with pytest.raises(ViewNotUsable):
        place_of("/work", "only-a-name")
