"""A return told with somebody else's tracking number: nobody is paid on the strength of it before the goods arrive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from makegood.advances import advance_of_case
from makegood.cases import CaseType, Done, Request
from makegood.cases import commands as c
from makegood.cases.families.advance.commands import NotePickup
from makegood.db.jobs import JobRunner
from makegood.flows.freight_cover import look_at_return
from makegood.flows.parcels import parcel_work
from makegood.kit.settings import Mode, Settings
from makegood.policy import decisions_of_case
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.flows.advance_world import AdvanceWorld, advance_world
from tests.world import DESK, MARKETPLACE, World, buyer_of, merchant_of

STRANGER = {"external_id": "wang-wei", "name": "王伟", "language": "zh-CN"}
CLEARED = c.SupplyFacts({"tracking_valid": True, "abuse_signals": []})


def parcels_of(world: World, home: Path) -> JobRunner:
    """The worker that puts parcels down."""
    settings = Settings(home=home, mode=Mode.TEST, secret="a secret that only the tests of this project use")
    return JobRunner(world.engine.pool, world.clock, parcel_work(world.engine, settings).handlers)


async def paid(at: AdvanceWorld, done: Done) -> str | None:
    """At which step something was paid in advance."""
    found = await advance_of_case(at.world.engine.pool, done.case.state.id)
    return found.step if found else None


async def both_say(at: AdvanceWorld, home: Path) -> tuple[Any, Done, Any, Done]:
    """A buyer with good credit and then one with excellent credit name the same number."""
    runner = parcels_of(at.world, home)
    first = await at.order("T-1", tier="good")
    one = await at.returned(first)
    await runner.run_ready()
    second = await at.order("T-2", buyer=STRANGER)
    two = await at.returned(second)
    await runner.run_ready()
    return first, one, second, two


async def test_the_number_of_another_buyer_brings_nothing_at_once(pool: Any, tmp_path: Path) -> None:
    at = await advance_world(pool)
    _, _, second, two = await both_say(at, tmp_path)
    assert await paid(at, two) is None
    async with pool.acquire() as connection:
        decision = (await decisions_of_case(connection, two.case.state.id))[-1]
    facts = {one.name: (one.value, one.source) for one in decision.facts}
    assert facts["tracking_valid"] == (False, "system")
    assert facts["abuse_signals"] == (["tracking_reuse"], "system")
    two = await at.world.do(merchant_of(second), two, c.Receive())
    assert await paid(at, two) == "scanned_in"


async def test_nor_does_the_scan_of_a_number_that_another_buyer_claims(pool: Any, tmp_path: Path) -> None:
    at = await advance_world(pool)
    first, one, _, _ = await both_say(at, tmp_path)
    one = await at.world.do(MARKETPLACE, one, NotePickup())
    assert await paid(at, one) is None
    await at.world.do(merchant_of(first), one, c.Receive())
    assert await paid(at, one) == "scanned_in"


async def test_a_person_of_the_desk_clears_it(pool: Any, tmp_path: Path) -> None:
    at = await advance_world(pool)
    _, one, _, _ = await both_say(at, tmp_path)
    one = await at.world.do(DESK, one, CLEARED)
    await at.world.do(MARKETPLACE, one, NotePickup())
    assert await paid(at, one) == "picked_up"


async def test_one_buyer_may_send_two_returns_in_one_parcel(pool: Any, tmp_path: Path) -> None:
    at = await advance_world(pool, per_buyer=100_000)
    runner = parcels_of(at.world, tmp_path)
    for number in ("T-1", "T-2"):
        done = await at.returned(await at.order(number))
        await runner.run_ready()
        assert await paid(at, done) == "tracking"


async def refunded_after(claims: ClaimsWorld, home: Path, *steps: tuple[Any, c.Command]) -> list[int]:
    """What the cover owes of a return that another buyer's number stands for; the merchant speaks where nobody is named."""
    runner = parcels_of(claims.world, home)
    for number, buyer in (("F-1", {}), ("F-2", {"buyer": STRANGER})):
        order = await claims.order(
            number, "no_reason_return", "freight_cover", kind="toys", placed_at=iso(-4.5), **buyer
        )
        await claims.keep()
        asked = c.OpenCase(
            CaseType.RETURN_REFUND, reason="no_reason", items=(c.ItemAsked(1),), facts={"intact": True}
        )
        done = await claims.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
        if done.case.state.stage == "awaiting_merchant":
            done = await claims.world.do(merchant_of(order), done, c.Approve())
        done = await claims.world.do(buyer_of(order), done, c.ShipReturn("YTO", "YT-1"))
        await runner.run_ready()
    for who, command in steps:
        done = await claims.world.do(who or merchant_of(order), done, command)
    await claims.world.runner.run_ready()
    await look_at_return(claims.office, done.case.state.id)
    rows = await claims.pool.fetch("SELECT amount_minor FROM claims WHERE family = 'freight'")
    return [row["amount_minor"] for row in rows]


async def test_no_cover_pays_for_the_number_of_another_buyer(pool: Any, tmp_path: Path) -> None:
    assert await refunded_after(await claims_world(pool), tmp_path, (None, c.WaiveReturn())) == []


async def test_it_pays_where_the_desk_has_found_that_the_number_is_right(pool: Any, tmp_path: Path) -> None:
    steps = (DESK, CLEARED), (None, c.WaiveReturn())
    assert await refunded_after(await claims_world(pool), tmp_path, *steps) == [1200]


async def test_it_pays_once_the_goods_have_come(pool: Any, tmp_path: Path) -> None:
    steps = (None, c.Receive()), (None, c.Inspect())
    assert await refunded_after(await claims_world(pool), tmp_path, *steps) == [1200]
