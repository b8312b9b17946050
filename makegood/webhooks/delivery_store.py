"""Rows of webhook deliveries, their attempts, and the outbox they come from. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.webhooks.model import (
    Answer,
    Attempt,
    Delivery,
    DeliveryOrder,
    OutboxEvent,
    Status,
    Verdict,
)

_COLUMNS = "id, endpoint_id, event_id, event, subject, status, attempts, at, next_attempt_at"

_ORDER = """
SELECT d.id, d.endpoint_id, d.event_id, d.event, d.body, d.status, d.tries, d.attempts,
    e.url, e.disabled_at, e.failing_since,
    ARRAY(SELECT s.secret FROM webhook_secrets AS s
          WHERE s.bucket = $3 AND s.endpoint_id = d.endpoint_id
            AND (s.expires_at IS NULL OR s.expires_at > $4)
          ORDER BY s.number DESC) AS secrets
FROM webhook_deliveries AS d
LEFT JOIN webhook_endpoints AS e ON e.bucket = $3 AND e.id = d.endpoint_id
WHERE d.bucket = $1 AND d.id = $2
"""

# The attempt, the delivery's standing, and, only where it changes, whether the endpoint is failing.
_RECORD = """
WITH noted AS (
    INSERT INTO webhook_attempts (bucket, delivery_id, number, at, status_code, duration_ms, error)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
), settled AS (
    UPDATE webhook_deliveries SET tries = tries + 1, attempts = $3, status = $8, next_attempt_at = $9
    WHERE bucket = $1 AND id = $2 AND status = 'pending'
)
UPDATE webhook_endpoints SET failing_since = CASE WHEN $7::text IS NULL THEN NULL ELSE $4::timestamptz END
WHERE bucket = $10 AND id = $11 AND (failing_since IS NULL) <> ($7::text IS NULL)
"""


async def take_outbox(connection: Connection, limit: int) -> list[OutboxEvent]:
    """The oldest events that nobody else is laying out, locked."""
    rows = await connection.fetch(
        "SELECT bucket, id, event, subject, merchant_id, payload, at FROM outbox "
        "ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED",
        limit,
    )
    return [OutboxEvent(**row) for row in rows]


async def drop_from_outbox(connection: Connection, events: Sequence[OutboxEvent]) -> None:
    """Laid out, so they go."""
    await connection.execute(
        "DELETE FROM outbox USING unnest($1::smallint[], $2::bigint[]) AS done (bucket, id) "
        "WHERE outbox.bucket = done.bucket AND outbox.id = done.id",
        [event.bucket for event in events],
        [event.id for event in events],
    )


async def delivery_order(
    connection: Connection, delivery_id: int, endpoint_id: int, now: datetime
) -> DeliveryOrder | None:
    """All that sending needs, with the secrets that sign at `now`; no `url` when the endpoint is gone."""
    row = await connection.fetchrow(_ORDER, bucket_of(delivery_id), delivery_id, bucket_of(endpoint_id), now)
    return row and DeliveryOrder(**{**row, "secrets": tuple(row["secrets"])})


async def record_attempt(
    connection: Connection, order: DeliveryOrder, answer: Answer, verdict: Verdict, now: datetime
) -> None:
    """Write down what an attempt came to."""
    await connection.execute(
        _RECORD,
        bucket_of(order.id),
        order.id,
        order.attempts + 1,
        now,
        answer.status_code,
        answer.duration_ms,
        answer.error,
        verdict.status,
        now + verdict.retry_in if verdict.retry_in is not None else None,
        bucket_of(order.endpoint_id),
        order.endpoint_id,
    )


async def discard(connection: Connection, delivery_id: int) -> None:
    """Not to be sent: the endpoint is switched off or gone."""
    await connection.execute(
        "UPDATE webhook_deliveries SET status = 'discarded', next_attempt_at = NULL "
        "WHERE bucket = $1 AND id = $2 AND status = 'pending'",
        bucket_of(delivery_id),
        delivery_id,
    )


async def delivery_row(connection: Connection, delivery_id: int, *, lock: bool = False) -> Delivery | None:
    """The delivery, locked until the transaction ends when asked."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM webhook_deliveries WHERE bucket = $1 AND id = $2"
        + (" FOR UPDATE" if lock else ""),
        bucket_of(delivery_id),
        delivery_id,
    )
    return row and Delivery(**row)


async def deliveries_of(
    connection: Connection, endpoint_id: int, status: Status | None, before_id: int | None, limit: int
) -> list[Delivery]:
    """The deliveries of an endpoint, the newest first, from below `before_id`."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM webhook_deliveries WHERE endpoint_id = $1 "
        "AND ($2::text IS NULL OR status = $2) AND ($3::bigint IS NULL OR id < $3) ORDER BY id DESC LIMIT $4",
        endpoint_id,
        status,
        before_id,
        limit,
    )
    return [Delivery(**row) for row in rows]


async def attempts_of(
    connection: Connection, delivery_id: int, before_number: int | None, limit: int
) -> list[Attempt]:
    """The attempts of a delivery, the newest first, from below `before_number`."""
    rows = await connection.fetch(
        "SELECT number, at, status_code, duration_ms, error FROM webhook_attempts "
        "WHERE bucket = $1 AND delivery_id = $2 AND ($3::bigint IS NULL OR number < $3) "
        "ORDER BY number DESC LIMIT $4",
        bucket_of(delivery_id),
        delivery_id,
        before_number,
        limit,
    )
    return [Attempt(**row) for row in rows]


async def begin_again(connection: Connection, delivery_id: int, now: datetime) -> None:
    """Pending, due now, with a whole round of tries before it."""
    await connection.execute(
        "UPDATE webhook_deliveries SET status = 'pending', tries = 0, next_attempt_at = $3 "
        "WHERE bucket = $1 AND id = $2",
        bucket_of(delivery_id),
        delivery_id,
        now,
    )


async def sweep_deliveries(connection: Connection, before: datetime, limit: int = 1000) -> int:
    """Delete up to `limit` settled deliveries older than `before`, attempts included; says how many went."""
    rows = await connection.fetch(
        "DELETE FROM webhook_deliveries AS d USING ("
        "SELECT bucket, id FROM webhook_deliveries WHERE at < $1 AND status <> 'pending' ORDER BY at LIMIT $2"
        ") AS old WHERE d.bucket = old.bucket AND d.id = old.id RETURNING 1",
        before,
        limit,
    )
    return len(rows)
