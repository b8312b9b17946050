"""A session of the desk that an operator's key, or anybody else, made in somebody's name: it prepares, and never rules."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole, Sessions
from makegood.cases import commands as c
from makegood.cases.families.court_papers.commands import BindRuling
from makegood.cases.families.court_papers.papers import Authority
from makegood.cases.families.second_review.commands import ConfirmRuling, ReturnRuling
from makegood.cases.model import AppealVerdict, Favour
from makegood.desk import refusals
from tests.desk.test_assignments import disputes
from tests.desk.test_named_person import FOR_THE_SHOP, WHY, appealed, key_of, post
from tests.desk.test_who_rules import act
from tests.web.pages_world import case_at
from tests.web_app import SECRET, Site
from tests.world import DESK, OPERATOR

STAND_IN = Principal(PrincipalRole.DESK, name="zhao", is_stand_in=True)


async def made_session(shop: Site, by: dict[str, str], role: str, name: str = "chen") -> dict[str, str]:
    """The headers of a session that somebody made in a name."""
    made = await shop.client.post("/api/sessions", json={"role": role, "name": name}, headers=by)
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['token']}"}


@pytest.mark.parametrize("role", ["desk", "senior"])
@pytest.mark.parametrize("way", ["a key", "a session of a key", "an operator"])
async def test_it_reads_and_writes_and_does_not_rule(shop: Site, way: str, role: str) -> None:
    (case,) = await disputes(shop, 1)
    by = shop.as_(OPERATOR) if way == "an operator" else await key_of(shop, PrincipalRole.OPERATOR)
    if way == "a session of a key":
        by = await made_session(shop, by, "operator")
    headers, path = await made_session(shop, by, role), f"/api/cases/{case}"
    assert await post(shop, f"{path}/ruling", FOR_THE_SHOP, **headers) == (403, "no_person_rules")
    view = (await shop.client.get(path, headers=headers)).json()
    told = {one["name"]: one for one in view["allowed_operations"]}
    for name in ("rule", "bind_ruling"):
        assert (told[name]["allowed"], told[name]["code"]) == (False, "no_person_rules")
    assert await post(shop, f"{path}/messages", {"text": "Which tin was it?"}, **headers) == (
        200,
        view["stage"],
    )
    cookie = {"Accept": "text/html", "Cookie": "makegood_session=" + headers["Authorization"].split()[1]}
    page = await shop.client.get(f"/desk/cases/{case}", headers=cookie)
    assert (page.status_code, f"/desk/cases/{case}/ruling" in page.text) == (200, False)
    assert await post(shop, f"{path}/ruling", FOR_THE_SHOP, **shop.as_(DESK)) == (200, "closed")


PAPERS = BindRuling(Authority.COURT, "No. 7", Favour.BUYER, ("1",))
ON_APPEAL = c.RuleOnAppeal(AppealVerdict.UPHOLD, "The seal was whole in every photo.")


async def test_it_decides_no_appeal_confirms_and_returns_nothing_and_binds_nothing(shop: Site) -> None:
    told = await case_at(shop, "dispute_review")
    drafted, heard = told.done.case.state.id, await appealed(shop)
    waiting = await one_more(shop)
    acts: list[tuple[int, Any]] = [
        (drafted, ConfirmRuling()), (drafted, ReturnRuling("The seal is whole.")), (heard, ON_APPEAL),
        (waiting, PAPERS), (waiting, c.Rule(Favour.MERCHANT, WHY)),
    ]  # fmt: skip
    for case, command in acts:
        with pytest.raises(refusals.NoPersonRules):
            await act(shop, STAND_IN, case, command)


async def one_more(shop: Site) -> int:
    """One more dispute, of an order of another number."""
    order = await shop.world.order("D-9")
    done = await shop.world.open(order)
    return (await shop.world.hear(order, done)).case.state.id


def test_a_token_says_whether_somebody_else_made_it() -> None:
    sessions = Sessions(SECRET)
    for who in (STAND_IN, DESK, Principal(PrincipalRole.BUYER, 7)):
        assert sessions.principal(sessions.token(who)) == who
