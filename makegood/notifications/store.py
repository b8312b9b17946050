"""Rows of notifications and of how far people have read them. What counts as unread is among the newest of a party."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of, stable_bucket
from makegood.notifications.model import Notification, Told

NEWEST = 500
"""Older ones than the newest 500 of a party no longer count as unread, so that a bell costs the same for everybody."""
SHOWN_AT_MOST = 100

# $1 recipients, $2 kinds, $3 and $4 the person. Each party's newest by its index, then the marks by their key.
_SEEN = f"""
SELECT n.id, n.recipient, n.kind, n.case_id, n.seq, n.at, n.fields, coalesce(m.read_seq >= n.seq, false) AS read
FROM unnest($1::text[]) AS w(recipient) CROSS JOIN LATERAL (
    SELECT * FROM notifications x WHERE x.recipient = w.recipient AND x.id < $5 ORDER BY x.id DESC LIMIT {NEWEST}
) n LEFT JOIN notification_marks m ON (m.bucket, m.person, m.case_id) = ($3, $4, n.case_id)
WHERE n.kind = ANY($2::text[])
"""
_PAGE = f"SELECT * FROM ({_SEEN}) s WHERE NOT ($6 AND s.read) ORDER BY s.id DESC LIMIT $7"
_UNREAD = f"SELECT count(*) FROM (SELECT 1 FROM ({_SEEN}) s WHERE NOT s.read GROUP BY s.case_id LIMIT $6) u"
_LAST_OF_CASES = f"SELECT s.case_id, max(s.seq) AS seq FROM ({_SEEN}) s WHERE NOT s.read GROUP BY s.case_id"
_MARK = """
INSERT INTO notification_marks AS m (bucket, person, case_id, read_seq, at)
SELECT $1, $2, r.case_id, r.seq, $5 FROM unnest($3::bigint[], $4::integer[]) AS r(case_id, seq)
ON CONFLICT (bucket, person, case_id) DO UPDATE SET read_seq = excluded.read_seq, at = excluded.at
WHERE m.read_seq < excluded.read_seq
"""
_FORGET = """
DELETE FROM notifications n USING (SELECT bucket, id FROM notifications WHERE at < $1 ORDER BY at LIMIT $2) AS old
WHERE (n.bucket, n.id) = (old.bucket, old.id) RETURNING 1
"""
NO_LIMIT = 2**63 - 1


async def page_of(
    connection: Connection,
    recipients: Sequence[str],
    kinds: Sequence[str],
    person: str,
    *,
    before_id: int = NO_LIMIT,
    unread_only: bool = False,
    limit: int = 50,
) -> list[Notification]:
    """What some parties were told, the newest first, from below `before_id`, with whether `person` has read it."""
    rows = await connection.fetch(
        _PAGE, list(recipients), list(kinds), stable_bucket(person), person, before_id, unread_only, limit
    )
    return [notification(row) for row in rows]


async def unread_cases(
    connection: Connection, recipients: Sequence[str], kinds: Sequence[str], person: str
) -> int:
    """How many cases have something that `person` has not read; counted up to 100."""
    count: int = await connection.fetchval(
        _UNREAD, list(recipients), list(kinds), stable_bucket(person), person, NO_LIMIT, SHOWN_AT_MOST
    )
    return count


async def mark_case(connection: Connection, person: str, case_id: int, seq: int, now: datetime) -> None:
    """Note that `person` has read what was told of a case up to event `seq`. It never goes back."""
    await connection.execute(_MARK, stable_bucket(person), person, [case_id], [seq], now)


async def mark_all(
    connection: Connection, recipients: Sequence[str], kinds: Sequence[str], person: str, now: datetime
) -> None:
    """Note that `person` has read all that is there now."""
    rows = await connection.fetch(
        _LAST_OF_CASES, list(recipients), list(kinds), stable_bucket(person), person, NO_LIMIT
    )
    cases = sorted((row["case_id"], row["seq"]) for row in rows)
    await connection.execute(
        _MARK, stable_bucket(person), person, [case for case, _ in cases], [seq for _, seq in cases], now
    )


async def is_read(connection: Connection, person: str, case_id: int, seq: int) -> bool:
    """Whether `person` has read what was told of a case up to event `seq`."""
    read = await connection.fetchval(
        "SELECT read_seq >= $4 FROM notification_marks WHERE (bucket, person, case_id) = ($1, $2, $3)",
        stable_bucket(person), person, case_id, seq,
    )  # fmt: skip
    return bool(read)


async def last_seq(connection: Connection, recipients: Sequence[str], case_id: int) -> int:
    """The last event of a case that some parties were told of; 0 when they were told of none."""
    seq = await connection.fetchval(
        "SELECT max(seq) FROM notifications WHERE bucket = $1 AND case_id = $2 AND recipient = ANY($3::text[])",
        bucket_of(case_id), case_id, list(recipients),
    )  # fmt: skip
    return seq or 0


async def forget_notifications(connection: Connection, before: datetime, limit: int = 1000) -> int:
    """Delete up to `limit` notifications older than `before`, with what was sent of them; says how many went."""
    await connection.execute("DELETE FROM notification_marks WHERE at < $1", before)
    return len(await connection.fetch(_FORGET, before, limit))


def notification(row: Any) -> Notification:
    """A notification out of its row."""
    told = msgspec.json.decode(row["fields"], type=Told)
    read = bool(row.get("read", False))
    return Notification(
        row["id"], row["recipient"], row["kind"], row["case_id"], row["seq"], row["at"], told, read
    )
