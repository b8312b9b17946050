"""What a buyer paid for the way back is claimed from whoever a ruling names, and goes with the ruling on appeal."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.cases import CaseType, FreightBearer, FreightRuled, Request
from makegood.cases import commands as c
from makegood.cases.model import AppealVerdict, Favour
from makegood.flows.freight_cover import look_at_return
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.claims.test_return_freight import covered, told_late
from tests.world import DESK, SENIOR, buyer_of, merchant_of


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def ruled_return(claims: ClaimsWorld, order: Any, freight: FreightRuled | None, **told: Any) -> Any:
    """Ruled for the buyer, who sent the goods back by a courier of their own; the case has ended."""
    world, facts = claims.world, {"intact": True} | told
    asked = c.OpenCase(CaseType("return_refund"), reason="no_reason", items=(c.ItemAsked(1),), facts=facts)
    done = await world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    done = await world.do(buyer_of(order), done, c.Escalate("They say that it was worn."))
    done = await world.do(DESK, done, c.Rule(Favour.BUYER, "It is as it was.", freight_by=freight))
    for who, command in (
        (buyer_of(order), c.ShipReturn("YTO", "YT-1")), (merchant_of(order), c.Receive()), (merchant_of(order), c.Inspect()),
    ):  # fmt: skip
        done = await world.do(who, done, command)
    await world.runner.run_ready()
    await look_at_return(claims.office, done.case.state.id)
    return done


FREIGHT_CLAIMS = "SELECT kind, stage, amount_minor, content ->> 'funder' FROM claims ORDER BY id"
BACK_BY = {one.value: FreightRuled(back=one) for one in FreightBearer}


@pytest.mark.parametrize(
    ("bearer", "claimed"),
    [
        (None, []),  # a change of mind: by the rules the buyer bears it
        ("buyer", []),
        ("merchant", [("fault_freight", "awaiting_merchant", 1501, "merchant")]),
        ("shared", [("fault_freight", "awaiting_merchant", 751, "merchant")]),
        ("platform", [("fault_freight", "awaiting_merchant", 1501, "platform")]),
    ],
)
async def test_whom_a_ruling_names_repays_the_way_back(
    claims: ClaimsWorld, bearer: str | None, claimed: list[Any]
) -> None:
    order = await claims.order("F-12", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY[bearer] if bearer else None, return_freight_paid=1501)
    await look_at_return(claims.office, done.case.state.id)
    assert [tuple(row) for row in await claims.pool.fetch(FREIGHT_CLAIMS)] == claimed


@pytest.mark.parametrize("paid", [False, True])
async def test_an_appeal_that_moves_the_freight_takes_what_was_claimed_with_it(
    claims: ClaimsWorld, paid: bool
) -> None:
    order = await claims.order("F-13", "no_reason_return", kind="toys", placed_at=iso(-4.5))
    done = await ruled_return(claims, order, BACK_BY["merchant"], return_freight_paid=1500)
    buyers = f"buyer:{order.buyer_id}:balance"
    if paid:
        await claims.pass_time(hours=49)
    assert await claims.balance(buyers) == (1500 if paid else 0)
    grounds = "The shop had offered to fetch the goods for nothing."
    done = await claims.world.do(merchant_of(order), done, c.Appeal(grounds))
    await look_at_return(claims.office, done.case.state.id)
    otherwise = c.RuleOnAppeal(AppealVerdict.BUYER, grounds, freight_by=BACK_BY["buyer"])
    done = await claims.world.do(SENIOR, done, otherwise)
    assert done.case.state.stage == "settled"
    for _ in range(2):
        await look_at_return(claims.office, done.case.state.id)
    stage = "reversed" if paid else "closed"
    assert [row["stage"] for row in await claims.pool.fetch(FREIGHT_CLAIMS)] == [stage]
    assert await claims.balance(buyers) == 0
    await claims.book_is_right()


async def test_no_cover_pays_a_way_back_that_a_ruling_leaves_with_the_merchant(claims: ClaimsWorld) -> None:
    order = await covered(claims, "freight_cover")
    done = await ruled_return(claims, order, BACK_BY["merchant"], return_freight_paid=900)
    for _ in range(2):
        await look_at_return(claims.office, done.case.state.id)
    assert [row["kind"] for row in await claims.pool.fetch(FREIGHT_CLAIMS)] == ["fault_freight"]


async def test_freight_that_is_told_late_is_claimed_as_ruled(claims: ClaimsWorld) -> None:
    order = await covered(claims, "no_reason_return")
    await ruled_return(claims, order, BACK_BY["merchant"])
    claim = await told_late(claims, order)
    assert (claim["kind"], claim["amount_minor"], claim["because"]) == (
        "fault_freight",
        1500,
        "So the ruling says who bears the way back.",
    )
