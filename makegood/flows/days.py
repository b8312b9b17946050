"""A story: a day is over, and what happened on it is counted once and kept for the operator's charts."""

from datetime import UTC, date, datetime, time, timedelta

from makegood.cases import cases_by_day
from makegood.db.day_figures import DayFigure, counted_until, keep_day, kept_figures
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.ledger import refunds_by_day

DAYS_SHOWN = 30
SETTLED_AFTER = timedelta(hours=1)
"""A day is counted this long after its end, when every transaction that began in it has surely been committed."""
MOST_LIVE_EVENTS = 100_000


async def count_days(pool: Pool, now: datetime) -> int:
    """Count the days that are over and were not counted yet, the oldest first; how many."""
    counted = 0
    async with pool.acquire() as connection:
        day = await _first_uncounted(connection, now)
        while midnight(day + timedelta(days=1)) + SETTLED_AFTER <= now:
            since, until = midnight(day), midnight(day + timedelta(days=1))
            found = await cases_by_day(connection, since, until) + await refunds_by_day(
                connection, since, until
            )
            await keep_day(connection, day, found)
            day, counted = day + timedelta(days=1), counted + 1
    return counted


async def figures_of_days(
    connection: Connection, now: datetime, most_live: int = MOST_LIVE_EVENTS
) -> list[DayFigure]:
    """The last thirty days: those that are kept, and what is not kept yet counted from the newest `most_live` events."""
    first = first_day(now)
    live_from = midnight(await _first_uncounted(connection, now))
    soon = now + timedelta(days=1)
    kept = await kept_figures(connection, first)
    live = await cases_by_day(connection, live_from, soon, most_live)
    money = await refunds_by_day(connection, live_from, soon, most_live)
    return [*(one for one in kept if midnight(one.day) < live_from), *live, *money]


def first_day(now: datetime) -> date:
    """The first of the days shown."""
    return now.astimezone(UTC).date() - timedelta(days=DAYS_SHOWN - 1)


def midnight(day: date) -> datetime:
    """When a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


async def _first_uncounted(connection: Connection, now: datetime) -> date:
    last = await counted_until(connection)
    first = first_day(now)
    return first if last is None else max(first, last + timedelta(days=1))
