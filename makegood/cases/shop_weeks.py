"""How a merchant's cases went, week by week: refused, overruled, refunded, and how fast they were answered."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection

WEEKS = 12
WEEK = timedelta(weeks=1)
MOST_CASES = 20_000

_CASES = """
SELECT floor(extract(epoch FROM opened_at - $2) / 604800)::integer AS week, count(*) AS cases,
    count(*) FILTER (WHERE owner IS NULL) AS ended,
    count(*) FILTER (WHERE owner IS NULL AND refunded_minor > 0) AS refunded,
    count(*) FILTER (WHERE EXISTS (SELECT 1 FROM case_events e
        WHERE e.bucket = c.bucket AND e.case_id = c.id AND e.name = 'case.refused')) AS refused,
    count(*) FILTER (WHERE state ? 'ruling') AS ruled,
    count(*) FILTER (WHERE state -> 'ruling' ->> 'favour' IN ('buyer', 'split')) AS overruled
FROM (SELECT * FROM cases WHERE merchant_id = $1 ORDER BY id DESC LIMIT $4) c
WHERE opened_at >= $2 AND opened_at < $3 GROUP BY 1 ORDER BY 1
"""
_RESPONSES = """
SELECT floor(extract(epoch FROM ended_at - $2) / 604800)::integer AS week,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - asked_at)) AS median
FROM (SELECT * FROM case_responses WHERE merchant_id = $1 AND party = 'merchant' AND ended_at >= $2 AND ended_at < $3
    ORDER BY ended_at DESC LIMIT $4) r
WHERE answered_at IS NOT NULL GROUP BY 1 ORDER BY 1
"""


class ShopWeek(Struct, frozen=True):
    """Cases opened in the week that begins at `since`. `overruled`: the desk ruled for the buyer, or split."""

    since: datetime
    cases: int = 0
    ended: int = 0
    refunded: int = 0
    refused: int = 0
    ruled: int = 0
    overruled: int = 0
    median_seconds: int | None = None


async def weeks_of(
    connection: Connection, merchant_id: int, until: datetime, weeks: int = WEEKS, most: int = MOST_CASES
) -> list[ShopWeek]:
    """The last weeks before a moment, oldest first; those in which nothing happened too."""
    since = until - weeks * WEEK
    counted = {row["week"]: row for row in await connection.fetch(_CASES, merchant_id, since, until, most)}
    answered = {
        row["week"]: row["median"]
        for row in await connection.fetch(_RESPONSES, merchant_id, since, until, most)
    }
    return [_week(since + at * WEEK, counted.get(at), answered.get(at)) for at in range(weeks)]


def _week(since: datetime, row: Any, median: float | None) -> ShopWeek:
    seconds = None if median is None else round(median)
    if row is None:
        return ShopWeek(since, median_seconds=seconds)
    return ShopWeek(
        since, row["cases"], row["ended"], row["refunded"], row["refused"], row["ruled"], row["overruled"], seconds
    )  # fmt: skip
