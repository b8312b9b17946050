"""Giving up what a buyer owes: a loss of the platform. The buyer keeps the money, so it counts as refunded: it can neither be
asked for again nor refunded again.
"""

from datetime import datetime
from typing import Any

from makegood.advances.limits import came_back
from makegood.advances.model import StoredAdvance
from makegood.advances.refusals import OrderStillOpen
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker
from makegood.ledger import (
    Posting,
    add_transaction,
    order_refundable,
    platform_advances,
    platform_written_off,
    posted,
    refund_limits,
)

WRITTEN_OFF = "advance_written_off"
_LOCK = "SELECT 1 FROM orders WHERE bucket = $1 AND id = $2 FOR NO KEY UPDATE"
_ROOMS = """
SELECT 1 FROM advance_rooms WHERE bucket = $1 AND buyer_id = $2 ORDER BY currency FOR NO KEY UPDATE
"""
_OPEN = "SELECT 1 FROM cases WHERE bucket = $1 AND order_id = $2 AND owner IS NOT NULL LIMIT 1"
_LEFT = """
SELECT l.line_no, l.paid_minor - l.claimed_minor AS left_minor FROM order_lines l
JOIN cases c ON c.bucket = l.bucket AND c.order_id = l.order_id
WHERE c.bucket = $1 AND c.id = $2 AND l.paid_minor > l.claimed_minor
    AND l.line_no IN (SELECT (i ->> 'line_no')::smallint FROM jsonb_array_elements(c.state -> 'items') i)
ORDER BY l.line_no
"""
_LIMIT = "SELECT balance_minor FROM ledger_accounts WHERE bucket = $1 AND account = $2 AND currency = $3"


async def lock_order(connection: Connection, advance: StoredAdvance) -> None:
    """The order's lock comes before that of the advance, as on the path of cases; and then that of what the buyer owes, since
    a refund of another order may be about to pay it.
    """
    await connection.execute(_LOCK, advance.bucket, advance.order_id)
    await connection.execute(_ROOMS, advance.bucket, advance.buyer_id)


async def is_order_open(connection: Connection, advance: StoredAdvance) -> bool:
    """Whether a case of the order may still be refunded, so that what is owed may be taken from that."""
    return await connection.fetchval(_OPEN, advance.bucket, advance.order_id) is not None


async def give_up(
    connection: Connection, advance: StoredAdvance, ids: IdMaker, now: datetime, was_right: bool
) -> int:
    """Post the loss, inside the caller's transaction and under the order's lock; how much. `was_right`: whether the buyer was
    found to be right, and may be advanced as much as before. Raises OrderStillOpen.
    """
    if await is_order_open(connection, advance):
        raise OrderStillOpen()
    owed, bucket = advance.still_owed_minor, advance.bucket
    claimed = await _claims(connection, advance, owed)
    account = order_refundable(advance.order_id)
    limit = await connection.fetchval(_LIMIT, bucket, account, advance.currency) or 0
    used = min(sum(row["amount_minor"] for row in claimed), limit)
    postings = [Posting(platform_written_off(), platform_advances(), advance.currency, owed)]
    if used:
        postings.append(Posting(account, refund_limits(), advance.currency, used))
    writes = Writes()
    add_transaction(writes, posted(bucket, ids(bucket), WRITTEN_OFF, advance.case_id, *postings), now)
    for transaction in came_back(
        bucket,
        advance.buyer_id,
        advance.currency,
        advance.case_id,
        lambda: ids(bucket),
        owed,
        owed,
        was_right,
    ):
        add_transaction(writes, transaction, now)
    writes.add("claim_lines", *claimed)
    await writes.send(connection)
    return owed


async def _claims(connection: Connection, advance: StoredAdvance, owed_minor: int) -> list[dict[str, Any]]:
    """Money of the case's lines that nobody has asked for, as far as it goes: it is refunded from now on."""
    rows = []
    for line in await connection.fetch(_LEFT, advance.bucket, advance.case_id):
        part = min(owed_minor, line["left_minor"])
        owed_minor -= part
        if part:
            rows.append(
                {
                    "bucket": advance.bucket, "order_id": advance.order_id, "line_no": line["line_no"], "quantity": 0,
                    "amount_minor": part,
                }
            )  # fmt: skip
    return rows
