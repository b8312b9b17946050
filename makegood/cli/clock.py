"""`makegood clock`: the time that an installation lives in, and advancing it where money is not real."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import click

from makegood.cli.console import print_json, remark
from makegood.cli.duration import DURATION, duration_text
from makegood.cli.failure import CommandFailed
from makegood.cli.ready_database import ready_database
from makegood.db.pool import Pool, connect_pool
from makegood.flows.engine import advance_clock, read_offset
from makegood.kit.clock import ShiftedClock
from makegood.kit.settings import load_settings

WORKER_SEEN_WITHIN = timedelta(seconds=30)

_DUE = """
SELECT count(*) FILTER (WHERE due_at <= $1) AS expire, count(*) FILTER (WHERE wake_at <= $1) AS act,
    count(*) AS open, min(due_at) FILTER (WHERE due_at > $1) AS next_due_at
FROM cases WHERE due_at IS NOT NULL
"""
_WORKERS = "SELECT count(*) FROM workers WHERE last_seen_at > $1"


@dataclass(frozen=True, slots=True)
class ClockReport:
    """The time here, how far it is advanced, and what waits for it. `acting` includes reminders and ends of pauses."""

    now: datetime
    advanced_seconds: int
    open_cases: int
    expiring: int
    acting: int
    next_due_at: datetime | None
    workers: int


@click.group("clock", short_help="Show or advance the clock of a demo or test.")
def command() -> None:
    """Show or advance the clock of a demo or test.

    \b
    Examples:
      makegood clock show
      makegood clock advance 48h
      makegood clock advance 2d12h --json
    """


@command.command("show", short_help="Show the time here and what waits for it.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def show(as_json: bool) -> None:
    """Show the time here and what waits for it.

    \b
    Examples:
      makegood clock show
    """
    report = asyncio.run(_show(ready_database(load_settings(), remark)))
    if as_json:
        print_json(asdict(report))
        return
    advanced = timedelta(seconds=report.advanced_seconds)
    click.echo(
        f"It is {report.now:%Y-%m-%d %H:%M:%S} UTC here; the clock is advanced by {duration_text(advanced)}."
    )
    _say_what_waits(report)


@command.command("advance", short_help="Let time pass.")
@click.argument("duration", type=DURATION)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def advance(duration: timedelta, as_json: bool) -> None:
    """Let DURATION pass (90m, 48h, 7d, 2d12h) for the whole installation.

    Workers and servers follow within a second, and silence turns into outcomes. A clock never goes back.
    Refused in production.

    \b
    Examples:
      makegood clock advance 48h
      makegood clock advance 7d --json
    """
    settings = load_settings()
    if not settings.clock_is_movable:
        raise CommandFailed(
            "This installation is in production mode (MAKEGOOD_MODE); its clock cannot be advanced."
        )
    report = asyncio.run(_advance(ready_database(settings, remark), duration))
    if as_json:
        print_json(asdict(report))
        return
    click.echo(f"{duration_text(duration)} have passed: it is {report.now:%Y-%m-%d %H:%M:%S} UTC here.")
    _say_what_waits(report)


def _say_what_waits(report: ClockReport) -> None:
    click.echo(
        f"{_cases(report.expiring)} of {report.open_cases} open ones ran out of time; with reminders and ends of "
        f"pauses, {_cases(report.acting)} have something to do."
        if report.acting
        else f"Nothing is due; {_cases(report.open_cases)} are open."
    )
    if report.acting and report.workers:
        click.echo("The worker acts on them now.")
    elif report.acting:
        click.echo("No worker is running; `makegood work` (or `makegood up`) acts on them.")
    if report.next_due_at is not None:
        left = duration_text(report.next_due_at - report.now)
        click.echo(f"The next deadline is in {left}, at {report.next_due_at:%Y-%m-%d %H:%M} UTC.")


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"


async def _show(dsn: str) -> ClockReport:
    pool = await connect_pool(dsn, 1, 1, "makegood clock")
    try:
        return await _report(pool, ShiftedClock(await read_offset(pool)))
    finally:
        await pool.close()


async def _advance(dsn: str, by: timedelta) -> ClockReport:
    pool = await connect_pool(dsn, 1, 1, "makegood clock")
    try:
        clock = ShiftedClock(await read_offset(pool))
        await advance_clock(pool, clock, by)
        return await _report(pool, clock)
    finally:
        await pool.close()


async def _report(pool: Pool, clock: ShiftedClock) -> ClockReport:
    now = clock.now()
    due = await pool.fetchrow(_DUE, now)
    workers = await pool.fetchval(_WORKERS, datetime.now(UTC) - WORKER_SEEN_WITHIN)
    return ClockReport(
        now,
        int(clock.offset.total_seconds()),
        due["open"],
        due["expire"],
        due["act"],
        due["next_due_at"],
        workers,
    )
