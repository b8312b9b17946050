"""How much may be advanced at a time: set by an operator, kept by the ledger, whose rooms may not go below zero."""

from datetime import datetime

from makegood.advances.limits import ROOM
from makegood.advances.refusals import MoreForOneThanForAll, RoomInUse
from makegood.advances.views import CapsTold, CapsView
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker
from makegood.ledger import (
    PLATFORM_BUCKET,
    Posting,
    add_transaction,
    advance_limits,
    platform_advance_room,
    posted,
)

_READ = """
SELECT c.currency, c.per_buyer_minor, c.total_minor, coalesce(a.balance_minor, 0) AS room_minor FROM advance_caps c
LEFT JOIN ledger_accounts a ON a.bucket = 0 AND a.account = 'platform:advance_room' AND a.currency = c.currency
WHERE $1::text IS NULL OR c.currency = $1 ORDER BY c.currency
"""
_BEGIN = """
INSERT INTO advance_caps (currency, per_buyer_minor, total_minor, set_by, set_at) VALUES ($1, 0, 0, $2, $3)
ON CONFLICT (currency) DO NOTHING
"""
_LOCK = "SELECT 1 FROM advance_caps WHERE currency = $1 FOR NO KEY UPDATE"
_LOCK_ROOM = """
SELECT 1 FROM ledger_accounts WHERE bucket = 0 AND account = 'platform:advance_room' AND currency = $1 FOR NO KEY UPDATE
"""
_SET = """
INSERT INTO advance_caps (currency, per_buyer_minor, total_minor, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (currency) DO UPDATE SET per_buyer_minor = $2, total_minor = $3, set_by = $4, set_at = $5
"""


async def caps_set(connection: Connection, currency: str | None = None) -> list[CapsView]:
    """What is set, by currency."""
    return [CapsView(**row) for row in await connection.fetch(_READ, currency)]


async def set_caps(
    connection: Connection, currency: str, told: CapsTold, who: str, ids: IdMaker, now: datetime
) -> CapsView:
    """Set both, inside the caller's transaction. Raises MoreForOneThanForAll, and RoomInUse where more is out than all
    together may have.
    """
    if told.per_buyer_minor > told.total_minor:
        raise MoreForOneThanForAll()
    # A row to lock, also for the first who set it; and nothing is advanced while what is out is looked at.
    await connection.execute(_BEGIN, currency, who, now)
    await connection.execute(_LOCK, currency)
    await connection.execute(_LOCK_ROOM, currency)
    before = (await caps_set(connection, currency))[0]
    if told.total_minor < before.used_minor:
        raise RoomInUse(used_minor=before.used_minor, currency=currency)
    change = told.total_minor - before.total_minor
    if change:
        limits, room = advance_limits(), platform_advance_room()
        source, destination = (limits, room) if change > 0 else (room, limits)
        writes = Writes()
        posting = Posting(source, destination, currency, abs(change))
        add_transaction(
            writes, posted(PLATFORM_BUCKET, ids(PLATFORM_BUCKET), ROOM, PLATFORM_BUCKET, posting), now
        )
        await writes.send(connection)
    await connection.execute(_SET, currency, told.per_buyer_minor, told.total_minor, who, now)
    return (await caps_set(connection, currency))[0]
