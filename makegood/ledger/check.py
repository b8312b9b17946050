"""`makegood ledger check`: recomputes the book from its postings and compares."""

from dataclasses import dataclass
from pathlib import Path

from makegood.db.writes import Connection

_CHECK = (Path(__file__).parent / "check.sql").read_text()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the book that is not as it must be."""

    finding: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What a check saw: how much it recomputed, and its findings (none when the book is right)."""

    accounts: int
    transactions: int
    postings: int
    findings: tuple[Finding, ...]


async def check_ledger(connection: Connection) -> LedgerReport:
    """Recompute all accounts from all postings. Reads one snapshot; takes time in proportion to the book."""
    findings = await connection.fetch(_CHECK)
    counts = await connection.fetchrow(
        "SELECT (SELECT count(*) FROM ledger_accounts) AS accounts, (SELECT count(*) FROM ledger_transactions) AS transactions,"
        " (SELECT count(*) FROM ledger_postings) AS postings"
    )
    return LedgerReport(
        counts["accounts"],
        counts["transactions"],
        counts["postings"],
        tuple(Finding(row["finding"], row["subject"], row["detail"] or "") for row in findings),
    )
