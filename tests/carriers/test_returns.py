"""A return by a carrier on the real database: booked, fetched or dropped off, tracked, told to its case, claimed when lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.carriers import (
    Ending,
    ParcelStatus,
    ParcelWanted,
    PickupStatus,
    RecoveryOffice,
    Scan,
    TrackingEvent,
)
from makegood.carriers.packing import UnitsNamed
from makegood.carriers.refusals import (
    AlreadyHandedOver,
    CannotBeStopped,
    CaseStillOpen,
    NothingLeftToSend,
    ParcelOver,
    RecoverySpent,
    SlotGone,
    UnitsNotInCase,
)
from makegood.cases import Stage, read_case
from makegood.cases import commands as c
from makegood.cases.families.evidence_window.commands import SaidEverything
from makegood.cases.model import AppealVerdict, Favour
from makegood.db.jobs import JobRunner
from makegood.flows.divide import divide_recoveries
from makegood.flows.worker import job_handlers
from makegood.kit.errors import NotFound, NotPermitted, Refused
from makegood.ledger import check_ledger
from tests.carriers.carried import SENDER, carried
from tests.world import DESK, MARKETPLACE, OPERATOR, SENIOR, buyer_of, merchant_of


async def test_dropped_off_and_delivered(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done)
    assert parcel.status is ParcelStatus.BOOKED
    assert len(parcel.drop_off_code) == 6
    assert parcel.has_label
    assert await all_.stage(done) is Stage.AWAITING_RETURN
    await all_.pass_hours(32)
    case, _ = await read_case(pool, done.case.state.id)
    assert case.state.stage is Stage.IN_RETURN_TRANSIT
    assert case.state.shipment
    assert case.state.shipment.tracking_no == parcel.tracking_no
    await all_.pass_hours(60)
    assert await all_.stage(done) is Stage.AWAITING_INSPECTION
    seen = await all_.office.seen(buyer_of(order), int(parcel.id))
    assert seen.status is ParcelStatus.DELIVERED
    assert [event.scan for event in seen.events][-1] is Scan.DELIVERED


async def test_fetched_at_the_door(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.fetched(order, done)
    assert [one.status for one in parcel.pickups] == [PickupStatus.BOOKED]
    await all_.pass_hours(24)
    seen = await all_.office.seen(buyer_of(order), int(parcel.id))
    assert seen.pickups[0].status is PickupStatus.DONE
    assert await all_.stage(done) is Stage.IN_RETURN_TRANSIT


async def test_a_missed_pickup_is_booked_again(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.fetched(order, done, "pickup_missed")
    await all_.pass_hours(24)
    buyer = buyer_of(order)
    missed = await all_.office.seen(buyer, int(parcel.id))
    assert [one.status for one in missed.pickups] == [PickupStatus.MISSED]
    assert await all_.stage(done) is Stage.AWAITING_RETURN
    slot = all_.office.ways(all_.world.clock.now()).slots[0]
    again = await all_.office.rebook_pickup(buyer, int(parcel.id), slot, "again")
    assert [one.status for one in again.pickups] == [PickupStatus.MISSED, PickupStatus.BOOKED]
    await all_.pass_hours(30)
    assert await all_.stage(done) is Stage.IN_RETURN_TRANSIT


async def test_rebooking_calls_the_first_off(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.fetched(order, done)
    slots = all_.office.ways(all_.world.clock.now()).slots
    again = await all_.office.rebook_pickup(buyer_of(order), int(parcel.id), slots[2], "again")
    assert [one.status for one in again.pickups] == [PickupStatus.CANCELLED, PickupStatus.BOOKED]
    assert again.pickups[1].starts_at == slots[2].starts_at
    none = await all_.office.cancel_pickup(buyer_of(order), int(parcel.id), "none")
    assert [one.status for one in none.pickups] == [PickupStatus.CANCELLED, PickupStatus.CANCELLED]
    all_.world.clock.advance(timedelta(days=5))
    with pytest.raises(SlotGone):
        await all_.office.rebook_pickup(buyer_of(order), int(parcel.id), slots[1], "late")


async def test_cancelled_and_sent_otherwise(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done)
    with pytest.raises(NothingLeftToSend):
        await all_.fetched(order, done)
    gone = await all_.office.cancel(buyer_of(order), int(parcel.id), "cancel")
    assert gone.status is ParcelStatus.CANCELLED
    case_id = str(done.case.state.id)
    wanted = ParcelWanted((case_id,), "drop_off", SENDER)
    second = await all_.office.book_return(buyer_of(order), wanted, "second")
    assert second.id != parcel.id
    assert second.tracking_no != parcel.tracking_no
    await all_.pass_hours(40)
    with pytest.raises(AlreadyHandedOver):
        await all_.office.cancel(buyer_of(order), int(second.id), "too late")


async def test_one_case_in_two_parcels_and_two_cases_in_one(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    _, other = await all_.returning("T-2")
    buyer, first, second = buyer_of(order), str(done.case.state.id), str(other.case.state.id)
    part = ParcelWanted((first,), "drop_off", SENDER, items=(UnitsNamed(first, 1, 1),))
    one = await all_.office.book_return(buyer, part, "one")
    assert [unit.quantity for unit in one.units] == [1]
    too_many = ParcelWanted((first,), "drop_off", SENDER, items=(UnitsNamed(first, 1, 3),))
    with pytest.raises(UnitsNotInCase):
        await all_.office.book_return(buyer, too_many, "many")
    both = await all_.office.book_return(buyer, ParcelWanted((first, second), "drop_off", SENDER), "both")
    assert {unit.case_id: unit.quantity for unit in both.units} == {first: 2, second: 3}
    values = await pool.fetchval("SELECT sum(value_minor) FROM carried_units WHERE case_id = $1", int(first))
    assert values == 10002  # the parts of a case are worth the whole, to the cent
    await all_.pass_hours(100, 2)
    assert await all_.stage(done) is Stage.AWAITING_INSPECTION
    assert await all_.stage(other) is Stage.AWAITING_INSPECTION


async def test_the_same_key_is_the_same_parcel(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    first, second = await all_.drop_off(order, done), await all_.drop_off(order, done)
    assert first.id == second.id
    assert await pool.fetchval("SELECT count(*) FROM simulated_parcels") == 1


async def test_a_carrier_that_does_not_answer_is_asked_again(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done, "no_answer")
    assert parcel.status is ParcelStatus.ASKED
    await pool.execute("UPDATE carried_parcels SET scenario = ''")
    await all_.pass_hours(1)
    assert (await all_.office.seen(buyer_of(order), int(parcel.id))).status is ParcelStatus.BOOKED


async def test_a_carrier_that_refuses_says_why(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    with pytest.raises(Refused, match="nobody fetches parcels"):
        await all_.drop_off(order, done, "not_taken")
    again = ParcelWanted((str(done.case.state.id),), "drop_off", SENDER)
    parcel = await all_.office.book_return(buyer_of(order), again, "again")
    assert parcel.status is ParcelStatus.BOOKED


async def test_who_may_what(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done)
    for stranger in (Principal(PrincipalRole.BUYER, 1), Principal(PrincipalRole.MERCHANT, 1)):
        with pytest.raises(NotFound):
            await all_.office.seen(stranger, int(parcel.id))
    for reader in (merchant_of(order), DESK):
        seen = await all_.office.seen(reader, int(parcel.id))
        assert (seen.sender, seen.drop_off_code, seen.has_label) == (None, "", False)
        with pytest.raises(NotPermitted):
            await all_.office.cancel(reader, int(parcel.id), None)
    assert (await all_.office.seen(MARKETPLACE, int(parcel.id))).drop_off_code


async def test_only_while_the_case_waits_for_its_goods(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order()
    done = await all_.world.open(order)
    with pytest.raises(Refused):
        await all_.drop_off(order, done)


async def test_lost_goes_to_the_desk_and_is_claimed(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done, "lost")
    await all_.pass_hours(160, 2)
    assert await all_.stage(done) is Stage.DISPUTE_EVIDENCE
    claims = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    (claim,) = (await claims.listed(OPERATOR, "open", None, 10)).recoveries
    assert (claim.claimed_minor, claim.because, claim.party) == (10002, "lost", "simulated")
    with pytest.raises(CaseStillOpen):
        await claims.end(OPERATOR, int(claim.id), Ending("paid"), None)
    for party in (buyer_of(order), merchant_of(order)):
        done = await all_.world.do(party, done, SaidEverything())
    rule = c.Rule(Favour.SPLIT, "Both bear a part of what the carrier lost.", amount_minor=4000)
    await all_.world.do(SENIOR, done, rule)
    await all_.world.runner.run_ready()
    await pool.execute("UPDATE cases SET stage = 'settled', owner = NULL, due_at = NULL, wake_at = NULL")
    await claims.end(OPERATOR, int(claim.id), Ending("paid", 9000), "paid")
    (paid,) = (await claims.listed(OPERATOR, "paid", None, 10)).recoveries
    assert paid.to_buyer_minor == 9000 * 6002 // 10002
    assert (await check_ledger(pool)).findings == ()
    buyers = "UPDATE ledger_accounts SET balance_minor = balance_minor + $2 WHERE account = $1"
    await pool.execute(buyers, f"buyer:{order.buyer_id}:balance", -paid.to_buyer_minor)
    with pytest.raises(RecoverySpent):
        await claims.reverse(OPERATOR, int(claim.id), None)
    await pool.execute(buyers, f"buyer:{order.buyer_id}:balance", paid.to_buyer_minor)
    await claims.reverse(OPERATOR, int(claim.id), "back")
    (open_,) = (await claims.listed(OPERATOR, "open", None, 10)).recoveries
    assert (open_.paid_minor, open_.to_buyer_minor) == (0, 0)
    balance = (
        "SELECT coalesce(sum(balance_minor), 0) FROM ledger_accounts WHERE account LIKE 'outside:carrier-%'"
    )
    assert await pool.fetchval(balance) == 0
    assert (await check_ledger(pool)).findings == ()


async def test_own_courier_is_kept_and_ends_with_the_reception(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.world.do(buyer_of(order), done, c.ShipReturn("顺丰", "SF 123-456"))
    await all_.runner.run_ready()
    (row,) = await pool.fetch("SELECT courier, through, handover, status FROM carried_parcels")
    assert tuple(row) == ("shunfeng", "", "own", "booked")
    await all_.world.do(merchant_of(order), done, c.Receive())
    await all_.runner.run_ready()
    assert await pool.fetchval("SELECT status FROM carried_parcels") == "delivered"


async def test_a_used_number_tells_nothing_of_the_new_parcel(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    first = await all_.drop_off(order, done)
    await all_.pass_hours(300, 20)
    order, done = await all_.returning("T-2")
    second = await all_.drop_off(order, done, "number_reused")
    assert second.tracking_no == first.tracking_no
    assert not second.is_contested
    await all_.pass_hours(1)
    seen = await all_.office.seen(buyer_of(order), int(second.id))
    assert [event.scan for event in seen.events] == [Scan.BOOKED]


async def test_damaged_is_claimed_and_arrives_all_the_same(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done, "damaged")
    await all_.pass_hours(100, 4)
    assert await all_.stage(done) is Stage.AWAITING_INSPECTION
    assert (await all_.office.seen(DESK, int(parcel.id))).is_damaged
    rows = await pool.fetch("SELECT because, status, claimed_minor FROM recoveries")
    assert [tuple(row) for row in rows] == [("damaged", "open", 10002)]


async def test_the_weight_that_was_measured_is_kept(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done, "wrong_parcel")
    await all_.pass_hours(60, 4)
    assert (await all_.office.seen(merchant_of(order), int(parcel.id))).measured_grams == 50


async def test_stopped_on_its_way(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done)
    merchant = merchant_of(order)
    with pytest.raises(CannotBeStopped):
        await all_.office.intercept(merchant, int(parcel.id), "early")
    await all_.pass_hours(36, 2)
    stopped = await all_.office.intercept(merchant, int(parcel.id), "stop")
    assert stopped.is_intercepted
    await all_.pass_hours(60, 2)
    assert (await all_.office.seen(merchant, int(parcel.id))).status is ParcelStatus.RETURNED_TO_SENDER
    with pytest.raises(ParcelOver):
        await all_.office.intercept(merchant, int(parcel.id), "late")


async def test_found_again(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    parcel = await all_.drop_off(order, done, "lost")
    await all_.pass_hours(160, 4)
    found = TrackingEvent(
        courier="simulated", tracking_no=parcel.tracking_no, scan=Scan.DELIVERED, at=all_.world.clock.now()
    )  # fmt: skip
    await all_.work.conduct.record(int(parcel.id), [found])
    await all_.runner.run_ready()
    assert await pool.fetchval("SELECT status FROM recoveries") == "dropped"


async def test_addresses_are_forgotten(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done)
    await all_.pass_hours(100, 5)
    assert await all_.work.forget() == 0
    all_.world.clock.advance(timedelta(days=100))
    assert await all_.work.forget() == 1
    assert await pool.fetchval("SELECT count(*) FROM parcel_labels") == 0
    kept = await pool.fetchrow("SELECT sender, consignee, tracking_no FROM carried_parcels")
    assert (kept["sender"], kept["consignee"]) == (None, None)
    assert kept["tracking_no"]


async def test_two_at_once_book_one_parcel(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    wanted = ParcelWanted((str(done.case.state.id),), "drop_off", SENDER)
    booking = [all_.office.book_return(buyer_of(order), wanted, f"key-{number}") for number in range(5)]
    answers = await asyncio.gather(*booking, return_exceptions=True)
    assert sum(isinstance(one, NothingLeftToSend) for one in answers) == 4
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels") == 1


async def test_what_a_carrier_paid_is_divided_anew_after_an_appeal(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done, "lost")
    await all_.pass_hours(160, 2)
    claims = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    (claim,) = (await claims.listed(OPERATOR, "open", None, 10)).recoveries
    for party in (buyer_of(order), merchant_of(order)):
        done = await all_.world.do(party, done, SaidEverything())
    rule = c.Rule(Favour.SPLIT, "Both bear a part of what the carrier lost.", amount_minor=4000)
    await all_.world.do(SENIOR, done, rule)
    await all_.world.runner.run_ready()
    await claims.end(OPERATOR, int(claim.id), Ending("paid"), None)
    (paid,) = (await claims.listed(OPERATOR, "paid", None, 10)).recoveries
    assert paid.to_buyer_minor == 6002
    await all_.world.do(
        buyer_of(order), done, c.Appeal("The carrier lost it, not I; nothing is mine to bear.")
    )
    await all_.world.do(merchant_of(order), done, c.AddStatement("It was rightly ruled."))
    decision = c.RuleOnAppeal(AppealVerdict.BUYER, "The buyer handed all of it to the carrier.")
    await all_.world.do(DESK, done, decision)
    await all_.world.runner.run_ready()
    runner = JobRunner(pool, all_.world.clock, job_handlers(all_.world.engine))
    await runner.run_ready()
    await runner.run_ready()
    (paid,) = (await claims.listed(OPERATOR, "paid", None, 10)).recoveries
    assert (paid.paid_minor, paid.to_buyer_minor) == (10002, 0)
    case_id = done.case.state.id
    assert await divide_recoveries(pool, case_id, all_.world.engine.ids, all_.world.clock.now()) == 0
    await claims.reverse(OPERATOR, int(claim.id), None)
    assert (await check_ledger(pool)).findings == ()


async def test_a_recovery_waits_for_a_case_that_is_being_decided(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done, "lost")
    await all_.pass_hours(160, 2)
    claims = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    (claim,) = (await claims.listed(OPERATOR, "open", None, 10)).recoveries
    done = await all_.world.do(buyer_of(order), done, SaidEverything())
    await all_.world.do(
        SENIOR, done, c.Rule(Favour.MERCHANT, "The parcel was empty when it was handed over.")
    )
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT 1 FROM orders FOR NO KEY UPDATE")
        ending = asyncio.create_task(claims.end(OPERATOR, int(claim.id), Ending("paid"), None))
        await asyncio.sleep(0.2)
        assert not ending.done()
        await connection.execute("UPDATE cases SET refunded_minor = 10002")
    await ending
    (paid,) = (await claims.listed(OPERATOR, "paid", None, 10)).recoveries
    assert paid.to_buyer_minor == 0
