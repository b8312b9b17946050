"""Marks against a merchant that promises leave, such as a quality refund or false shipping: counted, never paid."""

from datetime import datetime

from msgspec import Struct

from makegood.db.writes import Connection

_COUNTS = """
SELECT mark, count(*)::integer AS orders, max(at) AS last_at FROM (
    SELECT mark, at FROM merchant_marks WHERE merchant_id = $1 AND at >= $2 ORDER BY at DESC LIMIT 1000
) m GROUP BY mark ORDER BY mark
"""


class MarkCount(Struct, frozen=True):
    """How many orders left a mark of a kind in a time, up to a thousand of all kinds together, and the last time."""

    mark: str
    orders: int
    last_at: datetime


async def marks_of(connection: Connection, merchant_id: int, since: datetime) -> list[MarkCount]:
    """The marks of a merchant since a moment, by kind; kinds without one are left out."""
    return [MarkCount(**dict(row)) for row in await connection.fetch(_COUNTS, merchant_id, since)]
