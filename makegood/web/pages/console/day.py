"""The day at a glance: what is open and with whom, what runs out, what came and went, what is broken."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from litestar import Response, get
from msgspec import Struct

from makegood.accounts import authorise
from makegood.cases import OpenGroup, Pressing, open_cases, pressing_cases
from makegood.db.day_figures import DayFigure
from makegood.db.job_reading import dead_count, workers_seen
from makegood.db.pool import Pool
from makegood.disputes import Followed, rulings_followed
from makegood.flows.days import DAYS_SHOWN, figures_of_days, first_day
from makegood.ledger import REFUNDED, AccountBalance, account_balances, platform_advances, platform_fund
from makegood.web.pages.clock import clock_panel
from makegood.web.pages.console.frame import Caller, Machine, console_page, operator_of
from makegood.web.pages.shell import Database, HtmlRequest, Installation
from makegood.webhooks import webhook_backlog

ENDS = ("case.settled", "case.closed", "case.withdrawn")
ALIVE = timedelta(seconds=30)


class DayCounts(Struct, frozen=True):
    """What happened on a day (UTC). `refunded_minor` is by currency."""

    day: date
    opened: int
    ended: int
    called_in: int
    refunded_minor: dict[str, int]


RULINGS_OF = timedelta(days=90)


class Broken(Struct, frozen=True):
    """What somebody has to look at."""

    dead_jobs: int
    failing_endpoints: int
    outbox: int
    workers_alive: int


class Day(Struct, frozen=True):
    """The day. Counts that are capped say so; money is in minor units of its currency."""

    now: datetime
    open: list[OpenGroup]
    open_is_capped: bool
    pressing: list[Pressing]
    days: list[DayCounts]
    platform: list[AccountBalance]
    broken: Broken
    rulings: Followed


async def day_of(pool: Pool, now: datetime) -> Day:
    """Everything that the page of the day shows."""
    async with pool.acquire() as connection:
        standing = await open_cases(connection)
        return Day(
            now,
            standing.groups,
            standing.is_capped,
            await pressing_cases(connection, now),
            by_day(await figures_of_days(connection, now), now),
            await account_balances(connection, [platform_advances(), platform_fund()]),
            await _broken(connection),
            await rulings_followed(connection, now - RULINGS_OF, now),
        )


async def _broken(connection: Any) -> Broken:
    seen, real_now = await workers_seen(connection), datetime.now(UTC)
    backlog = await webhook_backlog(connection)
    alive = sum(1 for worker in seen if worker.last_seen_at > real_now - ALIVE)
    return Broken(await dead_count(connection), backlog.failing, backlog.outbox, alive)


def by_day(figures: list[DayFigure], now: datetime) -> list[DayCounts]:
    """One entry for each of the days shown, also for those on which nothing happened."""
    first = first_day(now)
    found: dict[date, dict[str, int]] = {}
    money: dict[date, dict[str, int]] = {}
    for one in figures:
        if one.figure == REFUNDED:
            sums = money.setdefault(one.day, {})
            sums[one.currency] = sums.get(one.currency, 0) + one.amount_minor
        else:
            counts = found.setdefault(one.day, {})
            counts[one.figure] = counts.get(one.figure, 0) + one.count
    return [
        _counts(day, found.get(day, {}), money.get(day, {}))
        for day in (first + timedelta(days=n) for n in range(DAYS_SHOWN))
    ]


def called_in(counts: dict[str, int]) -> int:
    """How often the desk was called in: by a party, or by a rule."""
    return counts.get("case.escalated", 0) + counts.get("case.called_by_rule", 0)


def _counts(day: date, counts: dict[str, int], money: dict[str, int]) -> DayCounts:
    ended = sum(counts.get(name, 0) for name in ENDS)
    return DayCounts(day, counts.get("case.opened", 0), ended, called_in(counts), money)


@get("/console", include_in_schema=False)
async def show_day(request: HtmlRequest, pool: Database, settings: Installation) -> Response[str]:
    """The page of the day."""
    reader = await operator_of(request)
    day, done = await day_of(pool, reader.now), request.query_params.get("done", "")
    return console_page(
        "day",
        reader,
        day=day,
        owners=grouped(day.open, "owner"),
        stages=grouped(day.open, "stage"),
        currencies=sorted({currency for one in day.days for currency in one.refunded_minor}),
        clock=await clock_panel(pool, reader.now) if settings.clock_is_movable else None,
        told=done if done in ("clock", "sign-in") else "",
    )


class Heap(Struct, frozen=True):
    """Open cases that have an owner or a stage in common; what they ask for, by currency."""

    name: str
    cases: int
    requested_minor: dict[str, int]


def grouped(groups: list[OpenGroup], by: str) -> list[Heap]:
    """Open cases by owner or by stage, the most first."""
    counts: dict[str, int] = {}
    money: dict[str, dict[str, int]] = {}
    for group in groups:
        name = str(getattr(group, by))
        counts[name] = counts.get(name, 0) + group.cases
        sums = money.setdefault(name, {})
        sums[group.currency] = sums.get(group.currency, 0) + group.requested_minor
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return [Heap(name, counts[name], money[name]) for name in ordered]


@get("/api/console/day", tags=["console"], summary="The day at a glance")
async def read_day(principal: Caller, pool: Database, engine: Machine) -> Day:
    """Open cases, what runs out, thirty days of figures, and what is broken. For operators."""
    authorise(principal, "console.read")
    return await day_of(pool, engine.clock.now())


DAY_HANDLERS: list[Any] = [show_day, read_day]
