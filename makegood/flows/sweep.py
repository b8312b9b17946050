"""A story: merchants' shares, posted bucket by bucket so that no row is hot, are swept into each merchant's one balance.

What a merchant owes is taken from the balance, then from the deposit, and what neither holds becomes a receivable,
which the merchant's next shares pay back before anything reaches the balance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import (
    Posting,
    add_transaction,
    merchant_balance,
    merchant_clearing,
    merchant_deposit,
    merchant_receivable,
    posted,
)

BRIDGE = "bridge"
AT_ONCE = 500

_HOLD = "SELECT 1 FROM sweeps WHERE kind = 'clearing' FOR UPDATE SKIP LOCKED"
_CLEARING = """
SELECT bucket, account, currency, balance_minor FROM ledger_accounts
WHERE account LIKE 'merchant:%:clearing' AND balance_minor <> 0
ORDER BY bucket, account, currency LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
"""
_FUNDS = """
SELECT a.account, a.currency, a.balance_minor - a.held_minor AS free_minor FROM ledger_accounts a
JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, account) ON (a.bucket, a.account) = (w.bucket, w.account)
ORDER BY a.bucket, a.account, a.currency FOR NO KEY UPDATE OF a
"""

Funds = dict[tuple[str, str], int]


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
        funds = await _funds(connection, shares)
        writes = Writes()
        for share in sorted(shares, key=lambda share: share.amount_minor < 0):  # what comes in first
            _sweep(share, funds, writes, ids, now)
        await writes.send(connection)
        await connection.execute("UPDATE sweeps SET swept_at = $1 WHERE kind = 'clearing'", now)
    return len(shares)


async def _funds(connection: Connection, shares: Iterable[Share]) -> Funds:
    merchants = sorted({share.merchant_id for share in shares})
    names = (merchant_balance, merchant_deposit, merchant_receivable)
    accounts = [(bucket_of(merchant), name(merchant)) for merchant in merchants for name in names]
    rows = await connection.fetch(
        _FUNDS, [bucket for bucket, _ in accounts], [account for _, account in accounts]
    )
    found: Funds = defaultdict(int)
    for row in rows:
        found[row["account"], row["currency"]] = row["free_minor"]
    return found


def _sweep(share: Share, funds: Funds, writes: Writes, ids: IdMaker, now: datetime) -> None:
    """Both halves of a sweep: through the bridge of the share's bucket and that of the merchant's own."""
    home, clearing = bucket_of(share.merchant_id), merchant_clearing(share.merchant_id)
    amount = abs(share.amount_minor)
    if share.amount_minor > 0:
        there = [Posting(clearing, BRIDGE, share.currency, amount)]
        here = [Posting(BRIDGE, account, share.currency, part) for account, part in given(share, funds)]
    else:
        there = [Posting(BRIDGE, clearing, share.currency, amount)]
        here = [Posting(source, BRIDGE, share.currency, part) for source, part in taken(share, funds)]
    for bucket, postings in ((share.bucket, there), (home, here)):
        add_transaction(writes, posted(bucket, ids(bucket), "sweep", share.merchant_id, *postings), now)


def given(share: Share, funds: Funds) -> Iterator[tuple[str, int]]:
    """Where a merchant's share goes: what the merchant owes is paid back first. Adds to `funds`."""
    owed = -funds[merchant_receivable(share.merchant_id), share.currency]
    paid_back = min(share.amount_minor, owed)
    for account, part in (
        (merchant_receivable(share.merchant_id), paid_back),
        (merchant_balance(share.merchant_id), share.amount_minor - paid_back),
    ):
        if part > 0:
            funds[account, share.currency] += part
            yield account, part


def taken(share: Share, funds: Funds) -> Iterator[tuple[str, int]]:
    """From where a merchant pays what is owed: balance, deposit, and the rest on credit. Uses up `funds`."""
    left = -share.amount_minor
    for account in (merchant_balance(share.merchant_id), merchant_deposit(share.merchant_id)):
        part = min(left, funds[account, share.currency])
        if part > 0:
            funds[account, share.currency] -= part
            left -= part
            yield account, part
    if left:
        funds[merchant_receivable(share.merchant_id), share.currency] -= left
        yield merchant_receivable(share.merchant_id), left
