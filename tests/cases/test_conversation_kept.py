"""What a conversation leaves in the database, in the case's own transaction: stream, files, flags, responses, read marks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import (
    Done,
    Verdict,
    as_recorded,
    flagged_messages,
    fold,
    mark_read,
    read_case,
    reads_of,
    refusals,
    response_figures,
    settle_flag,
    sweep_due,
)
from makegood.cases import commands as c
from makegood.cases.model import Role
from makegood.kit.errors import KeyReused, NotFound, NotPermitted, Refused
from makegood.orders import OrderRecorded
from tests.world import DESK, MARKETPLACE, NOON, SENIOR, World, build_world, buyer_of, merchant_of

HOUR = timedelta(hours=1)


async def opened(pool: Any, number: str = "T-1", **changes: Any) -> tuple[World, OrderRecorded, Done]:
    """The named world with a case on an order of it."""
    world = build_world(pool)
    order = await world.order(number, **changes)
    return world, order, await world.open(order)


async def a_file(pool: Any, order: OrderRecorded, uploaded_by: str, number: int = 1) -> str:
    """The row of a file that somebody uploaded to an order."""
    bucket, file_id = await pool.fetchrow(
        "SELECT bucket, id + $2 FROM orders WHERE id = $1", order.order_id, number
    )
    await pool.execute(
        "INSERT INTO files (bucket, id, order_id, uploaded_by, sha256, name, media_type, size_bytes, uploaded_at)"
        " VALUES ($1, $2, $3, $4, repeat($5, 64), 'tin.jpg', 'image/jpeg', 100, $6)",
        bucket, file_id, order.order_id, uploaded_by, str(number), NOON,
    )  # fmt: skip
    return str(file_id)


async def test_the_row_is_the_fold_of_the_stream(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    buyer, merchant = buyer_of(order), merchant_of(order)
    for who, command in (
        (merchant, c.Ask(Role.BUYER, "Which tin?")),
        (buyer, c.Say("The third.")),
        (DESK, c.Say("Hm.")),
    ):
        world.clock.advance(HOUR)
        done = await world.do(who, done, command)
    case, _ = await read_case(pool, done.case.state.id)
    assert fold(as_recorded(case.events)) == case.state == done.case.state
    assert [case.state.owner, case.state.said, case.state.asked] == [
        Role.MERCHANT,
        {"buyer": 1, "desk": 1},
        {"merchant": 1},
    ]


async def test_one_key_is_one_message(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    for _ in range(2):
        done = await world.do(buyer_of(order), done, c.Say("Hello"), key="k-1")
    assert done.case.state.said == {"buyer": 1}
    with pytest.raises(KeyReused):
        await world.do(buyer_of(order), done, c.Say("Bye"), key="k-1")


async def test_files_of_a_message_are_everybodys_from_then_on(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    buyer = buyer_of(order)
    mine = await a_file(pool, order, buyer.label)
    done = await world.do(buyer, done, c.Say(files=(mine, mine)))
    event: Any = done.case.events[-1].event
    assert [(file.id, file.name, file.media_type) for file in event.files] == [
        (mine, "tin.jpg", "image/jpeg")
    ]
    row = await pool.fetchrow("SELECT case_id, seq, file_id FROM case_files")
    assert tuple(row) == (done.case.state.id, done.case.state.version, int(mine))
    assert await pool.fetchval("SELECT attached_at FROM files") == NOON


async def test_a_case_may_be_opened_with_files(pool: asyncpg.Pool) -> None:
    world = build_world(pool)
    order = await world.order()
    mine = await a_file(pool, order, buyer_of(order).label)
    done = await world.open(order, files=(mine,))
    assert await pool.fetchval("SELECT seq FROM case_files WHERE case_id = $1", done.case.state.id) == 1


async def test_other_peoples_files_are_refused_and_nothing_is_written(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    other = await world.order("T-2")
    buyer, merchant = buyer_of(order), merchant_of(order)
    files = [
        await a_file(pool, order, merchant.label, 1),
        await a_file(pool, other, buyer.label, 2),
        "1",
        "9223372036854775807",
        "9999999999999999999",
    ]
    for each in files:
        with pytest.raises(refusals.NoSuchFile):
            await world.do(buyer, done, c.Say("look", files=(each,)))
    assert await pool.fetchval("SELECT count(*) FROM case_files") == 0
    assert await pool.fetchval("SELECT version FROM cases") == done.case.state.version


async def test_a_question_lapses_by_the_sweep(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    world.clock.advance(10 * HOUR)
    await world.do(merchant_of(order), done, c.Ask(Role.BUYER, "Which tin?"))
    for hours in (36, 12):
        world.clock.advance(hours * HOUR)
        swept = await sweep_due(pool, world.engine.writes)
        assert swept.acted == 1
    case, _ = await read_case(pool, done.case.state.id)
    assert (case.state.owner, case.state.due_at) == (Role.MERCHANT, NOON + 96 * HOUR)
    rows = await pool.fetch("SELECT party, kind, answered_at FROM case_responses")
    assert [tuple(row) for row in rows] == [("buyer", "question", None)]


async def test_figures_of_a_merchant_beside_its_peers(pool: asyncpg.Pool) -> None:
    world = build_world(pool)
    mine = None
    for number, (name, hours) in enumerate(
        [("mine", 1), ("mine", 2), ("mine", 9), ("peer", 4), ("peer", 6), ("late", 48)]
    ):
        order = await world.order(f"T-{number}", merchant={"external_id": name, "name": name})
        mine = mine or order.merchant_id
        done = await world.open(order)
        world.clock.advance(hours * HOUR)
        if name == "late":
            await sweep_due(pool, world.engine.writes)
        else:
            await world.do(merchant_of(order), done, c.Approve())
    now = world.clock.now()
    own = await response_figures(pool, mine, NOON, now)
    assert (own.median_seconds, own.answered, own.lapsed, own.peers_median_seconds) == (7200, 3, 0, 5 * 3600)
    assert own.p90_seconds == round((2 + 0.8 * 7) * 3600)
    late = await response_figures(pool, order.merchant_id, NOON, now)
    assert (late.median_seconds, late.answered, late.lapsed) == (None, 0, 1)
    everybody = await response_figures(pool, None, NOON, now)
    assert (everybody.answered, everybody.lapsed, everybody.peers_median_seconds) == (5, 1, None)
    assert (await response_figures(pool, None, NOON, now, Role.DESK)).answered == 0


async def test_flagged_messages_are_judged_once(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    for text in ("加微信吧", "Hello", "V我50"):
        done = await world.do(merchant_of(order), done, c.Say(text))
    page = await flagged_messages(pool, False, None, 1)
    assert [(m.text, m.kinds, m.by) for m in page.messages] == [
        ("V我50", ("off_platform_contact", "off_platform_payment"), "merchant")
    ]
    rest = await flagged_messages(pool, False, page.next_cursor, 5)
    assert ([m.text for m in rest.messages], rest.next_cursor) == (["加微信吧"], None)
    case_id, seq = done.case.state.id, page.messages[0].seq
    first = await settle_flag(pool, case_id, seq, DESK, Verdict.UPHELD, "a way round us", NOON)
    again = await settle_flag(pool, case_id, seq, SENIOR, Verdict.UPHELD, "", NOON + HOUR)
    assert first == again
    with pytest.raises(refusals.AlreadyJudged):
        await settle_flag(pool, case_id, seq, SENIOR, Verdict.DISMISSED, "", NOON)
    with pytest.raises(NotFound):
        await settle_flag(pool, case_id, 99, DESK, Verdict.UPHELD, "", NOON)
    assert [m.verdict for m in (await flagged_messages(pool, True, None, 9)).messages] == [Verdict.UPHELD]
    assert len((await flagged_messages(pool, None, None, 9)).messages) == 2


async def test_marks_go_forward_and_never_past_the_case(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    done = await world.do(buyer_of(order), done, c.Say("Hello"))
    state, merchant = done.case.state, merchant_of(order)
    for seq, kept in ((1, 1), (99, 2), (1, 2)):
        await mark_read(pool, state, merchant, seq, NOON)
        reads = await reads_of(pool, state.id, merchant)
        assert (reads.own, [(mark.role, mark.seq) for mark in reads.marks]) == (kept, [(Role.MERCHANT, kept)])
    for who in (DESK, Principal(PrincipalRole.DESK, name="li")):
        await mark_read(pool, state, who, 1, NOON)
    assert len((await reads_of(pool, state.id, DESK)).marks) == 2


async def test_the_marketplace_writes_for_the_buyer_or_the_carrier(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    done = await world.do(MARKETPLACE, done, c.Say("For the buyer"))
    done = await world.do(MARKETPLACE, done, c.Say("On its way", speaker="carrier"))
    assert done.case.state.said == {"buyer": 1, "carrier": 1}
    for who, speaker in ((merchant_of(order), "buyer"), (buyer_of(order), "carrier")):
        with pytest.raises(NotPermitted):
            await world.do(who, done, c.Say("I am not", speaker=speaker))


async def test_a_message_goes_to_the_outbox_without_its_flags(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    await world.do(merchant_of(order), done, c.Say("加微信"))
    await world.do(merchant_of(order), done, c.Ask(Role.BUYER, "Which?"))
    told = await pool.fetch(
        "SELECT event, payload FROM outbox WHERE event LIKE '%message%' OR event LIKE '%question%' ORDER BY id"
    )
    assert [row["event"] for row in told] == ["case.message_posted", "case.question_asked"]
    assert "flags" not in told[0]["payload"]
    assert '"owner": "buyer"' in told[1]["payload"]


async def test_two_answers_at_once_are_one_answer(pool: asyncpg.Pool) -> None:
    world, order, done = await opened(pool)
    await world.do(merchant_of(order), done, c.Ask(Role.BUYER, "Which?"))
    found = await asyncio.gather(
        *(world.do(buyer_of(order), done, c.Say(f"{n}"), key=f"k{n}") for n in range(5)),
        return_exceptions=True,
    )
    assert not [each for each in found if isinstance(each, Refused)]
    case, _ = await read_case(pool, done.case.state.id)
    answers = [each.event.answers for each in case.events if hasattr(each.event, "answers")]
    assert sorted(answers) == [False] * 4 + [True]
