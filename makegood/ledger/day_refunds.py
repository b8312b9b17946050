"""What was refunded on each day, as the journal has it."""

from datetime import datetime

from makegood.db.day_figures import DayFigure
from makegood.db.writes import Connection

REFUNDED = "refunded"

# A bounce turns a refund round: it counts against the day on which it bounced.
_BY_DAY = """
SELECT (t.at AT TIME ZONE 'UTC')::date AS day, 'refunded' AS figure, count(DISTINCT t.id) AS count, p.currency,
    sum(CASE WHEN t.reverses IS NULL THEN p.amount_minor ELSE -p.amount_minor END)::bigint AS amount_minor
FROM (SELECT bucket, id, phase, kind, reverses, at FROM ledger_transactions WHERE at >= $1 AND at < $2
    ORDER BY at DESC, id DESC LIMIT $3) AS t
JOIN ledger_postings p ON (p.bucket, p.transaction_id) = (t.bucket, t.id)
WHERE t.kind IN ('refund_leg', 'refund_to_balance') AND t.phase IN ('post', 'posted')
GROUP BY 1, 4 ORDER BY 1, 4
"""


async def refunds_by_day(
    connection: Connection, since: datetime, until: datetime, most: int | None = None
) -> list[DayFigure]:
    """Refunds by day (UTC) and currency, of the newest `most` transactions only, where given."""
    return [DayFigure(**row) for row in await connection.fetch(_BY_DAY, since, until, most)]
