"""The rows of table `jobs`: claiming under a lease, settling, and what can be asked about them.

    waiting (run_at <= now, no lease) -> leased -> deleted | waiting again, later | dead

`run_at` is in the product's time, which a demo may advance. Leases are in real time, so that advancing
the clock takes no job from a worker that is still busy with it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from makegood.db.writes import Connection


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of deferred work as its handler sees it. `attempts` counts the failures before this one."""

    bucket: int
    id: int
    kind: str
    payload: dict[str, Any]
    run_at: datetime
    attempts: int
    leased_until: datetime


@dataclass(frozen=True, slots=True)
class Retry:
    """What becomes of a job that is not done: when it runs again (never, when `dead`) and why."""

    job: Job
    attempts: int
    run_at: datetime
    last_error: str | None
    dead: bool = False


@dataclass(frozen=True, slots=True)
class JobsOfKind:
    """How many jobs of a kind stand where. `oldest_ready_at` is in the product's time."""

    kind: str
    waiting: int
    ready: int
    leased: int
    dead: int
    oldest_ready_at: datetime | None


# Done jobs go and ready ones are leased in one statement, hence one commit. A row whose lease ran out under
# the same worker could match both; PostgreSQL then applies one of the two, and either is right.
_FINISH_AND_CLAIM = """
WITH finished AS (
    DELETE FROM jobs USING unnest($1::smallint[], $2::bigint[]) AS done (bucket, id)
    WHERE jobs.bucket = done.bucket AND jobs.id = done.id
), ready AS (
    SELECT bucket, id FROM jobs
    WHERE NOT dead AND run_at <= $3 AND (locked_until IS NULL OR locked_until < $4) AND kind = ANY($5)
    ORDER BY run_at LIMIT $6 FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET locked_until = $7 FROM ready
WHERE jobs.bucket = ready.bucket AND jobs.id = ready.id
RETURNING jobs.bucket, jobs.id, jobs.kind, jobs.payload, jobs.run_at, jobs.attempts
"""

# Only the holder of the lease may put a job back: `leased_until` says who that is.
_PUT_BACK = """
UPDATE jobs
SET attempts = r.attempts, run_at = r.run_at, locked_until = NULL, dead = r.dead, last_error = r.last_error
FROM jsonb_to_recordset($1::jsonb) AS r(
    bucket smallint, id bigint, attempts smallint, run_at timestamptz, dead boolean, last_error text,
    leased_until timestamptz)
WHERE jobs.bucket = r.bucket AND jobs.id = r.id AND jobs.locked_until = r.leased_until
"""

_RELEASE = """
UPDATE jobs SET locked_until = NULL
FROM unnest($1::smallint[], $2::bigint[], $3::timestamptz[]) AS held (bucket, id, leased_until)
WHERE jobs.bucket = held.bucket AND jobs.id = held.id AND jobs.locked_until = held.leased_until
"""

_REVIVE = """
UPDATE jobs SET dead = false, attempts = 0, run_at = $1, locked_until = NULL
WHERE dead AND ($2::text IS NULL OR kind = $2) RETURNING 1
"""

_SUMMARY = """
SELECT kind,
    count(*) FILTER (WHERE standing = 'waiting') AS waiting,
    count(*) FILTER (WHERE standing = 'ready') AS ready,
    count(*) FILTER (WHERE standing = 'leased') AS leased,
    count(*) FILTER (WHERE standing = 'dead') AS dead,
    min(run_at) FILTER (WHERE standing = 'ready') AS oldest_ready_at
FROM (
    SELECT kind, run_at, CASE
        WHEN dead THEN 'dead'
        WHEN locked_until >= $2 THEN 'leased'
        WHEN run_at <= $1 THEN 'ready'
        ELSE 'waiting' END AS standing
    FROM jobs) AS j
GROUP BY kind ORDER BY kind
"""

_HEARTBEAT = """
INSERT INTO workers (name, started_at, last_seen_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, last_seen_at = excluded.last_seen_at
"""


async def finish_and_claim(
    connection: Connection,
    done: Sequence[Job],
    kinds: Collection[str],
    limit: int,
    *,
    now: datetime,
    real_now: datetime,
    leased_until: datetime,
) -> list[Job]:
    """Delete the jobs that are done and lease up to `limit` ready ones of these kinds, longest due first."""
    rows = await connection.fetch(
        _FINISH_AND_CLAIM, *_keys(done), now, real_now, list(kinds), limit, leased_until
    )
    claimed = [
        Job(
            row["bucket"],
            row["id"],
            row["kind"],
            msgspec.json.decode(row["payload"]),
            row["run_at"],
            row["attempts"],
            leased_until,
        )
        for row in rows
    ]
    return sorted(claimed, key=lambda job: job.run_at)


async def put_back(connection: Connection, retries: Sequence[Retry]) -> None:
    """Write down when jobs run again, or that they are dead; not of jobs that others have leased since."""
    rows = [
        {
            "bucket": retry.job.bucket,
            "id": retry.job.id,
            "attempts": retry.attempts,
            "run_at": retry.run_at,
            "dead": retry.dead,
            "last_error": retry.last_error,
            "leased_until": retry.job.leased_until,
        }
        for retry in retries
    ]
    await connection.execute(_PUT_BACK, msgspec.json.encode(rows).decode())


async def release(connection: Connection, held: Sequence[Job]) -> None:
    """Give leases back, so that another worker need not wait for them to run out."""
    await connection.execute(_RELEASE, *_keys(held), [job.leased_until for job in held])


async def hasten(connection: Connection, bucket: int, job_id: int, run_at: datetime) -> bool:
    """Let a waiting job run at `run_at` if that is sooner, dead ones again; whether there is such a job."""
    found = await connection.fetchval(
        "UPDATE jobs SET run_at = least(run_at, $3), dead = false "
        "WHERE bucket = $1 AND id = $2 RETURNING true",
        bucket,
        job_id,
        run_at,
    )
    return bool(found)


async def retry_dead(connection: Connection, now: datetime, kind: str | None = None) -> int:
    """Let dead jobs (of one kind) run again from their first attempt; says how many."""
    return len(await connection.fetch(_REVIVE, now, kind))


async def jobs_summary(connection: Connection, now: datetime, real_now: datetime) -> list[JobsOfKind]:
    """How many jobs of each kind are waiting for their time, ready, leased and dead."""
    return [JobsOfKind(*row) for row in await connection.fetch(_SUMMARY, now, real_now)]


async def heartbeat(connection: Connection, name: str, started_at: datetime, real_now: datetime) -> None:
    """Show that the worker `name`, which began at `started_at`, lives. Called every few seconds."""
    await connection.execute(_HEARTBEAT, name, started_at, real_now)


async def forget_workers(connection: Connection, seen_before: datetime) -> None:
    """Take workers off the list that have not been seen since."""
    await connection.execute("DELETE FROM workers WHERE last_seen_at < $1", seen_before)


def _keys(jobs: Sequence[Job]) -> tuple[list[int], list[int]]:
    return [job.bucket for job in jobs], [job.id for job in jobs]
