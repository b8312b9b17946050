"""Parcels by a courier of the sender's own: nobody tells of them, or somebody is asked while a person tells first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from makegood.carriers import PARCEL_MOVED, Carriers, Known, Scan, TrackingEvent
from makegood.cases import commands as c
from makegood.db.jobs import JobRunner
from makegood.flows.told_parcels import follow_parcel
from makegood.flows.track import FOLLOW_PARCEL
from tests.carriers.carried import Carried, carried
from tests.world import buyer_of, merchant_of


def _only_follows(all_: Carried) -> JobRunner:
    """A worker that puts down what people tell, and goes no further."""
    work = all_.work
    return JobRunner(all_.pool, all_.world.clock, {FOLLOW_PARCEL: work.handlers[FOLLOW_PARCEL]})


async def test_it_stands_at_once_and_nobody_looks_for_it(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "SF1"))
    await _only_follows(all_).run_ready()
    assert tuple(await pool.fetchrow("SELECT status, next_look_at FROM carried_parcels")) == ("booked", None)
    await all_.world.do(merchant_of(order), done, c.Receive())
    await _only_follows(all_).run_ready()
    assert await pool.fetchval("SELECT status FROM carried_parcels") == "delivered"
    # The case has told it itself.
    assert await pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", PARCEL_MOVED) == 0


async def test_what_has_arrived_already_is_put_down_whole(pool: Any, tmp_path: Path) -> None:
    """Both were told before any worker came: the parcel begins as it ends, and its number may be used again."""
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    done = await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "SF1"))
    done = await all_.world.do(merchant_of(order), done, c.Receive())
    await _only_follows(all_).run_ready()
    row = await pool.fetchrow("SELECT status, ended_at, is_contested, next_look_at FROM carried_parcels")
    assert tuple(row) == ("delivered", done.case.state.received_at, False, None)
    assert await pool.fetch("SELECT scan, raw_code FROM tracking_events") == [("delivered", "reception")]
    assert await pool.fetchval("SELECT is_over FROM tracking_numbers")
    assert await pool.fetchval("SELECT sum(quantity) FROM carried_units") == done.case.state.items[0].quantity
    assert await pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", PARCEL_MOVED) == 0


async def test_it_joins_what_another_case_has_on_its_way(pool: Any, tmp_path: Path) -> None:
    """The number leads to a parcel that lives: this case has arrived, so the parcel has, and the other case is told."""
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    other_order, other = await all_.returning("T-2")
    await all_.world.do(buyer_of(other_order), other, c.ShipReturn("SF", "SF1"))
    await _only_follows(all_).run_ready()
    done = await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "SF1"))
    await all_.world.do(merchant_of(order), done, c.Receive())
    await _only_follows(all_).run_ready()
    assert [row["status"] for row in await pool.fetch("SELECT status FROM carried_parcels")] == ["delivered"]
    assert await pool.fetchval("SELECT count(DISTINCT case_id) FROM carried_units") == 2
    assert await pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", PARCEL_MOVED) == 1


async def test_the_arrival_is_news_to_another_case_in_the_same_parcel(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    other_order, other = await all_.returning("T-2")
    await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "SF1"))
    await all_.world.do(buyer_of(other_order), other, c.ShipReturn("SF", "SF1"))
    await _only_follows(all_).run_ready()
    await all_.world.do(merchant_of(order), done, c.Receive())
    await _only_follows(all_).run_ready()
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels") == 1
    assert await pool.fetchval("SELECT count(*) FROM jobs WHERE kind = $1", PARCEL_MOVED) == 1


@dataclass
class SlowFollower:
    """A carrier that is asked to follow a parcel, and while it thinks the parcel arrives."""

    all_: Carried
    at: datetime
    name: str = "slow"
    asked: list[Known] = field(default_factory=list)

    def carries(self, courier: str) -> bool:
        return True

    async def follow(self, parcel: Known) -> None:
        self.asked.append(parcel)
        parcel_id = await self.all_.pool.fetchval("SELECT id FROM carried_parcels")
        arrived = TrackingEvent(
            courier=parcel.courier, tracking_no=parcel.tracking_no, scan=Scan.DELIVERED, at=self.at
        )
        await self.all_.work.conduct.record(parcel_id, [arrived])

    async def track(self, parcel: Known) -> tuple[TrackingEvent, ...]:
        return ()


async def test_what_was_told_while_a_carrier_was_asked_to_follow_stands(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    slow = SlowFollower(all_, all_.world.clock.now())
    conduct = replace(all_.work.conduct, carriers=Carriers({"slow": slow}))
    await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "SF1"))

    async def follow(job: Any) -> None:
        await follow_parcel(all_.world.engine, conduct, job)

    await JobRunner(pool, all_.world.clock, {FOLLOW_PARCEL: follow}).run_ready()
    assert len(slow.asked) == 1
    assert await pool.fetchval("SELECT status FROM carried_parcels") == "delivered"
