"""Addresses and labels go when a parcel has been over for a while: nobody has any more use for them."""

from datetime import datetime, timedelta

from makegood.db.pool import Pool

KEPT_FOR = timedelta(days=90)
_ADDRESSES = """
UPDATE carried_parcels SET sender = NULL, consignee = NULL
WHERE (bucket, id) IN (SELECT bucket, id FROM carried_parcels
    WHERE ended_at < $1 AND (sender IS NOT NULL OR consignee IS NOT NULL) LIMIT $2)
RETURNING bucket, id
"""
_LABELS = """
DELETE FROM parcel_labels l USING unnest($1::smallint[], $2::bigint[]) AS w(of_bucket, named)
WHERE (l.bucket, l.parcel_id) = (of_bucket, named)
"""


async def forget_addresses(pool: Pool, now: datetime, most: int = 1000) -> int:
    """Forget the addresses and labels of parcels that ended long ago; of how many."""
    async with pool.acquire() as connection, connection.transaction():
        rows = await connection.fetch(_ADDRESSES, now - KEPT_FOR, most)
        await connection.execute(_LABELS, [row["bucket"] for row in rows], [row["id"] for row in rows])
    return len(rows)
