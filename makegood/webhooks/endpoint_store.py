"""Rows of webhook endpoints and their secrets. Every function runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.webhooks.model import MOST_SECRETS, DisabledReason, Endpoint

_COLUMNS = (
    "id, merchant_id, url, events, description, created_at, failing_since, disabled_at, disabled_reason"
)

# A statement in WITH does not see what its neighbour adds, but the foreign key is checked after both.
_ADD = """
WITH made AS (
    INSERT INTO webhook_endpoints (bucket, id, merchant_id, url, events, description, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING bucket, id
)
INSERT INTO webhook_secrets (bucket, endpoint_id, number, secret) SELECT bucket, id, 1, $8 FROM made
"""

_DROP_OLD_SECRETS = """
DELETE FROM webhook_secrets
WHERE bucket = $1 AND endpoint_id = $2 AND (expires_at <= $3 OR number < $4)
"""

_END_SECRETS = """
UPDATE webhook_secrets SET expires_at = least(expires_at, $3) WHERE bucket = $1 AND endpoint_id = $2
"""


async def add_endpoint(connection: Connection, endpoint: Endpoint, secret: str) -> None:
    """A new endpoint and its first secret."""
    await connection.execute(
        _ADD,
        bucket_of(endpoint.id),
        endpoint.id,
        endpoint.merchant_id,
        endpoint.url,
        list(endpoint.events),
        endpoint.description,
        endpoint.created_at,
        secret,
    )


async def endpoint_row(connection: Connection, endpoint_id: int, *, lock: bool = False) -> Endpoint | None:
    """The endpoint, locked until the transaction ends when asked."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM webhook_endpoints WHERE bucket = $1 AND id = $2"
        + (" FOR UPDATE" if lock else ""),
        bucket_of(endpoint_id),
        endpoint_id,
    )
    return row and _endpoint(row)


async def endpoints_of(
    connection: Connection, merchant_id: int | None, before_id: int | None, limit: int
) -> list[Endpoint]:
    """The endpoints of a merchant (None: of everybody), the newest first, from below `before_id`."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM webhook_endpoints WHERE ($1::bigint IS NULL OR merchant_id = $1) "
        "AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        merchant_id,
        before_id,
        limit,
    )
    return [_endpoint(row) for row in rows]


async def endpoint_count(connection: Connection, merchant_id: int | None) -> int:
    """How many endpoints a merchant has; for None, how many hear of everything."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM webhook_endpoints WHERE merchant_id IS NOT DISTINCT FROM $1", merchant_id
        )
    )


async def endpoints_wanting(
    connection: Connection, merchant_ids: Collection[int], events: Collection[str]
) -> list[Endpoint]:
    """The endpoints in use that may want one of these events about one of these merchants."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM webhook_endpoints WHERE disabled_at IS NULL "
        "AND (merchant_id IS NULL OR merchant_id = ANY($1::bigint[])) AND events && $2::text[]",
        list(merchant_ids),
        ["*", *events],
    )
    return [_endpoint(row) for row in rows]


async def add_secret(
    connection: Connection, endpoint_id: int, secret: str, now: datetime, old_until: datetime
) -> None:
    """The endpoint's new secret; the newest few before it sign until `old_until` at the longest."""
    bucket = bucket_of(endpoint_id)
    number = await connection.fetchval(
        "SELECT max(number) FROM webhook_secrets WHERE bucket = $1 AND endpoint_id = $2", bucket, endpoint_id
    )
    await connection.execute(_DROP_OLD_SECRETS, bucket, endpoint_id, now, number + 2 - MOST_SECRETS)
    await connection.execute(_END_SECRETS, bucket, endpoint_id, old_until)
    await connection.execute(
        "INSERT INTO webhook_secrets (bucket, endpoint_id, number, secret) VALUES ($1, $2, $3, $4)",
        bucket,
        endpoint_id,
        number + 1,
        secret,
    )


async def switch_off(connection: Connection, endpoint_id: int, reason: DisabledReason, now: datetime) -> bool:
    """Whether it was on."""
    off = await connection.fetchval(
        "UPDATE webhook_endpoints SET disabled_at = $3, disabled_reason = $4 "
        "WHERE bucket = $1 AND id = $2 AND disabled_at IS NULL RETURNING true",
        bucket_of(endpoint_id),
        endpoint_id,
        now,
        reason,
    )
    return bool(off)


async def switch_on(connection: Connection, endpoint_id: int) -> None:
    """In use again, its failures forgotten."""
    await connection.execute(
        "UPDATE webhook_endpoints SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL "
        "WHERE bucket = $1 AND id = $2",
        bucket_of(endpoint_id),
        endpoint_id,
    )


async def remove_endpoint(connection: Connection, endpoint_id: int) -> None:
    """The endpoint and its secrets go; the log of its deliveries stays until it is swept."""
    await connection.execute(
        "DELETE FROM webhook_endpoints WHERE bucket = $1 AND id = $2", bucket_of(endpoint_id), endpoint_id
    )


def _endpoint(row: Any) -> Endpoint:
    fields: dict[str, Any] = dict(row)
    events: Sequence[str] = fields.pop("events")
    return Endpoint(events=tuple(events), **fields)
