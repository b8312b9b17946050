"""Turns of a queue: what fails each time does not starve what is behind it, waits longer each time, and goes on when it can."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from makegood.advances.clocks import tick_due
from makegood.claims import RefundedMeanwhile
from makegood.claims.store import claims_due
from makegood.db.turns import in_turn
from makegood.flows.promises import keep_promises
from makegood.kit.errors import NotFound
from tests.claims.claims_world import claims_world
from tests.claims.test_protocol import thawed
from tests.flows.advance_world import advance_world
from tests.flows.test_advance import owed
from tests.world import NOON


async def test_it_waits_longer_each_time_and_is_forgotten_once_done(pool: Any) -> None:
    broken, seen = {1}, list[int]()

    async def act(id_: int) -> int:
        seen.append(id_)
        if id_ in broken:
            raise NotFound(what="order")
        return 1

    for minutes in (0, 1, 3):
        with pytest.raises(NotFound):
            await in_turn(pool, "any", [1, 2], NOON + timedelta(minutes=minutes), act)
    row = await pool.fetchrow("SELECT * FROM turns_put_off")
    assert (row["id"], row["faults"], row["until"]) == (1, 3, NOON + timedelta(minutes=7))
    assert "not_found" in row["fault"]
    broken.clear()
    assert await in_turn(pool, "any", [1, 2], NOON, act) == 2
    assert seen == [1, 2] * 4
    assert await pool.fetchval("SELECT count(*) FROM turns_put_off") == 0


async def test_claims_at_the_head_that_fail_let_others_pass(pool: Any) -> None:
    claims = await claims_world(pool)
    for number in ("T-1", "T-2"):
        order, _ = await thawed(claims, number)
        limit = f"order:{order.order_id}:refundable"
        await pool.execute("UPDATE ledger_accounts SET balance_minor = 0 WHERE account = $1", limit)
        claims.clock.advance(timedelta(minutes=1))
    last, _ = await thawed(claims, "T-3")
    claims.clock.advance(timedelta(hours=13))
    with pytest.raises(RefundedMeanwhile):
        await claims.office.sweep(most=2)
    assert await claims.office.sweep(most=2) >= 1
    assert await claims.balance(f"buyer:{last.buyer_id}:balance") == 10002
    claims.clock.advance(timedelta(minutes=2))
    assert len(await claims_due(pool, claims.clock.now(), 10)) == 2


async def test_orders_at_the_head_that_fail_let_others_be_looked_at(pool: Any) -> None:
    claims = await claims_world(pool)
    first = await claims.order("T-1", "timely_shipping")
    await claims.order("T-2", "timely_shipping")
    await pool.execute("UPDATE promise_watches SET look_at = $1 WHERE order_id = $2", NOON, first.order_id)
    await pool.execute("UPDATE orders SET facts = '{\"guarantees\": 7}' WHERE id = $1", first.order_id)
    claims.clock.advance(timedelta(hours=1))
    watched = "SELECT count(*) FROM promise_watches WHERE look_at <= $1"
    before = await pool.fetchval(watched, claims.clock.now())
    for _ in range(before + 1):
        with suppress(Exception):
            await keep_promises(claims.office, most=1)
    assert await pool.fetchval(watched, claims.clock.now()) <= 1


async def test_debts_at_the_head_that_fail_let_others_be_asked_for(pool: Any) -> None:
    at = await advance_world(pool)
    _, _, first = await owed(at)
    await pool.execute("UPDATE advances SET due_at = $1", NOON)
    asked = list[int]()

    async def told(connection: Any, advance: Any) -> None:
        asked.append(advance.id)
        raise NotFound(what="buyer")

    now = NOON + timedelta(days=60)
    with pytest.raises(NotFound):
        await tick_due(pool, at.world.engine.ids, now, told, most=1)
    assert await tick_due(pool, at.world.engine.ids, now, told, most=1) == 0
    assert asked == [first]
