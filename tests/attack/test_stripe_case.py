"""A case whose refund goes to Stripe (localstripe, over real HTTP): from approval to the money, with lost answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from makegood.cases import LegStatus, Stage
from makegood.cases import commands as c
from makegood.db.jobs import JobRunner
from makegood.db.pool import Pool
from makegood.flows.engine import build_engine
from makegood.kit.clock import SetClock
from makegood.ledger import check_ledger
from tests.attack.books import states
from tests.payments.conftest import front, localstripe_url
from tests.payments.conftest import shop as stripe_shop
from tests.payments.stripe_front import StripeFront
from tests.payments.worlds import API_KEY, Shop
from tests.world import NOON, World, merchant_of

__all__ = ["front", "localstripe_url", "stripe_shop"]


@pytest.fixture
async def world(pool: Pool, front: StripeFront) -> AsyncIterator[World]:
    """The named world, whose cards are paid by Stripe."""
    clock = SetClock(NOON)
    stripe = {"api_key": API_KEY, "api_base": front.url, "timeout_seconds": "5"}
    engine = build_engine(pool, clock, {"internal": {}, "stripe": stripe})
    yield World(engine, clock, JobRunner(pool, clock, {"send_refund": engine.pay_out.send}))
    await engine.pay_out.processors.close()


@pytest.mark.parametrize("mishap", [None, "lose_request", "lose_answer", "error_500", "rate_limit"])
async def test_stripe_pays_back_once(
    pool: Pool, world: World, front: StripeFront, stripe_shop: Shop, mishap: str | None
) -> None:
    intent = await stripe_shop.paid(10802)
    paid = {"tender": "card", "processor": "stripe", "processor_reference": intent, "amount_minor": 10802}
    order = await world.order(currency="EUR", payments=[paid | {"paid_at": "2026-02-25T12:00:00Z"}])
    done = await world.open(order, "refund_only")
    if mishap:
        front.mishaps.append(mishap)  # type: ignore[arg-type]
    await world.do(merchant_of(order), done, c.Approve())
    await world.runner.run_ready()
    (state,) = await states(pool)
    if mishap:
        assert (state.refunded_minor, state.legs[0].status) in (
            (0, LegStatus.UNKNOWN),
            (0, LegStatus.SENDING),
        )
        world.clock.advance(timedelta(minutes=2))
        await world.runner.run_ready()
        (state,) = await states(pool)
    assert (state.stage, state.refunded_minor) == (Stage.SETTLED, 10002)
    assert [refund.amount for refund in await stripe_shop.refunds(intent)] == [10002]
    assert (await check_ledger(pool)).findings == ()
