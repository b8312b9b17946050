"""The templates that a history is copied from: cases that went through the product's own write path."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import structs

from bench.site import PROCESSORS, Bench, order
from makegood.accounts import SYSTEM, Principal, PrincipalRole
from makegood.cases import Request, Tick
from makegood.cases import commands as c
from makegood.cases.model import CaseType
from makegood.db.jobs import JobRunner
from makegood.flows.engine import Engine, build_engine
from makegood.kit.clock import SetClock
from makegood.orders import OrderInput, OrderRecorded

_MERCHANT_HOURS = 48
_BUYER_DAYS = 7


class Maker:
    """Makes templates from fresh orders, with clocks of its own."""

    def __init__(self, site: Bench, first_order: int = 50_000_000) -> None:
        self._site = site
        self._next_order = first_order

    async def settled(self, count: int) -> list[int]:
        """Refunds that their merchant granted and the processor paid an hour ago."""
        engine, _ = self._engine(datetime.now(UTC) - timedelta(hours=1))
        orders = await self._orders(engine, count)
        cases = await self._open(engine, orders)
        await self._answered(engine, cases, orders, c.Approve())
        await JobRunner(self._site.pool, engine.clock, {"send_refund": engine.pay_out.send}).run_ready()
        await self._site.pool.execute("UPDATE fake_processor_refunds SET notifications_owed = 0")
        return await self._quiet(cases)

    async def asked(self, count: int) -> list[int]:
        """Refunds that wait for their merchant, with two days to go."""
        engine, _ = self._engine(datetime.now(UTC))
        return await self._quiet(await self._open(engine, await self._orders(engine, count)))

    async def overdue_asked(self, count: int) -> list[int]:
        """Refunds whose merchant was reminded and has been silent too long: silence grants them."""
        now = datetime.now(UTC)
        engine, clock = self._engine(now - timedelta(hours=_MERCHANT_HOURS + 8))
        cases = await self._open(engine, await self._orders(engine, count))
        clock.at = now - timedelta(hours=12)
        return await self._reminded(engine, cases)

    async def overdue_refused(self, count: int) -> list[int]:
        """Refunds that were refused, whose buyer was reminded and has been silent too long: silence closes them."""
        now = datetime.now(UTC)
        engine, clock = self._engine(now - timedelta(days=_BUYER_DAYS, hours=8))
        orders = await self._orders(engine, count)
        cases = await self._open(engine, orders)
        await self._answered(engine, cases, orders, c.Refuse("used"))
        clock.at = now - timedelta(hours=12)
        return await self._reminded(engine, cases)

    def _engine(self, at: datetime) -> tuple[Engine, SetClock]:
        clock = SetClock(at)
        return build_engine(self._site.pool, clock, PROCESSORS), clock

    async def _orders(self, engine: Engine, count: int) -> list[OrderRecorded]:
        """Orders that were placed five days before the engine's time."""
        ago = datetime.now(UTC) - engine.clock.now()
        first, self._next_order = self._next_order, self._next_order + count
        outcomes = await engine.record_orders([moved(order(n), ago) for n in range(first, first + count)])
        return [outcome for outcome in outcomes if isinstance(outcome, OrderRecorded)]

    async def _open(self, engine: Engine, orders: Sequence[OrderRecorded]) -> list[int]:
        """A refund of one unit asked for each order."""
        command = c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1, 1),), "quality")
        asked = (engine.command(Request(buyer(order), command, order_id=order.order_id)) for order in orders)
        return [done.case.state.id for done in await asyncio.gather(*asked)]

    async def _answered(
        self, engine: Engine, cases: Sequence[int], orders: Sequence[OrderRecorded], command: c.Command
    ) -> None:
        """Each merchant gives the same answer."""
        pairs = zip(cases, orders, strict=True)
        await asyncio.gather(
            *(engine.command(Request(merchant(o), command, case_id=case_id)) for case_id, o in pairs)
        )

    async def _reminded(self, engine: Engine, cases: Sequence[int]) -> list[int]:
        await asyncio.gather(*(engine.command(Request(SYSTEM, Tick(), case_id=case_id)) for case_id in cases))
        return await self._quiet(cases)

    async def _quiet(self, cases: Sequence[int]) -> list[int]:
        """Nothing is deferred and nobody is to be told: templates stand for what is long past."""
        await self._site.pool.execute("DELETE FROM outbox")
        return list(cases)


def moved(told: OrderInput, ago: timedelta) -> OrderInput:
    """An order as if all of it had been so much earlier."""
    return structs.replace(
        told,
        placed_at=told.placed_at - ago,
        payments=[structs.replace(p, paid_at=p.paid_at - ago) for p in told.payments],
        parcels=[
            structs.replace(
                p, shipped_at=p.shipped_at - ago, delivered_at=p.delivered_at and p.delivered_at - ago
            )
            for p in told.parcels
        ],
    )


def buyer(of: OrderRecorded) -> Principal:
    """The buyer of an order."""
    return Principal(PrincipalRole.BUYER, of.buyer_id)


def merchant(of: OrderRecorded) -> Principal:
    """The merchant of an order."""
    return Principal(PrincipalRole.MERCHANT, of.merchant_id)
