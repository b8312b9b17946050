"""Rulings over HTTP carry reasons as on the desk's page, and are made by people: no API key decides between two parties."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from makegood.accounts import SCOPES, Principal, PrincipalRole, create_key
from makegood.cases import commands as c
from makegood.cases.families.second_review.commands import ConfirmRuling, ReturnRuling
from makegood.cases.model import AppealVerdict, Favour
from makegood.desk import refusals
from tests.desk.test_assignments import disputes
from tests.desk.test_who_rules import ZHAO, act
from tests.web.pages_world import case_at
from tests.web_app import Site
from tests.world import DESK, SENIOR, buyer_of

WHY = "The tins were dry when they left."
GROUND = {"citations": ["art. 65"]}
FOR_THE_SHOP = {"favour": "merchant", "reason": WHY, **GROUND}
A_KEY = Principal(PrincipalRole.DESK, name="the desk's tool", key_id=7)


async def post(shop: Site, path: str, body: dict[str, Any], **headers: str) -> tuple[int, str]:
    """What is answered: the status, and the code of a refusal or the stage."""
    answer = await shop.client.post(path, json=body, headers=headers)
    told = answer.json()
    return answer.status_code, told.get("code") or told["stage"]


async def key_of(shop: Site, role: PrincipalRole) -> dict[str, str]:
    pool = shop.app.state.pool
    secret = await create_key(pool, 7, "tool", role, None, SCOPES, shop.app.state.clock.now())
    return {"Authorization": f"Bearer {secret}"}


async def appealed(shop: Site) -> int:
    """A case that the desk's Chen ruled on for the shop, and the buyer appealed."""
    (case,) = await disputes(shop, 1)
    ruled = await act(shop, DESK, case, c.Rule(Favour.MERCHANT, WHY))
    buyer = Principal(PrincipalRole.BUYER, ruled.case.state.buyer_id)
    await act(shop, buyer, case, c.Appeal("The photos of the seal were not looked at."))
    return case


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        ({"reason": "n"}, "reason_too_short"),
        ({"reason": "no " + " " * 40 + "no"}, "reason_too_short"),
        ({"citations": []}, "ground_owed"),
    ],
)
async def test_a_ruling_over_http_says_why_and_by_which_rule(
    shop: Site, lacking: dict[str, Any], code: str
) -> None:
    (case,) = await disputes(shop, 1)
    path, desk = f"/api/cases/{case}/ruling", shop.as_(DESK)
    for address in (path, f"{path}?dry_run=true"):
        assert await post(shop, address, FOR_THE_SHOP | lacking, **desk) == (422, code)
    events = await shop.app.state.pool.fetch("SELECT name FROM case_events WHERE case_id = $1", case)
    assert "case.ruled" not in {row["name"] for row in events}
    for _ in range(2):
        assert await post(shop, path, FOR_THE_SHOP, **desk, **{"Idempotency-Key": "k"}) == (200, "closed")


@pytest.mark.parametrize(
    ("lacking", "code"), [({"reason": "n"}, "reason_too_short"), ({"citations": []}, "ground_owed")]
)
async def test_a_decision_on_an_appeal_says_so_too(shop: Site, lacking: dict[str, Any], code: str) -> None:
    path = f"/api/cases/{await appealed(shop)}/appeal-ruling"
    body = {"verdict": "uphold", "reason": WHY, **GROUND}
    refused = await post(shop, path, body | lacking, **shop.as_(ZHAO))
    # An appeal has always owed its reason: the protocol names that first.
    assert refused == (422, "too_few_words" if lacking.get("reason") else code)
    assert await post(shop, path, body, **shop.as_(ZHAO)) == (200, "closed")


async def test_who_may_not_rule_is_told_that_and_not_what_a_ruling_needs(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    path, bare = f"/api/cases/{told.done.case.state.id}/ruling", {"favour": "buyer", "reason": "n"}
    assert await post(shop, path, bare, **shop.as_(buyer_of(told.order))) == (403, "not_permitted")
    early = await case_at(shop, "awaiting_merchant")
    path = f"/api/cases/{early.done.case.state.id}/ruling"
    assert await post(shop, path, bare, **shop.as_(DESK)) == (409, "not_in_this_stage")


@pytest.mark.parametrize("role", [PrincipalRole.DESK, PrincipalRole.SENIOR])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "A named person rules"), ("zh-CN", "裁决须由具名人员作出")]
)
async def test_a_key_of_nobody_does_not_rule_and_reads_why(
    shop: Site, role: PrincipalRole, language: str, words: str
) -> None:
    (case,) = await disputes(shop, 1)
    path, key = f"/api/cases/{case}", await key_of(shop, role) | {"Accept-Language": language}
    refused = await shop.client.post(f"{path}/ruling", json=FOR_THE_SHOP, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_person_rules")
    assert words in refused.text
    view = (await shop.client.get(path, headers=key)).json()
    listed = (await shop.client.get("/api/cases", headers=key)).json()["cases"][0]
    for each in (view, listed):
        operation = {one["name"]: one for one in each["allowed_operations"]}
        assert (operation["rule"]["allowed"], operation["rule"]["code"]) == (False, "no_person_rules")
        assert operation["rule"]["reason"].startswith(words)
        assert operation["say"]["allowed"]
    assert await post(shop, f"{path}/messages", {"text": "Which tin was it?"}, **key) == (200, view["stage"])
    assert await post(shop, f"{path}/ruling", FOR_THE_SHOP, **shop.as_(DESK)) == (200, "closed")


async def test_a_key_of_nobody_neither_decides_an_appeal_nor_confirms_a_ruling(shop: Site) -> None:
    case = await appealed(shop)
    with pytest.raises(refusals.NoPersonRules):
        await act(
            shop, A_KEY, case, c.RuleOnAppeal(AppealVerdict.UPHOLD, "The seal was whole in every photo.")
        )
    told = await case_at(shop, "dispute_review")
    drafted = told.done.case.state.id
    with pytest.raises(refusals.NoPersonRules):
        await act(shop, A_KEY, drafted, ConfirmRuling())
    back = await act(shop, A_KEY, drafted, ReturnRuling("The seal in the second photo is whole."))
    assert back.case.state.draft is None


@pytest.mark.parametrize(
    "who", [structs.replace(A_KEY, person_id=41), Principal(PrincipalRole.DESK, person_id=41), SENIOR]
)
async def test_whoever_is_a_person_rules_by_whatever_way_they_came(shop: Site, who: Principal) -> None:
    (case,) = await disputes(shop, 1)
    ruled = await act(shop, who, case, c.Rule(Favour.MERCHANT, WHY))
    assert ruled.case.state.ruled_by == who.label
