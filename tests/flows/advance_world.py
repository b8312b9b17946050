"""A world whose packs are those of China, whose buyers have credit, and where some may be refunded in advance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from makegood.accounts import Principal, PrincipalRole
from makegood.advances import AdvanceOffice, AdvanceView, StoredAdvance, advance_of_case
from makegood.advances.views import CapsTold
from makegood.cases import Done, Policy
from makegood.cases import commands as c
from makegood.db.jobs import JobRunner
from makegood.flows.engine import build_engine
from makegood.kit.clock import SetClock
from makegood.orders import OrderRecorded
from makegood.policy import open_shelf
from tests.world import CONFIGURATION, NOON, OPERATOR, World, buyer_of, merchant_of

PER_BUYER, TOTAL = 50_000, 1_000_000
EXCELLENT = {"credit_tier": "excellent", "goods_kind": "ordinary"}
SHIP = c.ShipReturn("SF", "SF9")


@dataclass
class AdvanceWorld:
    """The named world, with an office of advances."""

    world: World
    office: AdvanceOffice

    async def order(self, number: str = "T-1", tier: str = "excellent", **changes: Any) -> OrderRecorded:
        facts = changes.pop("facts", {}) | {"credit_tier": tier}
        return await self.world.order(number, facts=facts, **changes)

    async def returned(self, order: OrderRecorded, **fields: Any) -> Done:
        """A return, granted and handed to the courier: where instant refunds begin."""
        if fields.get("items", (c.ItemAsked(1, 3),)) == (c.ItemAsked(1, 3),):
            fields.setdefault("amount_minor", 10002)  # the goods without their freight
        done = await self.world.open(order, "return_refund", **fields)
        done = await self.world.do(merchant_of(order), done, c.Approve())
        return await self.world.do(buyer_of(order), done, SHIP)

    async def advance(self, done: Done) -> StoredAdvance:
        found = await advance_of_case(self.world.engine.pool, done.case.state.id)
        assert found is not None
        return found

    async def seen(self, done: Done, who: Principal = OPERATOR) -> AdvanceView:
        found = await self.office.seen_of_case(who, done.case.state.id)
        assert found is not None
        return found

    def waits(self, **time: float) -> None:
        self.world.clock.at += timedelta(**time)


async def advance_world(pool: Any, per_buyer: int = PER_BUYER, total: int = TOTAL) -> AdvanceWorld:
    """The world over a pool, with room for advances."""
    clock = SetClock(NOON)
    shelf = await open_shelf(pool, NOON - timedelta(days=400), at_once=True)
    engine = build_engine(pool, clock, CONFIGURATION, policy=Policy(shelf, "CN"))
    handlers = {"send_refund": engine.pay_out.send, "send_advance": engine.send_advance.send}
    world = World(engine, clock, JobRunner(pool, clock, handlers))
    office = AdvanceOffice(pool, clock, engine.ids)
    if total:
        await office.set_caps(OPERATOR, "CNY", CapsTold(per_buyer, total), None)
    return AdvanceWorld(world, office)


def desk() -> Principal:
    """A person of the desk."""
    return Principal(PrincipalRole.DESK, name="chen")
