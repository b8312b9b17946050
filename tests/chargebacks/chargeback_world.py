"""Li Na's bank takes her card payment for the tea back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from makegood.cases import CaseState, Done, sweep_due
from makegood.cases import commands as c
from makegood.db.jobs import JobRunner
from makegood.db.pool import Pool
from makegood.flows.worker import job_handlers
from makegood.ledger import check_ledger
from makegood.orders import OrderRecorded
from makegood.payments import DisputeReason, DisputeState, DisputeTold
from tests.attack.books import states
from tests.world import NOON, World, build_world, merchant_of

CARD, GIFT_CARD = 10_301, 501
PAID = CARD + GIFT_CARD
TIN = 3334


def dispute(number: str = "T-1", **changes: Any) -> DisputeTold:
    """What a processor tells of a chargeback of the card payment."""
    told = {
        "processor": "fake", "reference": f"dp_{number}", "payment_references": (f"pay_{number}",),
        "reason_code": "product_not_received", "reason": DisputeReason.NOT_RECEIVED, "state": DisputeState.NEEDS_RESPONSE,
        "currency": "CNY", "amount_minor": CARD, "taken_minor": CARD, "fee_minor": 0,
        "evidence_due_at": NOON + timedelta(days=10), "told_at": NOON,
    }  # fmt: skip
    return DisputeTold(**told | changes)


@dataclass
class BankWorld:
    """The named world with a bank in it."""

    world: World
    order: OrderRecorded
    pool: Pool

    @property
    def fake(self) -> Any:
        """The fake processor."""
        return self.world.engine.pay_out.processors["fake"]

    async def takes(self, amount_minor: int = CARD, told: bool = True, **changes: Any) -> DisputeTold:
        """The bank takes back what it can of the card payment, and says so or not."""
        asked = dispute(self.order.external_id, amount_minor=amount_minor, **changes)
        if told:
            said: DisputeTold = await self.fake.charge_back(asked)
            return said
        await self.fake.book.charge_back(f"pay_{self.order.external_id}", amount_minor)
        return asked

    async def decides(self, told: DisputeTold, state: DisputeState) -> None:
        """The bank decides."""
        self.world.clock.advance(timedelta(minutes=1))
        await self.fake.end_dispute(told, state)
        await self.works()

    async def refund(self, units: int = 3) -> Done:
        """The merchant grants a refund without a return; the worker has not been there yet."""
        done = await self.world.open(self.order, "refund_only", items=(c.ItemAsked(1, units),))
        return await self.world.do(merchant_of(self.order), done, c.Approve())

    async def works(self) -> None:
        """A round of a worker."""
        await sweep_due(self.pool, self.world.engine.writes)
        await self.world.runner.run_ready()
        await self.fake.deliver()

    async def passes(self, **time: float) -> None:
        """Time passes, and the worker notices."""
        self.world.clock.advance(timedelta(**time))
        await self.works()

    async def case(self, done: Done) -> CaseState:
        """A case as it stands."""
        return next(each for each in await states(self.pool) if each.id == done.case.state.id)

    async def money(self) -> dict[str, int]:
        """Every account by name; the book is right and the payment is not overdrawn."""
        assert (await check_ledger(self.pool)).findings == ()
        assert await self.fake.book.moved_minor(f"pay_{self.order.external_id}") <= CARD
        rows = await self.pool.fetch(
            "SELECT account, sum(balance_minor)::bigint AS minor FROM ledger_accounts GROUP BY 1"
        )
        return {row["account"]: row["minor"] for row in rows if row["minor"]}

    async def buyer_has(self) -> int:
        """What came to the buyer from us, or is on its way, beside what the bank paid."""
        return sum(
            minor
            for account, minor in (await self.money()).items()
            if account.startswith("buyer:") and (":payout:" in account or account.endswith(":balance"))
        )

    async def payment(self) -> dict[str, int]:
        """What stands for the card payment."""
        row = await self.pool.fetchrow(
            "SELECT refunded_minor, charged_back_minor, by_bank_minor, beyond_room_minor FROM order_payments"
            " WHERE payment_no = 1"
        )
        return dict(row)


async def bank_world(pool: Pool, **changes: Any) -> BankWorld:
    """The world over a pool."""
    world = build_world(pool)
    world.runner = JobRunner(pool, world.clock, job_handlers(world.engine))
    order = await world.order("T-1", **changes)
    await world.engine.pay_out.processors["fake"].book.set_captured("pay_T-1", CARD)  # type: ignore[attr-defined]
    return BankWorld(world, order, pool)
