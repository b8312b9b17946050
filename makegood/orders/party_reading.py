"""Merchants and buyers looked up by people: by name, by the marketplace's id, by ours. Bounded and paged."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of, stable_bucket
from makegood.orders.check import has_control
from makegood.orders.views import LARGEST_ID

MOST_ORDERS = 1000

_MERCHANT = "id, external_id, name, calendar, return_address, updated_at"
_BUYER = "id, external_id, name, language, updated_at"
_TOTALS = """
SELECT currency, count(*) AS orders, sum(paid_minor)::bigint AS paid_minor,
    count(*) FILTER (WHERE status = 'completed') AS completed, count(*) FILTER (WHERE status = 'cancelled') AS cancelled
FROM (SELECT currency, paid_minor, status FROM orders WHERE {where} ORDER BY id DESC LIMIT {most}) AS newest
GROUP BY currency ORDER BY count(*) DESC, currency
"""


class MerchantGlance(Struct, frozen=True):
    """A merchant as the marketplace told of it."""

    id: str
    external_id: str
    name: str
    calendar: str
    return_address: str | None
    updated_at: datetime


class BuyerGlance(Struct, frozen=True):
    """A buyer as the marketplace told of them."""

    id: str
    external_id: str
    name: str
    language: str
    updated_at: datetime


class OrderTotals(Struct, frozen=True):
    """A party's newest orders in one currency; money in minor units."""

    currency: str
    orders: int
    paid_minor: int
    completed: int
    cancelled: int


async def merchants_page(connection: Connection, before_id: int, limit: int) -> list[MerchantGlance]:
    """Merchants, the newest first, with ids below `before_id`."""
    rows = await connection.fetch(
        f"SELECT {_MERCHANT} FROM merchants WHERE id < $1 ORDER BY id DESC LIMIT $2", before_id, limit
    )
    return [_merchant(row) for row in rows]


async def merchants_named(connection: Connection, text: str, limit: int) -> list[MerchantGlance]:
    """Merchants whose name begins with a text, or whose id, the marketplace's or ours, it is."""
    if has_control(text):
        return []
    pattern = text.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    rows = await connection.fetch(
        f"(SELECT {_MERCHANT} FROM merchants WHERE external_id = $1 OR id = $2)"
        f" UNION (SELECT {_MERCHANT} FROM merchants WHERE lower(name) LIKE $3 ORDER BY lower(name), id LIMIT $4)"
        " ORDER BY name, id LIMIT $4",
        text, _as_id(text), pattern, limit,
    )  # fmt: skip
    return [_merchant(row) for row in rows]


async def merchant_glance(connection: Connection, merchant_id: int) -> MerchantGlance | None:
    """One merchant."""
    row = await connection.fetchrow(f"SELECT {_MERCHANT} FROM merchants WHERE id = $1", merchant_id)
    return _merchant(row) if row else None


async def buyer_glance(connection: Connection, buyer_id: int) -> BuyerGlance | None:
    """One buyer."""
    row = await connection.fetchrow(
        f"SELECT {_BUYER} FROM buyers WHERE bucket = $1 AND id = $2", bucket_of(buyer_id), buyer_id
    )
    return _buyer(row) if row else None


async def find_buyer(connection: Connection, text: str) -> BuyerGlance | None:
    """The buyer whose id, the marketplace's or ours, a text is."""
    if has_control(text):
        return None
    row = await connection.fetchrow(
        f"SELECT {_BUYER} FROM buyers WHERE bucket = $1 AND external_id = $2", stable_bucket(text), text
    )
    return _buyer(row) if row else await buyer_glance(connection, _as_id(text))


async def totals_of_merchant(
    connection: Connection, merchant_id: int, most: int = MOST_ORDERS
) -> list[OrderTotals]:
    """By currency, of the merchant's newest `most` orders."""
    rows = await connection.fetch(_TOTALS.format(where="merchant_id = $1", most=int(most)), merchant_id)
    return [OrderTotals(**row) for row in rows]


async def totals_of_buyer(
    connection: Connection, buyer_id: int, most: int = MOST_ORDERS
) -> list[OrderTotals]:
    """By currency, of the buyer's newest `most` orders."""
    statement = _TOTALS.format(where="bucket = $1 AND buyer_id = $2", most=int(most))
    return [OrderTotals(**row) for row in await connection.fetch(statement, bucket_of(buyer_id), buyer_id)]


def _as_id(text: str) -> int:
    """A text as an id of ours; 0, which is nobody's, for any other text."""
    fits = text.isascii() and text.isdecimal() and len(text) <= 19
    return min(int(text), LARGEST_ID) if fits else 0


def _merchant(row: Any) -> MerchantGlance:
    return MerchantGlance(**{**dict(row), "id": str(row["id"])})


def _buyer(row: Any) -> BuyerGlance:
    return BuyerGlance(**{**dict(row), "id": str(row["id"])})
