"""What a shop sends out is followed too: its carrier's word moves the case, stops a parcel, and is claimed when it is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.carriers import Ending, Known, RecoveryOffice
from makegood.carriers.errands import stop_on_its_way
from makegood.carriers.store import change_parcel, read_parcel
from makegood.cases import Done, Goods, Stage, cases_of_parcel, read_case
from makegood.cases import commands as c
from makegood.cases.families.reception.asked import UnitsFoundAsked
from makegood.cases.families.reception.commands import GradeUnits
from makegood.cases.families.reception.plan import Grade
from makegood.cases.families.repair import commands as r
from makegood.cases.families.replacement import commands as x
from makegood.cases.families.replacement.asked import ReplacementAsked, WantedAsked
from makegood.ledger import check_ledger
from tests.carriers.carried import Carried, carried
from tests.world import NOON, OPERATOR, buyer_of, merchant_of, tea_order

VARIANTS = [
    {"sku": "TEA-1", "title": "100 g", "price_minor": 3334},
    {"sku": "TEA-2", "title": "roasted", "price_minor": 3334},
]


def shipped(carrier: str, number: str) -> dict[str, Any]:
    """The tea has left and has not arrived."""
    left = (NOON - timedelta(hours=2)).isoformat()
    return {"status": "shipped", "parcels": [{"carrier": carrier, "tracking_no": number, "shipped_at": left}]}


async def to_be_stopped(all_: Carried, order: Any) -> Done:
    """The buyer asks that the parcel be stopped."""
    done = await all_.world.open(order, "intercept")
    if done.case.state.stage is Stage.AWAITING_MERCHANT:
        done = await all_.world.do(merchant_of(order), done, c.Approve())
    assert done.case.state.stage is Stage.AWAITING_INTERCEPTION
    await all_.runner.run_ready()
    return done


async def replacing(all_: Carried) -> tuple[Any, Done]:
    """An exchange whose goods are back, so that the other tea is owed."""
    line = tea_order()["lines"][0] | {
        "product": {"external_id": "tea", "category": "food.tea", "variants": VARIANTS}
    }
    order = await all_.world.order(lines=[line])
    asked = ReplacementAsked((WantedAsked("TEA-2", 3),))
    done = await all_.world.open(order, "exchange", replacement=asked)
    all_.world.clock.advance(timedelta(minutes=1))
    for who, command in (
        (merchant_of(order), c.Approve()), (buyer_of(order), c.ShipReturn("SF", "SF-back")),
        (merchant_of(order), c.Receive()), (merchant_of(order), c.Inspect()),
    ):  # fmt: skip
        done = await all_.world.do(who, done, command)
    assert done.case.state.stage is Stage.AWAITING_REPLACEMENT
    return order, done


async def repaired(all_: Carried, number: str) -> Done:
    """A repair whose goods are on their way to the buyer."""
    order = await all_.world.order()
    done = await all_.world.open(order, "repair")
    for who, command in (
        (merchant_of(order), c.Approve()), (buyer_of(order), c.ShipReturn("SF", "SF-in")),
        (merchant_of(order), c.Receive()), (merchant_of(order), r.Diagnose(True, "a leak")),
        (merchant_of(order), r.SendRepaired("sealed", "simulated", number)),
    ):  # fmt: skip
        done = await all_.world.do(who, done, command)
    await all_.runner.run_ready()
    return done


@pytest.mark.parametrize(
    ("number", "hours", "stage", "because"),
    [
        ("OUT-2", 60, Stage.SETTLED, ""),
        ("LOST-2", 140, Stage.REFUNDING, "lost_on_its_way"),
        ("REFUSED-2", 110, Stage.REFUNDING, "came_back"),
    ],
)
async def test_a_replacement_is_followed_to_its_end(
    pool: Any, tmp_path: Path, number: str, hours: int, stage: Stage, because: str
) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await replacing(all_)
    await all_.world.do(merchant_of(order), done, x.ShipReplacement("simulated", number))
    await all_.runner.run_ready()
    row = await pool.fetchrow("SELECT direction, through FROM carried_parcels WHERE tracking_no = $1", number)
    assert tuple(row) == ("out", "simulated")
    await all_.pass_hours(hours, 4)
    case, _ = await read_case(pool, done.case.state.id)
    assert case.state.stage is stage
    assert case.state.replacement
    assert case.state.replacement.given_up == because
    assert (await check_ledger(pool)).findings == ()


async def test_a_lost_replacement_is_claimed_and_what_the_carrier_pays_is_the_merchants(
    pool: Any, tmp_path: Path
) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await replacing(all_)
    await all_.world.do(merchant_of(order), done, x.ShipReplacement("simulated", "LOST-3"))
    await all_.runner.run_ready()
    await all_.pass_hours(140, 4)
    claims = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    (claim,) = (await claims.listed(OPERATOR, "open", None, 10)).recoveries
    assert (claim.claimed_minor, claim.because) == (10002, "lost")
    await all_.world.runner.run_ready()
    await claims.end(OPERATOR, int(claim.id), Ending("paid", 9000), "paid")
    (paid,) = (await claims.listed(OPERATOR, "paid", None, 10)).recoveries
    assert paid.to_buyer_minor == 0
    clearing = f"merchant:{order.merchant_id}:clearing"
    assert (
        await pool.fetchval("SELECT balance_minor FROM ledger_accounts WHERE account = $1", clearing) == 9000
    )


@pytest.mark.parametrize(
    ("number", "hours", "stage"),
    [
        ("OUT-4", 60, Stage.SETTLED),
        ("LOST-4", 140, Stage.DISPUTE_EVIDENCE),
        ("REFUSED-4", 110, Stage.DISPUTE_EVIDENCE),
    ],
)
async def test_a_repaired_thing_is_followed_home(
    pool: Any, tmp_path: Path, number: str, hours: int, stage: Stage
) -> None:
    all_ = carried(pool, tmp_path)
    done = await repaired(all_, number)
    await all_.pass_hours(hours, 4)
    assert await all_.stage(done) is stage


async def test_a_parcel_nobody_follows_ends_when_the_buyer_says_so(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await replacing(all_)
    done = await all_.world.do(merchant_of(order), done, x.ShipReplacement("SF", "SF-out"))
    await all_.runner.run_ready()
    status = "SELECT status FROM carried_parcels WHERE tracking_no = 'SF-out'"
    assert await pool.fetchval(status) == "in_transit"
    await all_.world.do(buyer_of(order), done, x.ConfirmArrival())
    await all_.runner.run_ready()
    assert await pool.fetchval(status) == "delivered"


async def test_an_interception_asks_the_carrier_and_learns_that_it_was_stopped(
    pool: Any, tmp_path: Path
) -> None:
    all_ = carried(pool, tmp_path)
    done = await to_be_stopped(all_, await all_.world.order(**shipped("simulated", "OUT-1")))
    row = await pool.fetchrow("SELECT direction, is_intercepted FROM carried_parcels")
    assert tuple(row) == ("out", True)
    await all_.pass_hours(23)
    case, _ = await read_case(pool, done.case.state.id)
    assert case.state.stage is Stage.REFUNDING
    assert case.state.stopping
    assert case.state.stopping.outcome == "stopped"
    assert case.state.goods is Goods.RETURNED
    # What the buyer never had is looked at and put away like any return, once.
    async with pool.acquire() as connection:
        assert await cases_of_parcel(connection, case.state.merchant_id, "out-1") == [case.state.id]
    seller = Principal(PrincipalRole.MERCHANT, case.state.merchant_id)
    units = (UnitsFoundAsked(1, 2), UnitsFoundAsked(1, 1, grade=Grade.DAMAGED))
    await all_.world.do(seller, done, GradeUnits(units=units))
    await all_.world.runner.run_ready()
    assert await all_.stage(done) is Stage.SETTLED
    moved = await pool.fetch("SELECT kind, quantity FROM stock_moves ORDER BY kind")
    assert [tuple(row) for row in moved] == [("restocked", 2), ("scrapped", 1)]


async def test_a_wish_is_not_put_off_by_who_did_not_know_of_it(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    await all_.world.order(**shipped("simulated", "OUT-1"))
    await all_.runner.run_ready()
    parcel_id = await pool.fetchval("SELECT id FROM carried_parcels")
    async with pool.acquire() as connection:
        before = await read_parcel(connection, parcel_id)
        now = all_.world.clock.now()
        await stop_on_its_way(connection, before, now)
        await change_parcel(connection, before, changed_at=now, next_look_at=now + timedelta(hours=6))
        wished = await read_parcel(connection, parcel_id)
        assert (wished.wish, wished.next_look_at) == ("stop", now)
        await change_parcel(connection, wished, changed_at=now, next_look_at=now + timedelta(hours=6))
        assert (await read_parcel(connection, parcel_id)).next_look_at == now + timedelta(hours=6)


@pytest.mark.parametrize(
    ("number", "left_before", "outcome"), [("LATE-1", 46, "missed"), ("LOST-5", 123, "lost")]
)
async def test_an_interception_that_comes_too_late(
    pool: Any, tmp_path: Path, number: str, left_before: int, outcome: str
) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**shipped("simulated", number))
    carrier: Any = all_.work.conduct.carriers["simulated"]
    await carrier.follow(Known("simulated", number))
    all_.world.clock.advance(timedelta(hours=left_before))
    done = await to_be_stopped(all_, order)
    await all_.pass_hours(12)
    case, _ = await read_case(pool, done.case.state.id)
    assert case.state.stopping
    assert case.state.stopping.outcome == outcome


async def test_an_interception_by_a_carrier_who_cannot_stop_is_told_by_people(
    pool: Any, tmp_path: Path
) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**shipped("SF", "SF-7"))
    done = await to_be_stopped(all_, order)
    row = await pool.fetchrow("SELECT status, wish FROM carried_parcels")
    assert tuple(row) == ("in_transit", "")
    await all_.world.do(merchant_of(order), done, c.Receive())
    await all_.runner.run_ready()
    assert await pool.fetchval("SELECT status FROM carried_parcels") == "returned_to_sender"


@pytest.mark.parametrize("late", [True, False])
async def test_a_replacement_that_left_after_the_return_came_has_not_come_back(
    pool: Any, tmp_path: Path, late: bool
) -> None:
    """The worker may learn that the return is there before or after the replacement was put down."""
    all_ = carried(pool, tmp_path)
    order, done = await replacing(all_)
    if late:
        arrival = "kind = 'follow_parcel' AND payload ? 'received_at'"
        waits = await pool.execute(f"UPDATE jobs SET run_at = run_at + interval '1 hour' WHERE {arrival}")
        assert waits == "UPDATE 1"
    await all_.runner.run_ready()
    all_.world.clock.advance(timedelta(minutes=1))
    await all_.world.do(merchant_of(order), done, x.ShipReplacement("SF", "SF-out"))
    await all_.runner.run_ready()
    all_.world.clock.advance(timedelta(hours=1))
    await all_.runner.run_ready()
    case, _ = await read_case(pool, done.case.state.id)
    assert (case.state.stage, case.state.refunded_minor) == (Stage.REPLACEMENT_IN_TRANSIT, 0)
