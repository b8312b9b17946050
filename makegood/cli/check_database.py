"""The doctor's look at the database: reachable, recent, migrated, its clock, and the worker's sign of life."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from makegood.cli.finding import Finding, broken, note, ok
from makegood.cli.run_record import who_runs
from makegood.db.embedded import ensure_server, server_status
from makegood.db.migrate import pending
from makegood.db.pool import connect
from makegood.db.problems import DatabaseProblem
from makegood.kit.settings import Settings

CLOCK_SLACK_SECONDS = 2.0
WORKER_SILENCE_SECONDS = 60.0


def check_database(settings: Settings) -> list[Finding]:
    """All findings about the database. An embedded server that does not run is not started."""
    try:
        finding, dsn = check_server(settings)
        return [finding] if dsn is None else [finding, *asyncio.run(_look_inside(settings, dsn))]
    except DatabaseProblem as problem:
        return [broken("database", type(problem).__name__, str(problem))]


def check_server(settings: Settings) -> tuple[Finding, str | None]:
    """How the server is, and its address when it can be asked more."""
    status = server_status(settings)
    if status.state == "external":
        return ok("database", "given by MAKEGOOD_DATABASE_URL"), settings.database_url
    if status.state == "absent":
        return note("database", "not made yet", "`makegood up` makes it."), None
    if status.state == "stopped":
        return note("database", f"stopped; data in {status.folder}", "`makegood up` starts it."), None
    if status.state == "starting":
        return note(
            "database", f"process {status.pid} is starting or recovering", "Wait, and look again."
        ), None
    seen = f"process {status.pid}, account {status.account}, data in {status.folder}"
    return ok("database", seen), ensure_server(settings)


async def _look_inside(settings: Settings, dsn: str) -> list[Finding]:
    connection = await connect(dsn, "makegood doctor")
    try:
        version = connection.get_server_version()
        findings = [ok("database version", f"PostgreSQL {version.major}.{version.micro}")]
        findings.append(check_clock(await connection.fetchval("SELECT clock_timestamp()"), datetime.now(UTC)))
        seen_at = await _worker_seen_at(connection)
    finally:
        await connection.close()
    findings.append(await _check_migrations(dsn))
    return [*findings, check_worker(seen_at, datetime.now(UTC), up_runs=who_runs(settings) is not None)]


def check_clock(theirs: datetime, ours: datetime) -> Finding:
    """Deadlines are reckoned by the machines' clocks, so these must agree."""
    offset = (theirs - ours).total_seconds()
    if abs(offset) > CLOCK_SLACK_SECONDS:
        return broken(
            "clock",
            f"the database is {offset:+.1f} s off",
            "Set both clocks by NTP: deadlines depend on them.",
        )
    return ok("clock", f"the database agrees within {CLOCK_SLACK_SECONDS:g} s")


def check_worker(seen_at: datetime | None, now: datetime, *, up_runs: bool) -> Finding:
    """Whether a worker has given a sign of life lately; without one no deadline is acted on."""
    if seen_at is not None and (now - seen_at).total_seconds() < WORKER_SILENCE_SECONDS:
        return ok("worker", f"last seen {(now - seen_at).total_seconds():.0f} s ago")
    seen = "never seen" if seen_at is None else f"last seen {seen_at:%Y-%m-%d %H:%M:%S} UTC"
    if up_runs:
        return broken("worker", seen, "See logs/work.log in the home; `makegood down`, then `makegood up`.")
    return note("worker", seen, "Deadlines are acted on while `makegood up` or `makegood work` runs.")


async def _worker_seen_at(connection: Any) -> datetime | None:
    if not await connection.fetchval("SELECT to_regclass('workers') IS NOT NULL"):
        return None
    seen_at: datetime | None = await connection.fetchval("SELECT max(last_seen_at) FROM workers")
    return seen_at


async def _check_migrations(dsn: str) -> Finding:
    try:
        names = await pending(dsn)
    except DatabaseProblem as problem:
        return broken("schema", "history does not fit", str(problem))
    if names:
        return broken(
            "schema", f"{len(names)} migrations pending, first {names[0]}", "Run `makegood migrate`."
        )
    return ok("schema", "up to date")
