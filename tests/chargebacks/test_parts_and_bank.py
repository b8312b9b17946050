"""A bank takes a payment back before an instant refund or a claim goes to it: what it has paid is not paid twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.cases import commands as c
from makegood.claims import PayTo, RefundedMeanwhile
from makegood.db.jobs import JobRunner
from makegood.db.pool import Pool
from makegood.flows.worker import job_handlers
from makegood.ledger import PartStatus, check_ledger
from makegood.payments import DisputeState
from tests.chargebacks.chargeback_world import CARD, PAID, dispute
from tests.claims.claims_world import claims_world, iso
from tests.flows.advance_world import advance_world
from tests.world import World, buyer_of, merchant_of

ARRIVED_NOW = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]
CLAIMED = 10_002


class Bank:
    """A bank and a worker over a world in which something is to be paid."""

    def __init__(self, pool: Pool, world: World) -> None:
        self.pool, self.world = pool, world
        self.fake: Any = world.engine.pay_out.processors["fake"]
        self.runner = JobRunner(pool, world.clock, job_handlers(world.engine))

    async def works(self) -> None:
        await self.runner.run_ready()
        await self.fake.deliver()
        await self.runner.run_ready()

    async def takes(self, amount_minor: int = CARD, told: bool = True) -> Any:
        if told:
            return await self.fake.charge_back(dispute(amount_minor=amount_minor))
        await self.fake.book.charge_back("pay_T-1", amount_minor)
        return None

    async def gives_back(self, told: Any) -> None:
        self.world.clock.advance(timedelta(minutes=1))
        await self.fake.end_dispute(told, DisputeState.WON)
        await self.works()

    async def parts(self, table: str) -> list[tuple[int, str]]:
        rows = await self.pool.fetch(f"SELECT amount_minor, status FROM {table} ORDER BY leg_no")
        return [(row["amount_minor"], row["status"]) for row in rows]

    async def buyer_has(self) -> dict[str, int]:
        """What of the buyer's accounts is not empty; the book is right."""
        assert (await check_ledger(self.pool)).findings == ()
        rows = await self.pool.fetch(
            "SELECT account, balance_minor FROM ledger_accounts WHERE balance_minor <> 0"
            " AND (account ~ '^buyer:.*:payout:' OR account ~ '^buyer:.*:balance$') ORDER BY 1"
        )
        return {row["account"].split(":", 2)[2]: row["balance_minor"] for row in rows}

    async def refundable(self) -> int:
        """What may still be refunded of the order."""
        found = (
            "SELECT sum(balance_minor)::bigint FROM ledger_accounts WHERE account LIKE 'order:%:refundable'"
        )
        return int(await self.pool.fetchval(found))

    async def payment(self) -> tuple[int, ...]:
        row = await self.pool.fetchrow(
            "SELECT refunded_minor, charged_back_minor, by_bank_minor, beyond_room_minor FROM order_payments"
            " WHERE payment_no = 1"
        )
        return tuple(row.values())


async def claimed(pool: Pool, bank_first: bool = False) -> tuple[Bank, dict[str, Any], Any]:
    """Thawed goods of 100.02 out of a card payment, granted and not sent yet."""
    claims = await claims_world(pool)
    bank = Bank(pool, claims.world)
    await bank.fake.book.set_captured("pay_T-1", CARD)
    order = await claims.order("T-1", "thaw_refund", kind="fresh", parcels=ARRIVED_NOW)
    claim = await claims.claim(buyer_of(order), "T-1", "thawed", pay_to=PayTo.PAYMENT)
    if bank_first:
        await bank.takes()
    return bank, await claims.act(merchant_of(order), claim, "accept"), order


@pytest.mark.parametrize("is_told", [True, False])
async def test_a_claim_of_the_price_is_paid_by_the_bank_and_goes_out_when_it_gives_back(
    pool: Pool, is_told: bool
) -> None:
    bank, _, _ = await claimed(pool)
    told = await bank.takes(told=is_told)
    await bank.works()
    if is_told:
        assert await bank.payment() == (CARD, CARD, CLAIMED, 0)
    else:
        assert await bank.payment() == (CLAIMED, 0, CLAIMED, -CLAIMED)
        told = dispute()
        await bank.world.engine.chargebacks.notified(told)
    assert (await bank.parts("claim_legs"), await bank.buyer_has()) == ([(CLAIMED, "by_bank")], {})
    await bank.gives_back(told)
    assert (await bank.parts("claim_legs"), await bank.buyer_has()) == ([(CLAIMED, "paid")], {})
    assert await bank.fake.book.moved_minor("pay_T-1") == CLAIMED
    assert await bank.payment() == (CLAIMED, 0, 0, 0)


async def test_of_a_part_that_the_bank_has_paid_in_part_the_rest_is_in_the_balance(pool: Pool) -> None:
    bank, _, _ = await claimed(pool)
    told = await bank.takes(4_000)
    await bank.works()
    free, left = CARD - CLAIMED, CLAIMED - 4_000
    by_bank = [(4_000 - free, "by_bank"), (free, "by_bank")]
    assert await bank.parts("claim_legs") == [(left, "to_balance"), *by_bank]
    assert await bank.buyer_has() == {"balance": left}
    assert await bank.payment() == (CLAIMED, 4_000, 4_000, 0)
    assert await bank.refundable() == PAID - CLAIMED
    await bank.gives_back(told)
    assert sorted(await bank.parts("claim_legs")) == [
        (free, "paid"),
        (4_000 - free, "paid"),
        (left, "to_balance"),
    ]
    assert await bank.fake.book.moved_minor("pay_T-1") == 4_000
    assert await bank.payment() == (CLAIMED, 0, 0, 0)
    assert await bank.refundable() == PAID - CLAIMED


async def test_a_part_that_waits_is_not_sent_beside_what_the_bank_has_taken_for_it(pool: Pool) -> None:
    """The payment would have had room for both."""
    bank, _, _ = await claimed(pool)
    await pool.execute("UPDATE order_payments SET amount_minor = 2 * amount_minor WHERE payment_no = 1")
    await bank.fake.book.set_captured("pay_T-1", 2 * CARD)
    told = await bank.takes(CLAIMED)
    await bank.works()
    assert (await bank.parts("claim_legs"), await bank.buyer_has()) == ([(CLAIMED, "by_bank")], {})
    assert await bank.payment() == (CLAIMED, CLAIMED, CLAIMED, 0)
    await bank.gives_back(told)
    assert await bank.parts("claim_legs") == [(CLAIMED, "paid")]
    assert await bank.fake.book.moved_minor("pay_T-1") == CLAIMED
    assert await bank.payment() == (CLAIMED, 0, 0, 0)


async def test_what_is_owed_on_top_goes_into_the_balance(pool: Pool) -> None:
    bank, _, _ = await claimed(pool)
    await pool.execute('UPDATE claims SET content = content || \'{"gives": "compensation"}\'')
    await bank.takes()
    await bank.works()
    assert await bank.parts("claim_legs") == [(CLAIMED, "to_balance")]
    assert await bank.buyer_has() == {"balance": CLAIMED}


@pytest.mark.parametrize("returned", [True, False])
async def test_an_instant_refund_is_paid_by_the_bank(pool: Pool, returned: bool) -> None:
    at = await advance_world(pool)
    bank = Bank(pool, at.world)
    await bank.fake.book.set_captured("pay_T-1", CARD)
    order = await at.order("T-1")
    done = await at.returned(order)
    told = await bank.takes()
    await bank.works()
    assert {status for _, status in await bank.parts("advance_legs")} == {"by_bank"}
    assert await bank.buyer_has() == {}
    if returned:
        done = await at.world.do(merchant_of(order), done, c.Receive())
        await at.world.do(merchant_of(order), done, c.Inspect((c.UnitsAccepted(1, 3),)))
        await bank.works()
        assert (await at.advance(done)).status == "settled"
        assert await bank.buyer_has() == {}
    await bank.gives_back(told)
    assert {status for _, status in await bank.parts("advance_legs")} == {"paid"}
    assert await bank.buyer_has() == {}
    assert await bank.fake.book.moved_minor("pay_T-1") == (await at.advance(done)).amount_minor


async def test_what_is_said_again_changes_nothing(pool: Pool) -> None:
    bank, claim, _ = await claimed(pool)
    await bank.takes()
    await bank.works()
    before = await bank.payment()
    send = bank.world.engine.send_claim
    await send.record(int(claim["id"]), 1, PartStatus.TO_BALANCE, "more_than_captured")
    await send.record(int(claim["id"]), 1, PartStatus.PAID, "re_1")
    assert (await bank.payment(), await bank.buyer_has()) == (before, {})


async def test_what_the_bank_took_before_is_not_granted_any_more(pool: Pool) -> None:
    with pytest.raises(RefundedMeanwhile):
        await claimed(pool, bank_first=True)
    assert await pool.fetchval("SELECT stage FROM claims") == "awaiting_merchant"
