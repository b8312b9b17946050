"""Ten at once, from several processes, on one case and on one order: one wins, the others are told why."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from makegood.accounts import Principal
from makegood.cases import Done, Request, Stage
from makegood.cases import commands as c
from makegood.kit.errors import Refused
from makegood.orders import OrderRecorded
from tests.attack.books import assert_right, count_of
from tests.attack.conftest import Crowd
from tests.world import DESK, SENIOR, buyer_of, merchant_of

TEN = 10
PAID_MINOR = 10802


async def at_once(crowd: Crowd, requests: Sequence[Request]) -> list[Done | Refused]:
    """What became of requests that were sent at the same moment, each by the next process."""
    sent = [crowd.next().engine.command(request) for request in requests]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    assert all(isinstance(answer, Done | Refused) for answer in answers), answers
    return answers  # type: ignore[return-value]


def told(answers: Sequence[Done | Refused]) -> Counter[str]:
    """How many were done, and how many were refused with which code."""
    return Counter(answer.code() if isinstance(answer, Refused) else "done" for answer in answers)


async def opened(crowd: Crowd, type_: str = "refund_only", **fields: Any) -> tuple[OrderRecorded, Done]:
    order = await crowd.first.order()
    return order, await crowd.first.open(order, type_, **fields)


async def pay_out(crowd: Crowd) -> None:
    """All processes carry out the deferred refunds at once."""
    await asyncio.gather(*(world.runner.run_ready() for world in crowd.worlds))


async def test_ten_refunds_of_the_same_units(crowd: Crowd) -> None:
    order = await crowd.first.order()
    whole = c.OpenCase(c.CaseType.REFUND_ONLY, (c.ItemAsked(1, 3),), "quality")
    answers = await at_once(
        crowd, [Request(buyer_of(order), whole, order_id=order.order_id) for _ in range(TEN)]
    )
    assert told(answers) == {"done": 1, "units_not_left": TEN - 1}
    await assert_right(crowd.pool)


async def test_ten_different_refunds_share_out_what_is_there(crowd: Crowd) -> None:
    order = await crowd.first.order()
    asked = [c.OpenCase(c.CaseType.REFUND_ONLY, (c.ItemAsked(1, 1),), f"reason {at}") for at in range(TEN)]
    answers = await at_once(
        crowd, [Request(buyer_of(order), each, order_id=order.order_id) for each in asked]
    )
    assert told(answers) == {"done": 3, "units_not_left": TEN - 3}
    cases = [answer.case.state.id for answer in answers if isinstance(answer, Done)]
    approvals = [Request(merchant_of(order), c.Approve(), case_id=case) for case in cases * 4]
    assert told(await at_once(crowd, approvals))["done"] == 3
    await pay_out(crowd)
    found = await assert_right(crowd.pool)
    assert count_of(Stage.SETTLED, found) == 3
    assert sum(state.refunded_minor for state in found) == 10002


def approve(order: OrderRecorded) -> list[tuple[Principal, c.Command]]:
    return [(merchant_of(order), c.Approve())] * TEN


def withdraw_or_approve(order: OrderRecorded) -> list[tuple[Principal, c.Command]]:
    return [(buyer_of(order), c.Withdraw()), (merchant_of(order), c.Approve())] * (TEN // 2)


def refuse_in_ten_ways(order: OrderRecorded) -> list[tuple[Principal, c.Command]]:
    return [(merchant_of(order), c.Refuse(f"reason {at}")) for at in range(TEN)]


def withdraw(order: OrderRecorded) -> list[tuple[Principal, c.Command]]:
    return [(buyer_of(order), c.Withdraw())] * TEN


def escalate_from_both_sides(order: OrderRecorded) -> list[tuple[Principal, c.Command]]:
    return [(buyer_of(order), c.Escalate()), (merchant_of(order), c.Escalate())] * (TEN // 2)


FIRST_COME: list[Callable[[OrderRecorded], list[tuple[Principal, c.Command]]]] = [
    approve, withdraw_or_approve, refuse_in_ten_ways, withdraw, escalate_from_both_sides,
]  # fmt: skip


@pytest.mark.parametrize("attack", FIRST_COME, ids=lambda attack: attack.__name__)
async def test_only_one_of_ten_moves_the_case(
    crowd: Crowd, attack: Callable[[OrderRecorded], list[tuple[Principal, c.Command]]]
) -> None:
    order, done = await opened(crowd, items=(c.ItemAsked(1, 3),))
    case_id = done.case.state.id
    answers = await at_once(crowd, [Request(who, command, case_id=case_id) for who, command in attack(order)])
    counts = told(answers)
    assert counts["done"] == 1
    assert set(counts) <= {"done", "not_in_this_stage", "case_ended", "not_your_move"}
    await pay_out(crowd)
    (state,) = await assert_right(crowd.pool)
    assert state.refunded_minor in (0, 10002)


async def test_ten_inspections_restock_and_refund_once(crowd: Crowd) -> None:
    order, done = await opened(crowd, "return_refund", items=(c.ItemAsked(1, 3),))
    buyer, merchant = buyer_of(order), merchant_of(order)
    for who, command in (
        (merchant, c.Approve()),
        (buyer, c.ShipReturn("SF", "SF-1")),
        (merchant, c.Receive()),
    ):
        await crowd.first.do(who, done, command)
    parts = [c.Inspect(accepted=(c.UnitsAccepted(1, units),), reason="damaged") for units in (0, 1, 2)]
    requests = [Request(merchant, each, case_id=done.case.state.id) for each in [c.Inspect(), *parts] * 3]
    counts = told(await at_once(crowd, requests))
    assert counts["done"] == 1
    await pay_out(crowd)
    (state,) = await assert_right(crowd.pool)
    assert sum(event == "case.return_inspected" for event in await names(crowd, state.id)) == 1


async def test_offers_and_acceptances_pay_what_was_accepted(crowd: Crowd) -> None:
    order, done = await opened(crowd, items=(c.ItemAsked(1, 3),))
    buyer, merchant = buyer_of(order), merchant_of(order)
    await crowd.first.do(merchant, done, c.MakeOffer(5000))
    pairs = [(buyer, c.Accept()), (buyer, c.MakeOffer(7000)), (merchant, c.Approve()), (buyer, c.Withdraw())]
    requests = [Request(who, each, case_id=done.case.state.id) for who, each in pairs * 3]
    await at_once(crowd, requests)
    await pay_out(crowd)
    (state,) = await assert_right(crowd.pool)
    assert state.stage in (Stage.SETTLED, Stage.WITHDRAWN)
    assert state.refunded_minor in (0, 5000, 7000, 10002)


async def test_ten_rulings_of_two_desks(crowd: Crowd) -> None:
    order, done = await opened(crowd, items=(c.ItemAsked(1, 3),))
    await crowd.first.hear(order, done)
    rulings = [
        c.Rule(c.Favour.BUYER, "a"), c.Rule(c.Favour.MERCHANT, "b"), c.Rule(c.Favour.SPLIT, "c", amount_minor=4000),
    ]  # fmt: skip
    requests = [Request(who, each, case_id=done.case.state.id) for each in rulings for who in (DESK, SENIOR)]
    assert told(await at_once(crowd, requests))["done"] == 1
    await pay_out(crowd)
    (state,) = await assert_right(crowd.pool)
    assert state.refunded_minor in (0, 4000, 10002)


async def test_one_version_is_moved_once(crowd: Crowd) -> None:
    _, done = await opened(crowd)
    requests = [
        Request(DESK, c.PauseClock(c.PauseReason.JOINT, f"note {at}"), case_id=done.case.state.id, version=1)
        for at in range(TEN)
    ]
    assert told(await at_once(crowd, requests)) == {"done": 1, "version_changed": TEN - 1}


async def names(crowd: Crowd, case_id: int) -> list[str]:
    rows = await crowd.pool.fetch("SELECT name FROM case_events WHERE case_id = $1 ORDER BY seq", case_id)
    return [row["name"] for row in rows]
