"""The audits behind `crash` and `timers` see what they are there to see: faults are planted and found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bench.audit import Answered, findings
from bench.timers import Expired, faults, in_order, speed
from makegood.cases import commands as c
from tests.world import NOON, build_world, buyer_of, merchant_of


async def settled_return(pool: Any) -> int:
    """One whole return of the named world; its case's id."""
    world = build_world(pool)
    order = await world.order()
    done = await world.open(order)
    for who, command in (
        (merchant_of(order), c.Approve()), (buyer_of(order), c.ShipReturn("SF", "SF-back-1")),
        (merchant_of(order), c.Receive()), (merchant_of(order), c.Inspect()),
    ):  # fmt: skip
        done = await world.do(who, done, command)
    await world.runner.run_ready()
    await pool.execute("DELETE FROM jobs WHERE kind = 'follow_parcel'")  # no carrier works in the named world
    await pool.execute("DELETE FROM outbox")
    await pool.execute("UPDATE fake_processor_refunds SET notifications_owed = 0")
    return done.case.state.id


async def test_finds_nothing_where_nothing_is_wrong(pool: Any) -> None:
    case_id = await settled_return(pool)
    assert await findings(pool, [Answered(case_id, 5, "case.return_inspected")], 1) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            "UPDATE cases SET state = jsonb_set(state, '{note}', '\"altered\"')",
            "not what its events make of it",
        ),
        ("DELETE FROM case_events WHERE seq = 3", "has events"),
        ("UPDATE fake_processor_payments SET moved_minor = moved_minor * 2", "books of money do not agree"),
        (
            "UPDATE ledger_accounts SET balance_minor = balance_minor + 1 WHERE account LIKE 'outside%'",
            "trial balance",
        ),
        (
            "INSERT INTO jobs (bucket, id, kind, payload, run_at) VALUES (1, 1, 'x', '{}', now())",
            "work is left over",
        ),
    ],
)
async def test_finds_what_was_planted(pool: Any, fault: str, said: str) -> None:
    await settled_return(pool)
    await pool.execute(fault)
    assert any(said in finding for finding in await findings(pool, [], 1))


async def test_finds_an_answer_that_is_not_on_record(pool: Any) -> None:
    case_id = await settled_return(pool)
    found = await findings(
        pool, [Answered(case_id, 3, "case.return_inspected"), Answered(7, 1, "case.opened")], 2
    )
    assert len(found) == 3  # two answers, and a return that has no case


def expired(second: int, due: int, seq: int | None = 2) -> Expired:
    """A case of version 1 that was due at one second and expired at another."""
    return Expired(NOON + timedelta(seconds=due), 1, seq, NOON + timedelta(seconds=second) if seq else None)


def test_expiries_are_counted_once_and_in_order() -> None:
    right = [expired(0, 0), expired(0, 1), expired(1, 2), expired(2, 3)]
    assert (speed(right), in_order(right), faults(right, 4)) == (1.0, 1.0, [])


def test_lost_doubled_and_disordered_expiries_are_seen() -> None:
    assert faults([expired(0, 0), expired(0, 0)], 1) == ["1 cases were due, 2 expiries are on record"]
    assert len(faults([expired(0, 0, None)], 1)) == 1
    assert len(faults([expired(0, 0, 3)], 1)) == 1
    assert in_order([expired(0, 5), expired(1, 2)]) == 0.0
