"""The service board skill by skill: what is due in which hour, how long rulings took, the share in time; and the page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from makegood.cases import commands as c
from makegood.cases.model import Favour
from makegood.desk import SkillKind, hours_from, skill_levels
from tests.desk.test_queue import dispute, four
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR, buyer_of, merchant_of

HOUR = timedelta(hours=1)


def test_the_hours_run_from_the_moment_by_the_full_hour() -> None:
    edges = hours_from(datetime(2026, 3, 2, 23, 40, 5, tzinfo=UTC))
    assert edges[:3] == [
        datetime(2026, 3, 2, 23, 40, 5, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 3, 1, tzinfo=UTC),
    ]  # fmt: skip
    assert (len(edges), edges[-1]) == (25, datetime(2026, 3, 3, 23, tzinfo=UTC))


async def due_at(shop: Site, number: str, moment: datetime) -> None:
    """Let the clock of an order's case run out at a moment."""
    await shop.app.state.pool.execute(
        "UPDATE cases c SET due_at = $2 FROM orders o WHERE (o.bucket, o.id) = (c.bucket, c.order_id) AND o.external_id = $1",
        number, moment,
    )  # fmt: skip


async def test_cases_are_counted_in_the_hour_in_which_their_clock_runs_out(shop: Site) -> None:
    await four(shop)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    edges = hours_from(now)
    for number, moment in (
        ("tea", now),
        ("shoes", edges[1]),
        ("small", edges[3] - HOUR / 2),
        ("hard", edges[-1]),
    ):
        await due_at(shop, number, moment)
    levels = await skill_levels(pool, SkillKind.CATEGORY, now)
    assert levels.edges == edges
    found = {one.name: one.due for one in levels.skills}
    assert set(found) == {"food", "apparel"}
    food, apparel, total = found["food"], found["apparel"], levels.total
    assert (food.past, food.later, {at: n for at, n in enumerate(food.hours) if n}) == (1, 1, {2: 1})
    assert (apparel.past, apparel.later, {at: n for at, n in enumerate(apparel.hours) if n}) == (0, 0, {1: 1})
    assert (total.past, total.later, {at: n for at, n in enumerate(total.hours) if n}) == (1, 1, {1: 1, 2: 1})
    by_type = {one.name: one.due for one in (await skill_levels(pool, SkillKind.TYPE, now)).skills}
    assert {name: (one.past, sum(one.hours), one.later) for name, one in by_type.items()} == {
        "return_refund": (1, 1, 1), "refund_only": (0, 1, 0),
    }  # fmt: skip
    by_language = {
        one.name: sum(one.due.hours) for one in (await skill_levels(pool, SkillKind.LANGUAGE, now)).skills
    }
    assert by_language == {"zh-CN": 1, "en": 1}
    few = await skill_levels(pool, SkillKind.TYPE, now, most=2)
    assert (few.is_cut, levels.is_cut, few.total.past + sum(few.total.hours)) == (True, False, 2)


async def ruled(shop: Site, number: str, took: timedelta, at: datetime) -> None:
    """A ruling of a moment, that took so long from getting the ball."""
    clock = shop.world.clock
    clock.at = at - took
    order = await shop.world.order(number)
    done = await shop.world.open(order)
    done = await shop.world.do(buyer_of(order), done, c.Escalate("Look", is_all=True))
    done = await shop.world.do(merchant_of(order), done, c.AddStatement("It was dry", is_all=True))
    clock.at = at
    await shop.world.do(DESK, done, c.Rule(Favour.MERCHANT, "The tins were dry when they left."))


async def test_the_pace_of_rulings_and_the_share_in_time(shop: Site) -> None:
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    for number in range(10):
        await ruled(shop, f"R-{number}", (number + 1) * HOUR, now - 2 * HOUR)
    await ruled(shop, "older", 70 * HOUR, now - timedelta(days=10))
    await ruled(shop, "oldest", 70 * HOUR, now - timedelta(days=31))
    (level,) = (await skill_levels(pool, SkillKind.TYPE, now)).skills
    week, month = level.last_7_days, level.last_30_days
    assert (level.name, week.ruled, month.ruled) == ("return_refund", 10, 11)
    assert (week.median_seconds, week.ninetieth_seconds) == (round(5.5 * 3600), round(9.1 * 3600))
    assert (month.median_seconds, month.ninetieth_seconds) == (6 * 3600, 10 * 3600)
    assert (week.turns, week.in_time, month.turns, month.in_time) == (10, 10, 11, 11)
    await pool.execute(
        "UPDATE case_responses SET answered_at = NULL WHERE party = 'desk' AND ended_at = (SELECT min(ended_at)"
        " FROM case_responses WHERE party = 'desk' AND ended_at > $1)",
        now - timedelta(days=30),
    )  # fmt: skip
    (level,) = (await skill_levels(pool, SkillKind.TYPE, now)).skills
    assert (level.last_7_days.in_time, level.last_30_days.turns, level.last_30_days.in_time) == (10, 11, 10)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_each_number_of_the_board_leads_to_as_many_cases(shop: Site, language: str) -> None:
    await four(shop)
    now = shop.app.state.clock.now()
    edges = hours_from(now)
    moments = (
        ("tea", now - HOUR),
        ("shoes", edges[5] + HOUR / 3),
        ("small", edges[5] + HOUR / 2),
        ("hard", now + 90 * HOUR),
    )
    for number, moment in moments:
        await due_at(shop, number, moment)
    desk = Browser(shop, SENIOR, language)
    numbers = 0
    for kind in SkillKind:
        page = await desk.open(f"/desk/service?by={kind}")
        assert page.status == 200, page.text[-600:]
        cells = re.findall(r'<a href="(/desk\?[^"]+)" aria-label="[^"]+">(\d+)</a>', page.text)
        assert cells, kind
        for href, count in cells:
            listed = await desk.open(unescape(href))
            assert listed.status == 200
            assert listed.text.count("<tr data-href=") == int(count), (href, count)
            numbers += 1
    assert numbers >= 12
    page = await desk.open("/desk/service")
    of_stages = re.findall(r'<a href="(/desk\?tab=all&amp;stage=[^"]+)">(\d+)</a>', page.text)
    assert sum(int(count) for _, count in of_stages) == 4
    for href, count in of_stages:
        assert (await desk.open(unescape(href))).text.count("<tr data-href=") == int(count), href
    operator = await Browser(shop, OPERATOR, language).open("/desk/service")
    assert operator.status == 200
    assert 'href="/desk?' not in operator.text, "an operator does not read the queue"


async def test_the_api_tells_the_same(shop: Site) -> None:
    await dispute(shop, "tea")
    headers = shop.as_(OPERATOR)
    levels = (await shop.client.get("/api/desk/board?by=language", headers=headers)).json()["levels"]
    assert (levels["by"], [one["name"] for one in levels["skills"]]) == ("language", ["zh-CN"])
    assert (levels["total"]["past"], sum(levels["total"]["hours"]), levels["total"]["later"]) == (0, 0, 1)
    assert (await shop.client.get("/api/desk/board", headers=headers)).json()["levels"]["by"] == "type"
    assert (await shop.client.get("/api/desk/board?by=colour", headers=headers)).status_code in (400, 422)
