"""Cases that wait for the desk and that nobody has, the most urgent first: what the next one is chosen from."""

from datetime import datetime
from typing import Any

from makegood.db.writes import Connection
from makegood.desk.model import Waiting
from makegood.kit.ids import bucket_of

LOOKED_AT = 500
"""The most urgent so many are looked at; where a person can take none of them, they are told that nothing waits for them."""

_APPEALS = """
c.state -> 'appeal' ->> 'outcome' = 'open'
    AND c.stage NOT IN ('refunding', 'refund_held', 'dispute_evidence', 'dispute_ruling', 'dispute_jury', 'dispute_review',
        'dispute_senior')
"""
_TIERS = {0: _APPEALS, 1: "c.owner = 'senior'", 2: "c.owner = 'desk' AND c.stage <> 'under_appeal'"}
_FREE = """
NOT EXISTS (SELECT 1 FROM desk_claims d WHERE (d.bucket, d.case_id) = (c.bucket, c.id) AND d.until > $1)
    AND NOT EXISTS (
        SELECT 1 FROM desk_assignments a LEFT JOIN desk_people p ON p.person = a.person
        WHERE (a.bucket, a.case_id) = (c.bucket, c.id) AND a.until > $1 AND coalesce(p.away_until <= $1, true))
"""
_ROW = """
SELECT c.id, {tier} AS tier, c.due_at, c.type, c.requested_minor, c.merchant_id,
    coalesce(b.language, '') AS language, coalesce(lower(b.email), '') AS buyer_email,
    ARRAY(SELECT DISTINCT l.category FROM order_lines l, jsonb_array_elements(c.state -> 'items') i
        WHERE l.bucket = c.bucket AND l.order_id = c.order_id AND l.line_no = (i ->> 'line_no')::int) AS categories,
    array_remove(ARRAY[c.state ->> 'ruled_by', c.state ->> 'reviewed_by', c.state -> 'draft' ->> 'by'], NULL) AS deciders,
    ARRAY(SELECT m.person FROM desk_moves m WHERE m.bucket = c.bucket AND m.case_id = c.id AND m.what = 'passed') AS passed_by
FROM (SELECT * FROM cases c WHERE {where} ORDER BY c.due_at, c.id LIMIT {most}) c
LEFT JOIN buyers b ON (b.bucket, b.id) = (c.bucket, c.buyer_id)
"""
_ALL = " UNION ALL ".join(
    f"({_ROW.format(tier=tier, where=f'{where} AND {_FREE}', most=LOOKED_AT)})"
    for tier, where in _TIERS.items()
)
_ONE = _ROW.format(
    tier="CASE WHEN c.state -> 'appeal' ->> 'outcome' = 'open' THEN 0 WHEN c.owner = 'senior' THEN 1 ELSE 2 END",
    where="c.bucket = $1 AND c.id = $2 AND (c.owner IN ('desk', 'senior') OR c.state -> 'appeal' ->> 'outcome' = 'open')",
    most=1,
)


async def free_cases(connection: Connection, now: datetime) -> list[Waiting]:
    """The most urgent of what waits and nobody has. Whoever is away has nothing."""
    return [_waiting(row) for row in await connection.fetch(_ALL, now)]


async def waiting_case(connection: Connection, case_id: int) -> Waiting | None:
    """One case, whoever has it; None where the desk has nothing to decide in it."""
    row = await connection.fetchrow(_ONE, bucket_of(case_id), case_id)
    return _waiting(row) if row else None


def _waiting(row: Any) -> Waiting:
    return Waiting(
        row["id"], row["tier"], row["due_at"], row["type"], tuple(row["categories"]), row["language"],
        row["requested_minor"], row["merchant_id"], row["buyer_email"],
        tuple(label.partition(":")[2] for label in row["deciders"] if label), tuple(row["passed_by"]),
    )  # fmt: skip
