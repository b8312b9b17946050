"""How many units of an order line open cases ask the money of. What is asked back is neither delivered nor used meanwhile."""

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_ASKED = """
SELECT coalesce(sum((i ->> 'quantity')::integer), 0)::integer FROM cases c, jsonb_array_elements(c.state -> 'items') i
WHERE c.bucket = $1 AND c.order_id = $2 AND c.owner IS NOT NULL
    AND c.state ->> 'type' IN ('refund_only', 'return_refund', 'cancel', 'intercept') AND (i ->> 'line_no')::integer = $3
"""


async def units_asked_back(connection: Connection, order_id: int, line_no: int) -> int:
    """How many units of a line open refunds and cancellations are about; read it under the order's lock."""
    found: int = await connection.fetchval(_ASKED, bucket_of(order_id), order_id, line_no)
    return found
