"""A whole return & refund on the real database: open, approve, ship, receive, inspect, refund, settle."""

from __future__ import annotations

from typing import Any

from makegood.cases import Stage, as_recorded, fold, read_case
from makegood.cases import commands as c
from makegood.ledger import check_ledger
from tests.world import build_world, buyer_of, merchant_of


async def balance(pool: Any, account: str) -> tuple[int, int]:
    row = await pool.fetchrow(
        "SELECT balance_minor, held_minor FROM ledger_accounts WHERE account = $1", account
    )
    return (row["balance_minor"], row["held_minor"]) if row else (0, 0)


async def test_money_goes_from_escrow_to_the_buyer_by_both_tenders(pool: Any) -> None:
    world = build_world(pool)
    order = await world.order()
    done = await world.open(order)
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await world.do(merchant, done, c.Approve())
    done = await world.do(buyer, done, c.ShipReturn("SF", "SF-back-1"))
    done = await world.do(merchant, done, c.Receive())
    done = await world.do(merchant, done, c.Inspect())

    assert done.case.state.stage is Stage.REFUNDING
    assert await balance(pool, f"buyer:{order.buyer_id}:payout:card") == (10002, 10002)

    await world.runner.run_ready()
    case, facts = await read_case(pool, done.case.state.id)
    assert case.state.stage is Stage.SETTLED
    assert case.state.refunded_minor == 10002
    assert fold(as_recorded(case.events)) == case.state
    assert facts.line(1).claimed_minor == 10002  # type: ignore[union-attr]
    assert await balance(pool, f"order:{order.order_id}:escrow") == (800, 0)
    assert await balance(pool, "processor:fake:transit") == (10002, 0)
    assert (await check_ledger(pool)).findings == ()
