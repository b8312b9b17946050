"""Marks of promises and of rulings on one record: a case leaves each once, and what takes it away takes it once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.cases.model import AppealVerdict, Favour
from makegood.claims import Mark, marks_of, marks_of_case
from makegood.flows.freight_cover import look_at_return
from makegood.flows.ruled_marks import record_as_ruled
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import DESK, SENIOR, buyer_of, merchant_of

WHY = "The report of the laboratory says that the seam was never sewn."
GROUNDS = "The report is about another bag than the one that was delivered."
ARRIVED = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def faulty(claims: ClaimsWorld, number: str = "M-1", units: int | None = None) -> tuple[Any, Any]:
    """A fault that the desk has found in goods with a promise; the order and its case."""
    order = await claims.order(number, "quality_refund", kind="bags", parcels=ARRIVED)
    return order, await brought(claims, order, units)


async def brought(claims: ClaimsWorld, order: Any, units: int | None = None) -> Any:
    items = (c.ItemAsked(1, units),)
    command = c.OpenCase(CaseType("return_refund"), reason="quality", items=items)
    done = await claims.world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    done = await claims.world.hear(order, done)
    return await claims.world.do(DESK, done, c.SupplyFacts({"defect": "established"}))


async def ruled(claims: ClaimsWorld, done: Any, favour: Favour, who: Any = DESK) -> Any:
    done = await claims.world.do(who, done, c.Rule(favour, WHY))
    await record_as_ruled(claims.office, done.case.state.id)
    return done


async def sent_back(claims: ClaimsWorld, order: Any, done: Any) -> Any:
    """The goods come back and the case ends; what a worker does then, twice."""
    for who, command in (
        (buyer_of(order), c.ShipReturn("YTO", "YT-1")), (merchant_of(order), c.Receive()), (merchant_of(order), c.Inspect()),
    ):  # fmt: skip
        done = await claims.world.do(who, done, command)
    await claims.world.runner.run_ready()
    for _ in range(2):
        await look_at_return(claims.office, done.case.state.id)
    return done


async def turned(claims: ClaimsWorld, order: Any, done: Any) -> Any:
    """The merchant appeals and wins."""
    done = await claims.world.do(merchant_of(order), done, c.Appeal(GROUNDS))
    done = await claims.world.do(buyer_of(order), done, c.AddStatement("It was rightly ruled."))
    return await claims.world.do(SENIOR, done, c.RuleOnAppeal(AppealVerdict("merchant"), GROUNDS))


async def marks(claims: ClaimsWorld, done: Any) -> list[Mark]:
    state = done.case.state
    return await marks_of_case(claims.pool, state.id, state.order_id)


def told(left: list[Mark]) -> list[tuple[str, bool, str | None]]:
    return [(mark.mark, mark.by_ruling, mark.why) for mark in left]


BOTH = [("quality_refund", True, None), ("seller_fault", True, None)]
GONE = [("quality_refund", True, "appeal"), ("seller_fault", True, "appeal")]


async def test_a_promise_leaves_no_second_mark_beside_the_rulings(claims: ClaimsWorld) -> None:
    order, done = await faulty(claims)
    done = await ruled(claims, done, Favour.BUYER)
    assert told(await marks(claims, done)) == BOTH
    done = await sent_back(claims, order, done)
    assert told(await marks(claims, done)) == BOTH
    done = await turned(claims, order, done)
    for _ in range(2):
        await look_at_return(claims.office, done.case.state.id)
        await record_as_ruled(claims.office, done.case.state.id)
    assert told(await marks(claims, done)) == GONE
    assert await marks_of(claims.pool, order.merchant_id, claims.clock.now() - timedelta(days=1)) == []


async def test_what_the_promise_left_first_stays_the_promises(claims: ClaimsWorld) -> None:
    order, done = await faulty(claims)
    done = await claims.world.do(DESK, done, c.Rule(Favour.BUYER, WHY))
    done = await sent_back(claims, order, done)
    assert told(await marks(claims, done)) == [("quality_refund", False, None)]
    await record_as_ruled(claims.office, done.case.state.id)
    assert sorted(told(await marks(claims, done))) == [
        ("quality_refund", False, None),
        ("seller_fault", True, None),
    ]
    done = await turned(claims, order, done)
    await record_as_ruled(claims.office, done.case.state.id)
    assert sorted(told(await marks(claims, done))) == [
        ("quality_refund", False, None), ("seller_fault", True, "appeal")
    ]  # fmt: skip
    await look_at_return(claims.office, done.case.state.id)
    assert sorted(told(await marks(claims, done))) == [
        ("quality_refund", False, "appeal"), ("seller_fault", True, "appeal")
    ]  # fmt: skip


async def test_each_case_of_an_order_leaves_its_own_and_the_order_counts_once(claims: ClaimsWorld) -> None:
    order, first = await faulty(claims, units=1)
    first = await ruled(claims, first, Favour.BUYER)
    second = await ruled(claims, await brought(claims, order, units=1), Favour.BUYER)
    since = claims.clock.now() - timedelta(days=1)
    counted = [("quality_refund", 1), ("seller_fault", 1)]
    assert [
        (each.mark, each.orders) for each in await marks_of(claims.pool, order.merchant_id, since)
    ] == counted
    await turned(claims, order, first)
    await record_as_ruled(claims.office, first.case.state.id)
    assert [told(await marks(claims, done)) for done in (first, second)] == [GONE, BOTH]
    assert [
        (each.mark, each.orders) for each in await marks_of(claims.pool, order.merchant_id, since)
    ] == counted


async def test_another_ruling_after_new_circumstances_takes_them_back(claims: ClaimsWorld) -> None:
    order, done = await faulty(claims)
    done = await claims.world.do(DESK, done, c.SupplyFacts({"decline_ground": "sham_trade"}))
    done = await ruled(claims, done, Favour.MERCHANT)
    assert [(mark.mark, mark.against) for mark in await marks(claims, done)] == [("sham_trade", "buyer")]
    claims.clock.advance(timedelta(hours=1))
    news = (await claims.photo(buyer_of(order), "M-1"),)
    done = await claims.world.do(buyer_of(order), done, c.Reopen("It was no sham.", grounds=WHY, files=news))
    assert done.case.state.ruling is None
    assert await record_as_ruled(claims.office, done.case.state.id) == 0
    assert [mark.stands for mark in await marks(claims, done)] == [True]
    done = await claims.world.do(merchant_of(order), done, c.AddStatement("It was one.", is_all=True))
    done = await ruled(claims, done, Favour.BUYER, SENIOR)
    assert [(mark.mark, mark.why) for mark in await marks(claims, done) if mark.against == "buyer"] == [
        ("sham_trade", "ruled_anew")
    ]  # fmt: skip


async def test_jobs_at_once_record_once(claims: ClaimsWorld) -> None:
    _, done = await faulty(claims)
    done = await claims.world.do(DESK, done, c.Rule(Favour.BUYER, WHY))
    changed = await asyncio.gather(*(record_as_ruled(claims.office, done.case.state.id) for _ in range(4)))
    assert sorted(changed) == [0, 0, 0, 2]
    assert told(await marks(claims, done)) == BOTH
