"""What shops are like: the median of their rates by trade, counted now and then of the newest cases of all, and kept."""

from datetime import datetime, timedelta

from msgspec import Struct

from makegood.db.writes import Connection

FEWEST_SHOPS = 5
FEWEST_CASES = 5
MOST_CASES = 20_000
PERIOD = timedelta(weeks=12)
FRESH_FOR = timedelta(minutes=10)
PEER_FIGURES = ("refusal_rate", "overruled_rate", "refund_rate", "response_seconds")

# The trade of a shop is the first word of the category that most of its cases are about. Rates of shops with a handful of
# cases are left out; medians of fewer shops than FEWEST_SHOPS are not kept: they would tell about one of them.
_COUNT = """
WITH looked AS MATERIALIZED (
    SELECT c.bucket, c.id, c.order_id, c.merchant_id, c.owner, c.refunded_minor, c.state
    FROM (SELECT * FROM cases ORDER BY id DESC LIMIT $2) c WHERE c.opened_at >= $1
), each AS MATERIALIZED (
    SELECT k.merchant_id, k.owner IS NULL AS ended, k.refunded_minor > 0 AS refunded, k.state ? 'ruling' AS ruled,
        k.state -> 'ruling' ->> 'favour' IN ('buyer', 'split') AS overruled,
        EXISTS (SELECT 1 FROM case_events e
            WHERE e.bucket = k.bucket AND e.case_id = k.id AND e.name = 'case.refused') AS refused,
        (SELECT split_part(l.category, '.', 1) FROM order_lines l WHERE (l.bucket, l.order_id) = (k.bucket, k.order_id)
            AND l.line_no = (k.state -> 'items' -> 0 ->> 'line_no')::smallint) AS trade
    FROM looked k
), answered AS (
    SELECT merchant_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - asked_at)) AS seconds
    FROM (SELECT * FROM case_responses WHERE party = 'merchant' AND ended_at >= $1 ORDER BY ended_at DESC LIMIT $2) r
    WHERE answered_at IS NOT NULL GROUP BY merchant_id
), shop AS (
    SELECT merchant_id, mode() WITHIN GROUP (ORDER BY trade) AS trade, count(*) AS cases,
        count(*) FILTER (WHERE refused)::float / count(*) AS refusal_rate,
        count(*) FILTER (WHERE overruled)::float / nullif(count(*) FILTER (WHERE ruled), 0) AS overruled_rate,
        count(*) FILTER (WHERE ended AND refunded)::float / nullif(count(*) FILTER (WHERE ended), 0) AS refund_rate
    FROM each GROUP BY merchant_id HAVING count(*) >= $3
), figure AS (
    SELECT s.trade, f.figure, f.value FROM shop s LEFT JOIN answered a USING (merchant_id) CROSS JOIN LATERAL (VALUES
        ('refusal_rate', s.refusal_rate), ('overruled_rate', s.overruled_rate), ('refund_rate', s.refund_rate),
        ('response_seconds', a.seconds)) AS f(figure, value)
    WHERE f.value IS NOT NULL
)
SELECT coalesce(trade, '') AS trade, figure, count(*)::integer AS shops,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS value
FROM figure GROUP BY GROUPING SETS ((trade, figure), (figure)) HAVING count(*) >= $4
"""
_TRADE = """
SELECT mode() WITHIN GROUP (ORDER BY split_part(l.category, '.', 1)) FROM (
    SELECT bucket, order_id, state FROM cases WHERE merchant_id = $1 ORDER BY id DESC LIMIT 500
) c JOIN order_lines l ON (l.bucket, l.order_id) = (c.bucket, c.order_id)
    AND l.line_no = (c.state -> 'items' -> 0 ->> 'line_no')::smallint
"""


class PeerFigures(Struct, frozen=True):
    """Medians over `shops` shops of a trade (empty: of all), by figure. Rates from 0 to 1, times in seconds."""

    trade: str
    shops: int
    values: dict[str, float]
    counted_at: datetime


async def trade_of(connection: Connection, merchant_id: int) -> str:
    """The trade that most of a merchant's newest cases are about; empty where none is."""
    return await connection.fetchval(_TRADE, merchant_id) or ""


async def peer_figures(connection: Connection, trade: str) -> PeerFigures | None:
    """Medians of the same trade, of all shops where the trade has too few; None where there are too few of any."""
    for one in dict.fromkeys((trade, "")):
        rows = await connection.fetch(
            "SELECT figure, shops, value, counted_at FROM peer_figures WHERE trade = $1", one
        )
        if rows:
            values = {row["figure"]: row["value"] for row in rows}
            return PeerFigures(
                one, max(row["shops"] for row in rows), values, min(row["counted_at"] for row in rows)
            )
    return None


async def count_peers(connection: Connection, now: datetime) -> bool:
    """Count again what is older than FRESH_FOR, inside the caller's transaction; whether it was counted."""
    newest = await connection.fetchval("SELECT max(counted_at) FROM peer_figures")
    if newest is not None and newest > now - FRESH_FOR:
        return False
    rows = await connection.fetch(_COUNT, now - PERIOD, MOST_CASES, FEWEST_CASES, FEWEST_SHOPS)
    await connection.execute("DELETE FROM peer_figures")
    await connection.execute(
        "INSERT INTO peer_figures (trade, figure, shops, value, counted_at)"
        " SELECT *, $5 FROM unnest($1::text[], $2::text[], $3::integer[], $4::double precision[]) ON CONFLICT DO NOTHING",
        [row["trade"] for row in rows], [row["figure"] for row in rows], [row["shops"] for row in rows],
        [row["value"] for row in rows], now,
    )  # fmt: skip
    return True
