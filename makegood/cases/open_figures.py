"""How many cases are open and press, for those who look after all of them. Counted through the index of clocks, bounded."""

from datetime import datetime, timedelta

from msgspec import Struct

from makegood.db.writes import Connection

MOST_OPEN = 100_000
MOST_PRESSING = 10_000
HORIZONS_HOURS = (0, 2, 12, 24)
"""Within how many hours a clock runs out; 0: it has run out and acts any moment."""

_OPEN = """
SELECT stage, owner, currency, count(*) AS cases, sum(requested_minor)::bigint AS requested_minor
FROM (SELECT stage, owner, currency, requested_minor FROM cases WHERE owner IS NOT NULL ORDER BY due_at, id LIMIT $1) AS first
GROUP BY stage, owner, currency ORDER BY stage, owner, currency
"""
_PRESSING = """
SELECT due_at, currency, requested_minor FROM cases
WHERE owner IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2
"""


class OpenGroup(Struct, frozen=True):
    """Open cases at one stage with one owner in one currency; what they ask for is in minor units."""

    stage: str
    owner: str
    currency: str
    cases: int
    requested_minor: int


class OpenCases(Struct, frozen=True):
    """Open cases in groups. `is_capped`: there are more than were counted, which were those that are due first."""

    groups: list[OpenGroup]
    is_capped: bool


class Pressing(Struct, frozen=True):
    """Cases whose clock runs out within `hours`, with what they ask for by currency. `is_capped`: at least as many."""

    hours: int
    cases: int
    requested_minor: dict[str, int]
    is_capped: bool


async def open_cases(connection: Connection, most: int = MOST_OPEN) -> OpenCases:
    """Open cases by stage and by who has the ball."""
    groups = [OpenGroup(**row) for row in await connection.fetch(_OPEN, most)]
    return OpenCases(groups, sum(group.cases for group in groups) >= most)


async def pressing_cases(connection: Connection, now: datetime, most: int = MOST_PRESSING) -> list[Pressing]:
    """How many clocks run out within each horizon, the nearest first."""
    rows = await connection.fetch(_PRESSING, now + timedelta(hours=max(HORIZONS_HOURS)), most)
    found = []
    for hours in HORIZONS_HOURS:
        within = [row for row in rows if row["due_at"] <= now + timedelta(hours=hours)]
        money: dict[str, int] = {}
        for row in within:
            money[row["currency"]] = money.get(row["currency"], 0) + row["requested_minor"]
        found.append(Pressing(hours, len(within), money, len(within) >= most))
    return found
