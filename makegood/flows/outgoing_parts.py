"""What follows at once from a part that is paid out: it is held until its processor has paid it. What lives in our own books is
paid by that; the rest goes to its processor by a job. PURE: parts to postings, rows and jobs.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from makegood.ledger import Part, PartStatus, PartTable, add_transaction, post
from makegood.payments import INTERNAL

if TYPE_CHECKING:
    from makegood.db.writes import Writes


def pay_out_part(
    writes: "Writes", table: PartTable, part: Part, new_id: Callable[[], int], now: datetime
) -> dict[str, Any]:
    """Hold one part and have it sent, or pay it where the posting is the payment; the row to be kept of it."""
    hold = table.held(part)
    add_transaction(writes, hold, now)
    if part.processor != INTERNAL:
        writes.add("defer_jobs", send_part_job(table, part, new_id(), now))
        return table.row(part, None)
    posted_by = new_id()
    add_transaction(writes, post(posted_by, hold), now)
    writes.add("move_tender_balances", {
        "bucket": part.bucket, "buyer_id": part.buyer_id, "external_id": part.processor_reference,
        "amount_minor": part.amount_minor,
    })  # fmt: skip
    return table.row(replace(part, status=PartStatus.PAID), posted_by)


def send_part_job(table: PartTable, part: Part, job_id: int, now: datetime) -> dict[str, Any]:
    """The job that sends a part to its processor."""
    return {
        "bucket": part.bucket, "id": job_id, "kind": table.job, "run_at": now,
        "payload": {f"{table.name}_id": str(part.owner_id), "leg_no": part.leg_no},
    }  # fmt: skip
