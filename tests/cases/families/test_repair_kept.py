"""Repairs on the real database: what is paid comes into the order, and the next decision knows of the last repair."""

from __future__ import annotations

from typing import Any

from makegood.cases import Done, Stage, as_recorded, fold, read_case
from makegood.cases import commands as c
from makegood.cases.families.repair import commands as r
from makegood.ledger import check_ledger
from tests.world import MARKETPLACE, build_world, buyer_of, merchant_of


async def holds(pool: Any, done: Done) -> None:
    """The row is the fold of the stream, and the book adds up."""
    case, _ = await read_case(pool, done.case.state.id)
    assert fold(as_recorded(case.events)) == case.state
    assert (await check_ledger(pool)).findings == ()


async def test_a_paid_repair_that_cannot_be_done_pays_back_and_is_remembered(pool: Any) -> None:
    world = build_world(pool)
    order = await world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    done = await world.open(order, "repair")
    for who, command in (
        (merchant, c.Approve()),
        (buyer, c.ShipReturn("SF", "1")),
        (merchant, c.Receive()),
        (merchant, r.Diagnose(False, "dropped", 700)),
        (buyer, r.AcceptQuote()),
        (MARKETPLACE, r.RecordRepairPayment("card", "fake", "pay-repair-1", 700)),
        (merchant, r.SendRepaired("glued", "SF", "2")),
        (buyer, r.ConfirmRepaired()),
    ):
        done = await world.do(who, done, command)
    assert done.case.state.stage is Stage.SETTLED
    await holds(pool, done)
    paid = await pool.fetchrow(
        "SELECT amount_minor, from_case FROM order_payments WHERE from_case IS NOT NULL"
    )
    assert tuple(paid) == (700, done.case.state.id)

    done = await world.do(buyer, done, r.ReportStillFaulty("It came apart again."))
    again = await world.open(order, "repair")
    _, facts = await read_case(pool, again.case.state.id)
    (record,) = facts.lines[0].repairs.values()
    assert record.in_vain
    await holds(pool, done)
