"""Giving cases out over a real database: urgency, workload, passing on, being away, by hand; two who ask at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from makegood.desk import (
    DeskPerson,
    How,
    Skills,
    WhyPassed,
    assign,
    assignments_of,
    keep_person,
    moves_of,
    open_of,
    pass_on,
    refusals,
    service_board,
    set_away,
    take_by_hand,
    take_next,
)
from makegood.kit.ids import bucket_of
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR, buyer_of, merchant_of

WHY = "I bought from this shop before."


async def disputes(shop: Site, count: int) -> list[int]:
    """Disputes that wait for the desk, the first to run out first."""
    made = []
    for number in range(count):
        order = await shop.world.order(f"D-{number}")
        done = await shop.world.open(order)
        done = await shop.world.do(buyer_of(order), done, c.Escalate("Look", is_all=True))
        done = await shop.world.do(merchant_of(order), done, c.AddStatement("It was dry", is_all=True))
        made.append(done.case.state.id)
    return made


def person(name: str, role: PrincipalRole = PrincipalRole.DESK) -> Principal:
    return Principal(role, name=name)


async def inside(shop: Site, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async with shop.app.state.pool.acquire() as connection, connection.transaction():
        return await work(connection)


async def next_for(shop: Site, who: Principal, later: timedelta = timedelta(0)) -> int | None:
    now, ids = shop.app.state.clock.now() + later, shop.app.state.engine.ids
    claim = await inside(shop, lambda connection: take_next(connection, who, now, ids))
    return int(claim.case_id) if claim else None


async def test_people_who_ask_at_once_get_different_cases(shop: Site) -> None:
    made = await disputes(shop, 3)
    people = [person(f"desk-{number}") for number in range(5)]
    got = await asyncio.gather(*(next_for(shop, who) for who in people))
    cases = [case for case in got if case is not None]
    assert sorted(cases) == sorted(made)
    for who, case in zip(people, got, strict=True):
        if case is not None:
            held = (await assignments_of(shop.app.state.pool, [case], shop.app.state.clock.now()))[case]
            assert (held.person, held.how) == (who.name, How.GIVEN)


async def test_nobody_gets_more_than_their_limit(shop: Site) -> None:
    await disputes(shop, 3)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    await keep_person(pool, DeskPerson("chen", "Chen", Skills(most_open=2)), OPERATOR, now)
    got = await asyncio.gather(*(next_for(shop, DESK) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(each, int) for each in got) == 2
    assert sum(isinstance(each, refusals.TooMuchToDo) for each in got) == 1
    assert await open_of(pool, "chen", now) == 2


async def test_what_is_passed_on_goes_to_somebody_else_with_its_reason(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    pool, now, ids = shop.app.state.pool, shop.app.state.clock.now(), shop.app.state.engine.ids
    assert await next_for(shop, DESK) == case
    with pytest.raises(refusals.DeskReasonOwed):
        await inside(shop, lambda x: pass_on(x, case, DESK, WhyPassed.KNOWS_A_PARTY, "no", now, ids))
    await inside(shop, lambda x: pass_on(x, case, DESK, WhyPassed.KNOWS_A_PARTY, WHY, now, ids))
    with pytest.raises(refusals.NotYours):
        await inside(shop, lambda x: pass_on(x, case, DESK, WhyPassed.KNOWS_A_PARTY, WHY, now, ids))
    assert await next_for(shop, DESK) is None
    assert await next_for(shop, person("zhao")) == case
    moved = await moves_of(pool, case)
    assert [one.what for one in moved] == ["given", "passed", "given"]
    assert (moved[1].why, moved[1].reason) == ("knows_a_party", WHY)
    with pytest.raises(refusals.ConflictOfInterest):
        await inside(shop, lambda x: take_by_hand(x, case, DESK, now, ids))


async def test_whoever_is_away_keeps_nothing(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    assert await next_for(shop, DESK) == case
    later = timedelta(minutes=31)
    assert await next_for(shop, person("zhao"), later) is None
    await set_away(pool, DESK, now + timedelta(days=3), now)
    assert await next_for(shop, person("zhao"), later) == case
    await set_away(pool, DESK, None, now)
    assert (await assignments_of(pool, [case], now + later))[case].person == "zhao"


async def test_a_senior_assigns_by_hand_and_nobody_else(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    pool, now, ids = shop.app.state.pool, shop.app.state.clock.now(), shop.app.state.engine.ids
    shop_id = await pool.fetchval("SELECT merchant_id FROM cases WHERE id = $1", case)
    await keep_person(pool, DeskPerson("zhao", "Zhao", Skills()), OPERATOR, now)
    await keep_person(pool, DeskPerson("lin", "Lin", Skills(merchants=(shop_id,))), OPERATOR, now)
    with pytest.raises(refusals.SeniorsAssign):
        await inside(shop, lambda x: assign(x, case, "zhao", DESK, "She knows tea well", now, ids))
    with pytest.raises(refusals.ConflictOfInterest):
        await inside(shop, lambda x: assign(x, case, "lin", SENIOR, "She knows tea well", now, ids))
    held = await inside(shop, lambda x: assign(x, case, "zhao", SENIOR, "She knows tea well", now, ids))
    assert (held.person, held.how) == ("zhao", How.BY_HAND)
    assert (await moves_of(pool, case))[0].reason == "She knows tea well"
    # Who is listed gets cases given, and takes only what they have.
    await inside(shop, lambda x: take_by_hand(x, case, person("zhao"), now, ids))
    order = await shop.world.order("D-free")
    done = await shop.world.do(buyer_of(order), await shop.world.open(order), c.Escalate("Look", is_all=True))
    free = (await shop.world.do(merchant_of(order), done, c.AddStatement("Dry", is_all=True))).case.state.id
    with pytest.raises(refusals.GivenNotTaken):
        await inside(shop, lambda x: take_by_hand(x, free, person("zhao"), now, ids))


async def test_nobody_is_assigned_a_case_of_their_own(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    pool, now, ids = shop.app.state.pool, shop.app.state.clock.now(), shop.app.state.engine.ids
    account = ids(0)
    await pool.execute(
        "INSERT INTO people (bucket, id, email, name, role, status, created_at)"
        " VALUES ($1, $2, 'li.na@example.com', 'Li Na', 'desk', 'active', $3)",
        bucket_of(account), account, now,
    )  # fmt: skip
    await pool.execute(
        "UPDATE buyers b SET email = 'Li.Na@example.com' FROM cases c"
        " WHERE c.id = $1 AND (b.bucket, b.id) = (c.bucket, c.buyer_id)",
        case,
    )
    label = f"person-{account}"
    await keep_person(pool, DeskPerson(label, "Li Na", Skills()), OPERATOR, now)
    with pytest.raises(refusals.ConflictOfInterest):
        await inside(shop, lambda x: assign(x, case, label, SENIOR, "She knows tea well", now, ids))
    assert await assignments_of(pool, [case], now) == {}


async def test_the_board_counts_what_runs_out(shop: Site) -> None:
    await disputes(shop, 2)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    await next_for(shop, DESK)
    board = await service_board(pool, now)
    assert [(one.name, one.within, one.near, one.past) for one in board.stages] == [
        ("dispute_ruling", 2, 0, 0)
    ]
    assert sorted((one.name, one.open) for one in board.people) == [("", 1), ("chen", 1)]
    late = await service_board(pool, now + timedelta(hours=65))
    assert [(one.within, one.near, one.past) for one in late.stages] == [(0, 2, 0)]
    past = await service_board(pool, now + timedelta(hours=73))
    assert [(one.within, one.near, one.past) for one in past.stages] == [(0, 0, 2)]


async def begun(shop: Site, work: Callable[[Any], Awaitable[Any]], then: Callable[[], Awaitable[Any]]) -> Any:
    """Do something, and before it is committed begin something else; what that came to."""
    async with shop.app.state.pool.acquire() as connection, connection.transaction():
        await work(connection)
        other: asyncio.Task[Any] = asyncio.create_task(then())  # type: ignore[arg-type]
        await asyncio.sleep(0.2)
    return (await asyncio.gather(other, return_exceptions=True))[0]


async def test_what_a_senior_gives_away_is_not_given_to_whoever_asks_at_that_moment(shop: Site) -> None:
    first, second = await disputes(shop, 2)
    now, ids = shop.app.state.clock.now(), shop.app.state.engine.ids
    got = await begun(
        shop,
        lambda connection: assign(connection, first, "zhao", SENIOR, WHY, now, ids),
        lambda: next_for(shop, DESK),
    )
    assert got == second
    held = (await assignments_of(shop.app.state.pool, [first], now))[first]
    assert (held.person, held.how) == ("zhao", How.BY_HAND)


async def test_two_seniors_do_not_give_somebody_more_than_their_limit(shop: Site) -> None:
    first, second = await disputes(shop, 2)
    pool, now, ids = shop.app.state.pool, shop.app.state.clock.now(), shop.app.state.engine.ids
    await keep_person(pool, DeskPerson("chen", "Chen", Skills(most_open=1)), OPERATOR, now)

    def give(case: int) -> Callable[[Any], Awaitable[Any]]:
        return lambda connection: assign(connection, case, "chen", SENIOR, WHY, now, ids)

    refused = await begun(shop, give(first), lambda: inside(shop, give(second)))
    assert isinstance(refused, refusals.TooMuchToDo)
    assert await open_of(pool, "chen", now) == 1


async def test_who_passes_a_case_on_does_not_take_it_from_whom_it_was_given_to(shop: Site) -> None:
    (case,) = await disputes(shop, 1)
    now, ids = shop.app.state.clock.now(), shop.app.state.engine.ids
    assert await next_for(shop, DESK) == case
    refused = await begun(
        shop,
        lambda connection: assign(connection, case, "zhao", SENIOR, WHY, now, ids),
        lambda: inside(shop, lambda one: pass_on(one, case, DESK, WhyPassed.KNOWS_A_PARTY, WHY, now, ids)),
    )
    assert isinstance(refused, refusals.NotYours)
    assert (await assignments_of(shop.app.state.pool, [case], now))[case].person == "zhao"
