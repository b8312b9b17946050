"""One order on which everything may happen at once: cases of every kind, claims, a cover, an advance, a bank's chargeback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import msgspec

from makegood.accounts import Principal
from makegood.advances import AdvanceOffice
from makegood.advances.views import CapsTold
from makegood.cases import CaseType, Done, Request, sweep_due
from makegood.cases import commands as c
from makegood.claims import ClaimAsked, ClaimSaid
from makegood.db.jobs import JobRunner
from makegood.db.pool import Pool
from makegood.flows.freight_cover import JOB, look_at_return
from makegood.flows.promises import keep_promises
from makegood.flows.watch_advances import tick_advances
from makegood.flows.worker import job_handlers
from makegood.orders import OrderRecorded
from makegood.payments import DisputeState, DisputeTold, RefundOrder
from makegood.payments.fake_processor.script import Script
from makegood.stock import LevelTold, tell_levels
from tests.chargebacks.chargeback_world import dispute
from tests.claims.claims_world import claims_world, iso
from tests.flows.advance_world import AdvanceWorld
from tests.world import NOON, OPERATOR, World, buyer_of, merchant_of, tea_order

PAID_BY_CARD, PAID_BY_GIFT_CARD = 20_969, 501
PAID = PAID_BY_CARD + PAID_BY_GIFT_CARD
UNITS = {1: 5, 2: 4}
"""Five tins of tea and four cups."""
PROMISES = [
    "no_reason_return", "freight_cover", "breakage_compensation", "mismatch_compensation", "bad_item_refund",
    "timely_shipping", "price_protection",
]  # fmt: skip
GIFT = {"external_id": "gift-7", "tender": "gift_card", "label": "Gift card 7"}
VARIANTS = [
    {"sku": "TEA-1", "title": "100 g", "price_minor": 3334},
    {"sku": "TEA-BIG", "title": "200 g", "price_minor": 5000},
    {"sku": "TEA-SMALL", "title": "50 g", "price_minor": 2000},
]

_NEW_PRICE = """
UPDATE products SET variants = (
    SELECT jsonb_agg(CASE WHEN v ->> 'sku' = 'TEA-1' THEN v || jsonb_build_object('price_minor', $1::bigint) ELSE v END)
    FROM jsonb_array_elements(variants) v
) WHERE external_id = 'tea'
"""


def mixed_order(number: str, status: str, kind: str) -> dict[str, Any]:
    """Tea and cups, 214.70 with shipping, which promise everything that a merchant may join."""
    told = tea_order(number)
    facts = {"goods_kind": kind}
    tea = {"external_id": "tea", "category": "food.tea", "variants": VARIANTS}
    cup = {"sku": "CUP", "product": {"external_id": "cup", "category": "home.cups"}, "title": "Cup"}
    lines = [
        told["lines"][0] | {"quantity": UNITS[1], "product": tea, "facts": facts},
        cup | {"quantity": UNITS[2], "unit_price_minor": 1000, "facts": facts},
    ]
    payments = [told["payments"][0] | {"amount_minor": PAID_BY_CARD}, told["payments"][1]]
    parcel = {"carrier": "SF", "tracking_no": f"SF{number}", "shipped_at": iso(-2)}
    if status not in ("paid", "shipped"):
        parcel["delivered_at"] = iso(hours=-1)
    return told | {
        "lines": lines,
        "payments": payments,
        "status": status,
        "placed_at": iso(-4.5),
        "parcels": [] if status == "paid" else [parcel],
        "buyer": told["buyer"] | {"tenders": [GIFT]},
        "facts": {"credit_tier": "excellent", "guarantees": PROMISES, "ship_by": iso(-3)},
    } | ({"completed_at": iso()} if status == "completed" else {})  # fmt: skip


@dataclass
class MixedWorld(AdvanceWorld):
    """The named world with an office of claims beside that of advances."""

    claims: Any = None
    charged_back_minor: int = 0
    kinds: dict[str, str] = field(default_factory=dict)
    disputes: list[DisputeTold] = field(default_factory=list)
    names: Iterator[int] = field(default_factory=count)

    @property
    def fake(self) -> Any:
        """The fake processor."""
        return self.world.engine.pay_out.processors["fake"]

    @property
    def pool(self) -> Any:
        """The database."""
        return self.world.engine.pool

    async def told(self, number: str, status: str = "delivered", kind: str = "toys") -> OrderRecorded:
        """The marketplace tells of the order, for the first time or as it is now."""
        order = await self.world.order(
            number, **mixed_order(number, status, self.kinds.setdefault(number, kind))
        )
        await self.fake.book.set_captured(f"pay_{number}", PAID_BY_CARD)
        return order

    async def stock(self, order: OrderRecorded) -> None:
        """There are some more of everything."""
        levels = [LevelTold(sku, 9) for sku in ("TEA-1", "TEA-BIG", "TEA-SMALL", "CUP")]
        async with self.pool.acquire() as connection, connection.transaction():
            await tell_levels(connection, order.merchant_id, levels, NOON)

    async def opens(self, order: OrderRecorded, type_: str, line: int, quantity: int, **more: Any) -> Done:
        """A case of some units, told that they were not used."""
        reason = more.pop("reason", "quality")
        command = c.OpenCase(
            CaseType(type_),
            items=(c.ItemAsked(line, quantity),),
            reason=reason,
            facts={"intact": True},
            **more,
        )
        return await self.world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))

    async def comes_back(self, order: OrderRecorded, done: Done, inspected: c.Inspect | None = None) -> Done:
        """A return, from the grant to the inspection."""
        buyer, merchant = buyer_of(order), merchant_of(order)
        done = await self.world.do(merchant, done, c.Approve())
        done = await self.world.do(buyer, done, c.ShipReturn("YTO", "YT-1"))
        done = await self.world.do(merchant, done, c.Receive())
        return await self.world.do(merchant, done, inspected or c.Inspect())

    async def claim(self, who: Principal, number: str, kind: str, **asked: Any) -> int:
        """Make a claim under a promise; its id."""
        kept = await self.claims.open(who, ClaimAsked(order=number, kind=kind, **asked), None, "en")
        return int(msgspec.json.decode(kept.body)["id"])

    async def answer(self, who: Principal, claim_id: int, verb: str, **said: Any) -> None:
        """Do something with a claim."""
        await self.claims.act(who, claim_id, verb, ClaimSaid(**said), None, "en")

    async def charge_back(self, number: str, amount_minor: int) -> None:
        """The bank takes money back from the payment; the processor holds less of it, and nobody tells us."""
        order = RefundOrder(
            idempotency_key=f"bank-{self.charged_back_minor}", processor_reference=f"pay_{number}",
            amount_minor=amount_minor, currency="CNY", tender="card",
        )  # fmt: skip
        before = await self.fake.book.moved_minor(f"pay_{number}")
        self.fake.follow(Script.SUCCEED)
        await self.fake.refund(order)
        self.fake._scripts.clear()
        self.charged_back_minor += await self.fake.book.moved_minor(f"pay_{number}") - before

    async def charge_back_and_tell(self, number: str, amount_minor: int) -> None:
        """The bank takes money back, as far as there is some, and the processor says so."""
        asked = dispute(
            number,
            reference=f"dp_{next(self.names)}",
            amount_minor=amount_minor,
            told_at=self.world.clock.now(),
        )
        self.disputes.append(await self.fake.charge_back(asked))

    async def decide_dispute(self, state: DisputeState) -> None:
        """The bank decides the oldest chargeback that is not decided."""
        if self.disputes:
            await self.fake.end_dispute(self.disputes.pop(0), state)

    async def price_falls(self, price_minor: int) -> None:
        """Tea of the usual size costs so much from now on."""
        await self.pool.execute(_NEW_PRICE, price_minor)

    async def works(self) -> None:
        """A round of a worker: clocks of cases, claims and debts, and all that was deferred."""
        engine, now = self.world.engine, self.world.clock.now()
        await sweep_due(self.pool, engine.writes)
        await self.claims.sweep()
        await keep_promises(self.claims)
        await tick_advances(self.pool, engine.ids, now)
        await self.world.runner.run_ready()
        await self.fake.deliver()

    async def passes(self, **time: float) -> None:
        """Time passes, and the worker notices."""
        self.world.clock.advance(timedelta(**time))
        await self.works()


async def mixed_world(pool: Pool) -> MixedWorld:
    """The world over a pool, with the packs of this release and room for advances."""
    claims = await claims_world(pool)
    engine, clock = claims.world.engine, claims.world.clock

    async def returned(job: Any) -> None:
        await look_at_return(claims.office, int(job.payload["case_id"]))

    runner = JobRunner(pool, clock, {**job_handlers(engine), JOB: returned})
    office = AdvanceOffice(pool, clock, engine.ids)
    await office.set_caps(OPERATOR, "CNY", CapsTold(50_000, 1_000_000), None)
    return MixedWorld(World(engine, clock, runner), office, claims.office)
