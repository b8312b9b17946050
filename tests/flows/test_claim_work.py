"""What a worker does for promises: it reads the packs when there is something to keep, and only then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.claims import RefundedMeanwhile
from makegood.db.jobs import JobRunner
from makegood.flows.claim_work import ClaimWork
from makegood.kit.settings import Mode, Settings
from tests.claims.claims_world import claims_world, iso
from tests.world import buyer_of

ARRIVED_NOW = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]


async def test_a_round_keeps_what_is_due(pool: Any, tmp_path: Path) -> None:
    claims = await claims_world(pool)
    work = ClaimWork(claims.world.engine, Settings(home=tmp_path, mode=Mode.TEST, secret="s" * 40))
    assert await work.keep() == 0
    await claims.order("W-1", "freight_cover", kind="toys", placed_at=iso(-4.5))
    assert await work.keep() == 1
    assert await pool.fetchval("SELECT count(*) FROM freight_covers") == 1
    assert await work.keep() == 0
    assert await pool.fetchval("SELECT count(*) FROM promise_watches") == 0
    runner = JobRunner(pool, claims.clock, dict(work.handlers))
    assert await runner.run_ready() == 0


async def test_a_claim_that_cannot_be_paid_holds_up_no_promise(pool: Any, tmp_path: Path) -> None:
    claims = await claims_world(pool)
    work = ClaimWork(claims.world.engine, Settings(home=tmp_path, mode=Mode.TEST, secret="s" * 40))
    order = await claims.order("W-1", "thaw_refund", kind="fresh", parcels=ARRIVED_NOW)
    await claims.claim(buyer_of(order), "W-1", "thawed")
    await pool.execute("UPDATE ledger_accounts SET balance_minor = 0 WHERE account LIKE 'order:%:refundable'")
    await claims.order("W-2", "freight_cover", kind="toys", placed_at=iso(-4.5))
    claims.clock.advance(timedelta(hours=13))
    with pytest.raises(RefundedMeanwhile):
        await work.keep()
    assert await pool.fetchval("SELECT count(*) FROM freight_covers") == 1
