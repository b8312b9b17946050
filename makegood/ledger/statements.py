"""A merchant's statement: what the cases and claims of a period moved of the merchant's money, read from the journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection, Writes

# Out of escrow or of the merchant's share it counts as paid by the merchant, into them as given back. What the fund has put
# up for a debt is counted with the debt.
_OF_MERCHANT = "({side} LIKE 'order:%:escrow' OR {side} LIKE 'merchant:%' AND {side} NOT LIKE '%:lent')"
_LINES = f"""
SELECT l.bucket, l.transaction_id, l.case_id, l.at, t.kind, p.source, p.destination, p.currency, p.amount_minor
FROM (SELECT * FROM statement_lines WHERE merchant_id = $1 AND at >= $2 AND at < $3 AND (at, transaction_id) > ($4, $5)
    ORDER BY at, transaction_id LIMIT $6) l
JOIN ledger_transactions t ON (t.bucket, t.id) = (l.bucket, l.transaction_id)
JOIN ledger_postings p ON (p.bucket, p.transaction_id) = (l.bucket, l.transaction_id)
    AND ({_OF_MERCHANT.format(side="p.source")} OR {_OF_MERCHANT.format(side="p.destination")})
ORDER BY l.at, l.transaction_id, p.posting_no
"""
_TOTALS = f"""
SELECT p.currency, t.kind, count(DISTINCT l.case_id) AS cases,
    sum(CASE WHEN p.source LIKE 'order:%:escrow' THEN p.amount_minor WHEN p.destination LIKE 'order:%:escrow' THEN -p.amount_minor ELSE 0 END)::bigint AS escrow_minor,
    sum(CASE WHEN p.source LIKE 'merchant:%' THEN p.amount_minor WHEN p.destination LIKE 'merchant:%' THEN -p.amount_minor ELSE 0 END)::bigint AS share_minor
FROM statement_lines l
JOIN ledger_transactions t ON (t.bucket, t.id) = (l.bucket, l.transaction_id)
JOIN ledger_postings p ON (p.bucket, p.transaction_id) = (l.bucket, l.transaction_id)
    AND ({_OF_MERCHANT.format(side="p.source")} OR {_OF_MERCHANT.format(side="p.destination")})
WHERE l.merchant_id = $1 AND l.at >= $2 AND l.at < $3 GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: E501
EARLIEST_LINE = 0
Place = tuple[datetime, int]
"""Where a statement stands: when, and in which transaction."""


class StatementLine(Struct, frozen=True):
    """What one transaction moved for a case or a claim (`case_id` is its number), in minor units: out of escrow, and out of the
    merchant's own share (what had been paid out to it already, so that it is recovered). `to`: to whom it went, by tender.
    Below zero: given back.
    """

    transaction_id: str
    case_id: str
    at: datetime
    kind: str
    currency: str
    escrow_minor: int
    share_minor: int
    to: dict[str, int]

    @property
    def total_minor(self) -> int:
        """What the case cost the merchant here."""
        return self.escrow_minor + self.share_minor


class StatementTotal(Struct, frozen=True):
    """The sums of a period in one currency, by kind of transaction."""

    currency: str
    kind: str
    cases: int
    escrow_minor: int
    share_minor: int

    @property
    def total_minor(self) -> int:
        """Both together."""
        return self.escrow_minor + self.share_minor


async def statement_lines(
    connection: Connection, merchant_id: int, since: datetime, until: datetime, after: Place | None, limit: int
) -> tuple[list[StatementLine], Place | None]:  # fmt: skip
    """The lines of a period (`until` not included), oldest first; and where to go on."""
    start = after or (since, EARLIEST_LINE)
    rows = await connection.fetch(_LINES, merchant_id, since, until, *start, limit + 1)
    lines: dict[tuple[int, str], list[Any]] = {}
    for row in rows:
        lines.setdefault((row["transaction_id"], row["currency"]), []).append(row)
    transactions = list(dict.fromkeys(key[0] for key in lines))
    shown = set(transactions[:limit])
    found = [_line(postings) for key, postings in lines.items() if key[0] in shown]
    return found, (found[-1].at, transactions[limit - 1]) if len(transactions) > limit else None


async def statement_totals(
    connection: Connection, merchant_id: int, since: datetime, until: datetime
) -> list[StatementTotal]:
    """The sums of a period."""
    rows = await connection.fetch(_TOTALS, merchant_id, since, until)
    return [StatementTotal(**row) for row in rows]


def list_in_statement(writes: Writes, row: Mapping[str, Any], merchant_id: int, case_id: int) -> None:
    """Have a transaction (a row of `post_ledger`) stand in the statement, if it moves the merchant's money. `case_id`: the
    case or the claim that it is about.
    """
    if row["phase"] == "pending" or not any(_is_of_merchant(posting) for posting in row["postings"]):
        return
    writes.add(
        "list_statement_lines",
        {
            "bucket": row["bucket"], "transaction_id": row["id"], "merchant_id": merchant_id, "case_id": case_id,
            "at": row["at"],
        },
    )  # fmt: skip


def _is_of_merchant(posting: Mapping[str, Any]) -> bool:
    return any(_owned(posting[side]) for side in ("source", "destination"))


def _owned(account: str) -> str:
    """Whether an account is the merchant's money: `escrow`, `share` or nothing."""
    if account.startswith("order:") and account.endswith(":escrow"):
        return "escrow"
    return "share" if account.startswith("merchant:") and not account.endswith(":lent") else ""


def _line(postings: list[Any]) -> StatementLine:
    moved = {"escrow": 0, "share": 0}
    to: dict[str, int] = {}
    for row in postings:
        source, destination = _owned(row["source"]), _owned(row["destination"])
        other = row["destination"] if source else row["source"]
        amount = row["amount_minor"] if source else -row["amount_minor"]
        moved[source or destination] += amount
        to[_party(other)] = to.get(_party(other), 0) + amount
    first = postings[0]
    return StatementLine(
        str(first["transaction_id"]), str(first["case_id"]), first["at"], first["kind"], first["currency"],
        moved["escrow"], moved["share"], to,
    )  # fmt: skip


def _party(account: str) -> str:
    """The other side of a line: the tender of a refund, else the family of the account."""
    parts = account.split(":")
    return parts[3] if parts[0] == "buyer" and len(parts) == 4 else ":".join((parts[0], parts[-1]))
