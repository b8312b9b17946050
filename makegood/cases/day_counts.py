"""What happened to cases on each day, counted from their events."""

from datetime import datetime

from makegood.db.day_figures import DayFigure
from makegood.db.writes import Connection

COUNTED_EVENTS = (
    "case.opened",
    "case.settled",
    "case.closed",
    "case.withdrawn",
    "case.escalated",
    "case.called_by_rule",
    "case.reopened",
)
"""The events that are figures of a day, by their names."""

_BY_DAY = """
SELECT (at AT TIME ZONE 'UTC')::date AS day, name AS figure, count(*) AS count
FROM (SELECT at, name FROM case_events WHERE at >= $1 AND at < $2 ORDER BY at DESC, case_id DESC, seq DESC LIMIT $3) AS newest
WHERE name = ANY($4::text[]) GROUP BY 1, 2 ORDER BY 1, 2
"""


async def cases_by_day(
    connection: Connection, since: datetime, until: datetime, most_events: int | None = None
) -> list[DayFigure]:
    """Counts by day (UTC) of events from `since` to before `until`; of the newest `most_events` only, where given."""
    rows = await connection.fetch(_BY_DAY, since, until, most_events, list(COUNTED_EVENTS))
    return [DayFigure(**row) for row in rows]
