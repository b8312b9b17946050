"""What cases are called where only their ids are at hand: the order's number and the first of the goods, in one query."""

from collections.abc import Iterable

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_CALLED = """
SELECT c.id, o.external_id AS order_number, c.state -> 'items' -> 0 ->> 'title' AS title,
    coalesce((c.state -> 'items' -> 0 ->> 'quantity')::integer, 1) AS quantity,
    greatest(jsonb_array_length(c.state -> 'items') - 1, 0) AS more
FROM unnest($1::smallint[], $2::bigint[]) AS w(bucket, id)
JOIN cases c ON (c.bucket, c.id) = (w.bucket, w.id) JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id)
WHERE $3::bigint IS NULL OR c.merchant_id = $3
"""
LARGEST_ID = 2**63 - 1


class CaseCalled(Struct, frozen=True):
    """A case as people call it: its order, the first thing that it is about, and how many more things there are."""

    order_number: str
    title: str
    quantity: int
    more: int


async def cases_called(
    connection: Connection, ids: Iterable[str], merchant_id: int | None = None
) -> dict[str, CaseCalled]:
    """What cases are called, by id; of one merchant only where one is named. What is no id of a case is left out."""
    wanted = [int(one) for one in dict.fromkeys(ids) if one.isascii() and one.isdigit() and len(one) < 20]
    numbers = [one for one in wanted if one <= LARGEST_ID]
    if not numbers:
        return {}
    rows = await connection.fetch(_CALLED, [bucket_of(one) for one in numbers], numbers, merchant_id)
    return {
        str(row["id"]): CaseCalled(row["order_number"], row["title"] or "", row["quantity"], row["more"])
        for row in rows
    }
