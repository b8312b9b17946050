"""Lists tell cases by name and by whose answer is awaited; a buyer's next thing; what operators are told of."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Role, cases_called
from makegood.cases import commands as c
from makegood.flows.watch import watch
from makegood.notifications import unread_cases
from makegood.policy.simulate.report import Example, Side, Words
from makegood.web.pages.case.called import called_of
from makegood.web.pages.policy.simulation import context_of
from makegood.web.pages.shell import Reader
from makegood.web.templates import render
from tests.flows.test_watch import dead_job
from tests.web.pages_world import Browser, Told, a_case, case_at
from tests.web_app import Site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

AWAITED = '<span class="chip soon">{}</span>'


@pytest.mark.parametrize(("language", "words"), [("en", "Answer awaited"), ("zh-CN", "待回答")])
async def test_a_standing_question_shows_wherever_the_case_does(
    shop: Site, language: str, words: str
) -> None:
    told = await a_case(shop, "Q-1")
    buyer = Browser(shop, buyer_of(told.order), language)
    paths = ("/orders", f"/orders/{told.order.order_id}", "/search?q=Q-1")
    for path in paths:
        assert AWAITED.format(words) not in (await buyer.open(path)).text, path
    await shop.world.do(merchant_of(told.order), told.done, c.Ask(Role.BUYER, "Which tin?"))
    for path in paths:
        assert AWAITED.format(words) in (await buyer.open(path)).text, path
    hits = (await shop.client.get("/api/search?q=Q-1", headers=shop.as_(DESK))).json()["cases"]
    assert [(hit["stage"], hit["question"], hit["ball"]) for hit in hits] == [
        ("awaiting_merchant", True, "buyer")
    ]


async def test_the_record_and_the_refunds_on_their_way_name_orders_and_goods(shop: Site) -> None:
    told = await case_at(shop, "refunding")
    case_id = str(told.done.case.state.id)
    for path in ("/console/audit", "/console/money"):
        text = (await Browser(shop, OPERATOR).open(path)).text
        link = (
            f'<a href="/cases/{case_id}"><span class="number">at-refunding</span> · Green tea, 100 g × 3</a>'
        )
        assert link in text, path
        assert f'<span class="two hint number">{case_id}</span>' in text, path


async def test_cases_are_called_by_one_query_and_to_their_own_merchant_only(shop: Site) -> None:
    one, two = await a_case(shop, "T-1"), await a_case(shop, "T-2")
    ids = [str(each.done.case.state.id) for each in (one, two)]
    pool = shop.app.state.pool
    found = await cases_called(pool, [*ids, *ids, "77", "x", "9" * 19, "²"])
    assert {case_id: called.order_number for case_id, called in found.items()} == dict(
        zip(ids, ("T-1", "T-2"), strict=True)
    )
    merchant, now = merchant_of(one.order), shop.world.clock.now()
    mine = await called_of(pool, ids, Reader(merchant, "zh-CN", now, "/"))
    assert [called.title for called in mine.values()] == ["Green tea, 100 g × 3"] * 2
    other = Principal(PrincipalRole.MERCHANT, (merchant.subject or 0) + 1)
    assert await called_of(pool, ids, Reader(other, "en", now, "/")) == {}


def test_an_example_of_a_simulation_names_its_case_where_it_is_ours() -> None:
    side = Side("x", Words("", ""), [])
    from makegood.web.pages.case.called import Called

    for known, words in (
        ({"5": Called("T-1", "Tea")}, '<span class="number">T-1</span> · Tea'),
        ({}, "case 5"),
    ):
        example = Example("5", "Shop", "tea", "k", Words("Time", "时间"), "better", side, side, [])
        text = render(
            "simulation/example.html", "en", example=example, called=known, signed=str,
            said=lambda words: words.en, way_words=context_of.__globals__["WAY_WORDS"],
        )  # fmt: skip
        assert words in text


def next_of(text: str) -> str:
    """Where the one big button of a page leads; empty where there is none."""
    found = re.search(r'<p class="ball-next no-print"><a class="send" href="([^"]+)">', text)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("stage", "leads_to"),
    [
        ("awaiting_return", "#return-shipment"),
        ("awaiting_buyer", "#offers"),
        ("awaiting_merchant", ""),
        ("settled", ""),
        ("closed", ""),
    ],
)
async def test_a_buyer_is_led_to_the_form_of_what_is_next(shop: Site, stage: str, leads_to: str) -> None:
    told = await case_at(shop, stage)
    page = await Browser(shop, buyer_of(told.order)).open(told.path)
    assert next_of(page.text) == leads_to
    if leads_to:
        assert f'name="operation" id="{leads_to[1:]}"' in page.text
    assert next_of((await Browser(shop, merchant_of(told.order)).open(told.path)).text) == ""


async def test_a_buyer_who_was_asked_is_led_to_the_answer(shop: Site) -> None:
    told = await a_case(shop, "Q-2")
    await shop.world.do(merchant_of(told.order), told.done, c.Ask(Role.BUYER, "Which tin?"))
    page = await Browser(shop, buyer_of(told.order)).open(told.path)
    assert next_of(page.text) == "#messages"
    assert page.text.count('href="#messages"') == 1
    assert 'id="messages"' in page.text


async def jobs_gave_up(shop: Site) -> None:
    await dead_job(shop.app.state.pool, shop.world, "send_refund")
    await watch(shop.app.state.pool, shop.world.engine.ids, shop.world.clock.now())


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("en", "Send a refund to its processor", "Jobs gave up after many tries. How many: 1."),
        ("zh-CN", "向支付渠道发起退款", "多次尝试后已放弃的任务：1 个。"),
    ],
)
async def test_operators_have_a_bell_and_read_what_needs_them(
    shop: Site, language: str, name: str, words: str
) -> None:
    await jobs_gave_up(shop)
    operator = Browser(shop, OPERATOR, language)
    page = await operator.open("/notifications")
    assert '<b class="count">1</b>' in page.text.partition('href="/notifications"')[2].partition("</a>")[0]
    assert '<a class="news-link" href="/console/health">' in page.text
    assert name in page.text
    assert words in page.text
    number = next(iter(form["case"] for form in page.forms.values() if form.get("case")))
    await operator.post("/notifications/read", {"case": number})
    kinds = ["jobs"]
    assert await unread_cases(shop.app.state.pool, ["operator"], kinds, OPERATOR.label) == 0
    for who in (DESK, Principal(PrincipalRole.SENIOR, None, "s")):
        assert words not in (await Browser(shop, who, language).open("/notifications")).text


async def test_operators_choose_among_what_concerns_them(shop: Site) -> None:
    await jobs_gave_up(shop)
    operator = Browser(shop, OPERATOR)
    page = await operator.open("/notifications/settings")
    assert "A new message" not in page.text
    assert "Jobs gave up" in page.text
    assert "Jobs gave up" not in (await Browser(shop, DESK).open("/notifications/settings")).text
    fields = {key: value for key, value in page.forms["/notifications/settings"].items() if key != "jobs.app"}
    assert (await operator.post("/notifications/settings", fields | {"book.app": "yes"})).status_code == 303
    assert "Nothing new." in (await operator.open("/notifications")).text
    choices = (await shop.client.get("/api/notifications/choices", headers=shop.as_(OPERATOR))).json()
    assert set(choices["channels"]) == {"book", "stuck", "review", "endpoint", "jobs", "unpaid", "funds"}
    assert choices["pace"] == "hourly"


async def test_the_api_tells_where_a_matter_leads(shop: Site) -> None:
    await jobs_gave_up(shop)
    headers = shop.as_(OPERATOR)
    body = (await shop.client.get("/api/notifications", headers=headers)).json()
    (one,) = body["notifications"]
    assert (one["path"], one["title"], one["order_number"], body["unread"]) == (
        "/console/health", "Send a refund to its processor", "", 1,
    )  # fmt: skip
    answer = await shop.client.post(
        "/api/notifications/read", json={"case_id": one["case_id"]}, headers=headers
    )
    assert answer.json() == {"unread": 0}


async def test_who_looks_at_a_stuck_case_has_read_of_it(shop: Site) -> None:
    told: Told = await a_case(shop, "G-1")
    state, pool = told.done.case.state, shop.app.state.pool
    shop.world.clock.advance(timedelta(days=9))
    late = shop.world.clock.now() + timedelta(minutes=5)
    await pool.execute("UPDATE cases SET wake_at = $2 WHERE id = $1", state.id, late)
    assert await watch(pool, shop.world.engine.ids, shop.world.clock.now()) == 1
    await Browser(shop, OPERATOR).open(told.path)
    marks = await pool.fetch("SELECT person FROM notification_marks")
    assert [row["person"] for row in marks] == [OPERATOR.label]
