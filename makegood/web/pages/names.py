"""Names of the parties, as far as a reader may see them: parties see each other's shop or a shortened name."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from makegood.kit.ids import bucket_of
from makegood.orders import short_name

_BUYERS = """
SELECT b.id, b.name FROM buyers b
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (b.bucket, b.id) = (w.bucket, w.id)
"""
_MERCHANTS = "SELECT id, name FROM merchants WHERE id = ANY($1::bigint[])"


class Names(Struct, frozen=True):
    """Names by id (as text), already shortened for the reader."""

    buyers: dict[str, str]
    merchants: dict[str, str]

    def buyer(self, buyer_id: str) -> str:
        """A buyer's name, or nothing."""
        return self.buyers.get(buyer_id, "")

    def merchant(self, merchant_id: str) -> str:
        """A merchant's name, or nothing."""
        return self.merchants.get(merchant_id, "")


async def names_of(pool: Any, buyers: Iterable[str], merchants: Iterable[str], reader_role: str) -> Names:
    """The names of some buyers and merchants. Merchants see their buyers' names shortened."""
    buyer_ids = sorted({int(one) for one in buyers})
    rows = await pool.fetch(_BUYERS, [bucket_of(one) for one in buyer_ids], buyer_ids)
    shops = await pool.fetch(_MERCHANTS, sorted({int(one) for one in merchants}))
    shown = short_name if reader_role == "merchant" else str
    return Names(
        {str(row["id"]): shown(row["name"]) for row in rows},
        {str(row["id"]): row["name"] for row in shops},
    )
