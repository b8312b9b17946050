"""A story: a carrier paid for what it lost or broke, or what it paid was divided anew or taken back, and whoever it came to or
went from is told.
"""

from datetime import datetime

from makegood.carriers import read_recovery
from makegood.db.job_rows import Job
from makegood.db.pool import Pool
from makegood.db.writes import Writes
from makegood.kit.ids import IdMaker, bucket_of
from makegood.notifications import LONGEST_TITLE_CHARACTERS, About, arisen_from_recovery

_ABOUT = """
SELECT o.external_id, l.title FROM orders o JOIN order_lines l ON (l.bucket, l.order_id) = (o.bucket, o.id)
WHERE o.bucket = $1 AND o.id = $2 ORDER BY l.line_no LIMIT 1
"""
_IS_TOLD = "SELECT EXISTS (SELECT 1 FROM notifications WHERE bucket = $1 AND case_id = $2 AND seq = $3)"


async def tell_of_recovery(pool: Pool, job: Job, ids: IdMaker, now: datetime) -> int:
    """Tell whose part of a payment has changed, once; how many were told. They stand under the number of the claim against the
    carrier and its version, as a case's do under the case and its event.
    """
    payload = job.payload
    number, version = int(payload["recovery_id"]), int(payload["version"])
    async with pool.acquire() as connection, connection.transaction():
        found, bucket = await read_recovery(connection, number), bucket_of(number)
        if await connection.fetchval(_IS_TOLD, bucket, number, version):
            return 0
        row = await connection.fetchrow(_ABOUT, bucket_of(found.order_id), found.order_id)
        about = About(row["external_id"], row["title"][:LONGEST_TITLE_CHARACTERS]) if row else About("", "")
        writes, told = Writes(), 0
        for arisen in arisen_from_recovery(found, about, payload["buyer_minor"], payload["merchant_minor"]):
            writes.add(
                "add_notifications",
                {
                    "bucket": bucket, "id": ids(bucket), "recipient": arisen.recipient, "kind": arisen.kind,
                    "case_id": number, "seq": version, "at": now, "fields": arisen.told,
                },
            )  # fmt: skip
            told += 1
        await writes.send(connection)
    return told
