"""The journal read back: transactions with their postings, by account, by subject or newest first. Bounded and paged."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.ledger.model import Phase

LARGEST_ID = 2**63 - 1
LOOKED_AT = 20_000

_OWNED = re.compile(
    r"(?:order|buyer):([0-9]{1,19}):.+|merchant:([0-9]{1,19}):(?:balance|deposit|receivable|lent)"
)
_COLUMNS = "t.bucket, t.id, t.phase, t.kind, t.subject, t.resolves, t.reverses, t.at"
_NEWEST = f"SELECT {_COLUMNS} FROM ledger_transactions t WHERE (t.at, t.id) < ($1, $2) ORDER BY t.at DESC, t.id DESC LIMIT $3"
# Without some kinds: the newest are looked at, so many at once.
_NEWEST_BUT = f"""
SELECT {_COLUMNS} FROM (
    SELECT * FROM ledger_transactions t WHERE (t.at, t.id) < ($1, $2) ORDER BY t.at DESC, t.id DESC LIMIT $5
) AS t
WHERE NOT t.kind = ANY($4::text[]) ORDER BY t.at DESC, t.id DESC LIMIT $3
"""
_OF_SUBJECT = f"""
SELECT {_COLUMNS} FROM ledger_transactions t
WHERE t.bucket = $4 AND t.subject = $5 AND t.id < $2 AND $1::timestamptz IS NOT NULL ORDER BY t.id DESC LIMIT $3
"""
_ONE = f"SELECT {_COLUMNS} FROM ledger_transactions t WHERE t.bucket = $1 AND t.id = $2"
_OF_ACCOUNT = f"""
SELECT {_COLUMNS} FROM ledger_transactions t JOIN (
    SELECT DISTINCT transaction_id FROM (
        (SELECT transaction_id FROM ledger_postings WHERE bucket = $4 AND source = $5 AND transaction_id < $2
            ORDER BY transaction_id DESC LIMIT $3)
        UNION ALL
        (SELECT transaction_id FROM ledger_postings WHERE bucket = $4 AND destination = $5 AND transaction_id < $2
            ORDER BY transaction_id DESC LIMIT $3)
    ) AS both_sides
) AS p ON t.bucket = $4 AND t.id = p.transaction_id
WHERE $1::timestamptz IS NOT NULL ORDER BY t.id DESC LIMIT $3
"""
# An account that has rows in every bucket: the newest transactions are looked at, so many at once.
_EVERYWHERE = f"""
SELECT {_COLUMNS} FROM (
    SELECT * FROM ledger_transactions t WHERE (t.at, t.id) < ($1, $2) ORDER BY t.at DESC, t.id DESC LIMIT $5
) AS t
WHERE EXISTS (SELECT 1 FROM ledger_postings p WHERE p.bucket = t.bucket AND p.transaction_id = t.id
    AND (p.source = $4 OR p.destination = $4))
ORDER BY t.at DESC, t.id DESC LIMIT $3
"""
_EDGE = """
SELECT t.at, t.id FROM ledger_transactions t WHERE (t.at, t.id) < ($1, $2) ORDER BY t.at DESC, t.id DESC OFFSET $3 LIMIT 1
"""
_POSTINGS = """
SELECT p.transaction_id, p.source, p.destination, p.currency, p.amount_minor FROM ledger_postings p
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (p.bucket, p.transaction_id) = (w.bucket, w.id)
ORDER BY p.transaction_id, p.posting_no
"""

Place = tuple[datetime, int]
"""Where a transaction stands in the journal: when, and its id."""


class JournalPosting(Struct, frozen=True):
    """`amount_minor` out of `source` into `destination`."""

    source: str
    destination: str
    currency: str
    amount_minor: int


class JournalEntry(Struct, frozen=True):
    """A transaction. A void has no postings: nothing moved."""

    id: str
    at: datetime
    phase: Phase
    kind: str
    subject: str
    resolves: str | None
    reverses: str | None
    postings: list[JournalPosting]


class JournalPage(Struct, frozen=True):
    """Entries, the newest first; `after`: where to go on, None at the end."""

    entries: list[JournalEntry]
    after: Place | None


async def newest_entries(
    connection: Connection, before: Place, limit: int, without: Sequence[str] = (), looked_at: int = LOOKED_AT
) -> JournalPage:
    """The journal from just before a place. Without some kinds a page may be empty and still lead on."""
    if without:
        rows = await connection.fetch(_NEWEST_BUT, *before, limit + 1, list(without), looked_at)
        return await _page(connection, rows, limit, await _edge(connection, rows, before, limit, looked_at))
    return await _page(connection, await connection.fetch(_NEWEST, *before, limit + 1), limit)


async def entries_of_subject(connection: Connection, subject: int, before: Place, limit: int) -> JournalPage:
    """What was posted about an order, a case or (in its own bucket) a merchant."""
    rows = await connection.fetch(_OF_SUBJECT, *before, limit + 1, bucket_of(subject), subject)
    return await _page(connection, rows, limit)


async def entry_with_id(connection: Connection, transaction_id: int) -> JournalPage:
    """One transaction, or none."""
    return await _page(connection, await connection.fetch(_ONE, bucket_of(transaction_id), transaction_id), 1)


async def entries_of_account(
    connection: Connection, account: str, before: Place, limit: int, looked_at: int = LOOKED_AT
) -> JournalPage:
    """What moved an account. A page of an account that is in every bucket may be empty and still lead on."""
    owned = _OWNED.fullmatch(account)
    if owned:
        owner = min(int(owned[1] or owned[2]), LARGEST_ID)
        rows = await connection.fetch(_OF_ACCOUNT, *before, limit + 1, bucket_of(owner), account)
        return await _page(connection, rows, limit)
    rows = await connection.fetch(_EVERYWHERE, *before, limit + 1, account, looked_at)
    return await _page(connection, rows, limit, await _edge(connection, rows, before, limit, looked_at))


async def _edge(
    connection: Connection, rows: list[Any], before: Place, limit: int, looked_at: int
) -> Place | None:
    """Where to look further if so many were looked at and did not fill a page."""
    if len(rows) > limit:
        return None
    last = await connection.fetchrow(_EDGE, *before, looked_at - 1)
    return (last["at"], last["id"]) if last else None


async def _page(
    connection: Connection, rows: list[Any], limit: int, edge: Place | None = None
) -> JournalPage:
    shown = rows[:limit]
    postings: dict[int, list[JournalPosting]] = {}
    for row in await connection.fetch(
        _POSTINGS, [each["bucket"] for each in shown], [each["id"] for each in shown]
    ):
        posting = JournalPosting(row["source"], row["destination"], row["currency"], row["amount_minor"])
        postings.setdefault(row["transaction_id"], []).append(posting)
    last = shown[-1] if len(rows) > limit else None
    entries = [_entry(row, postings.get(row["id"], [])) for row in shown]
    return JournalPage(entries, (last["at"], last["id"]) if last else edge)


def _entry(row: Any, postings: list[JournalPosting]) -> JournalEntry:
    def named(column: str) -> str | None:
        return None if row[column] is None else str(row[column])

    return JournalEntry(
        str(row["id"]), row["at"], row["phase"], row["kind"], str(row["subject"]),
        named("resolves"), named("reverses"), postings,
    )  # fmt: skip
