"""What must hold of a database after any attack: the book, the streams, the claims and the processor agree."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from makegood.cases import CaseState, Stage, as_recorded, fold, read_case
from makegood.db.pool import Pool
from makegood.flows.refund import INTERNAL
from makegood.kit.ids import bucket_of
from makegood.ledger import check_ledger

_MOVED = "SELECT reference, moved_minor FROM fake_processor_payments WHERE moved_minor > 0"


async def states(pool: Pool) -> list[CaseState]:
    """Every case, with its row, its stream and its fold compared on the way."""
    found = []
    for row in await pool.fetch(
        "SELECT id, stage, owner, due_at, version, refunded_minor FROM cases ORDER BY id"
    ):
        case, _ = await read_case(pool, row["id"])
        state = case.state
        assert [event.seq for event in case.events] == list(range(1, state.version + 1))
        assert fold(as_recorded(case.events)) == state
        assert (row["stage"], row["owner"], row["due_at"]) == (state.stage, state.owner, state.due_at)
        assert (row["version"], row["refunded_minor"]) == (state.version, state.refunded_minor)
        assert (state.owner is not None) == state.stage.is_open == (state.due_at is not None)
        found.append(state)
    return found


async def assert_right(pool: Pool, processor_agrees: bool = True) -> list[CaseState]:
    """Raises AssertionError for anything that an attack has bent; the states of all cases."""
    found = await states(pool)
    assert (await check_ledger(pool)).findings == ()
    await _orders_are_right(pool, found)
    if processor_agrees:
        assert await moved(pool) == paid_by_legs(found)
    return found


async def _orders_are_right(pool: Pool, found: list[CaseState]) -> None:
    refunded: dict[int, int] = defaultdict(int)
    decided: dict[int, int] = defaultdict(int)
    for state in found:
        refunded[state.order_id] += state.refunded_minor
        decided[state.order_id] += sum(leg.amount_minor for leg in state.legs)
        assert sum(leg.amount_minor for leg in state.legs) in (0, state.owed_minor)
    for row in await pool.fetch("SELECT bucket, id, paid_minor FROM orders"):
        order_id = row["id"]
        assert refunded[order_id] <= decided[order_id] <= row["paid_minor"]
        left = await balance(pool, f"order:{order_id}:refundable", order_id)
        assert left == (row["paid_minor"] - decided[order_id], 0)
    over = await pool.fetchval(
        "SELECT count(*) FROM order_lines WHERE claimed_quantity NOT BETWEEN 0 AND quantity"
        " OR claimed_minor NOT BETWEEN 0 AND paid_minor"
    )
    assert over == 0


async def moved(pool: Pool) -> dict[str, int]:
    """What the fake processor gave back, by payment."""
    return {row["reference"]: row["moved_minor"] for row in await pool.fetch(_MOVED)}


def paid_by_legs(found: list[CaseState]) -> dict[str, int]:
    """What the cases say that a processor outside has given back, by payment."""
    paid: dict[str, int] = defaultdict(int)
    for state in found:
        for leg in state.legs:
            if leg.status == "paid" and leg.processor != INTERNAL:
                paid[leg.processor_reference] += leg.amount_minor
    return dict(paid)


async def balance(pool: Pool, account: str, of: int) -> tuple[int, int]:
    """Balance and held amount of an account in the bucket of `of`."""
    row: Any = await pool.fetchrow(
        "SELECT balance_minor, held_minor FROM ledger_accounts WHERE bucket = $1 AND account = $2",
        bucket_of(of),
        account,
    )
    return (row["balance_minor"], row["held_minor"]) if row else (0, 0)


def count_of(stage: Stage, found: list[CaseState]) -> int:
    """How many cases are at a stage."""
    return sum(state.stage is stage for state in found)
