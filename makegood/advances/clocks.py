"""The clocks of debts: a worker lets them act, the oldest first, each in a transaction of its own."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from makegood.advances.changing import carry_out, locked
from makegood.advances.decide import time_over
from makegood.advances.losing import is_order_open
from makegood.advances.model import StoredAdvance
from makegood.db.pool import Pool
from makegood.db.turns import in_turn, not_waiting
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker

AT_ONCE = 100
PUT_OFF = timedelta(days=1)
"""What is to be given up waits while a case of the order may still pay it back."""
DEBTS = "advances"
"""The queue of debts whose clock has run out."""
_DUE = f"""
SELECT a.id FROM advances a WHERE a.due_at <= $1 AND {not_waiting(DEBTS, "a", "id", "$1")} ORDER BY a.due_at, a.id LIMIT $2
"""
_LATER = "UPDATE advances SET due_at = $3 WHERE bucket = $1 AND id = $2"
Told = Callable[[Connection, StoredAdvance], Awaitable[None]]


async def tick_due(pool: Pool, ids: IdMaker, now: datetime, told: Told, most: int = AT_ONCE) -> int:
    """Let up to `most` clocks act; how many did. `told`: is given each advance as it then stands.

    One that cannot be carried out holds up no other: it waits longer each time, and the first such fault is raised once all
    had their turn.
    """

    async def tick(advance_id: int) -> int:
        async with pool.acquire() as connection, connection.transaction():
            return await _tick(connection, advance_id, ids, now, told)

    return await in_turn(pool, DEBTS, [row["id"] for row in await pool.fetch(_DUE, now, most)], now, tick)


async def _tick(connection: Connection, advance_id: int, ids: IdMaker, now: datetime, told: Told) -> bool:
    advance = await locked(connection, advance_id)
    outcome = time_over(advance, now)
    if outcome is None:
        return False
    if outcome.given_up and await is_order_open(connection, advance):
        await connection.execute(_LATER, advance.bucket, advance.id, now + PUT_OFF)
        return False
    await told(connection, await carry_out(connection, advance, outcome, ids, now))
    return True
