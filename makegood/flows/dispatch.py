"""A story: the marketplace says that an order has left. A cancellation that waits becomes an interception; a parcel that
was to be stopped and has arrived was missed. A change that waits is dropped.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from makegood.accounts import SYSTEM
from makegood.cases import Command, Done, Request, dispatch_command, left_command, read_case
from makegood.db.pool import Pool
from makegood.kit.errors import Refused
from makegood.kit.ids import bucket_of

_WAITING = """
SELECT id FROM cases WHERE bucket = $1 AND order_id = $2 AND owner IS NOT NULL
    AND type IN ('cancel', 'intercept', 'modify_address', 'modify_payment', 'modify_items')
ORDER BY id
"""
_PARCEL = """
SELECT carrier, tracking_no FROM parcels WHERE bucket = $1 AND order_id = $2 ORDER BY shipped_at DESC LIMIT 1
"""


def dispatch_job(bucket: int, job_id: int, order_id: int, now: datetime) -> dict[str, object]:
    """The job that tells the cases of an order that it has left."""
    return {
        "bucket": bucket, "id": job_id, "kind": "note_dispatch", "run_at": now, "payload": {"order_id": str(order_id)},
    }  # fmt: skip


async def note_dispatch(
    pool: Pool, command: Callable[[Request], Awaitable[Done]], order_id: int, now: datetime
) -> int:
    """Tell them; how many cases went on by it. Told again, nothing changes: a case that has gone on refuses."""
    bucket = bucket_of(order_id)
    parcel = await pool.fetchrow(_PARCEL, bucket, order_id)
    told = 0
    for row in await pool.fetch(_WAITING, bucket, order_id):
        case, order = await read_case(pool, row["id"])
        wanted = dispatch_command(case.state, order, now, _named(parcel)) or left_command(
            case.state, order, now
        )
        told += await _tell(command, wanted, row["id"]) if wanted else 0
    return told


def _named(parcel: Any) -> tuple[str, str]:
    """Carrier and tracking number; an order may be said to have left without a parcel."""
    return (parcel["carrier"], parcel["tracking_no"]) if parcel else ("", "")


async def _tell(command: Callable[[Request], Awaitable[Done]], wanted: Command, case_id: int) -> int:
    try:
        await command(Request(SYSTEM, wanted, case_id=case_id))
    except Refused:
        return 0
    return 1
