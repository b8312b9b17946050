"""The open cases with the most money at stake among those whose clock runs out soon."""

from datetime import datetime

import msgspec

from makegood.accounts import Principal, authorise
from makegood.cases.facts import OrderFacts
from makegood.cases.store import StoredCase
from makegood.db.writes import Connection

LOOKED_AT = 10_000

_AT_STAKE = """
SELECT s.stream::text AS case_read, o.facts::text AS order_read FROM (
    SELECT c.bucket, c.id, c.order_id, c.requested_minor FROM cases c JOIN (
        SELECT id FROM (
            SELECT id, owner, type, merchant_id, currency, requested_minor FROM cases
            WHERE owner IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $7
        ) AS soon
        WHERE currency = $2 AND ($3 = '' OR owner = $3) AND ($4 = '' OR type = $4) AND ($5::bigint IS NULL OR merchant_id = $5)
        ORDER BY requested_minor DESC, id LIMIT $6
    ) AS top ON c.id = top.id AND c.bucket = ((top.id >> 10) & 4095)::smallint
) AS c
JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)
JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) ORDER BY c.requested_minor DESC, c.id
"""


async def cases_at_stake(
    connection: Connection, viewer: Principal, until: datetime, currency: str, limit: int,
    owner: str = "", type: str = "", merchant_id: int | None = None, looked_at: int = LOOKED_AT,
) -> list[tuple[StoredCase, OrderFacts]]:  # fmt: skip
    """The dearest first, of the `looked_at` whose clock runs out first. For those only who may see every case."""
    authorise(viewer, "console.read")
    rows = await connection.fetch(_AT_STAKE, until, currency, owner, type, merchant_id, limit, looked_at)
    return [
        (
            msgspec.json.decode(row["case_read"], type=StoredCase),
            msgspec.json.decode(row["order_read"], type=OrderFacts),
        )
        for row in rows
    ]
