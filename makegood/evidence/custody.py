"""The chain of custody of a file: who gave it, from where, every reading, and whatever was done to it since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.accounts import Principal
from makegood.db.writes import Connection
from makegood.evidence.file_store import Copy
from makegood.evidence.model import StoredFile
from makegood.kit.ids import bucket_of

MOST_LINKS = 500
_READ = """
INSERT INTO file_readings (bucket, file_id, who, copy, hour, role, first_at, last_at, times)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1)
ON CONFLICT (bucket, file_id, who, copy, hour)
DO UPDATE SET times = file_readings.times + 1, last_at = greatest(file_readings.last_at, excluded.last_at)
"""
_CHANGED = """
INSERT INTO file_changes (bucket, id, file_id, what, who, role, about, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_LINKS = """
WITH wanted AS (SELECT b, f FROM unnest($1::smallint[], $2::bigint[]) AS w(b, f))
SELECT * FROM (
    SELECT f.id AS file_id, f.uploaded_at AS at, 'given' AS what, f.uploaded_by AS who,
        split_part(f.uploaded_by, ':', 1) AS role, jsonb_build_object('from', f.given_from, 'sha256', f.sha256) AS about
    FROM files f JOIN wanted ON (f.bucket, f.id) = (b, wanted.f)
    UNION ALL
    SELECT c.file_id, c.at, 'shown', f.uploaded_by, split_part(f.uploaded_by, ':', 1),
        jsonb_build_object('case', c.case_id::text, 'seq', c.seq)
    FROM case_files c JOIN wanted ON (c.bucket, c.file_id) = (b, wanted.f)
        JOIN files f ON (f.bucket, f.id) = (c.bucket, c.file_id)
    UNION ALL
    SELECT c.file_id, c.at, 'shown', f.uploaded_by, split_part(f.uploaded_by, ':', 1),
        jsonb_build_object('claim', c.claim_id::text)
    FROM claim_files c JOIN wanted ON (c.bucket, c.file_id) = (b, wanted.f)
        JOIN files f ON (f.bucket, f.id) = (c.bucket, c.file_id)
    UNION ALL
    SELECT r.file_id, r.first_at, 'read', r.who, r.role,
        jsonb_build_object('copy', r.copy, 'times', r.times, 'last_at', r.last_at)
    FROM file_readings r JOIN wanted ON (r.bucket, r.file_id) = (b, wanted.f)
    UNION ALL
    SELECT g.file_id, g.at, g.what, g.who, g.role, g.about
    FROM file_changes g JOIN wanted ON (g.bucket, g.file_id) = (b, wanted.f)
) links ORDER BY at, file_id, what, who LIMIT $3 OFFSET $4
"""


class Link(Struct, frozen=True):
    """One link of a chain. `what`: given, shown, read, hidden, unhidden or erased; `about` says more of it."""

    file_id: int
    at: datetime
    what: str
    who: str
    role: str
    about: dict[str, Any]


class LinkView(Struct, frozen=True):
    """A link as the API tells of it. A reading's `about` has the copy, how often within the hour, and when last."""

    file_id: str
    at: datetime
    what: str
    who: str
    role: str
    about: dict[str, Any]


class CustodyView(Struct, frozen=True):
    """Some links of chains, the first first; `next_cursor` is null at the end."""

    links: list[LinkView]
    next_cursor: str | None


async def note_reading(
    connection: Connection, file: StoredFile, who: Principal, copy: Copy, at: datetime
) -> None:
    """Record that somebody was given a copy of a file: a row for each hour, with how often."""
    await note_reading_by(connection, file, who.label, who.role.value, copy, at)


async def note_reading_by(
    connection: Connection, file: StoredFile, who: str, role: str, copy: Copy, at: datetime
) -> None:
    """The same for whom nobody is to know by name: a juror is told by their place on the panel."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    await connection.execute(_READ, bucket_of(file.id), file.id, who, copy.value, hour, role, at)


async def note_change(
    connection: Connection, new_id: int, file_id: int, what: str, who: Principal, about: Any, at: datetime
) -> None:
    """Record that something was done to a file, in the transaction that does it."""
    await connection.execute(
        _CHANGED, bucket_of(file_id), new_id, file_id, what, who.label, who.role.value,
        msgspec.json.encode(about).decode(), at,
    )  # fmt: skip


async def custody_of(
    connection: Connection, file_ids: Sequence[int], limit: int = MOST_LINKS, skip: int = 0
) -> list[Link]:
    """The chains of some files in one row, the first link first."""
    buckets = [bucket_of(each) for each in file_ids]
    rows = await connection.fetch(_LINKS, buckets, list(file_ids), limit, skip)
    return [
        Link(
            row["file_id"], row["at"], row["what"], row["who"], row["role"], msgspec.json.decode(row["about"])
        )
        for row in rows
    ]


async def custody_page(
    connection: Connection, file_ids: Sequence[int], cursor: str | None, limit: int = MOST_LINKS
) -> CustodyView:
    """A page of the chains of some files. Chains only grow at their end, so a place in them is a number."""
    skip = int(cursor or 0)
    links = await custody_of(connection, file_ids, limit + 1, skip)
    return CustodyView(
        [link_view(each) for each in links[:limit]], str(skip + limit) if len(links) > limit else None
    )


def link_view(link: Link) -> LinkView:
    """A link as it is told."""
    return LinkView(str(link.file_id), link.at, link.what, link.who, link.role, link.about)
