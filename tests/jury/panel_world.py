"""A small world of panels: Li Na and Mountain Tea disagree, both agree to a panel, and forty users are ready to sit."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CallJury, Done, Policy, Request, Stage
from makegood.cases import commands as c
from makegood.cases.families.jury.commands import AgreeJury
from makegood.db.jobs import JobRunner
from makegood.flows.engine import build_engine
from makegood.flows.jury_work import JuryWork
from makegood.jury import Confirmation, JuryOffice, Panel, Readiness, Seat, VoteAsked, panel_of, seats_of
from makegood.jury.model import JurySettings
from makegood.jury.refusals import PanelOver, SeatLapsed
from makegood.kit.clock import SetClock
from makegood.orders import order_from_raw
from makegood.policy import open_shelf
from tests.world import CONFIGURATION, DESK, MARKETPLACE, NOON, OPERATOR, World, tea_order

ON = JurySettings(is_on=True, known_days=365, least_orders=1, rest_days=30)
REASON = "The photos show it clearly."


@dataclass
class PanelWorld(World):
    """The named world with packs, and the office of panels over it."""

    office: JuryOffice

    async def users(self, count: int, first: int = 0, **told: Any) -> list[Principal]:
        """Users with one order each from another shop, ready to sit and confirmed; `told` changes what is said of them."""
        numbers = range(first, first + count)
        orders = await asyncio.gather(*(self._order_of(number) for number in numbers))
        users = [Principal(PrincipalRole.BUYER, each.buyer_id) for each in orders]
        said = {"registered_at": NOON - timedelta(days=800)} | told
        for user in users:
            await self.office.set_ready(user, Readiness(True))
            await self.office.confirm(MARKETPLACE, user.subject or 0, Confirmation(**said))
        return users

    async def _order_of(self, number: int) -> Any:
        buyer = {"external_id": f"user-{number}", "name": f"User {number}", "language": "en"}
        shop = {"external_id": "other-shop", "name": "Other shop"}
        raw = tea_order(f"U-{number}", buyer=buyer, merchant=shop)
        return (await self.engine.record_orders([order_from_raw(raw)]))[0]

    async def disputed(self, number: str = "T-1", **changes: Any) -> Done:
        """A dispute that waits for the desk."""
        order = await self.order(number, **changes)
        self.buyer = Principal(PrincipalRole.BUYER, order.buyer_id)
        self.merchant = Principal(PrincipalRole.MERCHANT, order.merchant_id)
        done = await self.open(order, note="Ring me on 13800138000, says 李娜.")
        done = await self.do(self.buyer, done, c.Escalate("The leaves are damp.", is_all=True))
        return await self.do(self.merchant, done, c.AddStatement("They left 山间茶业 dry.", is_all=True))

    async def called(self, number: str = "T-1", **changes: Any) -> Done:
        """A dispute that a panel reads; nobody is seated yet."""
        await self.office.set_settings(OPERATOR, ON)
        done = await self.disputed(number, **changes)
        for party in (self.buyer, self.merchant):
            done = await self.do(party, done, AgreeJury())
        return await self.do(DESK, done, CallJury())

    async def panel(self, done: Done) -> Panel:
        """The panel of a case."""
        found = await panel_of(self.engine.pool, done.case.state.id)
        assert found is not None
        return found

    async def seats(self, done: Done) -> list[Seat]:
        """The seats of a case's panel."""
        return await seats_of(self.engine.pool, done.case.state.id)

    async def votes(self, seat: Seat, vote: str, reason: str = REASON) -> Any:
        """Somebody reads for an hour and votes."""
        who = Principal(PrincipalRole.BUYER, seat.buyer_id)
        await self.office.read(who, seat.id)
        self.clock.at += timedelta(hours=1)
        return await self.office.vote(who, seat.id, VoteAsked(vote, reason), None)  # type: ignore[arg-type]

    async def stage(self, done: Done) -> Stage:
        """Where the case stands now."""
        value = await self.engine.pool.fetchval("SELECT stage FROM cases WHERE id = $1", done.case.state.id)
        return Stage(value)

    async def tick(self, done: Done, at: datetime) -> Done:
        """Let the clock of a case act."""
        self.clock.at = at
        return await self.engine.command(Request(_SYSTEM, c.Tick(), case_id=done.case.state.id))


def bought_before(now: datetime) -> dict[str, Any]:
    """Changes of an order of the named world that was delivered two days before a moment."""
    paid = now - timedelta(days=5)
    order = tea_order()
    payments = [each | {"paid_at": paid.isoformat()} for each in order["payments"]]
    parcel = order["parcels"][0] | {
        "shipped_at": (now - timedelta(days=4)).isoformat(),
        "delivered_at": (now - timedelta(days=2)).isoformat(),
    }
    return {"placed_at": paid.isoformat(), "payments": payments, "parcels": [parcel]}


_SYSTEM = Principal(PrincipalRole.SYSTEM, name="makegood")
LATE = (PanelOver, SeatLapsed)


async def build_panel_world(pool: Any) -> PanelWorld:
    """The world over a pool."""
    clock = SetClock(NOON)
    policy = Policy(await open_shelf(pool, NOON - timedelta(days=400), at_once=True), "CN")
    engine = build_engine(pool, clock, CONFIGURATION, policy=policy)
    runner = JobRunner(pool, clock, {"send_refund": engine.pay_out.send, **JuryWork(engine).handlers})
    return PanelWorld(engine, clock, runner, JuryOffice(pool, clock, engine.ids))
