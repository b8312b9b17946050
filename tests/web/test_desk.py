"""The desk: who reads it, what it shows, claims, rulings with their preview, hand-over, flagged messages; in both languages."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import (
    Claim,
    ClaimedByAnother,
    DeskFilters,
    DeskSort,
    claim_case,
    claims_of,
    desk_figures,
    desk_queue,
    preview_of,
    release_case,
)
from makegood.cases import commands as c
from makegood.cases.api import seen
from makegood.kit.errors import Invalid
from tests.web.pages_world import Browser, case_at
from tests.web_app import Site
from tests.world import DESK, NOON, OPERATOR, SENIOR, buyer_of, merchant_of

STRANGERS = (
    OPERATOR, Principal(PrincipalRole.MERCHANT, 1), Principal(PrincipalRole.BUYER, 1),
    Principal(PrincipalRole.MARKETPLACE),
)  # fmt: skip
LISTS = (
    "/desk", "/desk?tab=senior", "/desk?tab=mine", "/desk?tab=waiting", "/desk?sort=money", "/desk?sort=age&free=yes",
    "/desk?stage=dispute_ruling&type=refund_only&language=zh-CN&flagged=yes", "/desk/flags", "/desk/flags?tab=settled",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("who", [DESK, SENIOR])
async def test_the_pages_answer_with_and_without_cases(shop: Site, who: Principal, language: str) -> None:
    browser = Browser(shop, who, language)
    for path in LISTS:
        assert (await browser.open(path)).status == 200, path
    told = await case_at(shop, "dispute_ruling")
    await case_at(shop, "dispute_senior")
    for path in (*LISTS, f"/desk{told.path}", f"/desk{told.path}?thread=merged"):
        page = await browser.open(path)
        assert page.status == 200, (path, page.text[-600:])
    assert "at-dispute_ruling" in (await browser.open("/desk?tab=desk")).text
    assert "at-dispute_senior" in (await browser.open("/desk?tab=senior")).text


async def test_the_desk_is_the_desks(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    for who in STRANGERS:
        for path in (*LISTS, f"/desk{told.path}"):
            assert (await Browser(shop, who).open(path)).status == 403, path
        for resource in ("claim", "release", "ruling", "notes"):
            answer = await Browser(shop, who).post(f"/desk{told.path}/{resource}", {})
            assert answer.status_code == 403, (who.role, resource)
    assert (await Browser(shop).open("/desk")).status == 401


async def test_two_do_not_claim_at_once_and_a_claim_runs_out(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    case_id, pool, now = told.done.case.state.id, shop.app.state.pool, shop.app.state.clock.now()
    people = [Principal(PrincipalRole.DESK, name=f"desk-{number}") for number in range(8)]
    answers = await asyncio.gather(
        *(claim_case(pool, case_id, person, now) for person in people), return_exceptions=True
    )
    won = [each for each in answers if isinstance(each, Claim)]
    assert len(won) == 1
    assert all(isinstance(each, Claim | ClaimedByAnother) for each in answers)
    owner = next(person for person in people if person.label == won[0].person)
    other = next(person for person in people if person.label != won[0].person)
    again = await claim_case(pool, case_id, owner, now + timedelta(minutes=10))
    assert (again.claimed_at, again.until) == (now, now + timedelta(minutes=40))
    with pytest.raises(ClaimedByAnother):
        await claim_case(pool, case_id, other, now + timedelta(minutes=39), take_over=True)
    taken = await claim_case(pool, case_id, SENIOR, now + timedelta(minutes=39), take_over=True)
    assert taken.person == SENIOR.label
    late = await claim_case(pool, case_id, other, now + timedelta(minutes=69))
    assert late.person == other.label
    await release_case(pool, case_id, owner)
    assert (await claims_of(pool, [case_id], now + timedelta(minutes=69)))[case_id].person == other.label
    await release_case(pool, case_id, other)
    assert await claims_of(pool, [case_id], now + timedelta(minutes=69)) == {}


GROUNDS = {"favour": "split", "amount": "30.00", "articles": "Consumer Rights Law art. 24"}
WHY = "The photos show damp leaves in one of three tins."


async def test_what_is_previewed_is_what_happens(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    desk = Browser(shop, DESK)
    page = await desk.open(f"/desk{told.path}")
    action = f"/desk{told.path}/ruling#ruling"
    typed = {**GROUNDS, "with_return": "no", "reason": WHY, "seen": ""}
    looked = await desk.send(page, action, **typed)
    assert looked.status == 200
    assert "¥30.00" in looked.text
    assert "¥70.02" in looked.text
    before = (await seen(shop.app.state.pool, told.done.case.state.id, DESK, NOON)).case.state
    assert before.ruling is None
    digest = digest_in(looked.text)
    decided = await desk.send(looked, action, **{**typed, "seen": digest})
    assert decided.status == 200
    after = await seen(shop.app.state.pool, before.id, DESK, NOON)
    real = preview_of(before, after)
    assert after.case.state.ruling is not None
    assert after.case.state.ruling.citations == ("Consumer Rights Law art. 24",)
    assert (real.to_buyer_minor, real.kept_minor, real.waits_for_goods) == (3000, 7002, False)
    assert sum(each.amount_minor for each in real.moved) == 3000
    moved = await shop.app.state.pool.fetchval(
        "SELECT sum(p.amount_minor)::bigint FROM ledger_postings p JOIN ledger_transactions t"
        " ON (t.bucket, t.id) = (p.bucket, p.transaction_id) WHERE t.subject = $1 AND p.source LIKE 'order:%:escrow'",
        before.id,
    )
    assert moved == real.from_escrow_minor == 3000
    for text in ("¥30.00", "¥70.02"):
        assert text in looked.text
    assert await claims_of(shop.app.state.pool, [before.id], shop.app.state.clock.now()) == {}


def digest_in(html: str) -> str:
    """The value of the button that decides."""
    found = re.search(r'name="seen" value="([0-9a-f]{16})"', html)
    assert found, "nothing was previewed"
    return found[1]


async def test_what_was_changed_after_the_look_is_looked_at_again(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    desk = Browser(shop, DESK)
    action = f"/desk{told.path}/ruling#ruling"
    typed = {**GROUNDS, "reason": WHY, "with_return": "no"}
    looked = await desk.send(await desk.open(f"/desk{told.path}"), action, **typed, seen="")
    changed = await desk.send(looked, action, **{**typed, "amount": "90.00", "seen": digest_in(looked.text)})
    assert changed.status == 200
    assert "¥90.00" in changed.text
    assert (await seen(shop.app.state.pool, told.done.case.state.id, DESK, NOON)).case.state.ruling is None


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": "ok"}, 422),
        ({"articles": ""}, 422),
        ({"amount": "500.00"}, 422),
        ({"amount": "much"}, 422),
        ({"favour": ""}, 422),
        ({"articles": "x" * 300}, 422),
        ({"version": "v1"}, 412),
    ],
)
async def test_a_ruling_needs_reasons_grounds_and_an_amount_within_bounds(
    shop: Site, language: str, changes: dict[str, str], status: int
) -> None:
    told = await case_at(shop, "dispute_ruling")
    desk = Browser(shop, DESK, language)
    typed = {**GROUNDS, "reason": WHY, "with_return": "no", **changes}
    page = await desk.send(await desk.open(f"/desk{told.path}"), f"/desk{told.path}/ruling#ruling", **typed)
    assert page.status == status
    assert 'class="notice bad"' in page.text
    state = (await seen(shop.app.state.pool, told.done.case.state.id, DESK, NOON)).case.state
    assert state.ruling is None


async def test_whoever_does_not_have_the_claim_cannot_decide(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    pool, case_id = shop.app.state.pool, told.done.case.state.id
    desk = Browser(shop, DESK)
    page = await desk.open(f"/desk{told.path}")
    await claim_case(pool, case_id, Principal(PrincipalRole.DESK, name="lin"), shop.app.state.clock.now())
    refused = await desk.send(
        page, f"/desk{told.path}/ruling#ruling", **GROUNDS, reason=WHY, with_return="no"
    )
    assert refused.status == 409
    assert "lin" in refused.text
    taken = await desk.post(f"/desk{told.path}/claim", {"take_over": "yes"})
    assert taken.status_code == 409
    bare = await Browser(shop, SENIOR).post(f"/desk{told.path}/claim", {"take_over": "yes"})
    assert bare.status_code == 422
    reason = {"take_over": "yes", "reason": "lin is in court all day"}
    over = await Browser(shop, SENIOR).post(f"/desk{told.path}/claim", reason)
    assert over.status_code == 303


async def test_a_note_is_read_first_by_the_next_one_and_never_by_the_parties(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    desk = Browser(shop, DESK)
    page = await desk.open(f"/desk{told.path}")
    sent = page.forms[f"/desk{told.path}/notes"] | {
        "known": "Tin two is damp",
        "open": "Who packed it?",
        "to": "senior",
    }
    for _ in range(2):
        assert (await desk.post(f"/desk{told.path}/notes", sent)).status_code in (303, 409, 412)
    senior = await Browser(shop, SENIOR).open(f"/desk{told.path}")
    first = senior.text[: senior.text.index('id="sides"')]
    assert (first.count("Tin two is damp"), first.count("Who packed it?")) == (1, 1)
    assert (
        await seen(shop.app.state.pool, told.done.case.state.id, DESK, NOON)
    ).case.state.stage == "dispute_senior"
    for who in (buyer_of(told.order), merchant_of(told.order)):
        assert "Tin two is damp" not in (await Browser(shop, who).open(told.path)).text
        api = await shop.client.get(f"/api{told.path}", headers=shop.as_(who))
        assert "Tin two is damp" not in api.text
    empty = await desk.post(f"/desk{told.path}/notes", {"known": " ", "open": ""})
    assert empty.status_code == 422


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_flagged_messages_are_judged_with_a_word(shop: Site, language: str) -> None:
    told = await case_at(shop, "dispute_ruling")
    await shop.world.do(merchant_of(told.order), told.done, c.Say("加微信 tea-shop-88，支付宝转账给你"))
    desk = Browser(shop, DESK, language)
    page = await desk.open("/desk/flags")
    action = next(each for each in page.forms if each.startswith("/desk/flags/"))
    assert "tea-shop-88" in page.text
    assert (await desk.open("/desk?flagged=yes")).text.count(told.done.order.external_id) == 1
    judged = await desk.send(page, action, verdict="upheld", note="wants to pay outside")
    assert judged.status == 200
    assert "tea-shop-88" not in judged.text
    assert "wants to pay outside" in (await desk.open("/desk/flags?tab=settled")).text
    assert (await desk.post(action, {"verdict": "dismissed"})).status_code == 409
    assert (await desk.post(action, {"verdict": "perhaps"})).status_code == 422


async def test_figures_count_what_a_senior_decided_otherwise(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    buyer = buyer_of(told.order)
    merchant = merchant_of(told.order)
    steps = [
        (DESK, c.Rule(c.Favour.BUYER, "The tea was damp", with_return=True)),
        (buyer, c.ShipReturn("SF", "SF1")),
        (merchant, c.Receive()),
        (merchant, c.Inspect((c.UnitsAccepted(1, 1),), "worn")),
        (buyer, c.Escalate("All three were damp", is_all=True)),
        (merchant, c.AddStatement("Two are dry", is_all=True)),
        (DESK, c.HandUp("Two rulings apart")),
        (SENIOR, c.Rule(c.Favour.SPLIT, "One tin was damp", 3334, with_return=False)),
    ]
    for who, command in steps:
        told.done = await shop.world.do(who, told.done, command)
    now = shop.world.clock.now() + timedelta(minutes=1)
    pool = shop.app.state.pool
    mine = await desk_figures(pool, DESK, now - timedelta(days=90), now - timedelta(hours=12), now)
    assert (mine.ruled, mine.ruled_today, mine.overturned) == (1, 1, 1)
    assert mine.median_seconds is not None
    seniors = await desk_figures(pool, SENIOR, now - timedelta(days=90), now - timedelta(hours=12), now)
    assert (seniors.ruled, seniors.overturned) == (1, 0)


async def test_the_queue_pages_on_by_clock_money_and_age(shop: Site) -> None:
    for number in range(5):
        order = await shop.world.order(f"page-{number}")
        amount = 1000 + 100 * (number % 3)
        done = await shop.world.open(order, amount_minor=amount)
        done = await shop.world.do(buyer_of(order), done, c.Escalate("Look", is_all=True))
        await shop.world.do(merchant_of(order), done, c.AddStatement("It was dry", is_all=True))
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    for sort in (DeskSort.CLOCK, DeskSort.MONEY, DeskSort.AGE):
        filters = DeskFilters(sort=sort, currency="CNY")
        seen_ids: list[int] = []
        cursor: str | None = None
        while True:
            page = await desk_queue(pool, DESK, filters, cursor, 2, now)
            seen_ids += [row.case.state.id for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert len(seen_ids) == len(set(seen_ids)) == 5, sort
        few = await desk_queue(pool, DESK, filters, None, 50, now, looked_at=2)
        assert (len(few.rows), few.is_cut) == (2, True)
    with pytest.raises(Invalid):
        await desk_queue(pool, DESK, DeskFilters(), "bm9uc2Vuc2U", 2, now)


async def test_machines_of_the_desk_do_the_same(shop: Site) -> None:
    told = await case_at(shop, "dispute_ruling")
    client, desk, path = shop.client, shop.as_(DESK), f"/api{told.path}"
    queue = (await client.get("/api/desk/queue", headers=desk)).json()
    assert [each["case"]["id"] for each in queue["cases"]] == [str(told.done.case.state.id)]
    given = (await client.post("/api/desk/next", headers=desk)).json()
    assert given["claim"]["person"] == DESK.label
    taken = await client.put(f"{path}/claim", headers=shop.as_(Principal(PrincipalRole.DESK, name="lin")))
    assert (taken.status_code, taken.json()["code"]) == (409, "held_by_another")
    note = {"known": "Tin two is damp", "open": ""}
    twice = [
        await client.post(f"{path}/desk-notes", json=note, headers=desk | {"Idempotency-Key": "n-1"})
        for _ in "ab"
    ]
    assert twice[0].json() == twice[1].json()
    assert len((await client.get(f"{path}/desk-notes", headers=desk)).json()["notes"]) == 1
    assert (await client.delete(f"{path}/claim", headers=desk)).status_code == 204
    assert (await client.get("/api/desk/figures", headers=desk)).json()["ruled"] == 0
    for who in STRANGERS:
        for address in ("/api/desk/queue", "/api/desk/figures", f"{path}/desk-notes"):
            assert (await client.get(address, headers=shop.as_(who))).status_code == 403, address


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_both_sides_read_the_grounds(shop: Site, language: str) -> None:
    told = await case_at(shop, "dispute_ruling")
    page = await Browser(shop, DESK, language).open(f"/desk{told.path}")
    cited = re.findall(r'name="cite" value="([^"]+)"', page.text)
    ruling = c.Rule(c.Favour.MERCHANT, WHY, citations=(*cited[:1], "Order 116 art. 27"))
    await shop.world.do(DESK, told.done, ruling)
    for who in (buyer_of(told.order), merchant_of(told.order)):
        read = (await Browser(shop, who, language).open(told.path)).text
        assert "Order 116 art. 27" in read
        assert not cited or f"<li><span>{cited[0]}" not in read
