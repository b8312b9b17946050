"""The record of all cases, searched by when, who and what. A search looks at so many events at once and then says where
to go on, so that a rare name costs no more than a frequent one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

LOOKED_AT = 50_000

_OF_CASE = """
SELECT at, case_id, seq, name, actor, who, data::text FROM case_events
WHERE bucket = $1 AND case_id = $2 AND (at, case_id, seq) < ($3, $4, $5) AND at >= $6 AND at < $7
    AND ($8 = '' OR name = $8) AND ($9 = '' OR actor = $9) AND ($10 = '' OR who = $10)
ORDER BY at DESC, case_id DESC, seq DESC LIMIT $11
"""
_OF_ALL = """
SELECT at, case_id, seq, name, actor, who, data::text FROM (
    SELECT * FROM case_events WHERE (at, case_id, seq) < ($1, $2, $3) AND at >= $4 AND at < $5
    ORDER BY at DESC, case_id DESC, seq DESC LIMIT $10
) AS looked_at
WHERE ($6 = '' OR name = $6) AND ($7 = '' OR actor = $7) AND ($8 = '' OR who = $8)
ORDER BY at DESC, case_id DESC, seq DESC LIMIT $9
"""
_EDGE = """
SELECT at, case_id, seq FROM case_events WHERE (at, case_id, seq) < ($1, $2, $3) AND at >= $4 AND at < $5
ORDER BY at DESC, case_id DESC, seq DESC OFFSET $6 LIMIT 1
"""

Place = tuple[datetime, int, int]
"""Where an event stands in the record: when, in which case, with which number."""


@dataclass(frozen=True, slots=True)
class RecordSearch:
    """What is searched for, from `since` to before `until`. An empty text: any. `who` is the label of a principal."""

    since: datetime
    until: datetime
    name: str = ""
    actor: str = ""
    who: str = ""
    case_id: int | None = None


class RecordEntry(Struct, frozen=True):
    """One event of one case. `detail` is the event as JSON text."""

    at: datetime
    case_id: str
    seq: int
    name: str
    actor: str
    who: str
    detail: str


class RecordPage(Struct, frozen=True):
    """Entries, the newest first, and behind which place the search goes on (None: everything was looked at)."""

    entries: list[RecordEntry]
    after: Place | None


async def search_record(
    connection: Connection, search: RecordSearch, after: Place | None, limit: int, looked_at: int = LOOKED_AT
) -> RecordPage:
    """Up to `limit` events. A page may be empty and still lead on: nothing was found among the events looked at."""
    start = after or (search.until, 0, 0)
    wanted = (search.name, search.actor, search.who)
    if search.case_id is not None:
        of_case = (
            bucket_of(search.case_id),
            search.case_id,
            *start,
            search.since,
            search.until,
            *wanted,
            limit + 1,
        )
        return _page(await connection.fetch(_OF_CASE, *of_case), limit, None)
    args = (*start, search.since, search.until)
    rows = await connection.fetch(_OF_ALL, *args, *wanted, limit + 1, looked_at)
    edge = None
    if len(rows) <= limit:
        last = await connection.fetchrow(_EDGE, *args, looked_at - 1)
        edge = (last["at"], last["case_id"], last["seq"]) if last else None
    return _page(rows, limit, edge)


def _page(rows: list[Any], limit: int, edge: Place | None) -> RecordPage:
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    entries = [
        RecordEntry(
            row["at"], str(row["case_id"]), row["seq"], row["name"], row["actor"], row["who"], row["data"]
        )
        for row in shown
    ]
    return RecordPage(entries, (last["at"], last["case_id"], last["seq"]) if last else edge)
