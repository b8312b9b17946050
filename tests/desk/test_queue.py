"""The desk's queue narrowed by skill, language, amount, age and risk, over a real database; by keys, in one statement."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import (
    Ability,
    AmountsNeedCurrency,
    AmountsTheWrongWayRound,
    CaseType,
    DeskFilters,
    DeskRisk,
    DeskSort,
    DeskTab,
    TimesTheWrongWayRound,
    desk_counts,
    desk_queue,
)
from makegood.cases import commands as c
from makegood.desk import DeskPerson, Skills, keep_person
from makegood.kit.errors import Invalid
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR, buyer_of, merchant_of, tea_order

TAB = DeskTab.ALL
HOUR = timedelta(hours=1)


def order_of(number: str, **changes: Any) -> dict[str, Any]:
    """An order of the named world with another product, buyer or currency."""
    category, buyer = changes.pop("category", "food.tea"), changes.pop("buyer", None)
    made = tea_order(number, **changes)
    product = {"external_id": category, "category": category}
    made["lines"] = [made["lines"][0] | {"product": product, "sku": category}]
    return made | ({"buyer": {"external_id": buyer, "name": buyer, "language": "en"}} if buyer else {})


async def dispute(
    shop: Site, number: str, type_: str = "return_refund", hand_up: bool = False, **changes: Any
) -> str:
    """A case that waits for the desk, or for a senior; its number."""
    fields = {"amount_minor": amount} if (amount := changes.pop("amount", None)) else {}
    made = order_of(number, **changes)
    order = await shop.world.order(number, **{name: made[name] for name in ("lines", "buyer", "currency")})
    done = await shop.world.open(order, type_, **fields)
    done = await shop.world.do(buyer_of(order), done, c.Escalate("Look", is_all=True))
    done = await shop.world.do(merchant_of(order), done, c.AddStatement("It was dry", is_all=True))
    if hand_up:
        await shop.world.do(DESK, done, c.HandUp("Hard"))
    return number


async def found(
    shop: Site, filters: DeskFilters, later: timedelta = timedelta(0), **paging: Any
) -> list[str]:
    """The numbers of the orders whose cases a list shows, all pages of it, each with so many rows (`limit`)."""
    now, cursor, numbers = shop.app.state.clock.now() + later, None, []
    looked_at = {"looked_at": paging["looked_at"]} if "looked_at" in paging else {}
    while True:
        page = await desk_queue(
            shop.app.state.pool, SENIOR, filters, cursor, paging.get("limit", 50), now, **looked_at
        )
        numbers += [row.order.external_id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return numbers
        assert len(cursor) <= 200, "as long as the API takes"


async def four(shop: Site) -> None:
    """Tea in Chinese; shoes in English; a refund only, small; and what a senior has."""
    await dispute(shop, "tea")
    await dispute(shop, "shoes", category="apparel.shoes", buyer="amelia")
    await dispute(shop, "small", "refund_only", amount=900)
    await dispute(shop, "hard", category="food", hand_up=True)


NARROWED: tuple[tuple[DeskFilters, set[str]], ...] = (
    (DeskFilters(TAB), {"tea", "shoes", "small", "hard"}),
    (DeskFilters(DeskTab.DESK), {"tea", "shoes", "small"}),
    (DeskFilters(TAB, category="food"), {"tea", "small", "hard"}),
    (DeskFilters(TAB, category="food.tea"), {"tea", "small"}),
    (DeskFilters(TAB, category="foo"), set()),
    (DeskFilters(TAB, type=CaseType.REFUND_ONLY), {"small"}),
    (DeskFilters(TAB, language="en"), {"shoes"}),
    (DeskFilters(TAB, currency="CNY", least_minor=901), {"tea", "shoes", "hard"}),
    (DeskFilters(TAB, currency="CNY", least_minor=900, most_minor=900), {"small"}),
    (DeskFilters(TAB, currency="CNY", most_minor=899), set()),
    (DeskFilters(TAB, currency="USD", least_minor=1), set()),
    (DeskFilters(TAB, able=Ability(is_senior=True)), {"tea", "shoes", "small", "hard"}),
    (DeskFilters(TAB, able=Ability()), {"tea", "shoes", "small"}),
    (DeskFilters(TAB, able=Ability(types=("refund_only", "exchange"))), {"small"}),
    (DeskFilters(TAB, able=Ability(categories=("apparel", "toys"))), {"shoes"}),
    (DeskFilters(TAB, able=Ability(languages=("zh-CN",), is_senior=True)), {"tea", "small", "hard"}),
    (DeskFilters(TAB, able=Ability(most_minor=900)), {"small"}),
    (DeskFilters(TAB, older_than=HOUR), set()),
    (DeskFilters(TAB, risk=DeskRisk.PAST_CLOCK), set()),
    (DeskFilters(TAB, risk=DeskRisk.HIGH_AMOUNT), set()),
)


async def test_the_queue_is_narrowed_by_skill_language_amount_and_age(shop: Site) -> None:
    await four(shop)
    for filters, numbers in NARROWED:
        for sort in DeskSort:
            assert set(await found(shop, replace(filters, sort=sort))) == numbers, (filters, sort)
    assert len(await found(shop, DeskFilters(TAB, older_than=HOUR), HOUR)) == 4
    merchant = await shop.app.state.pool.fetchval("SELECT merchant_id FROM cases LIMIT 1")
    assert await found(shop, DeskFilters(TAB, able=Ability(merchants=(merchant,)))) == []
    counts = await desk_counts(shop.app.state.pool, DESK, shop.app.state.clock.now())
    assert {tab: counts[tab] for tab in (DeskTab.DESK, DeskTab.SENIOR, DeskTab.ALL, DeskTab.MINE)} == {
        DeskTab.DESK: 3, DeskTab.SENIOR: 1, DeskTab.ALL: 4, DeskTab.MINE: 0,
    }  # fmt: skip


async def test_the_clock_is_asked_for_from_and_until_before(shop: Site) -> None:
    await dispute(shop, "tea")
    due = await shop.app.state.pool.fetchval("SELECT due_at FROM cases")
    for sort in DeskSort:
        for since, until, numbers in (
            (due, due + HOUR, ["tea"]), (due - HOUR, due, []), (due + HOUR, None, []), (None, due + HOUR, ["tea"]),
        ):  # fmt: skip
            filters = DeskFilters(TAB, sort, "CNY", due_from=since, due_until=until)
            assert await found(shop, filters) == numbers, (sort, since, until)


async def test_what_cannot_be_meant_is_refused_by_name(shop: Site) -> None:
    now = shop.app.state.clock.now()
    for refusal, filters in (
        (AmountsNeedCurrency, DeskFilters(least_minor=1)),
        (AmountsNeedCurrency, DeskFilters(currency="CN", most_minor=1)),
        (AmountsTheWrongWayRound, DeskFilters(currency="CNY", least_minor=2, most_minor=1)),
        (TimesTheWrongWayRound, DeskFilters(due_from=now, due_until=now)),
    ):
        with pytest.raises(refusal):
            await found(shop, filters)


async def flag(shop: Site, number: str) -> None:
    """A message that a pattern found in the case of an order."""
    await shop.app.state.pool.execute(
        "INSERT INTO message_flags (bucket, case_id, seq, kinds, by, who, merchant_id, at)"
        " SELECT c.bucket, c.id, 1, '{contact}', 'buyer', 'buyer:1', c.merchant_id, $2 FROM cases c"
        " JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id) WHERE o.external_id = $1",
        number, shop.app.state.clock.now(),
    )  # fmt: skip


async def risks_of(shop: Site, at: datetime | None = None) -> dict[str, set[DeskRisk]]:
    now = shop.app.state.clock.now()
    page = await desk_queue(shop.app.state.pool, SENIOR, DeskFilters(TAB), None, 50, at or now)
    return {row.order.external_id: set(row.risks) for row in page.rows}


async def test_each_reason_of_risk_is_told_by_what_the_database_holds(shop: Site) -> None:
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    await dispute(shop, "tea")
    assert await risks_of(shop) == {"tea": set()}
    due = await pool.fetchval("SELECT due_at FROM cases")
    assert await risks_of(shop, due - 12 * HOUR - timedelta(seconds=1)) == {"tea": set()}
    assert await risks_of(shop, due - 12 * HOUR) == {"tea": {DeskRisk.NEAR_CLOCK}}
    assert await risks_of(shop, due) == {"tea": {DeskRisk.PAST_CLOCK}}
    await flag(shop, "tea")
    assert await risks_of(shop) == {"tea": {DeskRisk.FLAGGED}}
    await pool.execute(
        "UPDATE message_flags SET settled_at = at, settled_by = 'desk:chen', verdict = 'dismissed'"
    )
    assert await risks_of(shop) == {"tea": set()}
    limit = (
        "UPDATE cases SET state = jsonb_set(state, '{terms}', coalesce(state -> 'terms', '{\"decisions\": 0}')"
        " || jsonb_build_object('limits', jsonb_build_object('second_review_minor', $1::bigint)))"
    )
    asked = await pool.fetchval("SELECT requested_minor FROM cases")
    await pool.execute(limit, asked + 1)
    assert await risks_of(shop) == {"tea": set()}
    await pool.execute(limit, asked)
    assert await risks_of(shop) == {"tea": {DeskRisk.HIGH_AMOUNT}}
    await pool.execute(limit, asked + 1)
    mark = (
        "INSERT INTO marks_on_record (bucket, order_id, mark, party_id, at)"
        " SELECT c.bucket, c.order_id, $1, c.merchant_id, $2 FROM cases c"
    )
    for name, at in (("a", now), ("b", now - 30 * 24 * HOUR), ("c", now - 91 * 24 * HOUR)):
        await pool.execute(mark, name, at)
    assert await risks_of(shop) == {"tea": set()}, "the third is too long ago"
    await pool.execute(mark, "d", now - 89 * 24 * HOUR)
    assert await risks_of(shop) == {"tea": {DeskRisk.MARKED_MERCHANT}}
    await pool.execute("TRUNCATE marks_on_record")
    for number in range(4):
        assert await risks_of(shop) == {"tea": set()}
        await shop.world.open(await shop.world.order(f"more-{number}"))
    assert await risks_of(shop) == {"tea": {DeskRisk.FREQUENT_BUYER}}
    for risk in DeskRisk:
        assert await found(shop, DeskFilters(TAB, risk=risk)) == (
            ["tea"] if risk is DeskRisk.FREQUENT_BUYER else []
        )


async def test_by_risk_the_most_reasons_come_first_and_pages_lead_on(shop: Site) -> None:
    for number in range(7):
        await dispute(shop, f"D-{number}", buyer=f"buyer-{number}")
    await flag(shop, "D-3")
    await flag(shop, "D-6")
    by_clock = await found(shop, DeskFilters(TAB))
    flagged = [number for number in by_clock if number in ("D-3", "D-6")]
    expected = flagged + [number for number in by_clock if number not in flagged]
    by_risk = DeskFilters(TAB, DeskSort.RISK)
    assert await found(shop, by_risk) == expected
    for limit in (1, 2, 3):
        assert await found(shop, by_risk, limit=limit) == expected, limit
    for looked_at in (2, 3):
        windows = [by_clock[at : at + looked_at] for at in range(0, 7, looked_at)]
        among = [number for one in windows for number in sorted(one, key=lambda each: each not in flagged)]
        for limit in (1, 2, 50):
            assert await found(shop, by_risk, limit=limit, looked_at=looked_at) == among, (looked_at, limit)


async def test_a_list_by_risk_is_of_its_first_moment_for_a_day(shop: Site) -> None:
    for number in range(3):
        await dispute(shop, f"D-{number}")
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    by_risk = DeskFilters(TAB, DeskSort.RISK)
    first = await desk_queue(pool, DESK, by_risk, None, 1, now)
    late = await desk_queue(pool, DESK, by_risk, first.next_cursor, 50, now + 23 * HOUR)
    assert len(late.rows) == 2
    for moment in (now + 25 * HOUR, now - HOUR):
        with pytest.raises(Invalid):
            await desk_queue(pool, DESK, by_risk, first.next_cursor, 50, moment)
    with pytest.raises(Invalid):
        await desk_queue(pool, DESK, DeskFilters(TAB), first.next_cursor, 50, now)


INDEXES = {
    DeskSort.CLOCK: "by_clock", DeskSort.MONEY: "by_money", DeskSort.AGE: "by_age", DeskSort.RISK: "by_clock",
}  # fmt: skip


async def test_a_page_is_one_statement_and_goes_through_the_indexes(shop: Site) -> None:
    await four(shop)
    now = shop.app.state.clock.now()
    filters = [DeskFilters(TAB, sort, "CNY", older_than=HOUR) for sort in DeskSort]
    for each in (*filters, *(replace(one, tab=DeskTab.SENIOR) for one in filters)):
        asked: list[Any] = []
        async with shop.app.state.pool.acquire() as connection, connection.transaction():
            with connection.query_logger(asked.append):
                await desk_queue(connection, DESK, each, None, 2, now)
            await asyncio.sleep(0)  # loggers are told in the loop's next turn
            (one,) = asked
            assert "OFFSET" not in one.query
            await connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {one.query}", *one.args))
        assert re.search(rf"Index Scan using cases_of_(whole_)?desk_{INDEXES[each.sort]} on cases", plan), (
            plan
        )


async def test_the_api_takes_the_same_and_refuses_the_rest(shop: Site) -> None:
    await four(shop)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    headers = shop.as_(DESK)

    async def numbers(query: str) -> set[str]:
        answer = await shop.client.get(f"/api/desk/queue?{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        return {one["case"]["order_number"] for one in answer.json()["cases"]}

    assert await numbers("tab=all&category=food&currency=CNY&least_minor=1000") == {"tea", "hard"}
    assert await numbers("tab=all&buyer_language=en&sort=risk") == {"shoes"}
    assert await numbers("tab=all&older_than_hours=1") == set()
    assert await numbers("tab=all&risk=near_clock") == set()
    assert await numbers("due_from=2026-01-01T00:00:00Z&due_until=2026-01-02T00:00:00Z") == set()
    assert await numbers("tab=all&able=true") == {"tea", "shoes", "small"}
    await keep_person(pool, DeskPerson("chen", "Chen", Skills(languages=("en",))), OPERATOR, now)
    assert await numbers("tab=all&able=true") == {"shoes"}
    for query, status, code in (
        ("least=5", 400, "unknown_parameter"), ("least_minor=5", 422, "amounts_need_currency"),
        ("currency=CNY&least_minor=6&most_minor=5", 422, "amounts_the_wrong_way_round"),
        ("due_from=2026-01-02T00:00:00Z&due_until=2026-01-01T00:00:00Z", 422, "times_the_wrong_way_round"),
        ("due_from=2026-01-02T00:00:00", 422, "invalid"),
    ):  # fmt: skip
        answer = await shop.client.get(f"/api/desk/queue?{query}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code), query
    for query in (
        "risk=grim",
        "older_than_hours=0",
        "least_minor=-1",
        "able=perhaps",
        "sort=newest",
        "due_from=noon",
    ):
        assert (await shop.client.get(f"/api/desk/queue?{query}", headers=headers)).status_code in (
            400,
            422,
        ), query
    operator = await shop.client.get("/api/desk/queue?able=true", headers=shop.as_(OPERATOR))
    assert operator.status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_page_narrows_shows_why_and_says_what_it_did_not_understand(
    shop: Site, language: str
) -> None:
    await four(shop)
    await flag(shop, "shoes")
    desk = Browser(shop, Principal(PrincipalRole.DESK, name="chen"), language)

    async def shown(query: str, status: int = 200) -> tuple[set[str], str]:
        page = await desk.open(f"/desk?{query}")
        assert page.status == status, page.text[-600:]
        return {
            number for number in ("tea", "shoes", "small", "hard") if f">{number}</span>" in page.text
        }, page.text

    every = {"tea", "shoes", "small", "hard"}
    assert (await shown("tab=all"))[0] == every
    assert (await shown("tab=all&category=food.tea"))[0] == {"tea", "small"}
    assert (await shown("tab=all&least=9.01"))[0] == {"tea", "shoes", "hard"}
    assert (await shown("tab=all&least=9&most=９.00&currency=CNY"))[0] == {"small"}
    assert (await shown("tab=all&older=2&unit=days"))[0] == set()
    assert (await shown("tab=all&able=yes"))[0] == {"tea", "shoes", "small"}
    assert (await shown("tab=all&risk=flagged&sort=risk"))[0] == {"shoes"}
    numbers, text = await shown("tab=all&due_from=2020-01-01T00:00:00%2B00:00&due_until=2030-01-01T00:00Z")
    assert numbers == every
    assert 'datetime="2030-01-01T00:00:00+00:00"' in text
    for query in (
        "least=ten",
        "least=9&most=8",
        "older=soon",
        "older=0",
        "due_from=2026-01-02T00Z&due_until=2026-01-01T00Z",
    ):
        numbers, text = await shown(f"tab=all&{query}", 422)
        assert numbers == every, query
        assert 'role="alert"' in text, query
