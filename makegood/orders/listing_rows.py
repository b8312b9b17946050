"""Rows of listings: each content of a shop once, and under which one every line was bought."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.orders.listing import Listing, bucket_of_digest, digest_of, listing_content
from makegood.orders.parties import Ids
from makegood.orders.prepare import PreparedOrder
from makegood.orders.statements import SQL
from makegood.orders.tables import columns


class ListingShown(Struct, frozen=True, kw_only=True):
    """The listing under which a line was bought. `digest`: the SHA-256 of its content; `told_at`: when it was told here."""

    told_at: datetime
    digest: str
    listing: Listing


async def keep_listings(
    connection: Connection, orders: Sequence[tuple[int, PreparedOrder]], merchants: Ids, now: datetime
) -> None:
    """Keep the listings that come with some orders. What is known of a line stays as it was told first."""
    contents, links = {}, []
    for order_id, order in orders:
        merchant_id = merchants[order.input.merchant.external_id]
        for line_no, line in enumerate(order.input.lines, 1):
            if line.listing is None:
                continue
            content = listing_content(line.listing)
            digest = digest_of(content)
            contents[(bucket_of_digest(digest), merchant_id, digest)] = content.decode()
            links.append((order.bucket, order_id, line_no, line.sku, merchant_id, digest))
    if links:
        rows = [(*key, contents[key]) for key in sorted(contents)]
        await connection.execute(SQL["add_listings"], *columns(rows, 4), now)
        await connection.execute(SQL["link_listings"], *columns(sorted(links), 6), now)


async def listings_of(connection: Connection, order_id: int) -> dict[tuple[int, str], ListingShown]:
    """The listings of an order by line number and SKU: a line that was told otherwise later was not bought under it."""
    links = await connection.fetch(SQL["listings_of_order"], bucket_of(order_id), order_id)
    if not links:
        return {}
    found = await _contents(connection, links)
    return {
        (link["line_no"], link["sku"]): ListingShown(
            told_at=link["told_at"], digest=link["digest"].hex(), listing=found[link["digest"]]
        )
        for link in links
    }


async def _contents(connection: Connection, links: Iterable[Any]) -> dict[bytes, Listing]:
    wanted = {(bucket_of_digest(each["digest"]), each["merchant_id"], each["digest"]) for each in links}
    rows = await connection.fetch(SQL["listings_named"], *columns(sorted(wanted), 3))
    return {row["digest"]: msgspec.json.decode(row["listing"], type=Listing) for row in rows}
