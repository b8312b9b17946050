"""What a person of the desk has done: rulings, how long they took, and how many others decided otherwise."""

from datetime import datetime

from msgspec import Struct

from makegood.accounts import Principal
from makegood.db.writes import Connection

MOST_RULINGS = 2000

_FIGURES = """
WITH mine AS (
    SELECT e.bucket, e.case_id, e.seq, e.at, e.data -> 'ruling' AS ruling FROM case_events e
    WHERE e.name = 'case.ruled' AND e.who = $1 AND e.at >= $2 AND e.at <= $3 ORDER BY e.at DESC LIMIT $5
)
SELECT count(*) AS ruled, count(*) FILTER (WHERE m.at >= $4) AS ruled_today,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.answered_at - r.asked_at)) AS median,
    count(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM case_events l WHERE (l.bucket, l.case_id) = (m.bucket, m.case_id) AND l.seq > m.seq
        AND l.name = 'case.ruled' AND l.actor = 'senior'
        AND (l.data -> 'ruling' -> 'favour', l.data -> 'ruling' -> 'amount_minor')
            IS DISTINCT FROM (m.ruling -> 'favour', m.ruling -> 'amount_minor')
    )) AS overturned,
    count(*) FILTER (WHERE a.seq IS NOT NULL) AS appealed,
    count(*) FILTER (WHERE a.outcome IN ('reversed', 'changed')) AS reversed,
    (SELECT count(*) FROM (SELECT 1 FROM case_events d WHERE d.name = 'case.appeal_decided' AND d.who = $1
        AND d.at >= $2 AND d.at <= $3 ORDER BY d.at DESC LIMIT $5) AS heard) AS appeals_decided
FROM mine m LEFT JOIN case_responses r ON (r.bucket, r.case_id, r.seq) = (m.bucket, m.case_id, m.seq)
LEFT JOIN LATERAL (
    SELECT e.seq, (SELECT d.data ->> 'outcome' FROM case_events d WHERE (d.bucket, d.case_id) = (m.bucket, m.case_id)
        AND d.seq > e.seq AND d.name = 'case.appeal_decided' LIMIT 1) AS outcome
    FROM case_events e WHERE (e.bucket, e.case_id) = (m.bucket, m.case_id) AND e.seq > m.seq AND e.name = 'case.appealed'
        AND NOT EXISTS (SELECT 1 FROM case_events n WHERE (n.bucket, n.case_id) = (m.bucket, m.case_id)
            AND n.seq > m.seq AND n.seq < e.seq AND n.name = 'case.ruled')
    LIMIT 1
) a ON true
"""


class DeskFigures(Struct, frozen=True):
    """Rulings of one person since a moment, the newest 2,000 at most. `overturned`: a senior ruled otherwise later.

    `appealed`: a party appealed against it, and `reversed`: another person then decided otherwise. `appeals_decided`: those
    that this person decided on rulings of others.

    `median_seconds` is from getting the ball to the ruling, standstill left out; None before the first.
    """

    ruled: int
    ruled_today: int
    median_seconds: int | None
    overturned: int
    appealed: int
    reversed: int
    appeals_decided: int


async def desk_figures(
    connection: Connection, person: Principal, since: datetime, today: datetime, now: datetime
) -> DeskFigures:
    """Since a moment; `today` is when the person's day began."""
    row = await connection.fetchrow(_FIGURES, person.label, since, now, today, MOST_RULINGS)
    median = None if row["median"] is None else round(row["median"])
    return DeskFigures(
        row["ruled"], row["ruled_today"], median, row["overturned"],
        row["appealed"], row["reversed"], row["appeals_decided"],
    )  # fmt: skip
