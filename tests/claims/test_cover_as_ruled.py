"""A freight cover pays what a ruling leaves with the buyer of the way back, and goes with the ruling on appeal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from makegood.cases import CaseType, FreightBearer, FreightRuled, Request, read_case
from makegood.cases import commands as c
from makegood.cases.model import Favour
from makegood.db.jobs import JobRunner
from makegood.flows.freight_cover import look_at_return
from makegood.flows.parcels import parcel_office, parcel_work
from makegood.kit.settings import Mode, Settings
from tests.carriers.carried import Carried
from tests.claims.claims_world import ClaimsWorld, claims_world
from tests.claims.test_freight_as_ruled import BACK_BY, appealed, ruled_return
from tests.claims.test_return_freight import covered
from tests.world import DESK, buyer_of, merchant_of

STANDING = "SELECT kind, amount_minor FROM claims WHERE stage IN ('awaiting_merchant', 'payout_due', 'paid') ORDER BY kind"


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def standing(claims: ClaimsWorld) -> list[tuple[str, int]]:
    """What is claimed and not ended, by kind."""
    return [tuple(row) for row in await claims.pool.fetch(STANDING)]


async def test_the_cover_pays_the_buyers_half_of_what_is_shared(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover")
    done = await ruled_return(claims, order, BACK_BY["shared"], return_freight_paid=901)
    shared = [("fault_freight", 451), ("return_freight", 450)]
    assert await standing(claims) == shared
    await look_at_return(claims.office, done.case.state.id)
    assert await standing(claims) == shared
    await claims.pass_time(hours=73)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 901
    assert await claims.balance("insurer:ping-an:account") == 80 - 450
    await claims.book_is_right()


@pytest.mark.parametrize("paid", [False, True])
@pytest.mark.parametrize(
    ("first", "then", "by_insurer", "by_merchant"),
    [
        ("buyer", "shared", 450, 451),
        ("shared", "buyer", 901, 0),
        ("shared", "merchant", 0, 901),
        ("merchant", "shared", 450, 451),
    ],
)
async def test_the_cover_follows_an_appeal(
    claims: ClaimsWorld, first: str, then: str, by_insurer: int, by_merchant: int, paid: bool
) -> None:
    order = await covered(claims, "freight_cover")
    done = await ruled_return(claims, order, BACK_BY[first], return_freight_paid=901)
    net = await claims.merchant_net(order.merchant_id)
    if paid:
        await claims.pass_time(hours=73)
    await appealed(claims, order, done, BACK_BY[then])
    wanted = [("fault_freight", by_merchant), ("return_freight", by_insurer)]
    assert await standing(claims) == [each for each in wanted if each[1]]
    await claims.pass_time(hours=73)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 901
    assert await claims.balance("insurer:ping-an:account") == 80 - by_insurer
    assert await claims.merchant_net(order.merchant_id) == net - by_merchant
    await claims.book_is_right()


async def test_half_of_a_way_back_of_which_nobody_told_the_price_is_half_the_sum_insured(
    claims: ClaimsWorld,
) -> None:
    order = await covered(claims, "freight_cover")
    await ruled_return(claims, order, BACK_BY["shared"])
    assert await standing(claims) == [("return_freight", 600)]


def carriers_of(claims: ClaimsWorld, home: Path) -> Carried:
    """The parcels of the same world, with the simulated carrier."""
    engine, clock = claims.world.engine, claims.world.clock
    settings = Settings(home=home, mode=Mode.TEST, secret="a secret that only the tests of this project use")
    work = parcel_work(engine, settings)
    return Carried(
        claims.world, parcel_office(engine, work.conduct), work, JobRunner(engine.pool, clock, work.handlers)
    )


async def ruled_and_carried(claims: ClaimsWorld, all_: Carried, order: Any, by: FreightRuled) -> Any:
    """Ruled for the buyer before the goods went back by the platform's carrier; no worker has settled freight since."""
    world = claims.world
    asked = c.OpenCase(
        CaseType("return_refund"), reason="no_reason", items=(c.ItemAsked(1),), facts={"intact": True}
    )
    done = await world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    done = await world.do(merchant_of(order), done, c.Approve())
    await all_.drop_off(order, done)
    await all_.pass_hours(84, 4)
    done = await world.hear(order, done)
    return await world.do(DESK, done, c.Rule(Favour.BUYER, "It is what was sold.", freight_by=by))


@pytest.mark.parametrize(
    ("by", "owed"), [("shared", 500), ("buyer", 1000), ("insurer", 1000), ("merchant", 0)]
)
async def test_the_buyers_part_of_what_the_carrier_charged_is_that_of_the_ruling_before_it_is_posted(
    claims: ClaimsWorld, tmp_path: Path, by: str, owed: int
) -> None:
    order = await covered(claims, "freight_cover")
    all_ = carriers_of(claims, tmp_path)
    done = await ruled_and_carried(claims, all_, order, BACK_BY[by])
    await claims.world.runner.run_ready()
    case, _ = await read_case(claims.pool, done.case.state.id)
    assert case.state.stage == "settled"
    charge = await claims.pool.fetchrow("SELECT ground, buyer_minor FROM freight_charges")
    assert charge["ground"] == "policy"
    for _ in range(2):
        await look_at_return(claims.office, case.state.id)
        assert await standing(claims) == ([("return_freight", owed)] if owed else [])
        await all_.runner.run_ready()
    assert await claims.pool.fetchval("SELECT buyer_minor FROM freight_charges") == owed


async def test_an_appeal_about_carried_freight_moves_what_the_cover_pays(
    claims: ClaimsWorld, tmp_path: Path
) -> None:
    order = await covered(claims, "freight_cover")
    all_ = carriers_of(claims, tmp_path)
    done = await ruled_and_carried(claims, all_, order, FreightRuled(back=FreightBearer.BUYER))
    await claims.world.runner.run_ready()
    await look_at_return(claims.office, done.case.state.id)
    await claims.pass_time(hours=73)
    assert await standing(claims) == [("return_freight", 1000)]
    await appealed(claims, order, done, BACK_BY["shared"])
    assert await standing(claims) == [("return_freight", 500)]
    await claims.pass_time(hours=73)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 500
    assert await claims.balance("insurer:ping-an:account") == 80 - 500
    await claims.book_is_right()
