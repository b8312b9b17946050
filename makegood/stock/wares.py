"""What a shop sells under some skus, and how much of it is left: read under a lock where a decision stands on it."""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of, stable_bucket

_LOCK = """
SELECT 1 FROM stock_levels l
JOIN unnest($1::smallint[], $2::bigint[], $3::text[]) AS w(bucket, merchant_id, sku)
    ON (l.bucket, l.merchant_id, l.sku) = (w.bucket, w.merchant_id, w.sku)
ORDER BY l.bucket, l.merchant_id, l.sku FOR NO KEY UPDATE OF l
"""
_LEVELS = """
SELECT l.merchant_id, l.sku, l.on_hand - l.reserved AS left_over FROM stock_levels l
JOIN unnest($1::smallint[], $2::bigint[], $3::text[]) AS w(bucket, merchant_id, sku)
    ON (l.bucket, l.merchant_id, l.sku) = (w.bucket, w.merchant_id, w.sku)
"""
_PRODUCTS = """
SELECT p.merchant_id, p.external_id, p.title, p.category, p.variants FROM products p
JOIN unnest($1::smallint[], $2::bigint[], $3::text[]) AS w(bucket, merchant_id, external_id)
    ON (p.bucket, p.merchant_id, p.external_id) = (w.bucket, w.merchant_id, w.external_id)
"""
ProductName = tuple[int, str]
"""A merchant and what the marketplace calls one of their products."""
SkuName = tuple[int, str]
"""A merchant and a sku of theirs."""


class Variant(Struct, frozen=True):
    """A form in which a shop sells a product; `price_minor` in minor units of the shop's currency."""

    merchant_id: int
    product: str
    product_title: str
    category: str
    sku: str
    title: str
    price_minor: int
    available: bool


class _Told(Struct, frozen=True):
    sku: str
    title: str
    price_minor: int
    available: bool = True


_variants = msgspec.json.Decoder(list[_Told])


async def variants_of(connection: Connection, products: Iterable[ProductName]) -> list[Variant]:
    """Every variant of some products, as the marketplace told of them."""
    wanted = sorted(set(products))
    if not wanted:
        return []
    rows = await connection.fetch(
        _PRODUCTS,
        [stable_bucket(name) for _, name in wanted],
        [merchant for merchant, _ in wanted],
        [name for _, name in wanted],
    )
    return [
        Variant(
            row["merchant_id"],
            row["external_id"],
            row["title"],
            row["category"],
            told.sku,
            told.title,
            told.price_minor,
            told.available,
        )
        for row in rows
        for told in _variants.decode(row["variants"])
    ]


async def units_left(
    connection: Connection, skus: Iterable[SkuName], lock: bool = False
) -> dict[SkuName, int]:
    """Units that nobody holds, of those skus whose stock was told; with `lock` nobody else takes any until the end."""
    wanted = sorted((bucket_of(merchant), merchant, sku) for merchant, sku in set(skus))
    if not wanted:
        return {}
    columns: Sequence[list[int] | list[str]] = (
        [bucket for bucket, _, _ in wanted],
        [merchant for _, merchant, _ in wanted],
        [sku for _, _, sku in wanted],
    )
    if lock:  # with a statement of its own: what is read next is what the lock protects
        await connection.execute(_LOCK, *columns)
    rows = await connection.fetch(_LEVELS, *columns)
    return {(row["merchant_id"], row["sku"]): row["left_over"] for row in rows}
