"""Refunds that are owed and not yet gone: on their way at a processor, or waiting for somebody. Bounded."""

from datetime import datetime

from msgspec import Struct

from makegood.db.writes import Connection

MOST_ACCOUNTS = 2000

# A payout account with money (ledger_owed): what is held of it is at a processor; the rest waits.
_ON_THEIR_WAY = """
SELECT t.id, t.bucket, t.kind, t.subject, t.at, p.source, p.destination, p.currency, p.amount_minor
FROM (SELECT DISTINCT bucket, account FROM ledger_owed JOIN ledger_accounts USING (bucket, account, currency)
    WHERE held_minor > 0 LIMIT $1) AS owed
JOIN ledger_postings p ON p.bucket = owed.bucket AND p.source = owed.account
JOIN ledger_transactions t ON (t.bucket, t.id) = (p.bucket, p.transaction_id)
WHERE t.phase = 'pending'
    AND NOT EXISTS (SELECT 1 FROM ledger_transactions r WHERE r.bucket = t.bucket AND r.resolves = t.id)
ORDER BY t.at, t.id LIMIT $1
"""
_WAITING = """
SELECT account, currency, balance_minor - held_minor AS waiting_minor
FROM ledger_owed JOIN ledger_accounts USING (bucket, account, currency) WHERE balance_minor > held_minor
ORDER BY balance_minor - held_minor DESC, account LIMIT $1
"""


class OnItsWay(Struct, frozen=True):
    """Money at a processor that has not answered for good: since when, of which case (or claim), in minor units. `kind` is
    that of the transaction which holds it.
    """

    transaction_id: str
    kind: str
    case_id: str
    since: datetime
    processor: str
    currency: str
    amount_minor: int


class Waiting(Struct, frozen=True):
    """Money owed to a buyer that nobody is sending now, in minor units."""

    account: str
    currency: str
    waiting_minor: int


async def refunds_on_their_way(connection: Connection, most: int = MOST_ACCOUNTS) -> list[OnItsWay]:
    """The oldest first, of up to `most` accounts."""
    rows = await connection.fetch(_ON_THEIR_WAY, most)
    return [
        OnItsWay(
            str(row["id"]),
            row["kind"],
            str(row["subject"]),
            row["at"],
            row["destination"].split(":")[1],
            row["currency"],
            row["amount_minor"],
        )
        for row in rows
        if row["destination"].startswith("processor:")
    ]


async def refunds_waiting(connection: Connection, most: int = MOST_ACCOUNTS) -> list[Waiting]:
    """The largest first."""
    return [Waiting(**row) for row in await connection.fetch(_WAITING, most)]
