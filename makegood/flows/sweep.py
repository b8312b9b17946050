"""A story: merchants' shares, posted bucket by bucket so that no row is hot, are swept into each merchant's one balance.

What a merchant owes is taken from the balance, then from the deposit; what neither holds becomes a receivable, put up by
the platform's fund as far as that goes, and the merchant's next shares pay it back before anything reaches the balance.
"""

from dataclasses import dataclass
from datetime import datetime

from makegood.db.pool import Pool
from makegood.db.writes import Writes
from makegood.flows.funding import read_funds
from makegood.flows.funds import BRIDGE, Funds, give, take
from makegood.kit.ids import IdMaker
from makegood.ledger import Posting, add_transaction, merchant_clearing, posted

AT_ONCE = 500

_HOLD = "SELECT 1 FROM sweeps WHERE kind = 'clearing' FOR UPDATE SKIP LOCKED"
_CLEARING = """
SELECT bucket, account, currency, balance_minor FROM ledger_accounts
WHERE account LIKE 'merchant:%:clearing' AND balance_minor <> 0
ORDER BY bucket, account, currency LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one bucket holds for (or, below zero, wants from) a merchant."""

    bucket: int
    merchant_id: int
    currency: str
    amount_minor: int


async def sweep_all_clearing(pool: Pool, ids: IdMaker, now: datetime, at_once: int = AT_ONCE) -> int:
    """Sweep, `at_once` accounts a transaction, until no more are left than one holds; how many."""
    swept = last = await sweep_clearing(pool, ids, now, at_once)
    while last == at_once:
        last = await sweep_clearing(pool, ids, now, at_once)
        swept += last
    return swept


async def sweep_clearing(pool: Pool, ids: IdMaker, now: datetime, most: int = AT_ONCE) -> int:
    """Sweep up to `most` clearing accounts in one transaction; how many. Zero when another worker is sweeping."""
    async with pool.acquire() as connection, connection.transaction():
        if await connection.fetchval(_HOLD) is None:
            return 0
        shares = [
            Share(row["bucket"], int(row["account"].split(":")[1]), row["currency"], row["balance_minor"])
            for row in await connection.fetch(_CLEARING, most)
        ]
        funds = await read_funds(connection, sorted({share.merchant_id for share in shares}))
        writes = Writes()
        for share in sorted(shares, key=lambda share: share.amount_minor < 0):  # what comes in first
            sweep_share(share, funds, writes, ids, now)
        await writes.send(connection)
        await connection.execute("UPDATE sweeps SET swept_at = $1 WHERE kind = 'clearing'", now)
    return len(shares)


def sweep_share(share: Share, funds: Funds, writes: Writes, ids: IdMaker, now: datetime) -> None:
    """Both halves of a sweep: through the bridge of the share's bucket and that of the merchant's own."""
    clearing, amount = merchant_clearing(share.merchant_id), abs(share.amount_minor)
    if share.amount_minor > 0:
        there = Posting(clearing, BRIDGE, share.currency, amount)
        here = give(share.merchant_id, share.currency, amount, funds)
    else:
        there = Posting(BRIDGE, clearing, share.currency, amount)
        _, here = take(share.merchant_id, share.currency, amount, funds)
    for bucket, postings in ((share.bucket, [there]), *here.items()):
        add_transaction(writes, posted(bucket, ids(bucket), "sweep", share.merchant_id, *postings), now)
