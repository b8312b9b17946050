"""What people ask about deferred jobs and workers, and what they do to a job that gave up. Answers are bounded."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection

MOST_COUNTED = 100_000

_STANDING = """
SELECT kind, count(*) FILTER (WHERE standing = 'waiting') AS waiting, count(*) FILTER (WHERE standing = 'ready') AS ready,
    count(*) FILTER (WHERE standing = 'leased') AS leased, min(run_at) FILTER (WHERE standing = 'ready') AS oldest_ready_at
FROM (
    SELECT kind, run_at,
        CASE WHEN locked_until >= $2 THEN 'leased' WHEN run_at <= $1 THEN 'ready' ELSE 'waiting' END AS standing
    FROM jobs WHERE NOT dead ORDER BY run_at LIMIT $3
) AS first
GROUP BY kind ORDER BY kind
"""
_DEAD = """
SELECT bucket, id, kind, payload::text, attempts, run_at, last_error FROM jobs
WHERE dead AND id < $1 ORDER BY id DESC LIMIT $2
"""
_DEAD_KINDS = """
SELECT kind, count(*) AS jobs, max(run_at) AS last_failed_at
FROM (SELECT kind, run_at FROM jobs WHERE dead ORDER BY id DESC LIMIT $1) AS newest GROUP BY kind ORDER BY kind
"""
_REVIVE = """
UPDATE jobs SET dead = false, attempts = 0, run_at = $3, locked_until = NULL
WHERE bucket = $1 AND id = $2 AND dead RETURNING kind
"""


class JobsStanding(Struct, frozen=True):
    """How many jobs of a kind stand where; `oldest_ready_at` is in the product's time."""

    kind: str
    waiting: int
    ready: int
    leased: int
    oldest_ready_at: datetime | None


class DeadJob(Struct, frozen=True):
    """A job that gave up. `failed_at` is in the product's time; `payload` is JSON text without personal data."""

    id: str
    kind: str
    payload: str
    attempts: int
    failed_at: datetime
    last_error: str | None


class WorkerSeen(Struct, frozen=True):
    """A worker's signs of life, in the machine's time."""

    name: str
    started_at: datetime
    last_seen_at: datetime


async def jobs_standing(
    connection: Connection, now: datetime, real_now: datetime, most: int = MOST_COUNTED
) -> list[JobsStanding]:
    """Jobs by kind among the `most` that are due first."""
    return [JobsStanding(**row) for row in await connection.fetch(_STANDING, now, real_now, most)]


async def dead_count(connection: Connection, most: int = 10_000) -> int:
    """How many jobs gave up, counted up to `most`."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE dead LIMIT $1) AS dead", most
        )
    )


class DeadKind(Struct, frozen=True):
    """Jobs of a kind that gave up, and when the last of them did, in the product's time."""

    kind: str
    jobs: int
    last_failed_at: datetime


async def dead_kinds(connection: Connection, most: int = 1_000) -> list[DeadKind]:
    """Jobs that gave up by kind, among the newest `most`."""
    return [DeadKind(**row) for row in await connection.fetch(_DEAD_KINDS, most)]


async def dead_jobs(connection: Connection, before_id: int, limit: int) -> list[DeadJob]:
    """Jobs that gave up, the newest first, with ids below `before_id`."""
    rows = await connection.fetch(_DEAD, before_id, limit)
    return [
        DeadJob(
            str(row["id"]), row["kind"], row["payload"], row["attempts"], row["run_at"], row["last_error"]
        )
        for row in rows
    ]


async def dead_kind(connection: Connection, bucket: int, job_id: int) -> str | None:
    """The kind of a job that gave up, locked until the transaction ends; None when there is no such job."""
    kind: str | None = await connection.fetchval(
        "SELECT kind FROM jobs WHERE bucket = $1 AND id = $2 AND dead FOR UPDATE", bucket, job_id
    )
    return kind


async def revive_job(connection: Connection, bucket: int, job_id: int, now: datetime) -> bool:
    """Let a job that gave up run again from its first attempt; whether there was one."""
    return await connection.fetchval(_REVIVE, bucket, job_id, now) is not None


async def discard_job(connection: Connection, bucket: int, job_id: int) -> dict[str, Any] | None:
    """Take a job that gave up off the list for good; what it was to do (its payload), or None where there was none."""
    payload = await connection.fetchval(
        "DELETE FROM jobs WHERE bucket = $1 AND id = $2 AND dead RETURNING payload::text", bucket, job_id
    )
    return None if payload is None else msgspec.json.decode(payload, type=dict[str, Any])


async def workers_seen(connection: Connection, limit: int = 100) -> list[WorkerSeen]:
    """The workers, the last seen first."""
    rows = await connection.fetch(
        "SELECT name, started_at, last_seen_at FROM workers ORDER BY last_seen_at DESC LIMIT $1", limit
    )
    return [WorkerSeen(**row) for row in rows]
