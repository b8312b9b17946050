"""A story: a carrier had paid for what it lost, and the case then came to another end, by an appeal or since it was reopened.
What the carrier paid is divided anew: what has now been refunded to the buyer is no loss of theirs any more.
"""

from datetime import datetime

from makegood.carriers import divide_again
from makegood.cases import Happening
from makegood.db.pool import Pool
from makegood.kit.ids import IdMaker

DIVIDE_RECOVERIES = "divide_recoveries"


def divide(happening: Happening) -> None:
    """A case has ended anew whose goods had travelled. PURE."""
    before, after = happening.decision.before, happening.decision.after
    ended = before is not None and before.stage.is_open and not after.stage.is_open
    if ended and after.shipment is not None and (after.appeals or after.reopenings):
        happening.writes.add("defer_jobs", {
            "bucket": after.bucket, "id": happening.new_id(), "kind": DIVIDE_RECOVERIES, "run_at": happening.now,
            "payload": {"case_id": str(after.id)},
        })  # fmt: skip


async def divide_recoveries(pool: Pool, case_id: int, ids: IdMaker, now: datetime) -> int:
    """Divide what was recovered for a case as it has ended; how many payments changed. Again changes nothing."""
    async with pool.acquire() as connection, connection.transaction():
        return await divide_again(connection, case_id, ids, now)
