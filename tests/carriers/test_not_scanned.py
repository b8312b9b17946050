"""What a shop said to have shipped, and its carrier has never had: a day later that is false shipping, found by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.carriers import Scan, TrackingEvent
from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.claims import ClaimOffice
from makegood.flows.claim import claim_office
from makegood.flows.promises import keep_promises
from makegood.policy import decisions_of_case
from tests.carriers.carried import Carried, carried
from tests.claims.claims_world import claims_world
from tests.world import NOON, buyer_of, tea_order

PROMISE = {"guarantees": ["timely_shipping"], "ship_by": (NOON + timedelta(days=1)).isoformat()}
PLACED = (NOON - timedelta(hours=24)).isoformat()
NEVER = "PICKUP_MISSED-1"
"""A number whose courier never came: it was booked and no more."""


def said(number: str, hours: float = 0, carrier: str = "simulated", **more: Any) -> dict[str, Any]:
    """A parcel that the shop says left so many hours after noon."""
    shipped_at = (NOON + timedelta(hours=hours)).isoformat()
    return {"carrier": carrier, "tracking_no": number, "shipped_at": shipped_at} | more


async def told(all_: Carried, *parcels: dict[str, Any], number: str = "T-1", **changes: Any) -> Any:
    """The order with its promise and these parcels, once its jobs were done."""
    order = await all_.world.order(
        number, status="shipped", parcels=list(parcels), placed_at=PLACED, **({"facts": PROMISE} | changes)
    )
    await all_.runner.run_ready()
    return order


async def office_of(all_: Carried) -> ClaimOffice:
    policy = (await claims_world(all_.pool)).office.policy
    all_.world.engine.writes.policy = policy
    return claim_office(all_.pool, all_.world.clock, all_.world.engine.ids, policy)


async def pass_hours(all_: Carried, office: ClaimOffice, hours: int) -> None:
    """Let time pass, with both kinds of work done each hour."""
    for _ in range(hours):
        await all_.pass_hours(1)
        await office.sweep()
        await keep_promises(office)


async def claims(all_: Carried) -> list[tuple[str, int, int]]:
    rows = await all_.pool.fetch("SELECT kind, line_no, amount_minor FROM claims ORDER BY line_no, id")
    return [(row["kind"], row["line_no"], row["amount_minor"]) for row in rows]


async def scanned(all_: Carried, number: str = NEVER) -> None:
    """The carrier has it after all."""
    event = TrackingEvent(
        courier="simulated",
        tracking_no=number,
        scan=Scan.PICKED_UP,
        at=all_.world.clock.now(),
        raw_code="LATE",
    )
    parcel_id = await all_.pool.fetchval("SELECT id FROM carried_parcels WHERE tracking_no = $1", number)
    await all_.work.conduct.record(parcel_id, [event])
    await all_.runner.run_ready()


async def test_no_scan_a_day_later_is_owed_once_and_by_itself(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    await told(all_, said(NEVER))
    await keep_promises(office)
    await pass_hours(all_, office, 23)
    assert await claims(all_) == []
    await pass_hours(all_, office, 4)
    assert await claims(all_) == [("late_shipping", 0, 1000)]
    await pass_hours(all_, office, 26)
    assert await claims(all_) == [("late_shipping", 0, 1000)]
    rows = await pool.fetch("SELECT mark FROM marks_on_record")
    assert [row["mark"] for row in rows] == ["false_shipping"]


async def test_a_scan_in_time_owes_nothing(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    await told(all_, said(NEVER))
    await keep_promises(office)
    await pass_hours(all_, office, 22)
    await scanned(all_)
    await pass_hours(all_, office, 20)
    assert await claims(all_) == []


async def test_a_late_scan_takes_nothing_back(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    order = await told(all_, said(NEVER))
    await pass_hours(all_, office, 28)
    await scanned(all_)
    await pass_hours(all_, office, 26)
    assert await claims(all_) == [("late_shipping", 0, 1000)]
    balance = "SELECT sum(balance_minor)::bigint FROM ledger_accounts WHERE account = $1"
    assert await pool.fetchval(balance, f"buyer:{order.buyer_id}:balance") == 1000


@pytest.mark.parametrize(
    "parcel", [said("SF-9", carrier="SF"), said("SMOOTH-9")], ids=["nobody follows", "smooth"]
)
async def test_nothing_is_concluded_of_others(pool: Any, tmp_path: Path, parcel: dict[str, Any]) -> None:
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    await told(all_, parcel)
    await keep_promises(office)
    await pass_hours(all_, office, 30)
    assert await claims(all_) == []


async def test_of_a_carrier_that_does_not_answer_nothing_is_concluded(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    await told(all_, said(NEVER))
    for _ in range(30):
        all_.world.clock.advance(timedelta(hours=1))
        await keep_promises(office)
    assert await claims(all_) == []
    await pass_hours(all_, office, 3)
    assert await claims(all_) == [("late_shipping", 0, 1000)]


async def test_a_number_that_was_told_late_gets_its_time(pool: Any, tmp_path: Path) -> None:
    """What the carrier knows of it may take a while to come: three hours, not another day."""
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    await told(all_, said(NEVER, -23))
    await pass_hours(all_, office, 2)
    assert await claims(all_) == []
    await pass_hours(all_, office, 3)
    assert await claims(all_) == [("late_shipping", 0, 1000)]


async def test_what_left_late_and_was_never_handed_over_costs_what_is_gone(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    facts = PROMISE | {"ship_by": (NOON - timedelta(hours=5)).isoformat()}
    await told(all_, said(NEVER), facts=facts)
    await told(all_, said("SMOOTH-3"), number="T-2", facts=facts)
    await pass_hours(all_, office, 30)
    assert sorted(await claims(all_)) == [("late_shipping", 0, 300), ("late_shipping", 0, 1000)]


async def test_each_line_by_its_own_parcel(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    made = tea_order()
    product = {"external_id": "cup", "category": "home.cups"}
    cup = {"sku": "CUP", "product": product, "title": "Cup", "quantity": 1, "unit_price_minor": 5000}
    card = made["payments"][0] | {"amount_minor": made["payments"][0]["amount_minor"] + 5000}
    await told(
        all_, said("SMOOTH-1", lines=[{"line_no": 1, "quantity": 3}]), said(NEVER, lines=[{"line_no": 2, "quantity": 1}]),
        lines=[*made["lines"], cup], payments=[card, made["payments"][1]],
    )  # fmt: skip
    await pass_hours(all_, office, 28)
    assert await claims(all_) == [("late_shipping", 2, 500)]


async def test_a_case_knows_it_by_the_carriers_word(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    office = await office_of(all_)
    order = await told(all_, said(NEVER))
    await pass_hours(all_, office, 28)
    asked = c.OpenCase(CaseType.REFUND_ONLY, (c.ItemAsked(1),), "not_received")
    done = await all_.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    async with pool.acquire() as connection:
        (decision,) = await decisions_of_case(connection, done.case.state.id)
    fact = next(one for one in decision.facts if one.name == "false_shipping")
    assert (fact.value, fact.source) == ("no_pickup_scan", "carrier")
