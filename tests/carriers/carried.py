"""For tests of parcels: the named world with the simulated carrier, and a return that waits for its goods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from makegood.carriers import ParcelOffice, ParcelView, ParcelWanted, SenderTold
from makegood.cases import Done, Stage, read_case
from makegood.cases import commands as c
from makegood.db.jobs import JobRunner
from makegood.flows.parcels import ParcelWork, parcel_office, parcel_work
from makegood.kit.settings import Mode, Settings
from makegood.orders import OrderRecorded
from tests.world import World, build_world, buyer_of, merchant_of

SENDER = SenderTold("李娜", "文三路 1 号", "13800000000", "杭州", "浙江")


@dataclass
class Carried:
    """The world, the verbs of parcels and what a worker does for them."""

    world: World
    office: ParcelOffice
    work: ParcelWork
    runner: JobRunner

    @property
    def pool(self) -> Any:
        return self.world.engine.pool

    async def returning(self, number: str = "T-1", **changes: Any) -> tuple[OrderRecorded, Done]:
        """An order with a case whose goods shall come back."""
        order = await self.world.order(number, **changes)
        done = await self.world.open(order)
        return order, await self.world.do(merchant_of(order), done, c.Approve())

    async def drop_off(self, order: OrderRecorded, done: Done, scenario: str = "") -> ParcelView:
        """The buyer gets a code."""
        case_id = str(done.case.state.id)
        wanted = ParcelWanted((case_id,), "drop_off", SENDER, weight_grams=600, scenario=scenario)
        return await self.office.book_return(buyer_of(order), wanted, f"drop-{case_id}")

    async def fetched(self, order: OrderRecorded, done: Done, scenario: str = "") -> ParcelView:
        """The buyer has it fetched at the first time that is offered."""
        case_id = str(done.case.state.id)
        slot = self.office.ways(self.world.clock.now()).slots[0]
        wanted = ParcelWanted((case_id,), "pickup", SENDER, slot, weight_grams=600, scenario=scenario)
        return await self.office.book_return(buyer_of(order), wanted, f"pickup-{case_id}")

    async def pass_hours(self, hours: float, step: float = 1) -> None:
        """Let time pass, the worker looking every now and then."""
        passed = 0.0
        while passed < hours:
            self.world.clock.advance(timedelta(hours=step))
            passed += step
            await self.work.look()
            await self.runner.run_ready()

    async def stage(self, done: Done) -> Stage:
        """Where a case stands now."""
        case, _ = await read_case(self.pool, done.case.state.id)
        return case.state.stage


def carried(pool: Any, home: Path) -> Carried:
    """The world over a pool."""
    world = build_world(pool)
    settings = Settings(home=home, mode=Mode.TEST, secret="a secret that only the tests of this project use")
    work = parcel_work(world.engine, settings)
    office = parcel_office(world.engine, work.conduct)
    return Carried(world, office, work, JobRunner(pool, world.clock, work.handlers))
