"""What went against a merchant, with its consequence: rulings of the desk, and clocks that ran out."""

from datetime import datetime

import msgspec
from msgspec import Struct

from makegood.cases.facts import OrderFacts
from makegood.cases.store import StoredCase
from makegood.db.writes import Connection

LARGEST_ID = 2**63 - 1

_RULINGS = """
SELECT s.stream::text AS case_read, o.facts::text AS order_read, c.id FROM (
    SELECT bucket, id, order_id FROM cases WHERE merchant_id = $1 AND state ? 'ruling' AND id < $2
        AND state -> 'ruling' ->> 'favour' IN ('buyer', 'split') ORDER BY id DESC LIMIT $3
) c JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)
JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) ORDER BY c.id DESC
"""
_LAPSES = """
SELECT s.stream::text AS case_read, o.facts::text AS order_read, r.case_id, r.seq, r.kind, r.asked_at, r.ended_at FROM (
    SELECT * FROM case_responses WHERE merchant_id = $1 AND party = 'merchant' AND answered_at IS NULL
        AND (ended_at, case_id, seq) < ($2, $3, $4) ORDER BY ended_at DESC, case_id DESC, seq DESC LIMIT $5
) r JOIN case_streams s ON (s.bucket, s.id) = (r.bucket, r.case_id)
JOIN cases c ON (c.bucket, c.id) = (r.bucket, r.case_id)
JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) ORDER BY r.ended_at DESC, r.case_id DESC, r.seq DESC
"""

Place = tuple[datetime, int, int]
"""Where a list of lapses stands: when, in which case, with which event."""


class Lapse(Struct, frozen=True):
    """A clock of the merchant's that ran out: event `seq` says what followed. `kind`: ball or question."""

    case: StoredCase
    order: OrderFacts
    seq: int
    kind: str
    since: datetime
    at: datetime


async def rulings_against(
    connection: Connection, merchant_id: int, before_id: int, limit: int
) -> tuple[list[tuple[StoredCase, OrderFacts]], int | None]:
    """Cases in which the desk ruled for the buyer or split, the newest first; and where to go on."""
    rows = await connection.fetch(_RULINGS, merchant_id, before_id, limit + 1)
    found = [
        (
            msgspec.json.decode(row["case_read"], type=StoredCase),
            msgspec.json.decode(row["order_read"], type=OrderFacts),
        )
        for row in rows[:limit]
    ]
    return found, rows[limit - 1]["id"] if len(rows) > limit else None


async def lapses_of(
    connection: Connection, merchant_id: int, before: Place, limit: int
) -> tuple[list[Lapse], Place | None]:
    """Clocks that a merchant let run out, the newest first; and where to go on."""
    rows = await connection.fetch(_LAPSES, merchant_id, *before, limit + 1)
    found = [
        Lapse(
            msgspec.json.decode(row["case_read"], type=StoredCase),
            msgspec.json.decode(row["order_read"], type=OrderFacts),
            row["seq"],
            row["kind"],
            row["asked_at"],
            row["ended_at"],
        )
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return found, (last["ended_at"], last["case_id"], last["seq"]) if last else None
