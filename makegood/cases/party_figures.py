"""How the cases of a merchant or a buyer went, counted from the newest so many of them."""

from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

MOST = 1000

_FIGURES = """
SELECT currency, count(*) AS cases, count(owner) AS open,
    count(*) FILTER (WHERE stage = 'settled') AS settled, count(*) FILTER (WHERE stage = 'closed') AS closed,
    count(*) FILTER (WHERE stage = 'withdrawn') AS withdrawn, count(*) FILTER (WHERE refunded_minor > 0) AS refunded,
    count(*) FILTER (WHERE refused) AS refused, count(*) FILTER (WHERE favour IS NOT NULL) AS ruled,
    count(*) FILTER (WHERE favour = 'buyer') AS ruled_for_buyer,
    count(*) FILTER (WHERE favour = 'merchant') AS ruled_for_merchant, count(DISTINCT order_id) AS orders,
    sum(requested_minor)::bigint AS requested_minor, sum(refunded_minor)::bigint AS refunded_minor
FROM (
    SELECT stage, owner, currency, order_id, requested_minor, refunded_minor, state -> 'ruling' ->> 'favour' AS favour,
        EXISTS (SELECT 1 FROM case_events e
            WHERE e.bucket = c.bucket AND e.case_id = c.id AND e.name = 'case.refused') AS refused
    FROM cases c WHERE {where} ORDER BY id DESC LIMIT {most}
) AS newest
GROUP BY currency ORDER BY count(*) DESC, currency
"""
_BUSIEST = """
SELECT {party}_id AS id, count(*) AS cases, count(owner) AS open, count(*) FILTER (WHERE refunded_minor > 0) AS refunded
FROM (SELECT buyer_id, merchant_id, owner, refunded_minor FROM cases ORDER BY id DESC LIMIT $1) AS newest
GROUP BY {party}_id ORDER BY count(*) DESC, {party}_id LIMIT $2
"""
_MANY = """
SELECT w.id, count(c.id) AS cases, count(c.owner) AS open, count(*) FILTER (WHERE c.refunded_minor > 0) AS refunded
FROM unnest($1::bigint[]) AS w(id) LEFT JOIN LATERAL (
    SELECT id, owner, refunded_minor FROM cases WHERE merchant_id = w.id ORDER BY id DESC LIMIT $2
) AS c ON true
GROUP BY w.id
"""


class PartyFigures(Struct, frozen=True):
    """A party's cases in one currency: how many, how they ended, and the money in minor units. `orders` had a case."""

    currency: str
    cases: int
    open: int
    settled: int
    closed: int
    withdrawn: int
    refunded: int
    refused: int
    ruled: int
    ruled_for_buyer: int
    ruled_for_merchant: int
    orders: int
    requested_minor: int
    refunded_minor: int


class PartyCounts(Struct, frozen=True):
    """How many of a party's newest cases there are, are open, and led to a refund."""

    id: str
    cases: int
    open: int
    refunded: int


async def merchant_figures(connection: Connection, merchant_id: int, most: int = MOST) -> list[PartyFigures]:
    """By currency, of the merchant's newest `most` cases."""
    rows = await connection.fetch(_FIGURES.format(where="merchant_id = $1", most=int(most)), merchant_id)
    return [PartyFigures(**row) for row in rows]


async def buyer_figures(connection: Connection, buyer_id: int, most: int = MOST) -> list[PartyFigures]:
    """By currency, of the buyer's newest `most` cases."""
    statement = _FIGURES.format(where="bucket = $1 AND buyer_id = $2", most=int(most))
    return [PartyFigures(**row) for row in await connection.fetch(statement, bucket_of(buyer_id), buyer_id)]


async def busiest_buyers(connection: Connection, limit: int, most: int = 2000) -> list[PartyCounts]:
    """The buyers with the most cases among the newest `most` of all."""
    return _counts(await connection.fetch(_BUSIEST.format(party="buyer"), most, limit))


async def counts_of_merchants(
    connection: Connection, merchant_ids: list[int], most: int = 200
) -> dict[str, PartyCounts]:
    """By merchant, of each one's newest `most` cases."""
    return {each.id: each for each in _counts(await connection.fetch(_MANY, merchant_ids, most))}


def _counts(rows: list[Any]) -> list[PartyCounts]:
    return [PartyCounts(str(row["id"]), row["cases"], row["open"], row["refunded"]) for row in rows]
