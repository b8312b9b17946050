"""How transactions are written: as rows of `post_ledger` (migration 0003)."""

from datetime import datetime
from typing import Any

from makegood.db.writes import Writes
from makegood.ledger.model import Transaction


def add_transaction(writes: Writes, transaction: Transaction, at: datetime) -> None:
    """Add a transaction to what the caller's database transaction will write."""
    writes.add("post_ledger", _row(transaction, at))


def _row(transaction: Transaction, at: datetime) -> dict[str, Any]:
    return {
        "bucket": transaction.bucket,
        "id": transaction.id,
        "phase": transaction.phase,
        "kind": transaction.kind,
        "subject": transaction.subject,
        "resolves": transaction.resolves,
        "reverses": transaction.reverses,
        "at": at,
        "postings": [
            {
                "posting_no": number,
                "source": posting.source,
                "destination": posting.destination,
                "currency": posting.currency,
                "amount_minor": posting.amount_minor,
            }
            for number, posting in enumerate(transaction.written(), 1)
        ],
        "effects": [
            {
                "account": effect.account,
                "currency": effect.currency,
                "may_go_negative": effect.may_go_negative,
                "balance_minor": effect.balance_minor,
                "held_minor": effect.held_minor,
            }
            for effect in transaction.effects()
        ],
    }
