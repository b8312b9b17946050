"""Who is told what of a decision, read aloud: by whom, what they did, and what each party hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import Principal
from makegood.cases import Done, sweep_due
from makegood.cases import commands as c
from makegood.desk import public_number
from makegood.notifications import happened
from makegood.notifications.store import notification
from tests.world import DESK, SENIOR, World, build_world, buyer_of, merchant_of

BY = f"Decided by person {public_number(SENIOR.label)} of the platform's desk."


async def told(pool: Any, case_id: int) -> list[str]:
    """Everything that was told of a case, in order: recipient's role, kind, whether it is its move, and the words."""
    rows = await pool.fetch("SELECT * FROM notifications WHERE case_id = $1 ORDER BY seq, recipient", case_id)
    found = [notification(row) for row in rows]
    return [
        f"{one.recipient.partition(':')[0]} {one.kind}{'!' if one.told.yours else ''}:"
        f" {happened(one.told, one.recipient, 'en')}"
        for one in found
    ]


@pytest.fixture
async def world(pool: Any) -> World:
    return build_world(pool)


async def play(world: World, done: Done, *moves: tuple[Principal, c.Command]) -> Done:
    for who, command in moves:
        done = await world.do(who, done, command)
    return done


async def test_a_return_from_asking_to_the_money(pool: Any, world: World) -> None:
    order = await world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await play(
        world, await world.open(order),
        (merchant, c.Approve()), (buyer, c.ShipReturn("SF", "SF1")), (merchant, c.Receive()), (merchant, c.Inspect()),
    )  # fmt: skip
    await world.runner.run_ready()
    assert await told(pool, done.case.state.id) == [
        "merchant move!: The buyer asks for CN¥100.02.",
        "buyer move!: The merchant granted CN¥100.02.",
        "merchant progress: The buyer sent the goods back.",
        "buyer progress: The merchant has the goods.",
        "buyer answer: The merchant looked at the goods and accepts CN¥100.02.",
        "buyer refund: CN¥100.02 has been paid back to you.",
        "merchant end: The case is settled: CN¥100.02 refunded.",
    ]


async def test_a_dispute_goes_to_the_desk_and_up(pool: Any, world: World) -> None:
    order = await world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await play(
        world, await world.open(order),
        (merchant, c.Refuse("no_fault_found")), (buyer, c.Escalate("Look", is_all=True)),
        (merchant, c.AddStatement("Dry", is_all=True)),
        (DESK, c.HandUp("Hard")), (SENIOR, c.Rule(c.Favour.MERCHANT, "It was dry")),
    )  # fmt: skip
    assert await told(pool, done.case.state.id) == [
        "merchant move!: The buyer asks for CN¥100.02.",
        "buyer move!: The merchant refused the request.",
        "merchant move!: The other side called the platform in.",
        "buyer progress: The other side told the desk how they see it.",
        "desk move!: The other side told the desk how they see it.",
        "buyer ruling: A senior of the platform will decide.",
        "merchant ruling: A senior of the platform will decide.",
        "senior move!: The desk passes a case to you.",
        f"buyer ruling: The platform decided for the merchant. {BY}"
        " You can appeal until Mon 9 Mar, 12:00 UTC, on the page of the case.",
        f"merchant ruling: The platform decided for the merchant. {BY}",
    ]


async def test_both_parties_of_a_hearing_are_reminded(pool: Any, world: World) -> None:
    order = await world.order()
    done = await play(world, await world.open(order), (buyer_of(order), c.Escalate("Look")))
    before = len(await told(pool, done.case.state.id))
    world.clock.at = done.case.state.remind_at or world.clock.at
    await sweep_due(pool, world.engine.writes)
    reminded = (await told(pool, done.case.state.id))[before:]
    assert sorted(line.split(":")[0] for line in reminded) == ["buyer clock", "merchant clock!"]


async def test_offers_go_back_and_forth(pool: Any, world: World) -> None:
    order = await world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await play(
        world, await world.open(order),
        (merchant, c.MakeOffer(3000)), (buyer, c.MakeOffer(5000)), (merchant, c.MakeOffer(4000)), (buyer, c.Accept()),
    )  # fmt: skip
    lines = await told(pool, done.case.state.id)
    assert lines[1:5] == [
        "buyer move!: The merchant offers CN¥30.00.",
        "merchant move!: The buyer proposes CN¥50.00.",
        "buyer move!: The merchant offers CN¥40.00.",
        "merchant answer: The buyer accepted CN¥40.00.",
    ]


async def test_who_writes_is_not_told_and_the_others_get_the_beginning_of_it(pool: Any, world: World) -> None:
    order = await world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await play(
        world, await world.open(order),
        (buyer, c.Say(text="The  leaves\nare damp.")),
        (merchant, c.Ask(c.Role.BUYER, "Which tin?")), (buyer, c.Say(text="The second.")),
    )  # fmt: skip
    assert (await told(pool, done.case.state.id))[1:] == [
        "merchant message!: The buyer wrote to you.",
        "buyer move!: The merchant asks you something.",
        "merchant move!: The buyer wrote to you.",
    ]
    rows = await pool.fetch("SELECT fields ->> 'excerpt' AS words FROM notifications ORDER BY seq")
    assert [row["words"] for row in rows] == [None, "The leaves are damp.", "Which tin?", "The second."]


async def test_what_was_flagged_is_not_passed_on(pool: Any, world: World) -> None:
    order = await world.order()
    done = await play(
        world, await world.open(order), (merchant_of(order), c.Say(text="加微信 wx88812345 转账给我"))
    )
    row = await pool.fetchrow("SELECT fields FROM notifications WHERE recipient LIKE 'buyer:%'")
    assert "excerpt" not in row["fields"]
    assert done.case.events[-1].event.flags  # type: ignore[union-attr]


async def test_silence_is_told_to_both(pool: Any, world: World) -> None:
    order = await world.order()
    done = await world.open(order, "refund_only")
    world.clock.advance(timedelta(hours=47))
    await sweep_due(pool, world.engine.writes)
    world.clock.advance(timedelta(hours=2))
    await sweep_due(pool, world.engine.writes)
    assert (await told(pool, done.case.state.id))[1:4] == [
        "merchant clock!: Your time to answer is running out.",
        "buyer answer: The merchant did not answer in time, so CN¥100.02 is granted.",
        "merchant answer: You did not answer in time, so CN¥100.02 was granted.",
    ]


async def test_a_command_that_is_repeated_tells_once(pool: Any, world: World) -> None:
    order = await world.order()
    done = await world.open(order)
    for _ in range(2):
        await world.do(merchant_of(order), done, c.Approve(), key="approve-1")
    assert await pool.fetchval("SELECT count(*) FROM notifications WHERE recipient LIKE 'buyer:%'") == 1
