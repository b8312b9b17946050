"""The accounts of people over HTTP: by operators alone, the same verbs as on the pages, each done once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from makegood.accounts import create_key
from tests.tidy.tree import none_of
from tests.web.test_sign_in import Visitor, person, whole
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, SENIOR, buyer_of, merchant_of

CHEN = {"email": "Chen@platform.example", "name": "Chen Wei", "role": "desk", "language": "zh-CN"}


async def asked(
    shop: Site, method: str, path: str, body: Any = None, status: int = 200, **headers: str
) -> Any:
    """What an operator is answered."""
    answer = await shop.client.request(
        method, f"/api/people{path}", json=body, headers=shop.as_(OPERATOR) | headers
    )
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_an_operator_lets_people_in_and_out(shop: Site) -> None:
    order = await shop.world.order("P-1")
    invited = await asked(shop, "POST", "", CHEN, 201)
    someone = invited["person"]
    assert (someone["email"], someone["role"], someone["status"]) == (
        "chen@platform.example",
        "desk",
        "invited",
    )
    assert invited["link"].startswith(f"{shop.app.state.accounts.url}/sign-in/link/")
    assert (invited["is_sent"], someone["party"]) == (False, None)
    here = f"/{someone['id']}"
    merchant = await asked(shop, "PUT", f"{here}/role", {"role": "merchant", "party": "mountain-tea"})
    assert (merchant["role"], merchant["party"]) == ("merchant", "mountain-tea")
    for _ in range(2):
        assert (await asked(shop, "PUT", f"{here}/disabling"))["status"] == "disabled"
    assert (await asked(shop, "POST", f"{here}/invitation", None, 422))["code"] == "invalid"
    for _ in range(2):
        assert (await asked(shop, "DELETE", f"{here}/disabling"))["status"] == "invited"
    assert await asked(shop, "GET", here) == merchant | {"status": "invited"}
    changes = await shop.app.state.pool.fetch(
        "SELECT what FROM audit_events WHERE subject = $1 ORDER BY id", f"person:{someone['id']}"
    )
    assert [row["what"] for row in changes] == [
        "person.invited", "person.role_changed", "person.disabled", "person.enabled",
    ]  # fmt: skip
    assert order.merchant_id


async def test_an_invitation_is_sent_once_for_a_key_and_its_link_is_shown_once(shop: Site) -> None:
    for path, body in (("", CHEN), ("/{id}/invitation", None)):
        found = (await asked(shop, "GET", ""))["people"]
        where = path.format(id=found[0]["id"] if found else "")
        key = {"Idempotency-Key": f"k{path}"}
        first = await asked(shop, "POST", where, body, 201, **key)
        again = await asked(shop, "POST", where, body, 201, **key)
        assert first["link"]
        assert again == first | {"link": None}
        token = first["link"].rpartition("/sign-in")[2]
        assert (await Visitor(shop).open(f"/sign-in{token}")).status == 200
    assert (await asked(shop, "POST", "", CHEN | {"name": "C"}, 422, **{"Idempotency-Key": "k"}))["code"]
    assert (await asked(shop, "POST", "", CHEN, 409))["code"] == "email_taken"


async def test_people_are_listed_by_pages_and_narrowed(shop: Site) -> None:
    for number in range(5):
        role = "senior" if number == 3 else "desk"
        await asked(shop, "POST", "", CHEN | {"email": f"p{number}@platform.example", "role": role}, 201)
    pages, cursor = [], ""
    while cursor is not None:
        page = await asked(shop, "GET", f"?limit=2{cursor and f'&cursor={cursor}'}")
        pages.append([one["email"][:2] for one in page["people"]])
        cursor = page["next_cursor"]
    assert pages == [["p4", "p3"], ["p2", "p1"], ["p0"]]
    for query, count in (
        ("role=senior", 1), ("status=invited", 5), ("status=active", 0), ("q=P3@plat", 1), ("q=%25", 0), ("q=%00", 5),
    ):  # fmt: skip
        assert len((await asked(shop, "GET", f"?{query}"))["people"]) == count, query
    for query in ("role=system", "status=gone", "cursor=x", "limit=0", "limit=101"):
        answer = await shop.client.get(f"/api/people?{query}", headers=shop.as_(OPERATOR))
        assert answer.status_code in (400, 404, 422), query


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "nowhere"}, "email_not_usable"), ({"name": " "}, "name_not_usable"),
        ({"role": "merchant"}, "party_unknown"), ({"role": "merchant", "party": "none"}, "party_unknown"),
        ({"party": "mountain-tea"}, "invalid"), ({"role": "merchant", "party": "a\x00"}, "party_unknown"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named(shop: Site, changes: dict[str, Any], code: str) -> None:
    assert (await asked(shop, "POST", "", CHEN | changes, 422))["code"] == code
    answer = await shop.client.post("/api/people", json=CHEN | {"role": "system"}, headers=shop.as_(OPERATOR))
    assert answer.status_code in (400, 422)


async def test_nobody_else_manages_people(shop: Site) -> None:
    order = await shop.world.order("P-2")
    someone = (await asked(shop, "POST", "", CHEN, 201))["person"]["id"]
    requests = (
        ("GET", "", None), ("GET", f"/{someone}", None), ("POST", "", CHEN), ("POST", f"/{someone}/invitation", None),
        ("PUT", f"/{someone}/role", {"role": "merchant", "party": "mountain-tea"}), ("PUT", f"/{someone}/disabling", None),
        ("DELETE", f"/{someone}/disabling", None), ("DELETE", f"/{someone}/second-factor", None),
        ("DELETE", f"/{someone}/sessions", None),
    )  # fmt: skip
    wrong = []
    for who in (None, buyer_of(order), merchant_of(order), DESK, SENIOR, MARKETPLACE):
        for method, path, body in requests:
            headers = shop.as_(who) if who else {}
            answer = await shop.client.request(method, f"/api/people{path}", json=body, headers=headers)
            if answer.status_code != (403 if who else 401):
                wrong.append(f"{who and who.role} {method} {path}: {answer.status_code}")
    none_of(wrong, "Only operators manage people.")
    for method, path, body in requests[1:2] + requests[3:]:
        unknown = path.replace(someone, str(2**62))
        answer = await shop.client.request(
            method, f"/api/people{unknown}", json=body, headers=shop.as_(OPERATOR)
        )
        assert answer.status_code == 404, (method, unknown)


async def test_a_key_needs_the_scope(shop: Site) -> None:
    async with shop.app.state.pool.acquire() as connection:
        for number, (scopes, status) in enumerate(
            ((("operate",), 200), (("cases:read", "cases:write"), 403))
        ):
            now = shop.world.clock.now()
            secret = await create_key(connection, number, "k", OPERATOR.role, None, scopes, now)
            answer = await shop.client.get("/api/people", headers={"Authorization": f"Bearer {secret}"})
            assert answer.status_code == status


async def test_who_is_shut_out_is_out_at_once(shop: Site) -> None:
    visitor = Visitor(shop)
    shop.app.state["accounts"] = _strict(shop)
    await whole(shop, visitor, await person(shop))
    someone = (await asked(shop, "GET", "?role=desk"))["people"][0]
    assert (await visitor.open("/desk")).status == 200
    reset = await asked(shop, "DELETE", f"/{someone['id']}/second-factor")
    assert (someone["has_second_factor"], reset["has_second_factor"]) == (True, False)
    assert (await visitor.open("/desk")).status == 401
    await visitor.sign_in(someone["email"])
    await asked(shop, "DELETE", f"/{someone['id']}/sessions")
    await asked(shop, "PUT", f"/{someone['id']}/disabling")
    assert (await visitor.sign_in(someone["email"])).status == 403


def _strict(shop: Site) -> Any:
    return replace(shop.app.state.accounts, demands_second_factor=True)
