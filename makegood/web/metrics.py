"""What an operator watches: requests, clocks that are late, jobs by state, workers that live. No personal data."""

from datetime import UTC, datetime, timedelta

import asyncpg
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from makegood.db.jobs import jobs_summary
from makegood.db.pool import CONNECTION_LOST, Pool
from makegood.kit.clock import Clock

CLOCKS_LATE = Gauge("makegood_clocks_late", "Cases whose clock should have acted a minute ago or earlier")
JOBS = Gauge("makegood_jobs", "Deferred jobs by kind and state", ["kind", "state"])
WORKERS = Gauge("makegood_workers", "Workers seen within half a minute")
OUTBOX = Gauge("makegood_outbox", "Events that wait to be laid out for webhooks, counted up to ten thousand")

LATE = timedelta(minutes=1)
ALIVE = timedelta(seconds=30)
_WATCHED = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM cases WHERE wake_at <= $1 LIMIT 10000) late) AS clocks_late,
    (SELECT count(*) FROM workers WHERE last_seen_at > $2) AS workers,
    (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT 10000) waiting) AS outbox
"""


@get("/metrics", tags=["system"], summary="Prometheus metrics", media_type="text/plain")
async def metrics(
    pool: NamedDependency[SkipValidation[Pool]], clock: NamedDependency[SkipValidation[Clock]]
) -> Response[bytes]:
    """Counters and timings, and how the installation does. Without the database, what this process knows."""
    try:
        await _look(pool, clock.now(), datetime.now(UTC))
    except (*CONNECTION_LOST, TimeoutError, asyncpg.PostgresError):
        JOBS.clear()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _look(pool: Pool, now: datetime, real_now: datetime) -> None:
    async with pool.acquire(timeout=5) as connection:
        row = await connection.fetchrow(_WATCHED, now - LATE, real_now - ALIVE)
        kinds = await jobs_summary(connection, now, real_now)
    CLOCKS_LATE.set(row["clocks_late"])
    WORKERS.set(row["workers"])
    OUTBOX.set(row["outbox"])
    JOBS.clear()
    for kind in kinds:
        for state in ("waiting", "ready", "leased", "dead"):
            JOBS.labels(kind.kind, state).set(getattr(kind, state))
