"""A small named world that every test knows: Li Na buys tea from Mountain Tea, pays by card and with a gift card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from makegood.accounts import SYSTEM, Principal, PrincipalRole
from makegood.cases import Done, Request
from makegood.cases import commands as c
from makegood.db.jobs import JobRunner
from makegood.flows.engine import Engine, build_engine
from makegood.kit.clock import SetClock
from makegood.orders import OrderRecorded, order_from_raw

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CONFIGURATION: dict[str, dict[str, str]] = {"internal": {}, "fake": {"webhook_secret": "for-tests"}}
MARKETPLACE = Principal(PrincipalRole.MARKETPLACE, name="tests")
DESK = Principal(PrincipalRole.DESK, name="chen")
SENIOR = Principal(PrincipalRole.SENIOR, name="wu")
OPERATOR = Principal(PrincipalRole.OPERATOR, name="zhou")


def tea_order(number: str = "T-1", **changes: Any) -> dict[str, Any]:
    """Three tins of tea at 33.34 (100.02 in all, 5.01 of it by gift card) and 8.00 shipping; delivered."""
    order: dict[str, Any] = {
        "external_id": number,
        "buyer": {"external_id": "li-na", "name": "李娜", "language": "zh-CN"},
        "merchant": {"external_id": "mountain-tea", "name": "山间茶业 Mountain Tea"},
        "currency": "CNY",
        "status": "delivered",
        "placed_at": (NOON - timedelta(days=5)).isoformat(),
        "lines": [
            {
                "sku": "TEA-1",
                "product": {"external_id": "tea", "category": "food.tea"},
                "title": "Green tea, 100 g",
                "quantity": 3,
                "unit_price_minor": 3334,
            }
        ],
        "shipping_minor": 800,
        "payments": [
            {
                "tender": "card", "processor": "fake", "processor_reference": f"pay_{number}", "amount_minor": 10301,
                "paid_at": (NOON - timedelta(days=5)).isoformat(), "rank": 0,
            },
            {
                "tender": "gift_card", "processor": "internal", "processor_reference": "gc_1", "amount_minor": 501,
                "paid_at": (NOON - timedelta(days=5)).isoformat(), "rank": 1,
            },
        ],
        "parcels": [
            {
                "carrier": "SF", "tracking_no": f"SF{number}", "shipped_at": (NOON - timedelta(days=4)).isoformat(),
                "delivered_at": (NOON - timedelta(days=2)).isoformat(),
            }
        ],
    }  # fmt: skip
    return order | changes


@dataclass
class World:
    """An engine on a database of the test's own, with a clock that the test sets."""

    engine: Engine
    clock: SetClock
    runner: JobRunner

    async def order(self, number: str = "T-1", **changes: Any) -> OrderRecorded:
        """Record an order of the named world."""
        outcome = (await self.engine.record_orders([order_from_raw(tea_order(number, **changes))]))[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def open(self, order: OrderRecorded, type_: str = "return_refund", **fields: Any) -> Done:
        """Open a case as the order's buyer."""
        fields.setdefault("items", (c.ItemAsked(1),))
        command = c.OpenCase(c.CaseType(type_), reason="quality", **fields)
        return await self.engine.command(Request(buyer_of(order), command, order_id=order.order_id))

    async def do(self, who: Principal, done: Done, command: c.Command, **fields: Any) -> Done:
        """A command of somebody to a case."""
        return await self.engine.command(Request(who, command, case_id=done.case.state.id, **fields))

    async def hear(self, order: OrderRecorded, done: Done) -> Done:
        """The buyer calls the desk in, and neither side has anything to add."""
        done = await self.do(buyer_of(order), done, c.Escalate("Please look", is_all=True))
        return await self.do(merchant_of(order), done, c.AddStatement("It is as it was sold.", is_all=True))


def buyer_of(order: OrderRecorded) -> Principal:
    """The buyer of an order."""
    return Principal(PrincipalRole.BUYER, order.buyer_id)


def merchant_of(order: OrderRecorded) -> Principal:
    """The merchant of an order."""
    return Principal(PrincipalRole.MERCHANT, order.merchant_id)


def build_world(pool: Any, at: datetime = NOON) -> World:
    """The world over a pool."""
    clock = SetClock(at)
    engine = build_engine(pool, clock, CONFIGURATION)
    runner = JobRunner(pool, clock, {"send_refund": engine.pay_out.send})
    return World(engine, clock, runner)


__all__ = ["DESK", "MARKETPLACE", "NOON", "OPERATOR", "SENIOR", "SYSTEM", "World", "build_world", "tea_order"]
