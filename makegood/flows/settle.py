"""A story: an order is completed. What its escrow still holds goes to the merchant."""

from datetime import datetime

from makegood.db.pool import Pool
from makegood.db.writes import Writes
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import Posting, add_transaction, merchant_clearing, order_escrow, posted

_ESCROW = """
SELECT o.merchant_id, o.currency, o.status, coalesce(a.balance_minor - a.held_minor, 0) AS escrow_minor
FROM orders o LEFT JOIN ledger_accounts a
    ON a.bucket = o.bucket AND a.account = 'order:' || o.id || ':escrow' AND a.currency = o.currency
WHERE o.bucket = $1 AND o.id = $2
"""


async def settle_order(pool: Pool, order_id: int, ids: IdMaker, now: datetime) -> int:
    """Give the merchant what is left in escrow of a completed order; the amount. Doing it again moves nothing."""
    bucket = bucket_of(order_id)
    async with pool.acquire() as connection, connection.transaction():
        # The order's lock first, with a statement of its own: the balance read next is the one it protects.
        await connection.execute(
            "SELECT 1 FROM orders WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE", bucket, order_id
        )
        row = await connection.fetchrow(_ESCROW, bucket, order_id)
        if row is None or row["status"] != "completed" or row["escrow_minor"] == 0:
            return 0
        posting = Posting(
            order_escrow(order_id),
            merchant_clearing(row["merchant_id"]),
            row["currency"],
            row["escrow_minor"],
        )
        writes = Writes()
        add_transaction(writes, posted(bucket, ids(bucket), "settlement", order_id, posting), now)
        await writes.send(connection)
        return posting.amount_minor
