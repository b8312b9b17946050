"""Which products of a merchant lead to cases, and why: cases against orders, of the newest so many orders."""

from datetime import datetime

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection

MOST_ORDERS = 10_000

_BY_PRODUCT = """
WITH newest AS (
    SELECT bucket, id FROM orders WHERE merchant_id = $1 AND placed_at >= $2 ORDER BY id DESC LIMIT $3
), line AS MATERIALIZED (
    SELECT l.bucket, l.order_id, l.line_no, coalesce(l.product_external_id, l.sku) AS product, l.title
    FROM newest o JOIN order_lines l ON (l.bucket, l.order_id) = (o.bucket, o.id) WHERE l.kind = 'goods'
), sold AS (
    SELECT product, max(title) AS title, count(DISTINCT order_id) AS orders FROM line GROUP BY product
), claimed AS (
    SELECT DISTINCT l.product, c.id, c.currency, c.state ->> 'reason' AS reason, c.refunded_minor
    FROM newest o JOIN cases c ON (c.bucket, c.order_id) = (o.bucket, o.id)
    CROSS JOIN LATERAL jsonb_array_elements(c.state -> 'items') i
    JOIN line l ON (l.bucket, l.order_id) = (c.bucket, c.order_id) AND l.line_no = (i ->> 'line_no')::smallint
), reasons AS (
    SELECT product, reason, count(*) AS cases FROM claimed GROUP BY product, reason
), found AS (
    SELECT l.product, f ->> 'finding' AS finding, f ->> 'disposition' AS disposition, (f ->> 'quantity')::integer AS units
    FROM newest o JOIN cases c ON (c.bucket, c.order_id) = (o.bucket, o.id) AND c.state ? 'reception'
    CROSS JOIN LATERAL jsonb_array_elements(c.state -> 'reception' -> 'found') f
    JOIN line l ON (l.bucket, l.order_id) = (c.bucket, c.order_id) AND l.line_no = (f ->> 'line_no')::smallint
), findings AS (
    SELECT product, coalesce(finding, 'as_expected') AS finding, sum(units) AS units FROM found GROUP BY 1, 2
), dispositions AS (
    SELECT product, disposition, sum(units) AS units FROM found WHERE disposition IS NOT NULL GROUP BY 1, 2
)
SELECT s.product, s.title, s.orders, count(c.id) AS cases, count(*) FILTER (WHERE c.refunded_minor > 0) AS refunded,
    (SELECT coalesce(json_object_agg(r.reason, r.cases), '{}') FROM reasons r WHERE r.product = s.product)::text AS reasons,
    (SELECT coalesce(json_object_agg(f.finding, f.units), '{}') FROM findings f WHERE f.product = s.product)::text AS findings,
    (SELECT coalesce(json_object_agg(d.disposition, d.units), '{}') FROM dispositions d
        WHERE d.product = s.product)::text AS dispositions
FROM sold s JOIN claimed c ON c.product = s.product
GROUP BY s.product, s.title, s.orders
ORDER BY count(c.id) >= $5 DESC, count(c.id)::float / s.orders DESC, count(c.id) DESC, s.product
OFFSET $6 LIMIT $4
"""
_ORDERS = "SELECT count(*) FROM (SELECT 1 FROM orders WHERE merchant_id = $1 AND placed_at >= $2 ORDER BY id DESC LIMIT $3) o"
TELLING_CASES = 3
"""A product with fewer cases than that comes after those with more: one case of one order is no pattern."""


class ProductReasons(Struct, frozen=True):
    """A product with its orders, its cases, how many of these led to a refund, and the cases by the code of their reason.

    `findings` and `dispositions`: units that came back, by what the inspection found and by where they went.
    """

    product: str
    title: str
    orders: int
    cases: int
    refunded: int
    reasons: dict[str, int]
    findings: dict[str, int] = {}
    dispositions: dict[str, int] = {}


class ProductPage(Struct, frozen=True):
    """Products, the worst first; `orders` is how many orders were looked at (at most MOST_ORDERS)."""

    products: list[ProductReasons]
    orders: int
    next_offset: int | None


async def products_by_reason(
    connection: Connection, merchant_id: int, since: datetime, limit: int, offset: int = 0,
    most_orders: int = MOST_ORDERS,
) -> ProductPage:  # fmt: skip
    """Products that had cases, by the share of their orders that did."""
    rows = await connection.fetch(
        _BY_PRODUCT, merchant_id, since, most_orders, limit + 1, TELLING_CASES, offset
    )
    orders = await connection.fetchval(_ORDERS, merchant_id, since, most_orders)
    found = [
        ProductReasons(
            row["product"],
            row["title"],
            row["orders"],
            row["cases"],
            row["refunded"],
            *(
                msgspec.json.decode(row[name], type=dict[str, int])
                for name in ("reasons", "findings", "dispositions")
            ),
        )
        for row in rows[:limit]
    ]
    return ProductPage(found, orders, offset + limit if len(rows) > limit else None)
