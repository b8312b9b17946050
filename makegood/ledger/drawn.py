"""What came out of a merchant's deposit since some moment, and has not come back."""

from datetime import datetime

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.ledger.chart import merchant_deposit

_MOVES = """
SELECT p.minor, t.kind = $5 AND t.subject = $6 AS is_given_back FROM (
    SELECT transaction_id, amount_minor AS minor FROM ledger_postings WHERE bucket = $1 AND source = $2 AND currency = $3
    UNION ALL
    SELECT transaction_id, -amount_minor FROM ledger_postings WHERE bucket = $1 AND destination = $2 AND currency = $3
) p JOIN ledger_transactions t ON t.bucket = $1 AND t.id = p.transaction_id
WHERE t.at >= $4 AND t.phase IN ('posted', 'post') ORDER BY t.at, t.id
"""
_FIRST = "SELECT min(at) FROM ledger_transactions WHERE bucket = $1 AND subject = $2"
RESTORED = "deposit_restored"
"""The kind of the transactions that give a deposit back what was used of it."""


async def drawn_since(
    connection: Connection, merchant_id: int, currency: str, subject: int
) -> tuple[int, int]:
    """What a merchant's deposit lacks of what was taken from it since money was first moved for a case or claim, in minor
    units; and what was given back to it for that already. What the merchant fills in itself makes up for what was taken before.
    """
    since: datetime | None = await connection.fetchval(_FIRST, bucket_of(subject), subject)
    if since is None:
        return 0, 0
    rows = await connection.fetch(
        _MOVES, bucket_of(merchant_id), merchant_deposit(merchant_id), currency, since, RESTORED, subject
    )
    lacking = restored = 0
    for row in rows:
        lacking = max(0, lacking + row["minor"])
        restored -= row["minor"] if row["is_given_back"] else 0
    return lacking, restored
