"""Rows of merchants, buyers (with their tenders) and products: read first, written only when they differ."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker, stable_bucket
from makegood.orders.model import BuyerInput, LineInput, MerchantInput, OrderInput, ProductInput
from makegood.orders.tables import columns

Ids = dict[str, int]
"""Ids by the name the marketplace uses."""

_READ_MERCHANTS = """
SELECT id, external_id, name, calendar, return_address FROM merchants WHERE external_id = ANY($1::text[])
"""
_ADD_MERCHANTS = """
INSERT INTO merchants (id, external_id, name, calendar, return_address, updated_at)
SELECT r.*, $6 FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]) AS r
ON CONFLICT (external_id) DO NOTHING
"""
_CHANGE_MERCHANTS = """
UPDATE merchants m
SET name = r.name, calendar = r.calendar, return_address = r.return_address, updated_at = $6
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS r(id, external_id, name, calendar, return_address)
WHERE m.id = r.id
"""
_READ_BUYERS = """
SELECT b.bucket, b.id, b.external_id, b.name, b.language, b.email
FROM buyers b JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, external_id)
    ON (b.bucket, b.external_id) = (w.bucket, w.external_id)
"""
_ADD_BUYERS = """
INSERT INTO buyers (bucket, id, external_id, name, language, email, updated_at)
SELECT r.*, $7 FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) AS r
ON CONFLICT (bucket, external_id) DO NOTHING
"""
_CHANGE_BUYERS = """
UPDATE buyers b SET name = r.name, language = r.language, email = r.email, updated_at = $7
FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
    AS r(bucket, id, external_id, name, language, email)
WHERE (b.bucket, b.id) = (r.bucket, r.id)
"""
_PUT_TENDERS = """
INSERT INTO buyer_tenders AS t (bucket, buyer_id, external_id, tender, label, balance_minor)
SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
ON CONFLICT (bucket, buyer_id, external_id) DO UPDATE SET tender = excluded.tender, label = excluded.label,
    balance_minor = coalesce(excluded.balance_minor, t.balance_minor)
WHERE (t.tender, t.label, t.balance_minor)
    IS DISTINCT FROM (excluded.tender, excluded.label, coalesce(excluded.balance_minor, t.balance_minor))
"""
_READ_PRODUCTS = """
SELECT p.bucket, p.id, p.external_id, p.merchant_id, p.title, p.category, p.traits, p.variants
FROM products p JOIN unnest($1::smallint[], $2::bigint[], $3::text[]) AS w(bucket, merchant_id, external_id)
    ON (p.bucket, p.merchant_id, p.external_id) = (w.bucket, w.merchant_id, w.external_id)
"""
_ADD_PRODUCTS = """
INSERT INTO products (bucket, id, external_id, merchant_id, title, category, traits, variants, updated_at)
SELECT bucket, id, external_id, merchant_id, title, category, traits::jsonb, variants::jsonb, $9
FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
    $8::text[])
    AS r(bucket, id, external_id, merchant_id, title, category, traits, variants)
ON CONFLICT (bucket, merchant_id, external_id) DO NOTHING
"""
_CHANGE_PRODUCTS = """
UPDATE products p SET title = r.title, category = r.category, traits = r.traits::jsonb,
    variants = r.variants::jsonb, updated_at = $9
FROM unnest($1::smallint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
    $8::text[])
    AS r(bucket, id, external_id, merchant_id, title, category, traits, variants)
WHERE (p.bucket, p.id) = (r.bucket, r.id)
"""


async def put_merchants(
    connection: Connection, orders: Iterable[OrderInput], ids: IdMaker, now: datetime
) -> Ids:
    """Write the merchants of these orders; the last telling of each counts. Returns their ids."""
    told = {order.merchant.external_id: order.merchant for order in orders}
    known = {row["external_id"]: row for row in await connection.fetch(_READ_MERCHANTS, list(told))}
    new = [_merchant_row(told[name], ids(stable_bucket(name)), None) for name in sorted(told.keys() - known)]
    changed = _changed(
        (_merchant_row(told[name], known[name]["id"], known[name]), known[name]) for name in sorted(known)
    )
    await _write(connection, _ADD_MERCHANTS, new, now)
    await _write(connection, _CHANGE_MERCHANTS, changed, now)
    if not new:
        return {name: row["id"] for name, row in known.items()}
    # Another transaction may have been first with a new merchant: its id counts.
    return {row["external_id"]: row["id"] for row in await connection.fetch(_READ_MERCHANTS, list(told))}


def _merchant_row(told: MerchantInput, identifier: int, known: Any) -> tuple[Any, ...]:
    calendar = told.calendar or (known["calendar"] if known else "always")
    address = told.return_address or (known["return_address"] if known else None)
    return identifier, told.external_id, told.name, calendar, address


async def put_buyers(
    connection: Connection, orders: Iterable[OrderInput], ids: IdMaker, now: datetime
) -> Ids:
    """Write the buyers of these orders with their tenders; the last telling counts. Returns their ids."""
    told = {order.buyer.external_id: order.buyer for order in orders}
    wanted = columns([(stable_bucket(name), name) for name in told], 2)
    known = {row["external_id"]: row for row in await connection.fetch(_READ_BUYERS, *wanted)}
    new = [_buyer_row(told[name], ids(stable_bucket(name)), None) for name in sorted(told.keys() - known)]
    changed = _changed((_buyer_row(told[name], row["id"], row), row) for name, row in sorted(known.items()))
    await _write(connection, _ADD_BUYERS, new, now)
    await _write(connection, _CHANGE_BUYERS, changed, now)
    if new:
        known = {row["external_id"]: row for row in await connection.fetch(_READ_BUYERS, *wanted)}
    found = {name: row["id"] for name, row in known.items()}
    await _put_tenders(connection, told.values(), found)
    return found


def _buyer_row(told: BuyerInput, identifier: int, known: Any) -> tuple[Any, ...]:
    email = told.email or (known["email"] if known else None)
    return stable_bucket(told.external_id), identifier, told.external_id, told.name, told.language, email


async def _put_tenders(connection: Connection, buyers: Iterable[BuyerInput], ids: Ids) -> None:
    # The last telling of a tender counts, so that no row is met twice in one statement.
    rows = {
        (stable_bucket(buyer.external_id), ids[buyer.external_id], tender.external_id): (
            tender.tender,
            tender.label,
            tender.balance_minor,
        )
        for buyer in buyers
        for tender in buyer.tenders
    }
    await _write(connection, _PUT_TENDERS, [key + rows[key] for key in sorted(rows)])


async def put_products(
    connection: Connection, orders: Iterable[OrderInput], merchants: Ids, ids: IdMaker, now: datetime
) -> None:
    """Write the products of these orders; the last telling of each counts. Shops that use one name sell two products."""
    told = {
        (merchants[order.merchant.external_id], line.product.external_id): line
        for order in orders
        for line in order.lines
    }
    wanted = columns([(stable_bucket(name), shop, name) for shop, name in told], 3)
    rows = await connection.fetch(_READ_PRODUCTS, *wanted)
    known = {(row["merchant_id"], row["external_id"]): row for row in rows}
    new = [
        _product_row(told[key], key[0], ids(stable_bucket(key[1])), None)
        for key in sorted(told.keys() - known)
    ]
    changed = _changed(
        (_product_row(told[key], key[0], row["id"], row), row) for key, row in sorted(known.items())
    )
    await _write(connection, _ADD_PRODUCTS, new, now)
    await _write(connection, _CHANGE_PRODUCTS, changed, now)


def _product_row(line: LineInput, merchant_id: int, identifier: int, known: Any) -> tuple[Any, ...]:
    product: ProductInput = line.product
    traits = _json(product.traits)
    variants = _json(product.variants)
    if known is not None:  # PostgreSQL writes jsonb in its own way: compare the meaning, not the text
        traits = known["traits"] if msgspec.json.decode(known["traits"]) == product.traits else traits
        kept = not product.variants or _same_variants(known["variants"], product)
        variants = known["variants"] if kept else variants
    bucket = stable_bucket(product.external_id)
    title = product.title or line.title
    return bucket, identifier, product.external_id, merchant_id, title, product.category, traits, variants


def _same_variants(known: str, product: ProductInput) -> bool:
    return bool(msgspec.json.decode(known) == msgspec.to_builtins(product.variants))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _changed(pairs: Iterable[tuple[tuple[Any, ...], Any]]) -> list[tuple[Any, ...]]:
    return [row for row, known in pairs if row != tuple(known)]


async def _write(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]], *more: Any) -> None:
    if rows:
        await connection.execute(statement, *columns(rows, len(rows[0])), *more)
