"""A story: an order is completed. What its escrow still holds goes to the merchant, but for what open cases and
claims on the merchant may take out of it; that follows when they end.
"""

from datetime import datetime

from makegood.cases import Happening
from makegood.db.pool import Pool
from makegood.db.writes import Writes
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import Posting, add_transaction, merchant_clearing, order_escrow, posted

_ESCROW = """
SELECT o.merchant_id, o.currency, o.status, coalesce(a.balance_minor - a.held_minor, 0) - coalesce((
        SELECT sum(c.requested_minor) FROM cases c
        WHERE c.bucket = o.bucket AND c.order_id = o.id AND c.owner IS NOT NULL AND c.state -> 'legs' IS NULL
    ), 0)::bigint - coalesce((
        SELECT sum(k.amount_minor) FROM claims k
        WHERE k.bucket = o.bucket AND k.order_id = o.id AND k.owner IS NOT NULL AND k.content ->> 'gives' = 'refund'
            AND k.content ->> 'funder' = 'merchant' AND coalesce(k.content ->> 'insurer', '') = ''
    ), 0)::bigint AS free_minor
FROM orders o LEFT JOIN ledger_accounts a
    ON a.bucket = o.bucket AND a.account = 'order:' || o.id || ':escrow' AND a.currency = o.currency
WHERE o.bucket = $1 AND o.id = $2
"""


def settle(happening: Happening) -> None:
    """A case of a completed order has come to its end or to its refund: what it kept back may go to the merchant."""
    before, after = happening.decision.before, happening.decision.after
    kept_back = before is not None and before.stage.is_open and not before.legs
    if kept_back and (after.legs or not after.stage.is_open) and happening.order.status == "completed":
        happening.writes.add(
            "defer_jobs", settle_job(after.bucket, happening.new_id(), happening.order.id, happening.now)
        )


def settle_job(bucket: int, job_id: int, order_id: int, now: datetime) -> dict[str, object]:
    """The job that gives the merchant what is free in an order's escrow."""
    return {
        "bucket": bucket, "id": job_id, "kind": "settle_order", "run_at": now, "payload": {"order_id": str(order_id)},
    }  # fmt: skip


async def settle_order(pool: Pool, order_id: int, ids: IdMaker, now: datetime) -> int:
    """Give the merchant what is free in escrow of a completed order; the amount. Doing it again moves nothing."""
    bucket = bucket_of(order_id)
    async with pool.acquire() as connection, connection.transaction():
        # The order's lock first, with a statement of its own: the balance read next is the one it protects.
        await connection.execute(
            "SELECT 1 FROM orders WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE", bucket, order_id
        )
        row = await connection.fetchrow(_ESCROW, bucket, order_id)
        if row is None or row["status"] != "completed" or row["free_minor"] <= 0:
            return 0
        posting = Posting(
            order_escrow(order_id),
            merchant_clearing(row["merchant_id"]),
            row["currency"],
            row["free_minor"],
        )
        writes = Writes()
        add_transaction(writes, posted(bucket, ids(bucket), "settlement", order_id, posting), now)
        await writes.send(connection)
        return posting.amount_minor
