"""The pages of the desk's work: next case, passing on, the board, second rulings in the dark, drafts, a second reader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Done
from makegood.cases import commands as c
from makegood.cases.model import Favour
from makegood.desk import (
    DeskPerson,
    Skills,
    agreement_figures,
    assignments_of,
    findings,
    keep_macro,
    keep_person,
    settle_finding,
)
from tests.web.pages_world import Browser, case_at
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR, buyer_of, merchant_of

ZHAO = Principal(PrincipalRole.DESK, name="zhao")
OPEN_TO_DESK = ("/desk", "/desk/service", "/desk/blind", "/desk/macros")
WHY = "The photos show damp leaves in one of three tins."


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_pages_answer(shop: Site, language: str) -> None:
    told = await case_at(shop, "dispute_ruling")
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    await keep_person(pool, DeskPerson("chen", "Chen", Skills(languages=("zh-CN",))), OPERATOR, now)
    await keep_macro(
        pool, None, "Photos", "Please send photos of {item}.", "senior:wu", now, shop.app.state.engine.ids
    )
    for who in (DESK, SENIOR):
        for path in (*OPEN_TO_DESK, f"/desk{told.path}", told.path):
            page = await Browser(shop, who, language).open(path)
            assert page.status == 200, (path, page.text[-500:])
    for path in ("/desk/service", "/console/fairness", "/console/fairness?show=all"):
        assert (await Browser(shop, OPERATOR, language).open(path)).status == 200, path
    for path in (*OPEN_TO_DESK, "/console/fairness"):
        assert (await Browser(shop, merchant_of(told.order), language).open(path)).status == 403, path


async def test_the_next_case_stays_with_whoever_was_given_it_until_they_pass_it_on(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    case_id, pool, now = told.done.case.state.id, shop.app.state.pool, shop.app.state.clock.now()
    desk = Browser(shop, DESK)
    page = await desk.send(await desk.open("/desk"), "/desk/next")
    assert page.status == 200
    assert (await assignments_of(pool, [case_id], now))[case_id].person == "chen"
    short = await desk.send(page, f"/desk{told.path}/passing-on", why="knows_a_party", reason="no")
    assert short.status == 422
    passed = await desk.send(
        page, f"/desk{told.path}/passing-on", why="knows_a_party", reason="I know the buyer well"
    )
    assert "goes to somebody else" in passed.text
    again = await desk.send(passed, "/desk/next")
    assert "Nothing waits that you are able to take" in again.text
    senior = Browser(shop, SENIOR)
    await keep_person(pool, DeskPerson("zhao", "Zhao"), OPERATOR, now)
    file = await senior.open(f"/desk{told.path}")
    assert "I know the buyer well" in file.text
    given = await senior.send(
        file, f"/desk{told.path}/assignment", person="zhao", reason="She knows tea well"
    )
    assert given.status == 200
    assert (await assignments_of(pool, [case_id], now))[case_id].person == "zhao"


async def test_a_draft_is_not_sent_as_it_stands(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    pool, ids = shop.app.state.pool, shop.app.state.engine.ids
    now = shop.app.state.clock.now()
    macro = await keep_macro(
        pool, None, "Photos", "Please send photos of {item} soon.", "senior:wu", now, ids
    )
    desk = Browser(shop, DESK)
    page = await desk.open(f"/desk{told.path}?macro={macro.id}")
    assert "Please send photos of" in page.text
    assert "{item}" not in page.forms[f"/cases/{told.done.case.state.id}/messages"]["text"]
    sent = await desk.send(page, f"{told.path}/messages")
    assert sent.status == 422
    text = page.forms[f"{told.path}/messages"]["text"] + " The second tin's seal cannot be seen in yours."
    assert (await desk.send(page, f"{told.path}/messages", text=text)).status == 200
    assert await pool.fetchval("SELECT used FROM desk_macros") == 1


async def ruled(shop: Site, number: str = "B-1") -> Done:
    """A case that chen ruled on."""
    order = await shop.world.order(number)
    done = await shop.world.do(buyer_of(order), await shop.world.open(order), c.Escalate("Look", is_all=True))
    done = await shop.world.do(merchant_of(order), done, c.AddStatement("It was dry", is_all=True))
    return await shop.world.do(DESK, done, c.Rule(Favour.MERCHANT, "The tins were dry when they left."))


async def sampled(shop: Site, done: Done) -> None:
    """Put the ruling of a case into the sample, whatever chance says."""
    state: Any = done.case.state
    seq = next(each.seq for each in done.case.events if type(each.event).__name__ == "CaseRuled")
    await shop.app.state.pool.execute(
        "INSERT INTO blind_reviews (bucket, case_id, ruled_seq, reason, currency, first_person, first_favour,"
        " first_amount_minor, ruled_at) VALUES ($1, $2, $3, 'quality', 'CNY', 'chen', 'merchant', 0, $4)"
        " ON CONFLICT DO NOTHING",
        state.bucket, state.id, seq, state.ruled_at,
    )  # fmt: skip


async def test_a_second_ruling_is_made_in_the_dark(shop: Site) -> None:
    done = await ruled(shop)
    await sampled(shop, done)
    pool, now, case_id = shop.app.state.pool, shop.app.state.clock.now(), done.case.state.id
    chen = Browser(shop, DESK)
    assert "No ruling waits" in (await chen.send(await chen.open("/desk/blind"), "/desk/blind/next")).text
    zhao = Browser(shop, ZHAO)
    page = await zhao.send(await zhao.open("/desk/blind"), "/desk/blind/next")
    assert page.status == 200
    assert "What would you rule?" in page.text
    assert "The tins were dry when they left." not in page.text, "the outcome is not shown"
    assert "It was dry" in page.text
    kept = await zhao.send(page, f"/desk/blind/{case_id}", favour="buyer", reason=WHY)
    assert "Your second ruling is kept" in kept.text
    figures = await agreement_figures(pool, now - timedelta(days=1), now + timedelta(days=1))
    assert (figures.overall.pairs, figures.overall.agreed, figures.open_findings) == (1, 0, 1)
    operator = Browser(shop, OPERATOR)
    found = await operator.open("/console/fairness")
    assert WHY in found.text
    (one,) = await findings(pool, None, 10)
    action = f"/console/fairness/{case_id}/{one.ruled_seq}"
    settled = await operator.send(found, action, note="Both looked at different photos.")
    assert settled.status == 200
    assert await findings(pool, None, 10) == []
    await settle_finding(pool, case_id, one.ruled_seq, OPERATOR, "Another note, later", now)
    (kept_note,) = await findings(pool, None, 10, open_only=False)
    assert kept_note.settled_note == "Both looked at different photos."
    assert (
        await shop.world.do(DESK, done, c.Say("One more word."))
    ).case.state.ruling == done.case.state.ruling


async def test_whoever_has_read_the_outcome_does_not_rule_again(shop: Site) -> None:
    done = await ruled(shop)
    await sampled(shop, done)
    case_id = done.case.state.id
    zhao = Browser(shop, ZHAO)
    page = await zhao.send(await zhao.open("/desk/blind"), "/desk/blind/next")
    await zhao.open(f"/desk/cases/{case_id}")
    late = await zhao.send(page, f"/desk/blind/{case_id}", favour="buyer", reason=WHY)
    assert late.status == 409
    assert await shop.app.state.pool.fetchval("SELECT answered_at FROM blind_reviews") is None
    other = Browser(shop, Principal(PrincipalRole.DESK, name="lin"))
    await other.open(f"/desk/cases/{case_id}")
    assert "No ruling waits" in (await other.send(await other.open("/desk/blind"), "/desk/blind/next")).text


async def test_the_api_gives_assigns_and_counts(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    case_id = told.done.case.state.id
    desk, senior, operator = (shop.as_(who) for who in (DESK, SENIOR, OPERATOR))
    given = await shop.client.post("/api/desk/next", headers=desk | {"Idempotency-Key": "n-1"})
    assert given.json()["claim"]["case_id"] == str(case_id)
    again = await shop.client.post("/api/desk/next", headers=desk | {"Idempotency-Key": "n-1"})
    assert again.json() == given.json()
    asked = {"name": "Zhao", "languages": ["zh-CN"], "most_open": 3}
    assert (await shop.client.put("/api/desk/people/zhao", json=asked, headers=operator)).status_code == 200
    assert (await shop.client.put("/api/desk/people/zhao", json=asked, headers=senior)).status_code == 403
    moved = {"person": "zhao", "reason": "She knows tea well"}
    path = f"/api/cases/{case_id}/assignment"
    assert (await shop.client.put(path, json=moved, headers=desk)).status_code == 403
    assert (await shop.client.put(path, json=moved, headers=senior)).json()["person"] == "zhao"
    board = (await shop.client.get("/api/desk/board", headers=operator)).json()
    assert board["stages"][0]["within"] == 1
    moves = (await shop.client.get(f"/api/cases/{case_id}/desk-moves", headers=senior)).json()["moves"]
    assert [one["what"] for one in moves] == ["by_hand", "given"]
    for path in ("/api/desk/agreement", "/api/desk/findings"):
        assert (await shop.client.get(path, headers=operator)).status_code == 200
        assert (await shop.client.get(path, headers=desk)).status_code == 403


@pytest.mark.parametrize("path", ["/api/cases/{case_id}", "/api/cases"])
async def test_nor_does_whoever_has_read_it_over_the_api(shop: Site, path: str) -> None:
    done = await ruled(shop)
    await sampled(shop, done)
    case_id = done.case.state.id
    zhao = Browser(shop, ZHAO)
    page = await zhao.send(await zhao.open("/desk/blind"), "/desk/blind/next")
    read = await shop.client.get(path.format(case_id=case_id), headers=shop.as_(ZHAO))
    assert "The tins were dry when they left." in read.text
    assert (await zhao.send(page, f"/desk/blind/{case_id}", favour="buyer", reason=WHY)).status == 409
    merchant = merchant_of(await shop.world.order("B-1"))
    await shop.client.get(path.format(case_id=case_id), headers=shop.as_(merchant))
    readers = await shop.app.state.pool.fetch("SELECT reader FROM case_reads")
    assert [row["reader"] for row in readers] == [ZHAO.label], "parties say themselves what they have read"


async def test_a_case_that_is_given_has_no_button_to_take_it(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    case_id = told.done.case.state.id
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    take = f"/desk/cases/{case_id}/claim"
    assert take in (await Browser(shop, ZHAO).open(f"/desk/cases/{case_id}")).forms
    await keep_person(pool, DeskPerson("zhao", "Zhao", Skills()), OPERATOR, now)
    zhao = Browser(shop, ZHAO)
    assert take not in (await zhao.open(f"/desk/cases/{case_id}")).forms
    assert take in (await Browser(shop, SENIOR).open(f"/desk/cases/{case_id}")).forms
    declared = DeskPerson("wu", "Wu", Skills(merchants=(told.done.case.state.merchant_id,)))
    await keep_person(pool, declared, OPERATOR, now)
    assert take not in (await Browser(shop, SENIOR).open(f"/desk/cases/{case_id}")).forms
    got = await zhao.send(await zhao.open("/desk"), "/desk/next")
    assert got.status == 200
    assert take not in (await zhao.open(f"/desk/cases/{case_id}")).forms, "it is theirs already"
