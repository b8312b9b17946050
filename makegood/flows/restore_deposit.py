"""A story: a merchant got back what had been taken from it wrongly, after its deposit had been used. As what is taken comes out
of the balance first and then out of the deposit, what comes back goes the other way: it pays debts, then fills the deposit as
far as that was used meanwhile, and the rest is the merchant's to be paid.
"""

from datetime import datetime

from msgspec import Struct, convert, to_builtins

from makegood.db.jobs import Job
from makegood.db.pool import Pool
from makegood.db.writes import Writes
from makegood.flows.funding import read_funds
from makegood.flows.sweep import Share, sweep_share
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import (
    RESTORED,
    Posting,
    add_transaction,
    drawn_since,
    merchant_balance,
    merchant_clearing,
    merchant_deposit,
    posted,
)

RESTORE_DEPOSIT = "restore_deposit"
_HOLD = "SELECT 1 FROM sweeps WHERE kind = 'clearing' FOR UPDATE"
_CLEARING = """
SELECT balance_minor FROM ledger_accounts WHERE bucket = $1 AND account = $2 AND currency = $3 FOR NO KEY UPDATE
"""


class GivenBack(Struct, frozen=True):
    """What a merchant was given back in all for a case or claim (`subject`), in minor units of its currency."""

    merchant_id: int
    subject: int
    currency: str
    amount_minor: int


def restore_job(given: GivenBack, job_id: int, now: datetime) -> dict[str, object]:
    """The job that has a deposit filled with what a merchant was given back. PURE."""
    return {
        "bucket": bucket_of(given.subject), "id": job_id, "kind": RESTORE_DEPOSIT, "run_at": now,
        "payload": {name: str(value) for name, value in to_builtins(given).items()},
    }  # fmt: skip


async def restore_deposit(pool: Pool, job: Job, ids: IdMaker, now: datetime) -> int:
    """Fill a merchant's deposit with what it was given back, as far as it was used; the amount. Again moves nothing."""
    given = convert(job.payload, GivenBack, strict=False)
    home = bucket_of(given.merchant_id)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(_HOLD)
        bucket, clearing = bucket_of(given.subject), merchant_clearing(given.merchant_id)
        waits_minor = await connection.fetchval(_CLEARING, bucket, clearing, given.currency) or 0
        funds, writes = await read_funds(connection, [given.merchant_id]), Writes()
        if waits_minor:
            share = Share(bucket, given.merchant_id, given.currency, waits_minor)
            sweep_share(share, funds, writes, ids, now)
        lacking, restored = await drawn_since(connection, given.merchant_id, given.currency, given.subject)
        balance = merchant_balance(given.merchant_id)
        minor = min(given.amount_minor - restored, lacking, funds.of(balance, given.currency))
        if minor > 0:
            posting = Posting(balance, merchant_deposit(given.merchant_id), given.currency, minor)
            add_transaction(writes, posted(home, ids(home), RESTORED, given.subject, posting), now)
        await writes.send(connection)
        return max(0, minor)
