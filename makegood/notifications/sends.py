"""Rows of what is sent: one notification for one person by one channel, and when somebody's next digest is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.notifications.model import Channel, Notification
from makegood.notifications.store import notification

DIGESTS_AT_ONCE = 50
MOST_OF_A_DIGEST = 500

_READ = """
SELECT s.id AS send_id, s.person, s.channel, s.status, n.id, n.recipient, n.kind, n.case_id, n.seq, n.at, n.fields
FROM unnest($1::smallint[], $2::bigint[]) AS w(bucket, id)
JOIN notification_sends s ON (s.bucket, s.id) = (w.bucket, w.id)
JOIN notifications n ON (n.bucket, n.id) = (s.bucket, s.notification_id)
ORDER BY s.id
"""
_SETTLE = """
UPDATE notification_sends s SET status = $3, detail = $4 FROM unnest($1::smallint[], $2::bigint[]) AS w(bucket, id)
WHERE (s.bucket, s.id) = (w.bucket, w.id) AND s.status IN ('waiting', 'collected')
"""
# A digest that is due goes; what had gathered until then goes with it, and what comes later begins a new one.
_TAKE_DIGESTS = f"""
WITH due AS (
    SELECT d.bucket, d.person, d.recipient FROM notification_digests d WHERE d.due_at <= $1
    ORDER BY d.due_at LIMIT {DIGESTS_AT_ONCE} FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM notification_digests g USING due WHERE (g.bucket, g.person) = (due.bucket, due.person)
), gathered AS (
    SELECT due.person, s.bucket, s.id FROM due CROSS JOIN LATERAL (
        SELECT x.bucket, x.id FROM notification_sends x WHERE x.person = due.person AND x.status = 'collected'
        ORDER BY x.id LIMIT {MOST_OF_A_DIGEST}
    ) s
), waiting AS (
    UPDATE notification_sends s SET status = 'waiting' FROM gathered g WHERE (s.bucket, s.id) = (g.bucket, g.id)
)
SELECT due.person, due.recipient, json_agg(g.id ORDER BY g.id)::text AS sends
FROM due JOIN gathered g ON g.person = due.person GROUP BY due.person, due.recipient
"""


class Standing(Struct, frozen=True):
    """One notification for one person by one channel, and how far it has come."""

    id: int
    person: str
    channel: Channel
    status: str
    notification: Notification


async def standing(connection: Connection, send_id: int) -> Standing | None:
    """How far one of them has come; None when it was forgotten."""
    found = await collected_of(connection, [send_id])
    return found[0] if found else None


async def collected_of(connection: Connection, send_ids: Sequence[int]) -> list[Standing]:
    """Some of them, the oldest first."""
    rows = await connection.fetch(_READ, [bucket_of(one) for one in send_ids], list(send_ids))
    return [
        Standing(row["send_id"], row["person"], Channel(row["channel"]), row["status"], notification(row))
        for row in rows
    ]


async def settle(connection: Connection, send_ids: Sequence[int], status: str, detail: str) -> None:
    """Write down what became of some: sent, dropped or failed, and why."""
    await connection.execute(
        _SETTLE, [bucket_of(one) for one in send_ids], list(send_ids), status, detail[:200]
    )


async def take_due_digests(connection: Connection, now: datetime) -> list[Any]:
    """The digests that are due, with what has gathered for each; they are gone from the list."""
    return await connection.fetch(_TAKE_DIGESTS, now)
