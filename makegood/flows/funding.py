"""A story: something is to be paid at a merchant's expense now, whether or not the merchant has money. It is taken from the
balance, then from the deposit; what neither holds the platform advances, from its fund as far as that goes, and the
merchant's next shares pay it back (makegood/flows/funds.py, makegood/flows/sweep.py).
"""

from collections.abc import Sequence
from datetime import datetime

from makegood.db.writes import Connection, Writes
from makegood.flows.funds import BRIDGE, Funding, Funds, accounts_of, take
from makegood.kit.ids import IdMaker
from makegood.ledger import (
    PLATFORM_BUCKET,
    Posting,
    add_transaction,
    list_in_statement,
    platform_fund,
    posted,
)

__all__ = ["Funding", "read_funds", "take_from_merchant"]

_HOLD = "SELECT 1 FROM sweeps WHERE kind = 'clearing' FOR UPDATE"
_FUNDS = """
SELECT a.account, a.currency, a.balance_minor - a.held_minor AS free_minor FROM ledger_accounts a
JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, account) ON (a.bucket, a.account) = (w.bucket, w.account)
ORDER BY a.bucket, a.account, a.currency FOR NO KEY UPDATE OF a
"""


async def take_from_merchant(
    connection: Connection,
    merchant_id: int,
    currency: str,
    amount_minor: int,
    why: str,
    *,
    subject: int,
    bucket: int,
    to: str,
    ids: IdMaker,
    now: datetime,
    in_statement: bool = False,
) -> Funding:
    """Move `amount_minor` (more than zero) from a merchant to the account `to` in `bucket`, inside the caller's transaction;
    from where it came. `why` is the kind of the transactions, `subject` the case, claim or order that they are about;
    `in_statement`: they stand in the merchant's statement as moved for it.

    Call it before anything else of the transaction is posted: it waits for a sweep that is under way, and a sweep may wait
    for accounts that were posted to.
    """
    await connection.execute(_HOLD)
    funds = await read_funds(connection, [merchant_id])
    funding, postings = take(merchant_id, currency, amount_minor, funds)
    postings.setdefault(bucket, []).append(Posting(BRIDGE, to, currency, amount_minor))
    writes = Writes()
    for at, parts in postings.items():
        add_transaction(writes, posted(at, ids(at), why, subject, *parts), now)
    for row in writes.rows("post_ledger") if in_statement else ():
        list_in_statement(writes, row, merchant_id, subject)
    await writes.send(connection)
    return funding


async def read_funds(connection: Connection, merchants: Sequence[int]) -> Funds:
    """What merchants and the platform's fund have, locked. Only whoever holds the lock of sweeps may ask."""
    accounts = [(PLATFORM_BUCKET, platform_fund()), *(each for one in merchants for each in accounts_of(one))]
    rows = await connection.fetch(
        _FUNDS, [bucket for bucket, _ in accounts], [account for _, account in accounts]
    )
    funds = Funds()
    for row in rows:
        funds.move(row["account"], row["currency"], row["free_minor"])
    return funds
