"""A statement of a party's accounts over a period: what they stood at, every movement with its case, what they stand at."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.kit.ids import BUCKETS, bucket_of
from makegood.ledger.owners import AccountOwner, owners_among

# What the index of 0034 holds; written out, so that it is used.
_HEADS = "('merchant', 'platform', 'insurer', 'processor', 'outside')"
_ANYWHERE = f"split_part({{side}}, ':', 1) IN {_HEADS} AND {{side}} = ANY($1::text[])"
_TOUCHING = f"""
SELECT bucket, transaction_id, currency, -amount_minor AS minor FROM ledger_postings WHERE {_ANYWHERE.format(side="source")}
UNION ALL
SELECT bucket, transaction_id, currency, amount_minor FROM ledger_postings WHERE {_ANYWHERE.format(side="destination")}
"""
# A hold moves nothing before it is posted, a void never.
_MOVED = f"""
SELECT t.bucket, t.id, t.at, t.kind, t.subject, p.currency, sum(p.minor)::bigint AS minor
FROM ({_TOUCHING}) p JOIN ledger_transactions t ON (t.bucket, t.id) = (p.bucket, p.transaction_id)
WHERE t.phase IN ('posted', 'post') AND t.at >= $2 GROUP BY t.bucket, t.id, p.currency HAVING sum(p.minor) <> 0
"""
# A merchant's part of a claim is moved in the merchant's bucket: what it is about is found by the bucket of its own id.
_SUBJECT = f"((m.subject >> 10) & {BUCKETS - 1})::smallint, m.subject"
_LINES = f"""
SELECT m.*, coalesce(c.id, p.case_id) AS case_id, p.id AS claim_id, p.kind AS promise, o.external_id AS order_number FROM (
    SELECT * FROM ({_MOVED}) AS every
    WHERE at < $3 AND kind <> ALL($4::text[]) AND (at, id, currency) > ($5, $6, $7) ORDER BY at, id, currency LIMIT $8
) m
LEFT JOIN cases c ON (c.bucket, c.id) = ({_SUBJECT})
LEFT JOIN claims p ON (p.bucket, p.id) = ({_SUBJECT})
LEFT JOIN orders o ON (o.bucket, o.id) = (coalesce(c.bucket, p.bucket, m.bucket), coalesce(c.order_id, p.order_id, m.subject))
ORDER BY m.at, m.id, m.currency
"""
_SUMS = f"""
WITH moved AS ({_MOVED}), now AS (
    SELECT currency, sum(balance_minor)::bigint AS minor FROM ledger_accounts
    WHERE split_part(account, ':', 1) NOT IN ('order', 'buyer') AND account = ANY($1::text[]) GROUP BY currency
)
SELECT now.currency, (now.minor - coalesce(sum(m.minor), 0))::bigint AS opening_minor,
    coalesce(sum(m.minor) FILTER (WHERE m.minor > 0 AND m.at < $3 AND m.kind <> ALL($4::text[])), 0)::bigint AS in_minor,
    coalesce(-sum(m.minor) FILTER (WHERE m.minor < 0 AND m.at < $3 AND m.kind <> ALL($4::text[])), 0)::bigint AS out_minor,
    (now.minor - coalesce(sum(m.minor) FILTER (WHERE m.at >= $3), 0))::bigint AS closing_minor
FROM now LEFT JOIN moved m ON m.currency = now.currency GROUP BY now.currency, now.minor ORDER BY now.currency
"""
_KINDS = f"""
SELECT m.kind, m.currency, count(*)::integer AS count,
    coalesce(sum(m.minor) FILTER (WHERE m.minor > 0), 0)::bigint AS in_minor,
    coalesce(-sum(m.minor) FILTER (WHERE m.minor < 0), 0)::bigint AS out_minor
FROM ({_MOVED}) m WHERE m.at < $3 AND m.kind <> ALL($4::text[]) GROUP BY m.currency, m.kind ORDER BY m.currency, m.kind
"""
_OWNERS = """
SELECT DISTINCT account FROM ledger_accounts
WHERE split_part(account, ':', 1) NOT IN ('order', 'buyer')
    AND split_part(account, ':', 1) IN ('insurer', 'processor', 'outside')
ORDER BY account LIMIT 1000
"""
_PLACE = "SELECT at FROM ledger_transactions WHERE bucket = $1 AND id = $2"


class AccountLine(Struct, frozen=True):
    """What one transaction moved of a party's accounts, in minor units; below zero: out of them. `subject`: the number of the
    case, order or claim that it is about, `case_id`, `claim_id` and `order_number` where that is known here; `promise`: the
    kind of the claim.
    """

    transaction_id: str
    at: datetime
    kind: str
    subject: str
    case_id: str | None
    claim_id: str | None
    promise: str | None
    order_number: str | None
    currency: str
    amount_minor: int


class AccountSums(Struct, frozen=True):
    """One currency of a statement, in minor units: `closing_minor` is `opening_minor` and what came in less what went out."""

    currency: str
    opening_minor: int
    in_minor: int
    out_minor: int
    closing_minor: int


class AccountKind(Struct, frozen=True):
    """The movements of one kind in a period: how many, and in minor units of `currency` what came in and what went out."""

    kind: str
    currency: str
    count: int
    in_minor: int
    out_minor: int


Place = tuple[int, str]
"""Where a page of lines ended: the transaction and its currency."""


async def account_lines(
    connection: Connection, owner: AccountOwner, since: datetime, until: datetime, after: Place | None, limit: int
) -> tuple[list[AccountLine], Place | None]:  # fmt: skip
    """The movements of a period (`until` not included), the oldest first; and where to go on."""
    start: tuple[datetime, int, str] = (since, 0, "")
    if after:
        at = await connection.fetchval(_PLACE, bucket_of(after[0]), after[0])
        start = (at or since, *after)
    rows = await connection.fetch(_LINES, owner.accounts, since, until, owner.left_out, *start, limit + 1)
    lines = [_line(row) for row in rows[:limit]]
    return lines, (int(lines[-1].transaction_id), lines[-1].currency) if len(rows) > limit else None


async def account_sums(
    connection: Connection, owner: AccountOwner, since: datetime, until: datetime
) -> list[AccountSums]:
    """Opening, what came and went, and closing, by currency; nothing for a party that never had an account."""
    rows = await connection.fetch(_SUMS, owner.accounts, since, until, owner.left_out)
    return [AccountSums(**dict(row)) for row in rows]


async def account_kinds(
    connection: Connection, owner: AccountOwner, since: datetime, until: datetime
) -> list[AccountKind]:
    """The totals of a period by currency and kind, as an invoice has them."""
    rows = await connection.fetch(_KINDS, owner.accounts, since, until, owner.left_out)
    return [AccountKind(**dict(row)) for row in rows]


async def account_owners(connection: Connection) -> list[AccountOwner]:
    """The parties beside merchants that have accounts."""
    return owners_among(row["account"] for row in await connection.fetch(_OWNERS))


def _line(row: Any) -> AccountLine:
    case_id, claim_id = (None if row[name] is None else str(row[name]) for name in ("case_id", "claim_id"))
    return AccountLine(
        str(row["id"]), row["at"], row["kind"], str(row["subject"]), case_id, claim_id, row["promise"],
        row["order_number"], row["currency"], row["minor"],
    )  # fmt: skip
