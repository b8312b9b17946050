"""An order as it was bought: what was offered at which price and under which promises, whatever was told of it since."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct, structs

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.orders.listing_rows import ListingShown, listings_of

_READ = """
SELECT o.external_id, o.currency, o.placed_at, s.kept_at, coalesce(s.facts, o.facts) AS facts,
    coalesce(s.lines, order_as_it_stands(o.bucket, o.id)) AS lines
FROM orders o LEFT JOIN order_snapshots s ON (s.bucket, s.order_id) = (o.bucket, o.id) WHERE o.bucket = $1 AND o.id = $2
"""


class SnapshotLine(Struct, frozen=True):
    """A line as it was bought. Amounts in minor units; `facts`: what was told of the goods and promised for them; `listing`:
    what the buyer was shown, where the marketplace told it.
    """

    line_no: int
    kind: str
    sku: str
    title: str
    quantity: int
    unit_price_minor: int
    paid_minor: int
    facts: dict[str, Any] = {}
    listing: ListingShown | None = None


class OrderSnapshot(Struct, frozen=True):
    """An order as it was bought. `changed_at`: when it was first told otherwise; null where it never was."""

    order_number: str
    currency: str
    placed_at: datetime
    changed_at: datetime | None
    facts: dict[str, Any]
    lines: list[SnapshotLine]


async def snapshot_of(connection: Connection, order_id: int) -> OrderSnapshot:
    """An order as it was bought; the order exists."""
    row = await connection.fetchrow(_READ, bucket_of(order_id), order_id)
    listings = await listings_of(connection, order_id)
    lines = [
        structs.replace(line, listing=listings.get((line.line_no, line.sku)))
        for line in msgspec.json.decode(row["lines"], type=list[SnapshotLine])
    ]
    return OrderSnapshot(
        row["external_id"],
        row["currency"],
        row["placed_at"],
        row["kept_at"],
        msgspec.json.decode(row["facts"]),
        lines,
    )
