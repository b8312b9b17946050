"""A story: the clocks of what buyers owe for instant refunds act, and buyers are told what is asked of them until when. What
a merchant cannot pay and the fund has not put up either, the operators are told of, once a day while it stands.
"""

from datetime import datetime, timedelta

from makegood.advances import StoredAdvance, tick_due
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker
from makegood.ledger import UnfundedDebt, unfunded_debts
from makegood.notifications import Matter, Told, count_of, matter_number, tell_operators

DAY = timedelta(days=1)
AT_ONCE = 500
"""Merchants whose debts are looked at in one transaction."""
_AFTER_CASE_EVENTS = 1_000_000
"""Notifications of a case are numbered by its events; those of its debt come after all of them."""
_SEQ = "SELECT coalesce(max(seq), 0) FROM advance_events WHERE bucket = $1 AND advance_id = $2"
_ABOUT = """
SELECT o.external_id, coalesce(c.state -> 'items' -> 0 ->> 'title', '') AS title FROM cases c
JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id) WHERE c.bucket = $1 AND c.id = $2
"""


async def tick_advances(pool: Pool, ids: IdMaker, now: datetime) -> int:
    """Let the clocks act; how many did."""

    async def told(connection: Connection, advance: StoredAdvance) -> None:
        await _tell_buyer(connection, advance, ids, now)

    return await tick_due(pool, ids, now, told)


async def _tell_buyer(connection: Connection, advance: StoredAdvance, ids: IdMaker, now: datetime) -> None:
    about = await connection.fetchrow(_ABOUT, advance.bucket, advance.case_id)
    seq = await connection.fetchval(_SEQ, advance.bucket, advance.id)
    amount = advance.still_owed_minor or advance.written_off_minor
    fields = Told(
        f"advance.{advance.status.value}", "system", about["external_id"], advance.currency, advance.buyer_id,
        advance.merchant_id, due_at=advance.due_at, amount_minor=amount, title=about["title"],
    )  # fmt: skip
    writes = Writes()
    writes.add(
        "add_notifications",
        {
            "bucket": advance.bucket, "id": ids(advance.bucket), "recipient": f"buyer:{advance.buyer_id}", "kind": "refund",
            "case_id": advance.case_id, "seq": _AFTER_CASE_EVENTS + seq, "at": now, "fields": fields,
        },
    )  # fmt: skip
    await writes.send(connection)


async def watch_funding(pool: Pool, ids: IdMaker, now: datetime) -> int:
    """Look for merchants whose debts nobody has put up, at every merchant; of how many the operators were told for the first
    time.
    """
    told, after = 0, 0
    while True:
        async with pool.acquire() as connection, connection.transaction():
            debts, last = await unfunded_debts(connection, after, AT_ONCE)
            told += await tell_operators(connection, ids, [_of_debt(one, now) for one in debts], now)
        if last is None:
            return told
        after = last


def _of_debt(debt: UnfundedDebt, now: datetime) -> Matter:
    told = Told(
        "merchant.unpaid", "system", currency=debt.currency, merchant_id=debt.merchant_id, amount_minor=debt.unfunded_minor,
        what="A merchant cannot pay", path=f"/console/merchants/{debt.merchant_id}",
    )  # fmt: skip
    number = matter_number(f"unpaid {debt.merchant_id} {debt.currency}")
    return Matter("unpaid", number, count_of(now, DAY), told)
