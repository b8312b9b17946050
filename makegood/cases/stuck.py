"""Cases whose clock ran out and could not act: the sweep tried and put them off (timers.py), more than once."""

from datetime import datetime, timedelta

from msgspec import Struct

from makegood.db.writes import Connection

LATE = timedelta(minutes=11)
"""More than two tries: a sweep puts a case off for five minutes."""
LOOKED_AT = 2_000

# A case that was put off wakes after it was due; one that merely waits its turn was to wake before.
_STUCK = """
SELECT c.id, c.version, c.due_at, c.buyer_id, c.merchant_id, c.currency, o.external_id AS order_number,
    coalesce(c.state -> 'items' -> 0 ->> 'title', '') AS title
FROM (SELECT bucket, id, order_id, version, due_at, wake_at, buyer_id, merchant_id, currency, state FROM cases
    WHERE owner IS NOT NULL AND due_at < $1 ORDER BY due_at, id LIMIT $2) AS c
JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)
WHERE c.wake_at > c.due_at ORDER BY c.due_at, c.id LIMIT $3
"""


class StuckCase(Struct, frozen=True):
    """A case that waits past its deadline for a clock that does not act."""

    id: int
    version: int
    due_at: datetime
    buyer_id: int
    merchant_id: int
    currency: str
    order_number: str
    title: str


async def stuck_cases(connection: Connection, now: datetime, limit: int = 20) -> list[StuckCase]:
    """The longest stuck first, among the first two thousand that are past their deadline."""
    return [StuckCase(**row) for row in await connection.fetch(_STUCK, now - LATE, LOOKED_AT, limit)]
