"""The figures above a list of cases: how many are open, how many press, how much money is at stake and went back."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole, Reach, authorise
from makegood.kit.ids import bucket_of

MOST = 10_000
"""Only that many of the newest cases are counted, so that the page costs the same in a large installation."""

_SUMMARY = """
WITH seen AS (SELECT owner, due_at, currency, requested_minor, refunded_minor FROM cases WHERE {where}
    ORDER BY id DESC LIMIT {most})
SELECT currency, count(*) AS cases, count(owner) AS open,
    count(*) FILTER (WHERE owner IS NOT NULL AND due_at <= $1) AS due_soon,
    count(*) FILTER (WHERE owner = ANY($2::text[])) AS mine,
    coalesce(sum(requested_minor) FILTER (WHERE owner IS NOT NULL), 0)::bigint AS held_minor,
    coalesce(sum(refunded_minor), 0)::bigint AS refunded_minor
FROM seen GROUP BY currency ORDER BY count(*) DESC, currency
"""


class CurrencySum(Struct, frozen=True):
    """Money in one currency, in minor units: asked for in open cases, and refunded."""

    currency: str
    held_minor: int
    refunded_minor: int


class Summary(Struct, frozen=True):
    """The figures of one reader's cases."""

    cases: int
    open: int
    due_soon: int
    mine: int
    sums: list[CurrencySum]


async def summary_of(pool: Any, principal: Principal, roles: frozenset[str], now: datetime) -> Summary:
    """The figures of the cases that a principal may see."""
    where, values = _where(principal)
    statement = _SUMMARY.format(where=where, most=MOST)
    rows = await pool.fetch(statement, now + timedelta(hours=24), sorted(roles), *values)
    return Summary(
        sum(row["cases"] for row in rows),
        sum(row["open"] for row in rows),
        sum(row["due_soon"] for row in rows),
        sum(row["mine"] for row in rows),
        [CurrencySum(row["currency"], row["held_minor"], row["refunded_minor"]) for row in rows],
    )


def _where(principal: Principal) -> tuple[str, list[int]]:
    if authorise(principal, "case.read") is Reach.ANY:
        return "true", []
    subject = principal.subject or 0
    if principal.role is PrincipalRole.BUYER:
        return "bucket = $3 AND buyer_id = $4", [bucket_of(subject), subject]
    return "merchant_id = $3", [subject]
