"""Figures of whole days (UTC), kept once a day is over: counted once, read for ever."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from makegood.db.writes import Connection

COUNTED = "counted"

_KEEP = """
INSERT INTO day_figures (day, figure, currency, count, amount_minor)
SELECT $1, r.* FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS r
ON CONFLICT (day, figure, currency) DO NOTHING
"""


class DayFigure(Struct, frozen=True):
    """How often something happened on a day, and with what amount (minor units of `currency`; empty: no money)."""

    day: date
    figure: str
    count: int
    currency: str = ""
    amount_minor: int = 0


async def kept_figures(connection: Connection, since: date) -> list[DayFigure]:
    """What is kept of the days from `since` on."""
    rows = await connection.fetch(
        "SELECT day, figure, count, currency, amount_minor FROM day_figures"
        " WHERE day >= $1 AND figure <> $2 ORDER BY day, figure, currency",
        since,
        COUNTED,
    )
    return [DayFigure(**row) for row in rows]


async def counted_until(connection: Connection) -> date | None:
    """The last day that was counted; all days before it that are kept at all were counted too."""
    last: date | None = await connection.fetchval(
        "SELECT day FROM day_figures WHERE figure = $1 ORDER BY day DESC LIMIT 1", COUNTED
    )
    return last


async def keep_day(connection: Connection, day: date, figures: Sequence[DayFigure]) -> None:
    """Keep a day that is over. Keeping it again changes nothing."""
    rows = [*figures, DayFigure(day, COUNTED, 1)]
    await connection.execute(
        _KEEP,
        day,
        [row.figure for row in rows],
        [row.currency for row in rows],
        [row.count for row in rows],
        [row.amount_minor for row in rows],
    )
