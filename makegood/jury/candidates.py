"""Reading who could be drawn for a panel, in the order of their lots, with all that speaks for and against it."""

from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.jury.jurors import marks_of, record_of
from makegood.jury.model import Candidate, Marks
from makegood.kit.ids import bucket_of

# A seller of the same trade: a member of a shop that offers goods of a category of the case. Accounts are known by address.
_LOTS = """
SELECT j.*, encode(sha256(convert_to($1 || ':' || j.buyer_id, 'UTF8')), 'hex') AS lot
FROM jurors j WHERE j.joined_at IS NOT NULL AND j.left_at IS NULL AND j.confirmed_at IS NOT NULL
    AND encode(sha256(convert_to($1 || ':' || j.buyer_id, 'UTF8')), 'hex') > $2
    AND NOT EXISTS (SELECT 1 FROM jury_seats s WHERE s.bucket = $3 AND s.case_id = $4 AND s.buyer_id = j.buyer_id)
ORDER BY lot LIMIT $5
"""
_READ = f"""
WITH drawn AS ({_LOTS}), addresses AS (
    SELECT d.buyer_id, lower(b.email) AS email FROM drawn d JOIN buyers b ON (b.bucket, b.id) = (d.bucket, d.buyer_id)
    UNION SELECT d.buyer_id, lower(a.email) FROM drawn d JOIN people a ON a.role = 'buyer' AND a.subject = d.buyer_id
), others AS (
    SELECT e.buyer_id, p.role, p.subject FROM addresses e JOIN people p ON lower(p.email) = e.email WHERE p.role <> 'buyer')
SELECT d.*, d.buyer_id = $6 AS is_party,
    coalesce(d.registered_at, (SELECT min(o.placed_at) FROM orders o WHERE o.bucket = d.bucket AND o.buyer_id = d.buyer_id))
        AS known_since,
    (SELECT count(*) FROM orders o WHERE o.bucket = d.bucket AND o.buyer_id = d.buyer_id
        AND o.status IN ('delivered', 'completed')) AS orders,
    EXISTS (SELECT 1 FROM orders o WHERE o.bucket = d.bucket AND o.buyer_id = d.buyer_id AND o.merchant_id = $7)
        OR EXISTS (SELECT 1 FROM others x WHERE x.buyer_id = d.buyer_id AND x.role = 'merchant' AND x.subject = $7)
        AS dealt_with_merchant,
    EXISTS (SELECT 1 FROM others x JOIN orders o ON o.merchant_id = x.subject AND o.bucket = $8 AND o.buyer_id = $6
        WHERE x.buyer_id = d.buyer_id AND x.role = 'merchant') AS dealt_with_buyer,
    EXISTS (SELECT 1 FROM others x JOIN products p ON p.merchant_id = x.subject AND p.category = ANY ($9)
        WHERE x.buyer_id = d.buyer_id AND x.role = 'merchant') AS sells,
    EXISTS (SELECT 1 FROM others x WHERE x.buyer_id = d.buyer_id AND x.role <> 'merchant') AS is_staff,
    EXISTS (SELECT 1 FROM cases c WHERE c.bucket = d.bucket AND c.buyer_id = d.buyer_id
        AND (c.stage LIKE 'dispute_%' OR c.stage = 'under_appeal')) AS in_dispute,
    (SELECT count(*) FROM jury_seats s WHERE s.buyer_id = d.buyer_id AND s.status = 'invited') AS seated_elsewhere
FROM drawn d ORDER BY d.lot
"""


class About(Struct, frozen=True):
    """The case that a panel is drawn for: its parties, and what its goods are."""

    case_id: int
    buyer_id: int
    merchant_id: int
    categories: tuple[str, ...]


async def candidates_after(
    connection: Connection, about: About, seed: str, after: str, limit: int
) -> tuple[list[Candidate], str]:
    """The next `limit` lots after one, and the last of them (empty: there are no more)."""
    rows = await connection.fetch(
        _READ, seed, after, bucket_of(about.case_id), about.case_id, limit, about.buyer_id, about.merchant_id,
        bucket_of(about.buyer_id), list(about.categories),
    )  # fmt: skip
    return [_candidate(row) for row in rows], rows[-1]["lot"] if len(rows) == limit else ""


# The people of a shop buy, too: their own accounts of buyers are known by their addresses.
_PARTIES = """
WITH parties AS (
    SELECT $1::smallint AS bucket, $2::bigint AS buyer_id
    UNION SELECT b.bucket, b.id FROM people m JOIN buyers b ON lower(b.email) = lower(m.email)
        WHERE m.role = 'merchant' AND m.subject = $3
    UNION SELECT b.bucket, b.id FROM people m JOIN people a ON a.role = 'buyer' AND lower(a.email) = lower(m.email)
        JOIN buyers b ON b.id = a.subject WHERE m.role = 'merchant' AND m.subject = $3)
SELECT DISTINCT j.device, j.address, j.instrument
FROM parties p JOIN jurors j ON (j.bucket, j.buyer_id) = (p.bucket, p.buyer_id)
"""


async def marks_of_parties(connection: Connection, about: About) -> tuple[Marks, ...]:
    """The marks of a case's own buyer and of the people of its shop, where the marketplace told them."""
    rows = await connection.fetch(_PARTIES, bucket_of(about.buyer_id), about.buyer_id, about.merchant_id)
    return tuple(marks_of(row) for row in rows)


def _candidate(row: Any) -> Candidate:
    return Candidate(
        buyer_id=row["buyer_id"], known_since=row["known_since"], orders=row["orders"], is_party=row["is_party"],
        dealt_with_merchant=row["dealt_with_merchant"], dealt_with_buyer=row["dealt_with_buyer"], sells=row["sells"],
        is_staff=row["is_staff"], in_dispute=row["in_dispute"], seated_elsewhere=row["seated_elsewhere"],
        rests_until=row["rests_until"], marks=marks_of(row), record=record_of(row),
    )  # fmt: skip
