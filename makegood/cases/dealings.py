"""What a merchant and a buyer have had to do with each other: a merchant is told of its own orders and cases only."""

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_DEALINGS = """
WITH mine AS (
    SELECT refunded_minor, owner, state FROM cases WHERE bucket = $1 AND buyer_id = $2 AND merchant_id = $3
    ORDER BY id DESC LIMIT 1000
)
SELECT (SELECT count(*) FROM (SELECT 1 FROM orders WHERE bucket = $1 AND buyer_id = $2 AND merchant_id = $3 LIMIT 1000) o)
        AS orders,
    count(*) AS cases, count(owner) AS open, count(*) FILTER (WHERE refunded_minor > 0) AS refunded,
    count(*) FILTER (WHERE state ? 'ruling') AS ruled,
    count(*) FILTER (WHERE state -> 'ruling' ->> 'favour' = 'merchant') AS ruled_for_merchant
FROM mine
"""


class Dealings(Struct, frozen=True):
    """Orders and cases of one buyer with one merchant, a thousand of each at most."""

    orders: int
    cases: int
    open: int
    refunded: int
    ruled: int
    ruled_for_merchant: int


async def dealings(connection: Connection, merchant_id: int, buyer_id: int) -> Dealings:
    """How often the two have met."""
    return Dealings(**await connection.fetchrow(_DEALINGS, bucket_of(buyer_id), buyer_id, merchant_id))
