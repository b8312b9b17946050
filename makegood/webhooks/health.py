"""How the deliveries of events do: endpoints that fail, what waits, and what was given up. Bounded."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.webhooks.model import Endpoint

NEWEST_DELIVERIES = 500
MOST_COUNTED = 10_000
MOST_LOOKED_AT = 5_000

_ENDPOINTS = """
SELECT e.id, e.merchant_id, e.url, e.events, e.description, e.created_at, e.failing_since, e.disabled_at, e.disabled_reason,
    d.delivered, d.pending, d.failed, d.discarded, d.last_at
FROM (SELECT * FROM webhook_endpoints
    ORDER BY (failing_since IS NULL), (disabled_reason IS DISTINCT FROM 'failing'), id DESC OFFSET $1 LIMIT $2) AS e
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE status = 'delivered') AS delivered, count(*) FILTER (WHERE status = 'pending') AS pending,
        count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'discarded') AS discarded,
        max(at) AS last_at
    FROM (SELECT status, at FROM webhook_deliveries WHERE endpoint_id = e.id ORDER BY id DESC LIMIT $3) AS newest
) AS d
ORDER BY (e.failing_since IS NULL), (e.disabled_reason IS DISTINCT FROM 'failing'), e.id DESC
"""
_BACKLOG = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT $1) AS waiting) AS outbox,
    (SELECT min(at) FROM outbox) AS oldest_at,
    (SELECT count(*) FROM (SELECT 1 FROM webhook_endpoints WHERE failing_since IS NOT NULL LIMIT $1) AS f) AS failing,
    (SELECT count(*) FROM (SELECT 1 FROM webhook_endpoints WHERE disabled_reason IS NOT NULL LIMIT $1) AS d) AS disabled,
    (SELECT count(*) FROM (SELECT 1 FROM webhook_endpoints LIMIT $1) AS e) AS endpoints
"""


_STOPPED = """
SELECT id, merchant_id, url, events, description, created_at, failing_since, disabled_at, disabled_reason
FROM (SELECT * FROM webhook_endpoints
    ORDER BY (failing_since IS NULL), (disabled_reason IS DISTINCT FROM 'failing'), id DESC LIMIT $3) AS failing_first
WHERE disabled_reason IN ('failing', 'gone') AND disabled_at > $1 ORDER BY disabled_at DESC LIMIT $2
"""


class EndpointHealth(Struct, frozen=True):
    """An endpoint and how its newest deliveries went."""

    endpoint: Endpoint
    delivered: int
    pending: int
    failed: int
    discarded: int
    last_at: datetime | None


class WebhookBacklog(Struct, frozen=True):
    """Events that wait to be laid out, and endpoints, each counted up to ten thousand."""

    outbox: int
    oldest_at: datetime | None
    failing: int
    disabled: int
    endpoints: int


async def webhook_backlog(connection: Connection) -> WebhookBacklog:
    """What waits."""
    return WebhookBacklog(**await connection.fetchrow(_BACKLOG, MOST_COUNTED))


async def endpoints_health(connection: Connection, skip: int, limit: int) -> list[EndpointHealth]:
    """Endpoints, those that fail first, from behind the first `skip`; counts of the newest deliveries of each."""
    return [_health(row) for row in await connection.fetch(_ENDPOINTS, skip, limit, NEWEST_DELIVERIES)]


async def stopped_endpoints(connection: Connection, since: datetime, limit: int = 50) -> list[Endpoint]:
    """Endpoints that were switched off by themselves since a moment, the last first; found among those that fail."""
    return [_endpoint(row) for row in await connection.fetch(_STOPPED, since, limit, MOST_LOOKED_AT)]


def _endpoint(row: Any) -> Endpoint:
    fields = {name: row[name] for name in Endpoint.__dataclass_fields__}
    return Endpoint(**{**fields, "events": tuple(row["events"])})


def _health(row: Any) -> EndpointHealth:
    return EndpointHealth(
        _endpoint(row), row["delivered"], row["pending"], row["failed"], row["discarded"], row["last_at"]
    )
