"""Who may rule, and when an assignment ends: over a real database, through the engine, the API and the pages."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Done, NothingHandedOver, Request
from makegood.cases import commands as c
from makegood.cases.families.second_review.commands import ConfirmRuling, ReturnRuling
from makegood.cases.model import AppealVerdict, Favour, Role
from makegood.desk import (
    DeskPerson,
    Skills,
    WhyPassed,
    assign,
    assignments_of,
    give_back,
    keep_person,
    moves_of,
    open_of,
    pass_on,
    refusals,
    take_by_hand,
)
from tests.desk.test_assignments import WHY, disputes, inside, next_for, person
from tests.web.pages_world import Browser, case_at
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR

ZHAO = Principal(PrincipalRole.DESK, name="zhao")
RULE = c.Rule(Favour.MERCHANT, "The tins were dry when they left.")


async def act(shop: Site, who: Principal, case: int, command: c.Command, **fields: Any) -> Done:
    return await shop.world.engine.command(Request(who, command, case_id=case, **fields))


async def way_of(shop: Site, case: int) -> list[tuple[str, str, str]]:
    """How a case went through the desk, the first first."""
    moved = await moves_of(shop.app.state.pool, case)
    return [(one.what, one.person, one.why) for one in reversed(moved)]


async def has(shop: Site, case: int) -> str:
    """Who has a case; empty for nobody."""
    held = await assignments_of(shop.app.state.pool, [case], shop.app.state.clock.now())
    return held[case].person if case in held else ""


async def declare(shop: Site, name: str, case: int) -> None:
    pool = shop.app.state.pool
    merchant = await pool.fetchval("SELECT merchant_id FROM cases WHERE id = $1", case)
    one = DeskPerson(name, name.title(), Skills(merchants=(merchant,)))
    await keep_person(pool, one, OPERATOR, shop.app.state.clock.now())


@pytest.mark.parametrize("who", [DESK, SENIOR])
async def test_nobody_rules_who_has_to_do_with_the_merchant(shop: Site, who: Principal) -> None:
    (case,) = await disputes(shop, 1)
    await declare(shop, who.name, case)
    with pytest.raises(refusals.ConflictOfInterest):
        await act(shop, who, case, RULE)
    with pytest.raises(refusals.ConflictOfInterest):
        await shop.world.engine.dry_run(Request(who, RULE, case_id=case))
    assert (await act(shop, ZHAO, case, RULE)).case.state.ruling is not None


async def test_whoever_has_to_do_with_a_party_may_pass_the_case_up_with_a_note(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    await declare(shop, "chen", case)
    handed = await act(shop, DESK, case, c.HandUp("I know this shop; nothing is looked at yet."))
    assert handed.case.state.stage == "dispute_senior"


async def test_nobody_rules_on_a_case_of_their_own_or_that_they_passed_on(shop: Site) -> None:
    own, passed = await disputes(shop, 2)
    pool, now, ids = shop.app.state.pool, shop.app.state.clock.now(), shop.app.state.engine.ids
    account = ids(0)
    await pool.execute(
        "INSERT INTO people (bucket, id, email, name, role, status, created_at)"
        " VALUES (0, $1, 'li.na@example.com', 'Li Na', 'desk', 'active', $2)",
        account, now,
    )  # fmt: skip
    await pool.execute(
        "UPDATE buyers b SET email = 'Li.Na@example.com' FROM cases c WHERE c.id = $1 AND b.id = c.buyer_id",
        own,
    )
    li_na = Principal(PrincipalRole.DESK, name="Li Na", person_id=account)
    with pytest.raises(refusals.ConflictOfInterest):
        await act(shop, li_na, own, RULE)
    await inside(shop, lambda x: take_by_hand(x, passed, DESK, now, ids))
    await inside(shop, lambda x: pass_on(x, passed, DESK, WhyPassed.KNOWS_A_PARTY, WHY, now, ids))
    with pytest.raises(refusals.ConflictOfInterest):
        await act(shop, DESK, passed, RULE)


@pytest.mark.parametrize("who", [ZHAO, SENIOR])
@pytest.mark.parametrize("command", [RULE, c.HandUp("It is for a senior to decide.")])
async def test_while_somebody_has_a_case_nobody_else_rules_or_passes_it_up(
    shop: Site, who: Principal, command: c.Command
) -> None:
    (case,) = await disputes(shop, 1)
    assert await next_for(shop, DESK) == case
    with pytest.raises(refusals.HeldByAnother) as refused:
        await act(shop, who, case, command)
    assert refused.value.fields["name"] == "chen"
    done = await act(shop, DESK, case, command)
    assert (done.case.state.ruling is not None) == (command is RULE)


async def test_a_senior_takes_a_case_over_with_a_reason_and_then_rules(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    now, ids = shop.app.state.clock.now(), shop.app.state.engine.ids
    assert await next_for(shop, DESK) == case
    with pytest.raises(refusals.HeldByAnother):
        await inside(shop, lambda x: take_by_hand(x, case, ZHAO, now, ids))
    with pytest.raises(refusals.HeldByAnother):
        await inside(shop, lambda x: take_by_hand(x, case, SENIOR, now, ids))
    with pytest.raises(refusals.DeskReasonOwed):
        await inside(shop, lambda x: take_by_hand(x, case, SENIOR, now, ids, True, " "))
    await inside(shop, lambda x: take_by_hand(x, case, SENIOR, now, ids, True, "Chen is in court all day"))
    assert await has(shop, case) == "wu"
    with pytest.raises(refusals.HeldByAnother):
        await act(shop, DESK, case, RULE)
    await act(shop, SENIOR, case, RULE)
    assert await way_of(shop, case) == [
        ("given", "chen", ""), ("taken", "wu", ""), ("ended", "wu", "ruled"),
    ]  # fmt: skip


async def test_whoever_rules_on_what_nobody_has_has_taken_it(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    await act(shop, ZHAO, case, RULE, key="once")
    await act(shop, ZHAO, case, RULE, key="once")
    assert await way_of(shop, case) == [("taken", "zhao", ""), ("ended", "zhao", "ruled")]
    assert await has(shop, case) == ""


async def test_an_assignment_ends_with_the_ruling_and_the_workload_with_it(shop: Site) -> None:
    first, second = await disputes(shop, 2)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    await keep_person(pool, DeskPerson("chen", "Chen", Skills(most_open=1)), OPERATOR, now)
    assert await next_for(shop, DESK) == first
    with pytest.raises(refusals.TooMuchToDo):
        await next_for(shop, DESK)
    await act(shop, DESK, first, RULE)
    assert await open_of(pool, "chen", now) == 0
    assert await pool.fetchval("SELECT count(*) FROM desk_claims WHERE case_id = $1", first) == 0
    assert await next_for(shop, DESK) == second


async def test_an_assignment_stays_while_a_party_is_asked_and_ends_when_the_buyer_gives_up(
    shop: Site,
) -> None:
    (case,) = await disputes(shop, 1)
    assert await next_for(shop, DESK) == case
    asked = await act(shop, DESK, case, c.Ask(Role.BUYER, "Which of the tins was damp?"))
    assert asked.case.state.owner == "buyer"
    assert await has(shop, case) == "chen"
    buyer = Principal(PrincipalRole.BUYER, asked.case.state.buyer_id)
    await act(shop, buyer, case, c.Withdraw())
    assert await has(shop, case) == ""
    assert await way_of(shop, case) == [("given", "chen", ""), ("ended", "chen", "left_the_desk")]


async def test_a_second_reader_is_not_held_up_by_the_writer(shop: Site) -> None:
    told = await case_at(shop, "dispute_review")
    case = told.done.case.state.id
    assert await way_of(shop, case) == [("taken", "chen", ""), ("ended", "chen", "drafted")]
    assert await next_for(shop, ZHAO) == case
    with pytest.raises(refusals.HeldByAnother):
        await act(shop, person("lin"), case, ConfirmRuling())
    back = await act(shop, ZHAO, case, ReturnRuling("The seal in the second photo is whole."))
    assert back.case.state.draft is None
    assert (await way_of(shop, case))[-1] == ("ended", "zhao", "sent_back")
    await act(shop, DESK, case, c.Rule(Favour.BUYER, "The leaves are damp, seal or not."))
    assert (await act(shop, person("lin"), case, ConfirmRuling())).case.state.reviewed_by == "desk:lin"


async def test_an_appeal_is_for_whoever_has_it(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    ruled = await act(shop, DESK, case, RULE)
    buyer = Principal(PrincipalRole.BUYER, ruled.case.state.buyer_id)
    await act(shop, buyer, case, c.Appeal("The photos of the seal were not looked at."))
    assert await next_for(shop, DESK) is None
    assert await next_for(shop, ZHAO) == case
    decides = c.RuleOnAppeal(AppealVerdict.UPHOLD, "The seal was whole in every photo.")
    with pytest.raises(refusals.HeldByAnother):
        await act(shop, SENIOR, case, decides)
    await act(shop, ZHAO, case, decides)
    assert (await way_of(shop, case))[-1] == ("ended", "zhao", "ruled")


async def test_every_way_out_of_ones_hands_takes_a_note(shop: Site) -> None:
    case, other = await disputes(shop, 2)
    pool, now, ids = shop.app.state.pool, shop.app.state.clock.now(), shop.app.state.engine.ids
    assert await next_for(shop, DESK) == case
    desk, path = shop.as_(DESK), f"/api/cases/{case}"
    with pytest.raises(NothingHandedOver):
        await act(shop, DESK, case, c.HandUp(" \n"))
    blank = await shop.client.post(f"{path}/hand-up", headers=desk)
    assert (blank.status_code, blank.json()["code"]) == (422, "nothing_handed_over")
    bare = await shop.client.delete(f"{path}/claim", headers=desk)
    assert (bare.status_code, bare.json()["code"]) == (422, "nothing_handed_over")
    assert await has(shop, case) == "chen"
    note = {"known": "Tin two is damp", "open": ""}
    assert (await shop.client.post(f"{path}/desk-notes", json=note, headers=desk)).status_code == 201
    assert (await shop.client.delete(f"{path}/claim", headers=desk)).status_code == 204
    assert await has(shop, case) == ""
    assert (await way_of(shop, case))[-1] == ("returned", "chen", "")
    with pytest.raises(refusals.DeskReasonOwed):
        await inside(shop, lambda x: assign(x, other, "zhao", SENIOR, "", now, ids))
    # A note from before one had the case says nothing of what was found since.
    assert await inside(shop, lambda x: take_by_hand(x, case, ZHAO, now, ids)) is not None
    with pytest.raises(NothingHandedOver):
        await inside(shop, lambda x: give_back(x, case, ZHAO, now, ids))
    assert await pool.fetchval("SELECT count(*) FROM desk_notes") == 1


async def test_the_note_of_whoever_passes_a_case_up_is_kept_once_and_read_first(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    path, headers = f"/api/cases/{case}/hand-up", shop.as_(DESK) | {"Idempotency-Key": "up"}
    for _ in range(2):
        sent = await shop.client.post(path, json={"note": "Tin two is damp"}, headers=headers)
        assert sent.status_code == 200
    notes = await shop.client.get(f"/api/cases/{case}/desk-notes", headers=shop.as_(SENIOR))
    assert [one["known"] for one in notes.json()["notes"]] == ["Tin two is damp"]
    page = await Browser(shop, SENIOR).open(f"/desk/cases/{case}")
    assert page.text.index("Tin two is damp") < page.text.index('id="sides"')


async def test_the_page_gives_a_case_back_with_its_note_and_shows_why_it_was_assigned(shop: Site) -> None:
    (case,), pool = await disputes(shop, 1), shop.app.state.pool
    path = f"/desk/cases/{case}"
    await keep_person(pool, DeskPerson("zhao", "Zhao"), OPERATOR, shop.app.state.clock.now())
    desk = Browser(shop, DESK)
    page = await desk.send(await desk.open("/desk"), "/desk/next")
    bare = await desk.post(f"{path}/release", {})
    assert (bare.status_code, await has(shop, case)) == (422, "chen")
    blank = await desk.send(page, f"{path}/notes", known=" ", to="next")
    assert (blank.status, await has(shop, case)) == (422, "chen")
    await desk.send(page, f"{path}/notes", known="Tin two is damp", to="next")
    assert await has(shop, case) == ""
    senior = Browser(shop, SENIOR)
    file = await senior.open(path)
    await senior.send(file, f"{path}/assignment", person="zhao", reason="She knows tea well")
    read = (await Browser(shop, ZHAO).open(path)).text
    first = read[: read.index('id="sides"')]
    assert "Tin two is damp" in first
    assert "She knows tea well" in first


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "chen has this case. Ask them to hand it over"), ("zh-CN", "此单由 chen 负责")],
)
async def test_what_is_somebody_elses_is_told_instead_of_asked(shop: Site, language: str, words: str) -> None:
    (case,) = await disputes(shop, 1)
    path = f"/cases/{case}"
    ruling = f"/desk{path}/ruling#ruling"
    zhao = Browser(shop, ZHAO, language)
    assert ruling in (await zhao.open(f"/desk{path}")).forms
    assert await next_for(shop, DESK) == case
    page = await zhao.open(f"/desk{path}")
    assert ruling not in page.forms
    assert words in page.text
    assert ruling in (await Browser(shop, DESK, language).open(f"/desk{path}")).forms
    headers = shop.as_(ZHAO) | {"Accept-Language": language}
    one = (await shop.client.get(f"/api{path}", headers=headers)).json()
    listed = (await shop.client.get("/api/cases", headers=headers)).json()["cases"]
    queued = (await shop.client.get("/api/desk/queue", headers=headers)).json()["cases"]
    for view in (one, listed[0], queued[0]["case"]):
        by_name = {each["name"]: each for each in view["allowed_operations"]}
        assert (by_name["rule"]["allowed"], by_name["rule"]["code"]) == (False, "held_by_another")
        assert by_name["rule"]["reason"].startswith(words)
        assert by_name["say"]["allowed"]
    body = {"favour": "merchant", "reason": "The tins were dry when they left."}
    refused = await shop.client.post(f"/api{path}/ruling", json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "held_by_another")


async def test_what_was_answered_is_told_beside_the_form_that_asks(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    asked = await act(shop, DESK, case, c.Ask(Role.BUYER, "Which of the tins was damp?"))
    page = await Browser(shop, DESK).open(f"/desk/cases/{case}")
    assert 'id="already"' not in page.text, "while a question stands there is no form to ask another"
    buyer = Principal(PrincipalRole.BUYER, asked.case.state.buyer_id)
    await act(shop, buyer, case, c.Say("The second, from the bottom up."))
    page = await Browser(shop, DESK).open(f"/desk/cases/{case}")
    hint = page.text[page.text.index('id="already"') :]
    hint = hint[: hint.index("</ul>")]
    assert "“Which of the tins was damp?” – and answered: “The second, from the bottom up.”" in hint
