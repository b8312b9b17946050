"""Search by numbers: orders, parcels there and back, and cases, each by how its number begins."""

from typing import Any

from makegood.kit.ids import bucket_of
from makegood.web.search.asked import Asked, up_to
from makegood.web.search.reach import Within

MOST = 20
LOOKED_AT = 500
"""So many rows of one prefix are looked at before they are kept to what the reader may see."""
SHORTEST_TRACKING = 4


async def orders_by_number(pool: Any, asked: Asked, within: Within) -> list[int]:
    """Orders whose number begins so, the shortest first: an exact number comes before those that go on."""
    rows = await pool.fetch(
        "SELECT o.id FROM orders o WHERE upper(o.external_id) ~>=~ $1 AND upper(o.external_id) ~<~ $2"
        f" AND {within.clause('o', 3)} ORDER BY upper(o.external_id) USING ~<~ LIMIT {MOST}",
        asked.number, up_to(asked.number), *within.values(),
    )  # fmt: skip
    return [row["id"] for row in rows]


async def orders_by_parcel(pool: Any, asked: Asked, within: Within) -> list[int]:
    """Orders with a parcel whose tracking number begins so."""
    if len(asked.number) < SHORTEST_TRACKING:
        return []
    rows = await pool.fetch(
        "SELECT DISTINCT o.id FROM (SELECT p.bucket, p.order_id FROM parcels p"
        f" WHERE upper(p.tracking_no) ~>=~ $1 AND upper(p.tracking_no) ~<~ $2 LIMIT {LOOKED_AT}) p"
        f" JOIN orders o ON (o.bucket, o.id) = (p.bucket, p.order_id) WHERE {within.clause('o', 3)}"
        f" ORDER BY o.id DESC LIMIT {MOST}",
        asked.number, up_to(asked.number), *within.values(),
    )  # fmt: skip
    return [row["id"] for row in rows]


async def cases_by_number(pool: Any, asked: Asked, within: Within) -> list[int]:
    """Cases whose own number begins so."""
    if asked.case_ids is None:
        return []
    rows = await pool.fetch(
        f"SELECT c.id FROM cases c WHERE c.id >= $1 AND c.id <= $2 AND {within.clause('c', 3)}"
        f" ORDER BY c.id DESC LIMIT {MOST}",
        *asked.case_ids, *within.values(),
    )  # fmt: skip
    return [row["id"] for row in rows]


async def cases_by_parcel(pool: Any, asked: Asked, within: Within) -> list[int]:
    """Cases whose goods came back in a parcel whose tracking number begins so."""
    if len(asked.number) < SHORTEST_TRACKING:
        return []
    tracking_no = "upper(e.data -> 'shipment' ->> 'tracking_no')"
    rows = await pool.fetch(
        "SELECT DISTINCT c.id FROM (SELECT e.bucket, e.case_id FROM case_events e WHERE e.name = 'case.return_shipped'"
        f" AND {tracking_no} ~>=~ $1 AND {tracking_no} ~<~ $2 LIMIT {LOOKED_AT}) e"
        f" JOIN cases c ON (c.bucket, c.id) = (e.bucket, e.case_id) WHERE {within.clause('c', 3)}"
        f" ORDER BY c.id DESC LIMIT {MOST}",
        asked.number, up_to(asked.number), *within.values(),
    )  # fmt: skip
    return [row["id"] for row in rows]


async def cases_of_orders(pool: Any, order_ids: list[int]) -> list[int]:
    """The cases of some orders, the newest first."""
    rows = await pool.fetch(
        "SELECT c.id FROM cases c JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, order_id)"
        f" ON (c.bucket, c.order_id) = (w.bucket, w.order_id) ORDER BY c.id DESC LIMIT {MOST}",
        [bucket_of(one) for one in order_ids], order_ids,
    )  # fmt: skip
    return [row["id"] for row in rows]
