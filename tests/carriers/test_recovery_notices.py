"""What a carrier pays for a lost parcel: buyer and merchant are told once what came to them, and read of a claim only what is
theirs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.carriers import (
    Direction,
    Ending,
    Recovery,
    RecoveryOffice,
    recoveries_told,
    told_to,
)
from makegood.cases.model import Favour
from makegood.db.jobs import JobRunner
from makegood.flows.divide import divide_recoveries
from makegood.flows.recovery_notices import tell_of_recovery
from makegood.flows.worker import job_handlers
from makegood.notifications import happened
from makegood.notifications.store import notification
from tests.carriers.test_to_the_end import Walk, arrived
from tests.world import DESK, NOON, OPERATOR, buyer_of, merchant_of

TOLD = "SELECT * FROM notifications WHERE fields ->> 'event' LIKE 'recovery.%' ORDER BY seq, recipient"
STRANGER = Principal(PrincipalRole.BUYER, 7)


async def told(pool: Any, language: str = "en") -> list[str]:
    """What was told of claims against carriers: to whom, of which kind, and the words."""
    return [
        f"{one.recipient.partition(':')[0]} {one.kind}: {happened(one.told, one.recipient, language)}"
        for one in (notification(row) for row in await pool.fetch(TOLD))
    ]


async def lost(pool: Any, home: Path) -> Walk:
    """A return of 100.02 that was lost; the desk had 40.00 of it refunded."""
    walk = await arrived(pool, home, "lost")
    await walk.desk(Favour.SPLIT, amount_minor=4000)
    return walk


def office(walk: Walk) -> RecoveryOffice:
    engine = walk.all.world.engine
    return RecoveryOffice(engine.pool, engine.clock, engine.ids)


async def work(walk: Walk) -> None:
    """What the cases and the ledger have deferred is done."""
    engine = walk.all.world.engine
    await JobRunner(engine.pool, engine.clock, job_handlers(engine)).run_ready()


async def test_each_is_told_once_what_came_to_them(pool: Any, tmp_path: Path) -> None:
    walk = await lost(pool, tmp_path)
    await walk.carrier_pays()
    jobs = [row async for row in _jobs(walk)]
    assert len(jobs) == 1
    engine, now = walk.all.world.engine, walk.all.world.clock.now()
    assert await tell_of_recovery(pool, jobs[0], engine.ids, now) == 2
    assert await tell_of_recovery(pool, jobs[0], engine.ids, now) == 0
    await work(walk)
    assert await told(pool) == [
        "buyer refund: The carrier paid for what it lost or broke: CN¥60.02 went to your balance.",
        "merchant refund: The carrier paid for what it lost or broke: CN¥40.00 is yours.",
    ]
    assert await told(pool, "zh-CN") == [
        "buyer refund: 承运人已就丢失或损坏赔付，¥60.02 已划入您的余额。",
        "merchant refund: 承运人已就丢失或损坏赔付，其中 ¥40.00 归您。",
    ]
    paths = {notification(row).path for row in await pool.fetch(TOLD)}
    assert paths == {f"/cases/{walk.done.case.state.id}"}


async def _jobs(walk: Walk) -> Any:
    """The deferred jobs that tell of a payment, as the worker would get them."""
    seen = []

    async def keep(job: Any) -> None:
        seen.append(job)

    engine = walk.all.world.engine
    await JobRunner(engine.pool, engine.clock, {"tell_recovery": keep}).run_ready()
    for each in seen:
        yield each


async def test_a_payment_put_down_by_mistake_is_told_to_be_taken_back(pool: Any, tmp_path: Path) -> None:
    walk = await lost(pool, tmp_path)
    await walk.carrier_pays()
    await work(walk)
    number = await pool.fetchval("SELECT id FROM recoveries")
    await office(walk).reverse(OPERATOR, number, "back")
    await work(walk)
    assert (await told(pool))[2:] == [
        "buyer refund: Of what the carrier had paid, CN¥60.02 was taken back out of your balance.",
        "merchant refund: Of what the carrier had paid to you, CN¥40.00 was taken back.",
    ]


async def test_a_payment_divided_anew_is_told_by_what_changed(pool: Any, tmp_path: Path) -> None:
    """As after an appeal that refunds all of it: the buyer has no loss any more."""
    walk = await lost(pool, tmp_path)
    await walk.carrier_pays()
    await work(walk)
    await pool.execute("UPDATE cases SET refunded_minor = 9002")
    engine, case_id = walk.all.world.engine, walk.done.case.state.id
    assert await divide_recoveries(pool, case_id, engine.ids, walk.all.world.clock.now()) == 1
    assert await divide_recoveries(pool, case_id, engine.ids, walk.all.world.clock.now()) == 0
    await work(walk)
    assert (await told(pool))[2:] == [
        "buyer refund: Of what the carrier had paid, CN¥50.02 was taken back out of your balance.",
        "merchant refund: The carrier paid for what it lost or broke: CN¥50.02 is yours.",
    ]


async def test_who_gets_nothing_is_told_nothing(pool: Any, tmp_path: Path) -> None:
    walk = await arrived(pool, tmp_path, "lost")
    await walk.desk(Favour.BUYER, with_return=False)
    await walk.carrier_pays()
    await work(walk)
    assert await told(pool) == [
        "merchant refund: The carrier paid for what it lost or broke: CN¥100.02 is yours."
    ]


async def test_a_refusal_moves_no_money_and_tells_nobody(pool: Any, tmp_path: Path) -> None:
    walk = await lost(pool, tmp_path)
    number = await pool.fetchval("SELECT id FROM recoveries")
    await office(walk).end(OPERATOR, number, Ending("refused"), "refused")
    await work(walk)
    assert await told(pool) == []


async def test_a_case_tells_each_of_its_readers_their_own(pool: Any, tmp_path: Path) -> None:
    walk = await lost(pool, tmp_path)
    await walk.carrier_pays()
    case_id = walk.done.case.state.id

    async def read(who: Principal) -> list[tuple[Any, ...]]:
        found = await recoveries_told(pool, who, case_id)
        return [
            (one.claimed_minor, one.paid_minor, one.to_buyer_minor, one.to_merchant_minor) for one in found
        ]

    assert await read(buyer_of(walk.order)) == [(None, None, 6002, None)]
    assert await read(merchant_of(walk.order)) == [(None, None, None, 4000)]
    assert await read(DESK) == [(10002, 10002, 6002, 4000)]
    assert await read(STRANGER) == []
    await pool.execute("UPDATE recoveries SET status = 'dropped', transaction_id = NULL")
    assert [len(await read(who)) for who in (buyer_of(walk.order), merchant_of(walk.order), DESK)] == [
        0,
        0,
        1,
    ]


@pytest.mark.parametrize(
    ("role", "direction", "status", "claimed"),
    [
        ("buyer", Direction.BACK, "open", 900), ("buyer", Direction.OUT, "open", None),
        ("buyer", Direction.BACK, "refused", 900), ("buyer", Direction.BACK, "paid", None),
        ("merchant", Direction.OUT, "open", 900), ("merchant", Direction.BACK, "paid", None),
        ("desk", Direction.OUT, "paid", 900), ("operator", Direction.BACK, "open", 900),
    ],
)  # fmt: skip
def test_who_reads_what_is_claimed(role: str, direction: Direction, status: str, claimed: int | None) -> None:
    paid = 900 if status == "paid" else 0
    found = Recovery(
        1, 2, 3, 0, 4, 5, 6, "carrier", "simulated", "lost", "CNY", 900, paid, paid // 3, 0, 0, "", 0, 0,
        9 if paid else None, status, "", NOON, NOON, 1,
    )  # fmt: skip
    seen = told_to(PrincipalRole(role), found, direction)
    assert seen.claimed_minor == claimed
    assert seen.to_platform_minor == (0 if role == "desk" else None)
