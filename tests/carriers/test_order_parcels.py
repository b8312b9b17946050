"""An order's own parcels are followed before any case: what carriers tell is known with the order, and what is lost is owed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.carriers import Ending, RecoveryOffice, RecoveryView, Scan, TrackingEvent
from makegood.carriers.evolve import Whereabouts, whereabouts
from makegood.cases import CaseType, Request, Stage, read_order
from makegood.cases import commands as c
from makegood.cases.facts import goods_of
from makegood.flows.claim import claim_office
from makegood.flows.promises import keep_promises
from makegood.ledger import check_ledger
from makegood.orders import order_view
from makegood.policy import decisions_of_case
from tests.carriers.carried import Carried, carried
from tests.claims.claims_world import claims_world
from tests.world import NOON, OPERATOR, buyer_of, merchant_of, tea_order

YESTERDAY = (NOON - timedelta(hours=20)).isoformat()


def left(number: str, **more: Any) -> dict[str, Any]:
    """A parcel that has left this morning with the carrier that is simulated."""
    shipped_at = (NOON - timedelta(hours=3)).isoformat()
    return {"carrier": "simulated", "tracking_no": number, "shipped_at": shipped_at} | more


def sent(*parcels: dict[str, Any], status: str = "shipped") -> dict[str, Any]:
    """An order whose parcels are under way."""
    return {"status": status, "parcels": list(parcels)}


async def told(all_: Carried, order: Any) -> Any:
    """The order as cases and claims know it."""
    async with all_.pool.acquire() as connection:
        return await read_order(connection, order.order_id)


async def recoveries(all_: Carried, status: str = "open") -> list[RecoveryView]:
    office = RecoveryOffice(all_.pool, all_.world.clock, all_.world.engine.ids)
    return (await office.listed(OPERATOR, status, None, 20)).recoveries


def scan(what: Scan, hours: float, raw_code: str = "X") -> TrackingEvent:
    at = NOON + timedelta(hours=hours)
    return TrackingEvent(courier="simulated", tracking_no="A", scan=what, at=at, raw_code=raw_code)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([], Whereabouts(is_scanned=False)),
        ([scan(Scan.IN_TRANSIT, 1, "sent")], Whereabouts(is_scanned=False)),
        ([scan(Scan.BOOKED, 1), scan(Scan.PICKUP_MISSED, 2)], Whereabouts(is_scanned=False)),
        ([scan(Scan.WEIGHT_DIFFERS, 1)], Whereabouts()),
        ([scan(Scan.PICKED_UP, 1), scan(Scan.DAMAGED, 2)], Whereabouts(moved_at=NOON + timedelta(hours=1))),
        ([scan(Scan.PICKED_UP, 1), scan(Scan.DELIVERED, 2)], Whereabouts(delivered_at=NOON + timedelta(hours=2))),
        (
            [scan(Scan.PICKED_UP, 1), scan(Scan.LOST, 2)],
            Whereabouts(moved_at=NOON + timedelta(hours=1), lost_at=NOON + timedelta(hours=2)),
        ),
        ([scan(Scan.LOST, 1, "case"), scan(Scan.DELIVERED, 2, "reception")], Whereabouts(is_scanned=False)),
        ([scan(Scan.PICKED_UP, 1), scan(Scan.REFUSED, 2), scan(Scan.IN_TRANSIT, 3)], Whereabouts()),
        ([scan(Scan.PICKED_UP, 1), scan(Scan.RETURNED_TO_SENDER, 2)], Whereabouts()),
    ],
)  # fmt: skip
def test_where_a_parcel_is_by_its_carriers_word(events: list[TrackingEvent], found: Whereabouts) -> None:
    assert whereabouts(events, NOON) == found


async def test_a_parcel_is_followed_from_when_the_shop_tells_of_it(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(left("SMOOTH-1")))
    await all_.runner.run_ready()
    row = await pool.fetchrow("SELECT status, through, direction FROM carried_parcels")
    assert tuple(row) == ("in_transit", "simulated", "out")
    await all_.pass_hours(60, 6)
    (parcel,) = (await told(all_, order)).parcels
    assert parcel.followed.status == "delivered"
    assert NOON < parcel.delivered_at <= all_.world.clock.now()
    assert goods_of(await told(all_, order), [1], all_.world.clock.now()) == "with_buyer"
    async with pool.acquire() as connection:
        view = await order_view(connection, order.order_id)
    assert view
    (seen,) = view.parcels
    assert (seen.status, seen.told_by, seen.delivered_at) == ("delivered", "carrier", parcel.delivered_at)
    # Told of once more, as shops do, it is followed no second time and nothing is forgotten.
    again = await all_.world.order(
        **sent(left("SMOOTH-1", delivered_at=NOON.isoformat()), status="delivered")
    )
    await all_.runner.run_ready()
    assert (await told(all_, again)).parcels[0].delivered_at == parcel.delivered_at
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels") == 1


async def test_a_push_tells_it_too(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(left("SMOOTH-1")))
    await all_.runner.run_ready()
    carrier: Any = all_.work.conduct.carriers["simulated"]
    out = TrackingEvent(
        courier="simulated", tracking_no="SMOOTH-1", scan=Scan.OUT_FOR_DELIVERY, at=NOON, raw_code="PUSHED"
    )
    headers, body = carrier.signed_push([out])
    assert await all_.office.take_push("simulated", headers, body) == 1
    (parcel,) = (await told(all_, order)).parcels
    assert (parcel.followed.status, parcel.followed.moved_at) == ("out_for_delivery", NOON)


async def test_a_courier_that_nobody_here_follows_is_left_alone(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    await all_.world.order(**sent(left("SF-1", carrier="SF")))
    await all_.runner.run_ready()
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels") == 0


async def test_a_number_that_was_put_right_is_followed_instead(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    await all_.world.order(**sent(left("LOST-1")))
    await all_.runner.run_ready()
    order = await all_.world.order(**sent(left("SMOOTH-2")))
    await all_.runner.run_ready()
    await all_.pass_hours(150, 10)
    assert (await told(all_, order)).parcels[0].followed.status == "delivered"
    assert await recoveries(all_) == []
    rows = await pool.fetch("SELECT tracking_no, status FROM carried_parcels ORDER BY id")
    assert [tuple(row) for row in rows] == [("LOST-1", "cancelled"), ("SMOOTH-2", "delivered")]


async def test_a_lost_parcel_is_claimed_before_any_case_and_then_for_it(pool: Any, tmp_path: Path) -> None:
    """One parcel, one loss: what the case refunds is claimed for it, and the order claims the rest."""
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(left("LOST-1")))
    await all_.runner.run_ready()
    await all_.pass_hours(130, 10)
    (rest,) = await recoveries(all_)
    assert (rest.because, rest.case_id, rest.claimed_minor) == ("lost", None, 10002)
    assert (await told(all_, order)).parcels[0].followed.lost_at
    asked = c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1, 1),), "not_received", amount_minor=3334)
    done = await all_.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    await all_.world.do(merchant_of(order), done, c.Approve())
    await all_.world.runner.run_ready()
    assert await all_.stage(done) is Stage.SETTLED
    await all_.runner.run_ready()
    claims = {one.case_id: one.claimed_minor for one in await recoveries(all_)}
    assert claims == {str(done.case.state.id): 3334, None: 10002 - 3334}
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels") == 1


async def test_what_the_carrier_paid_for_the_order_is_not_claimed_again(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(left("LOST-1")))
    await all_.runner.run_ready()
    await all_.pass_hours(130, 10)
    (rest,) = await recoveries(all_)
    office = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    await office.end(OPERATOR, int(rest.id), Ending("paid"), "paid")
    asked = c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1),), "not_received")
    done = await all_.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    await all_.world.do(merchant_of(order), done, c.Approve())
    await all_.world.runner.run_ready()
    await all_.runner.run_ready()
    assert await recoveries(all_) == []
    assert [one.paid_minor for one in await recoveries(all_, "paid")] == [10002]
    assert (await check_ledger(pool)).findings == ()


async def test_what_is_found_again_is_claimed_no_more(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(left("LOST-1")))
    await all_.runner.run_ready()
    await all_.pass_hours(130, 10)
    parcel_id = await pool.fetchval("SELECT id FROM carried_parcels")
    found = TrackingEvent(
        courier="simulated",
        tracking_no="LOST-1",
        scan=Scan.DELIVERED,
        at=all_.world.clock.now(),
        raw_code="FOUND",
    )
    await all_.work.conduct.record(parcel_id, [found])
    await all_.runner.run_ready()
    assert await recoveries(all_) == []
    assert (await told(all_, order)).parcels[0].delivered_at == found.at


async def test_two_orders_in_one_parcel_are_each_known(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    orders = [await all_.world.order(number, **sent(left("LOST-1"))) for number in ("T-1", "T-2")]
    await all_.runner.run_ready()
    await all_.pass_hours(130, 10)
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels") == 1
    claims = {one.order_id: one.claimed_minor for one in await recoveries(all_)}
    assert claims == {str(order.order_id): 10002 for order in orders}
    assert all([(await told(all_, order)).parcels[0].followed.lost_at for order in orders])


async def promised(all_: Carried) -> list[tuple[str, int, int]]:
    """What orders promise is kept by itself; the claims there are."""
    claims = await claims_world(all_.pool)
    engine, clock = all_.world.engine, all_.world.clock
    await keep_promises(claim_office(all_.pool, clock, engine.ids, claims.office.policy))
    rows = await all_.pool.fetch("SELECT kind, line_no, amount_minor FROM claims ORDER BY line_no, id")
    return [(row["kind"], row["line_no"], row["amount_minor"]) for row in rows]


async def test_a_parcel_that_stands_still_is_compensated_by_itself(pool: Any, tmp_path: Path) -> None:
    """Nobody tells that the tracking stopped but the carrier's own scans: five days after the last one it is owed."""
    all_ = carried(pool, tmp_path)
    facts = {"guarantees": ["timely_shipping"], "ship_by": (NOON + timedelta(days=1)).isoformat()}
    await all_.world.order(**sent(left("LOST-1")), facts=facts, placed_at=YESTERDAY)
    await all_.runner.run_ready()
    await all_.pass_hours(100, 10)
    assert await promised(all_) == []
    await all_.pass_hours(30, 10)
    assert await promised(all_) == [("lost_on_the_way", 0, 1000)]
    assert await promised(all_) == [("lost_on_the_way", 0, 1000)]


async def test_of_several_parcels_the_one_that_is_lost_counts(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    made = tea_order()
    cup = {
        "sku": "CUP",
        "product": {"external_id": "cup", "category": "home.cups"},
        "title": "Cup",
        "quantity": 1,
    }
    card = made["payments"][0] | {"amount_minor": made["payments"][0]["amount_minor"] + 5000}
    facts = {"guarantees": ["timely_shipping"], "ship_by": (NOON + timedelta(days=1)).isoformat()}
    parcels = [
        left("SMOOTH-1", lines=[{"line_no": 1, "quantity": 3}]), left("LOST-1", lines=[{"line_no": 2, "quantity": 1}]),
    ]  # fmt: skip
    order = await all_.world.order(
        **sent(*parcels), facts=facts, lines=[*made["lines"], cup | {"unit_price_minor": 5000}],
        payments=[card, made["payments"][1]], placed_at=YESTERDAY,
    )  # fmt: skip
    await all_.runner.run_ready()
    await all_.pass_hours(130, 10)
    assert await promised(all_) == [("lost_on_the_way", 2, 500)]
    (rest,) = await recoveries(all_)
    assert rest.claimed_minor == 5000
    assert goods_of(await told(all_, order), [2], all_.world.clock.now()) == "in_transit"


async def test_what_a_carrier_tells_has_it_as_its_source(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    claims = await claims_world(pool)
    all_.world.engine.writes.policy = claims.office.policy
    order = await all_.world.order(**sent(left("LOST-1")))
    await all_.runner.run_ready()
    await all_.pass_hours(130, 10)
    asked = c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1),), "not_received")
    done = await all_.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    async with pool.acquire() as connection:
        (decision,) = await decisions_of_case(connection, done.case.state.id)
    facts = {one.name: one for one in decision.facts}
    assert (facts["goods_state"].value, facts["tracking_stopped_at"].source) == ("lost", "carrier")
