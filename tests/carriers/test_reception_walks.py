"""What may become of a return on its way, from the carrier's word or the merchant's door to the case's next stage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from makegood.cases import Stage, read_case
from makegood.cases import commands as c
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.reception.commands import RefuseParcel
from makegood.cases.families.reception.plan import Grade
from tests.carriers.carried import Carried, carried
from tests.world import SYSTEM, buyer_of, merchant_of


async def arrived(all_: Carried) -> tuple[Any, Any]:
    """A return that the carrier has delivered."""
    order, done = await all_.returning()
    await all_.drop_off(order, done)
    await all_.pass_hours(84, 4)
    assert await all_.stage(done) is Stage.AWAITING_INSPECTION
    return order, done


async def test_delivered_counted_and_as_it_should_be_is_refunded(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await arrived(all_)
    units = (UnitsFoundAsked(1, 3, grade=Grade.AS_NEW),)
    done = await all_.world.do(merchant_of(order), done, c.Inspect(units=units))
    assert done.case.state.stage is Stage.REFUNDING


async def test_too_few_is_an_offer_for_what_came(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await arrived(all_)
    short = c.Inspect((c.UnitsAccepted(1, 2),), "too_few")
    done = await all_.world.do(merchant_of(order), done, short)
    assert done.case.state.stage is Stage.AWAITING_BUYER
    assert done.case.state.offer
    assert done.case.state.offer.amount_minor == 6668


async def test_refused_at_the_merchants_door_the_buyer_is_heard(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done, "delayed")
    await all_.pass_hours(48, 4)
    done = await all_.world.do(merchant_of(order), done, RefuseParcel("not_ordered_back"))
    assert done.case.state.stage is Stage.DISPUTE_EVIDENCE
    await all_.pass_hours(160, 8)
    assert await all_.stage(done) is not Stage.AWAITING_INSPECTION


async def test_what_never_arrives_goes_to_the_desk(pool: Any, tmp_path: Path) -> None:
    """By a courier of the buyer's own whom nobody follows: the clock of the way back runs out."""
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.world.do(buyer_of(order), done, c.ShipReturn("SF", "SF-nowhere"))
    await all_.pass_hours(10 * 24 + 1, 24)
    await all_.world.do(SYSTEM, done, c.Tick())
    case, _ = await read_case(pool, done.case.state.id)
    assert case.state.stage is Stage.DISPUTE_EVIDENCE


async def test_one_parcel_of_two_cases_books_both(pool: Any, tmp_path: Path) -> None:
    """The same number in two cases is one parcel; its arrival is told to both."""
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    other_order, other = await all_.returning("T-2")
    for each_order, each in ((order, done), (other_order, other)):
        await all_.world.do(buyer_of(each_order), each, c.ShipReturn("simulated", "OUT-9"))
    await all_.runner.run_ready()
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels") == 1
    assert await pool.fetchval("SELECT count(DISTINCT case_id) FROM carried_units") == 2
    await all_.pass_hours(60, 4)
    assert await all_.stage(done) is Stage.AWAITING_INSPECTION
    assert await all_.stage(other) is Stage.AWAITING_INSPECTION
