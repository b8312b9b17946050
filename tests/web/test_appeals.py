"""Appeals on the pages and over HTTP: the form, the desk's queue and decision, lists, figures, statements; both languages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import DeskFilters, DeskTab, desk_counts, desk_figures, desk_queue
from makegood.cases import commands as c
from makegood.cases.api import seen
from makegood.cases.model import AppealVerdict, Favour
from tests.desk.test_assignments import next_for
from tests.web.pages_world import Browser, Told, a_case, case_at
from tests.web.test_desk import digest_in
from tests.web_app import Site
from tests.world import DESK, NOON, SENIOR, buyer_of, merchant_of

GROUNDS = "The photos of the seal were not looked at."
WHY = "The seal on the photos is whole, so the tea left dry."
OTHER = Principal(PrincipalRole.DESK, name="zhao")


async def ruled(shop: Site, favour: Favour, number: str = "A-1") -> Told:
    """A case for money only that DESK ruled on, carried out."""
    told = await a_case(shop, number, "refund_only")
    told.done = await shop.world.hear(told.order, told.done)
    told.done = await shop.world.do(
        DESK, told.done, c.Rule(favour, "The tins came dented", with_return=False)
    )
    await shop.world.runner.run_ready()
    return told


async def appealed(shop: Site, favour: Favour = Favour.BUYER, number: str = "A-1") -> Told:
    told = await ruled(shop, favour, number)
    who = merchant_of(told.order) if favour is Favour.BUYER else buyer_of(told.order)
    told.done = await shop.world.do(who, told.done, c.Appeal(GROUNDS))
    other = buyer_of(told.order) if favour is Favour.BUYER else merchant_of(told.order)
    told.done = await shop.world.do(other, told.done, c.AddStatement("It was rightly ruled."))
    return told


async def state_of(shop: Site, told: Told) -> Any:
    return (await seen(shop.app.state.pool, told.done.case.state.id, DESK, NOON)).case.state


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_party_appeals_from_its_page_and_sees_how_it_stands(shop: Site, language: str) -> None:
    told = await ruled(shop, Favour.MERCHANT)
    buyer = Browser(shop, buyer_of(told.order), language)
    page = await buyer.open(told.path)
    action = f"{told.path}/appeal"
    assert action in page.forms
    short = await buyer.send(page, action, grounds="unfair")
    assert short.status == 422
    assert "unfair" in short.text
    sent = await buyer.send(short, action, grounds=GROUNDS)
    assert sent.status == 200
    again = await buyer.send(short, action, grounds=GROUNDS)
    assert again.status == 200
    assert GROUNDS in sent.text
    assert action not in sent.forms
    state = await state_of(shop, told)
    assert (state.stage, state.appeals) == ("under_appeal", 1)
    theirs = await Browser(shop, merchant_of(told.order), language).open(told.path)
    assert GROUNDS in theirs.text
    assert action not in theirs.forms


async def test_who_won_cannot_appeal_and_who_is_late_reads_why(shop: Site) -> None:
    told = await ruled(shop, Favour.MERCHANT)
    page = await Browser(shop, merchant_of(told.order)).open(told.path)
    assert f"{told.path}/appeal" not in page.forms
    assert "can appeal until" in page.text
    shop.app.state.clock.offset += timedelta(days=8)
    try:
        late = await Browser(shop, buyer_of(told.order)).open(told.path)
    finally:
        shop.app.state.clock.offset -= timedelta(days=8)
    assert f"{told.path}/appeal" not in late.forms
    assert "The time to appeal is over" in late.text


async def test_an_appeal_over_http_with_its_reasons(shop: Site) -> None:
    told = await ruled(shop, Favour.BUYER)
    path = f"/api{told.path}"
    merchant, desk, other = (shop.as_(who) for who in (merchant_of(told.order), DESK, OTHER))
    open_ = (await shop.client.get(path, headers=merchant)).json()
    assert open_["appeal_open_to"] == ["merchant"]
    assert open_["appeal_until"]
    short = await shop.client.post(f"{path}/appeal", headers=merchant, json={"grounds": "no"})
    assert (short.status_code, short.json()["code"]) == (422, "too_few_words")
    dry = await shop.client.post(f"{path}/appeal?dry_run=true", headers=merchant, json={"grounds": GROUNDS})
    assert dry.json()["stage"] == "under_appeal"
    assert (await state_of(shop, told)).stage == "settled"
    made = await shop.client.post(
        f"{path}/appeal", headers=merchant | {"Idempotency-Key": "k"}, json={"grounds": GROUNDS}
    )
    assert made.json()["appeal"]["outcome"] == "open"
    own = (await shop.client.get(path, headers=desk)).json()["allowed_operations"]
    assert next(one for one in own if one["name"] == "rule_on_appeal")["code"] == "your_own_ruling"
    verdict = {"verdict": "merchant", "reason": WHY, "citations": ["art. 24"]}
    refused = await shop.client.post(f"{path}/appeal-ruling", headers=desk, json=verdict)
    assert (refused.status_code, refused.json()["code"]) == (403, "your_own_ruling")
    early = await shop.client.post(f"{path}/appeal-ruling", headers=other, json=verdict)
    assert (early.status_code, early.json()["code"]) == (409, "appeal_not_answered")
    buyer, side = shop.as_(buyer_of(told.order)), {"note": "It was rightly ruled."}
    assert (await shop.client.post(f"{path}/statements", headers=buyer, json=side)).status_code == 200
    decided = (await shop.client.post(f"{path}/appeal-ruling", headers=other, json=verdict)).json()
    assert (decided["stage"], decided["appeal"]["outcome"]) == ("settled", "reversed")
    assert decided["made_whole_minor"] == decided["refunded_minor"] == 10002
    names = await shop.app.state.pool.fetch(
        "SELECT name FROM case_events WHERE case_id = $1 ORDER BY seq", told.done.case.state.id
    )
    assert [row["name"] for row in names if row["name"].startswith("case.appeal")] == [
        "case.appealed", "case.appeal_taken_up", "case.appeal_decided",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_desks_queue_has_appeals_first_and_greys_own_rulings(shop: Site, language: str) -> None:
    told = await appealed(shop)
    await case_at(shop, "dispute_ruling")
    own = await Browser(shop, DESK, language).open("/desk?tab=desk")
    assert own.text.index("A-1") < own.text.index("at-dispute_ruling")
    reason = "You made this ruling; another person decides." if language == "en" else "此裁决由您作出"
    assert reason in own.text
    assert "desk-row not-mine" in own.text
    theirs = await Browser(shop, OTHER, language).open("/desk?tab=desk")
    assert reason not in theirs.text
    assert "A-1" in (await Browser(shop, OTHER, language).open("/desk?tab=appeals")).text
    file = await Browser(shop, DESK, language).open(f"/desk{told.path}")
    assert f"/desk{told.path}/ruling#ruling" not in file.forms


async def test_the_next_case_is_an_appeal_of_somebody_elses_ruling(shop: Site) -> None:
    told = await appealed(shop)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    assert (await desk_counts(pool, DESK, now))[DeskTab.APPEALS] == 1
    assert (await desk_counts(pool, DESK, now))[DeskTab.DESK] == 0
    assert await next_for(shop, DESK) is None
    assert await next_for(shop, OTHER) == told.done.case.state.id


async def test_an_appeal_beside_a_return_is_in_the_queue_at_once(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    done = await shop.world.do(
        DESK, told.done, c.Rule(Favour.BUYER, "The tins came dented", with_return=True)
    )
    await shop.world.do(merchant_of(told.order), done, c.Appeal(GROUNDS))
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    found = await desk_queue(pool, OTHER, DeskFilters(tab=DeskTab.APPEALS), None, 10, now)
    assert [row.case.state.stage for row in found.rows] == ["awaiting_return"]
    page = await Browser(shop, OTHER).open(f"/desk{told.path}")
    assert "The decision on the appeal" in page.text
    assert (await next_for(shop, OTHER)) is not None


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_another_person_looks_and_decides_on_the_desks_page(shop: Site, language: str) -> None:
    told = await appealed(shop)
    desk = Browser(shop, OTHER, language)
    action = f"/desk{told.path}/ruling#ruling"
    page = await desk.open(f"/desk{told.path}")
    assert GROUNDS in page.text
    typed = {"favour": "split", "amount": "40.00", "articles": "Consumer Rights Law art. 24", "reason": WHY}
    looked = await desk.send(page, action, **typed, seen="")
    assert "¥60.02" in looked.text
    assert (await state_of(shop, told)).is_appealed
    no_ground = await desk.send(page, action, **{**typed, "articles": ""}, seen="")
    assert no_ground.status == 422
    decided = await desk.send(looked, action, **typed, seen=digest_in(looked.text))
    assert decided.status == 200
    state = await state_of(shop, told)
    assert (state.stage, state.made_whole_minor, state.appeal.outcome) == ("settled", 6002, "changed")
    for who in (buyer_of(told.order), merchant_of(told.order)):
        told_to = await Browser(shop, who, language).open(told.path)
        assert WHY in told_to.text
        assert "Consumer Rights Law art. 24" in told_to.text
    assert "¥60.02" in (await Browser(shop, merchant_of(told.order), language).open(told.path)).text
    assert "¥60.02" not in (await Browser(shop, buyer_of(told.order), language).open(told.path)).text


async def test_upholding_needs_no_amount_and_moves_nothing(shop: Site) -> None:
    told = await appealed(shop, Favour.MERCHANT)
    desk = Browser(shop, SENIOR)
    action = f"/desk{told.path}/ruling#ruling"
    typed = {"favour": "uphold", "amount": "9", "articles": "art. 24", "reason": WHY}
    looked = await desk.send(await desk.open(f"/desk{told.path}"), action, **typed, seen="")
    assert "No money moves." in looked.text
    await desk.send(looked, action, **typed, seen=digest_in(looked.text))
    state = await state_of(shop, told)
    assert (state.stage, state.appeal.outcome, state.legs) == ("closed", "upheld", ())


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_notices_list_what_can_be_appealed_and_what_was(shop: Site, language: str) -> None:
    told = await ruled(shop, Favour.BUYER)
    merchant = Browser(shop, merchant_of(told.order), language)
    page = await merchant.open("/work/notices?kind=appeals")
    assert page.status == 200
    assert "A-1" in page.text
    assert 'id="open-to-appeal"' in page.text
    assert 'id="own-appeals"' not in page.text
    done = await shop.world.do(merchant_of(told.order), told.done, c.Appeal(GROUNDS))
    done = await shop.world.do(buyer_of(told.order), done, c.AddStatement("It was rightly ruled."))
    page = await merchant.open("/work/notices?kind=appeals")
    assert 'id="open-to-appeal"' not in page.text
    assert 'id="own-appeals"' in page.text
    await shop.world.do(OTHER, done, c.RuleOnAppeal(AppealVerdict.MERCHANT, WHY))
    words = "The ruling was reversed" if language == "en" else "裁决已改判"
    assert words in (await merchant.open("/work/notices?kind=appeals")).text
    other = await shop.world.order("S-2", merchant={"external_id": "other", "name": "Other"})
    none = await Browser(shop, merchant_of(other), language).open("/work/notices?kind=appeals")
    assert "A-1" not in none.text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_buyers_home_has_rulings_and_appeals(shop: Site, language: str) -> None:
    told = await ruled(shop, Favour.MERCHANT)
    buyer = Browser(shop, buyer_of(told.order), language)
    page = await buyer.open("/")
    assert f"{told.path}#appeal" in page.text
    await shop.world.do(buyer_of(told.order), told.done, c.Appeal(GROUNDS))
    words = "The appeal waits to be heard" if language == "en" else "申诉待审理"
    assert words in (await buyer.open("/")).text


async def test_the_merchants_statement_has_what_the_platform_gave_back(shop: Site) -> None:
    told = await appealed(shop)
    await shop.world.do(OTHER, told.done, c.RuleOnAppeal(AppealVerdict.MERCHANT, WHY))
    at = shop.world.clock.now()
    query = {"since": (at - timedelta(days=1)).isoformat(), "until": (at + timedelta(days=1)).isoformat()}
    who = merchant_of(told.order)
    view = (await shop.client.get("/api/statements", params=query, headers=shop.as_(who))).json()
    back = next(line for line in view["lines"] if line["kind"] == "made_whole")
    assert (back["share_minor"], back["to"]) == (-10002, {"platform:wrong_rulings": -10002})
    assert sum(line["escrow_minor"] + line["share_minor"] for line in view["lines"]) == 0
    days = f"from={(at - timedelta(days=1)).date()}&to={(at + timedelta(days=1)).date()}"
    page = await Browser(shop, who).open(f"/work/statements?{days}")
    assert "Given back after an appeal" in page.text


async def test_figures_count_appeals_and_reversals(shop: Site) -> None:
    told = await appealed(shop)
    await shop.world.do(OTHER, told.done, c.RuleOnAppeal(AppealVerdict.MERCHANT, WHY))
    upheld = await appealed(shop, number="A-2")
    await shop.world.do(OTHER, upheld.done, c.RuleOnAppeal(AppealVerdict.UPHOLD, WHY))
    await ruled(shop, Favour.BUYER, "A-3")
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    since = now - timedelta(days=90)
    mine = await desk_figures(pool, DESK, since, since, now)
    assert (mine.ruled, mine.appealed, mine.reversed, mine.appeals_decided) == (3, 2, 1, 0)
    assert (await desk_figures(pool, OTHER, since, since, now)).appeals_decided == 2
    assert "2 appealed, 1 decided otherwise" in (await Browser(shop, DESK).open("/desk")).text


async def test_the_other_side_is_told(shop: Site) -> None:
    told = await appealed(shop)
    page = await Browser(shop, buyer_of(told.order)).open("/notifications")
    assert "appeals against the ruling" in page.text
    await shop.world.do(OTHER, told.done, c.RuleOnAppeal(AppealVerdict.MERCHANT, WHY))
    page = await Browser(shop, buyer_of(told.order)).open("/notifications")
    assert "decided for the merchant" in page.text, re.sub("<[^>]+>", " ", page.text)[:3000]
