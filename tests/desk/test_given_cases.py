"""Whoever is listed with what they can take decides what they were given and nothing of their own choice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from makegood.cases.families.evidence_window.commands import ExtendEvidence, SaidEverything
from makegood.cases.families.order_change.commands import DeclineChange, GrantChange
from makegood.cases.families.second_review.commands import ConfirmRuling, ReturnRuling
from makegood.cases.model import AppealVerdict, Favour, Role
from makegood.desk import DeskPerson, Skills, assign, keep_person, refusals, set_away
from tests.desk.test_assignments import WHY, disputes, inside, next_for, person
from tests.desk.test_who_rules import RULE, act, way_of
from tests.web.pages_world import Browser, case_at
from tests.web.test_order_change import ask, ordered
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR, buyer_of, merchant_of

ZHAO = person("zhao")
UPHOLD = c.RuleOnAppeal(AppealVerdict.UPHOLD, "The seal was whole in every photo.")


async def list_person(shop: Site, name: str, skills: Skills | None = None) -> None:
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    await keep_person(pool, DeskPerson(name, name.title(), skills or Skills()), OPERATOR, now)


@pytest.mark.parametrize("command", [RULE, ExtendEvidence("The buyer is in hospital.", Role.BUYER)])
async def test_whoever_gets_cases_given_neither_rules_on_nor_leads_one_of_their_own_choice(
    shop: Site, command: c.Command
) -> None:
    urgent, wished = await disputes(shop, 2)
    await list_person(shop, "chen", Skills(most_open=1))
    for case in (urgent, wished):
        with pytest.raises(refusals.GivenNotTaken):
            await act(shop, DESK, case, command)
    assert await next_for(shop, DESK) == urgent
    with pytest.raises(refusals.GivenNotTaken):
        await act(shop, DESK, wished, command)
    done = await act(shop, DESK, urgent, command)
    assert done.case.state.ruling is not None or done.case.state.stage == "dispute_evidence"
    assert await way_of(shop, wished) == []


async def test_nor_is_a_case_chosen_while_the_parties_are_heard(shop: Site) -> None:
    told = await case_at(shop, "dispute_evidence")
    case = told.done.case.state.id
    await act(shop, merchant_of(told.order), case, SaidEverything())
    await list_person(shop, "chen")
    against = c.Rule(Favour.BUYER, "The leaves are damp in both photos.")
    with pytest.raises(refusals.GivenNotTaken):
        await act(shop, DESK, case, against)
    more = ExtendEvidence("The merchant is in hospital.", Role.MERCHANT)
    assert (await act(shop, DESK, case, more)).case.state.stage == "dispute_evidence"


async def test_what_a_senior_assigned_is_given_too(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    await list_person(shop, "chen", Skills(languages=("fr",), most_minor=1))
    now, ids = shop.app.state.clock.now(), shop.app.state.engine.ids
    assert await next_for(shop, DESK) is None
    with pytest.raises(refusals.GivenNotTaken):
        await act(shop, DESK, case, RULE)
    await inside(shop, lambda x: assign(x, case, "chen", SENIOR, WHY, now, ids))
    assert (await act(shop, DESK, case, RULE)).case.state.ruling is not None


async def test_an_appeal_and_a_second_reading_are_given_too(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    ruled = await act(shop, DESK, case, RULE)
    buyer = Principal(PrincipalRole.BUYER, ruled.case.state.buyer_id)
    await act(shop, buyer, case, c.Appeal("The photos of the seal were not looked at."))
    read = (await case_at(shop, "dispute_review")).done.case.state.id
    await list_person(shop, "zhao")
    for wanted, command in (
        (case, UPHOLD),
        (read, ConfirmRuling()),
        (read, ReturnRuling("Look at the seal.")),
    ):
        with pytest.raises(refusals.GivenNotTaken):
            await act(shop, ZHAO, wanted, command)
    assert await next_for(shop, ZHAO) == case
    assert (await act(shop, ZHAO, case, UPHOLD)).case.state.appeal.outcome == "upheld"


@pytest.mark.parametrize("command", [GrantChange(), DeclineChange("The order is packed already.")])
async def test_a_change_of_an_order_is_given_too(shop: Site, command: c.Command) -> None:
    order = await ordered(shop)
    case = int((await ask(shop, order, "modify_payment", pay_with="visa-2")).json()["id"])
    await act(shop, merchant_of(order), case, c.Refuse("other", "We like the first card better."))
    await act(shop, buyer_of(order), case, c.Escalate("It is my card."))
    for party in (merchant_of(order), buyer_of(order)):
        await act(shop, party, case, SaidEverything())
    await list_person(shop, "chen")
    with pytest.raises(refusals.GivenNotTaken):
        await act(shop, DESK, case, command)
    assert await next_for(shop, DESK) == case
    assert (await act(shop, DESK, case, command)).case.state.stage != "dispute_ruling"


async def test_seniors_choose_and_so_does_everybody_where_no_list_is_kept(shop: Site) -> None:
    first, second = await disputes(shop, 2)
    await list_person(shop, "wu")
    await list_person(shop, "chen")
    assert (await act(shop, SENIOR, second, RULE)).case.state.ruling is not None
    assert (await act(shop, ZHAO, first, RULE)).case.state.ruling is not None


async def test_whoever_only_was_away_is_on_no_list(shop: Site) -> None:
    first, second = await disputes(shop, 2)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    await set_away(pool, ZHAO, now + timedelta(days=1), now)
    await set_away(pool, ZHAO, None, now)
    assert (await act(shop, ZHAO, second, RULE)).case.state.ruling is not None
    await list_person(shop, "zhao")
    await set_away(pool, ZHAO, now + timedelta(days=1), now)
    await set_away(pool, ZHAO, None, now)
    with pytest.raises(refusals.GivenNotTaken):
        await act(shop, ZHAO, first, RULE)


async def test_the_page_and_the_api_tell_how_cases_are_come_to(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    await list_person(shop, "chen")
    ruling = f"/desk/cases/{case}/ruling#ruling"
    page = await Browser(shop, DESK).open(f"/desk/cases/{case}")
    assert ruling not in page.forms
    assert "Cases are given, so that nobody chooses" in page.text
    view = (await shop.client.get(f"/api/cases/{case}", headers=shop.as_(DESK))).json()
    by_name = {each["name"]: each for each in view["allowed_operations"]}
    assert (by_name["rule"]["allowed"], by_name["rule"]["code"]) == (False, "given_not_taken")
    body = {"favour": "merchant", "reason": "The tins were dry when they left."}
    refused = await shop.client.post(f"/api/cases/{case}/ruling", json=body, headers=shop.as_(DESK))
    assert (refused.status_code, refused.json()["code"]) == (409, "given_not_taken")
    assert await next_for(shop, DESK) == case
    assert ruling in (await Browser(shop, DESK).open(f"/desk/cases/{case}")).forms
