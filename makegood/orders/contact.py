"""Who bought an order, and where the marketplace says that they are reached."""

from makegood.accounts import OrderContact
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of, stable_bucket

_BUYER = """
SELECT b.id, b.name, b.language, b.email FROM orders o JOIN buyers b ON (b.bucket, b.id) = (o.bucket, o.buyer_id)
WHERE (o.bucket, o.id) = ($1, $2)
"""


async def buyer_of_order(connection: Connection, number: str) -> OrderContact | None:
    """The buyer of the order that the marketplace calls `number`; None when there is no such order."""
    if not number or "\0" in number:
        return None
    order_id = await connection.fetchval(
        "SELECT order_id FROM order_names WHERE (bucket, external_id) = ($1, $2)",
        stable_bucket(number),
        number,
    )
    if order_id is None:
        return None
    row = await connection.fetchrow(_BUYER, bucket_of(order_id), order_id)
    return OrderContact(row["id"], row["name"], row["language"], row["email"]) if row else None
