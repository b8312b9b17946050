"""A story: something happened to a chargeback, or its time to be answered runs out, and whoever can answer is told."""

from datetime import datetime

from makegood.chargebacks import ChargebackMove, locked_chargeback, reminded, write_chargeback
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker, bucket_of
from makegood.notifications import LONGEST_TITLE_CHARACTERS, About, arisen_from_chargeback

AT_ONCE = 200
_ABOUT = """
SELECT o.external_id, l.title FROM orders o JOIN order_lines l ON (l.bucket, l.order_id) = (o.bucket, o.id)
WHERE o.bucket = $1 AND o.id = $2 ORDER BY l.line_no LIMIT 1
"""
_WITH_DESK = "SELECT owner IN ('desk', 'senior') FROM cases WHERE bucket = $1 AND id = $2"
_DUE = "SELECT id FROM chargebacks WHERE remind_at <= $1 ORDER BY remind_at LIMIT $2"


async def notify_of_chargeback(
    connection: Connection, move: ChargebackMove, writes: Writes, ids: IdMaker
) -> None:
    """One row for each party that it concerns, in the transaction in which it was told or done."""
    one, bucket = move.after, bucket_of(move.after.id)
    row = await connection.fetchrow(_ABOUT, bucket_of(one.order_id), one.order_id)
    about = About(row["external_id"], row["title"][:LONGEST_TITLE_CHARACTERS]) if row else About("", "")
    with_desk = one.case_id is not None and bool(
        await connection.fetchval(_WITH_DESK, bucket_of(one.case_id), one.case_id)
    )
    for arisen in arisen_from_chargeback(move, about, with_desk):
        writes.add(
            "add_notifications",
            {
                "bucket": bucket, "id": ids(bucket), "recipient": arisen.recipient, "kind": arisen.kind, "case_id": one.id,
                "seq": one.version, "at": move.at, "fields": arisen.told,
            },
        )  # fmt: skip


async def remind_of_chargebacks(pool: Pool, ids: IdMaker, now: datetime) -> int:
    """Remind whoever can answer of those whose time runs out, once each; of how many."""
    done = 0
    for row in await pool.fetch(_DUE, now, AT_ONCE):
        async with pool.acquire() as connection, connection.transaction():
            move = reminded(await locked_chargeback(connection, row["id"]), now)
            if move is not None:
                writes = Writes()
                await notify_of_chargeback(connection, move, writes, ids)
                await write_chargeback(connection, move)
                await writes.send(connection)
                done += 1
    return done
