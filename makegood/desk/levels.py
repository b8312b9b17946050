"""How the desk keeps up, skill by skill: what is due in which hour of the coming day, how long rulings took, and how many
turns of the desk were taken in time. A skill is what people are listed with: a kind of case, of goods, or a language.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct

from makegood.db.writes import Connection

MOST_LOOKED_AT = 20_000
HOURS = 24
SHORT, LONG = timedelta(days=7), timedelta(days=30)


class SkillKind(StrEnum):
    """By what the board is split: `type` of case, `category` of goods (the first word of it), `language` of the buyer."""

    TYPE = "type"
    CATEGORY = "category"
    LANGUAGE = "language"


class Pace(Struct, frozen=True):
    """A span of days. `ruled`: rulings, with the seconds within which half and nine of ten of them were made, from getting
    the ball, standstill left out; None without any. `turns`: how often the desk's clock ended, and `in_time` how often
    because somebody of the desk acted before it ran out.
    """

    ruled: int
    median_seconds: int | None
    ninetieth_seconds: int | None
    turns: int
    in_time: int


class Due(Struct, frozen=True):
    """Cases with the desk or a senior: `past` their clock, due in each of the hours of the coming day, or `later`."""

    past: int
    hours: list[int]
    later: int


class SkillLevel(Struct, frozen=True):
    """One skill; `name` is empty where a case has none. A case with goods of two categories counts in both."""

    name: str
    due: Due
    last_7_days: Pace
    last_30_days: Pace


class Levels(Struct, frozen=True):
    """The board by skill. `edges`: the moment, and by the full hour until when each of the hours runs. `total` counts each
    case once.

    `is_cut`: only the 20,000 cases that run out first, or the newest 20,000 rulings or turns were counted.
    """

    by: SkillKind
    edges: list[datetime]
    total: Due
    skills: list[SkillLevel]
    is_cut: bool


_NAMED = {
    SkillKind.TYPE: ("c.type", ""),
    SkillKind.LANGUAGE: (
        "coalesce(b.language, '')",
        "LEFT JOIN buyers b ON (b.bucket, b.id) = (c.bucket, c.buyer_id)",
    ),
    SkillKind.CATEGORY: (
        "coalesce(g.category, '')",
        """LEFT JOIN LATERAL (SELECT DISTINCT split_part(l.category, '.', 1) AS category
            FROM jsonb_array_elements(c.state -> 'items') i
            JOIN order_lines l
                ON (l.bucket, l.order_id, l.line_no) = (c.bucket, c.order_id, (i ->> 'line_no')::int)
            WHERE l.kind = 'goods') g ON true""",
    ),
}
"""What a skill is called, of a case `c`, and what is joined to know it."""
_DUE = """
SELECT {name} AS name, CASE WHEN c.due_at <= ($1::timestamptz[])[1] THEN 0 ELSE width_bucket(c.due_at, $1::timestamptz[]) END
    AS slot, count(DISTINCT c.id) AS cases
FROM (SELECT * FROM cases WHERE owner IN ('desk', 'senior') ORDER BY due_at, id LIMIT $2) c {joined}
GROUP BY GROUPING SETS ((1, 2), (2))
"""
_RULED = """
SELECT {name} AS name, count(*) AS ruled, count(*) FILTER (WHERE e.at >= $2) AS ruled_short,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM r.answered_at - r.asked_at)) AS took,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM r.answered_at - r.asked_at))
        FILTER (WHERE e.at >= $2) AS took_short
FROM (SELECT bucket, case_id, seq, at FROM case_events WHERE name = 'case.ruled' AND at >= $1 AND at <= $3
    ORDER BY at DESC LIMIT $4) e
JOIN case_responses r ON (r.bucket, r.case_id, r.seq) = (e.bucket, e.case_id, e.seq) AND r.answered_at IS NOT NULL
JOIN cases c ON (c.bucket, c.id) = (e.bucket, e.case_id) {joined} GROUP BY 1
"""
_TURNS = """
SELECT {name} AS name, count(*) AS turns, count(r.answered_at) AS in_time,
    count(*) FILTER (WHERE r.ended_at >= $2) AS turns_short,
    count(r.answered_at) FILTER (WHERE r.ended_at >= $2) AS in_time_short
FROM (SELECT bucket, case_id, answered_at, ended_at FROM case_responses WHERE party IN ('desk', 'senior') AND kind = 'ball'
    AND ended_at >= $1 AND ended_at <= $3 ORDER BY ended_at DESC LIMIT $4) r
JOIN cases c ON (c.bucket, c.id) = (r.bucket, r.case_id) {joined} GROUP BY 1
"""
_IS_CUT = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM cases WHERE owner IN ('desk', 'senior') LIMIT $3) c) = $3
    OR (SELECT count(*) FROM (SELECT 1 FROM case_responses WHERE party IN ('desk', 'senior') AND kind = 'ball'
        AND ended_at >= $1 AND ended_at <= $2 LIMIT $3) r) = $3
    OR (SELECT count(*) FROM (SELECT 1 FROM case_events WHERE name = 'case.ruled' AND at >= $1 AND at <= $2 LIMIT $3) e) = $3
"""


def hours_from(now: datetime) -> list[datetime]:
    """The moment, and the ends of the hours of the coming day: the next full hour, and 23 more. Full hours are UTC's."""
    full = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [now, *(full + timedelta(hours=at) for at in range(1, HOURS + 1))]


async def skill_levels(
    connection: Connection, by: SkillKind, now: datetime, most: int = MOST_LOOKED_AT
) -> Levels:
    """The board by one kind of skill, as it stands now; the skills with the most to do first."""
    name, joined = _NAMED[by]
    edges = hours_from(now)
    span = (now - LONG, now - SHORT, now, most)

    async def read(query: str, *args: Any) -> list[Any]:
        return list(await connection.fetch(query.format(name=name, joined=joined), *args))

    due = _slots(await read(_DUE, edges, most))
    ruled = {row["name"]: row for row in await read(_RULED, *span)}
    turns = {row["name"]: row for row in await read(_TURNS, *span)}
    skills = [
        SkillLevel(
            each, _due(due.get(each)), _pace(ruled.get(each), turns.get(each), "_short"),
            _pace(ruled.get(each), turns.get(each), ""),
        )
        for each in {**due, **ruled, **turns}
        if each is not None
    ]  # fmt: skip
    skills.sort(key=lambda one: (-one.due.past, -sum(one.due.hours), -one.due.later, one.name))
    return Levels(
        by, edges, _due(due.get(None)), skills, await connection.fetchval(_IS_CUT, span[0], now, most)
    )


def _slots(rows: Iterable[Any]) -> dict[str | None, dict[int, int]]:
    """Cases by skill and slot; those of None are all of them."""
    found: dict[str | None, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["name"], {})[row["slot"]] = row["cases"]
    return found


def _due(slots: dict[int, int] | None) -> Due:
    counts = [(slots or {}).get(at, 0) for at in range(HOURS + 2)]
    return Due(counts[0], counts[1:-1], counts[-1])


def _pace(ruled: Any | None, turns: Any | None, span: str) -> Pace:
    took = ruled[f"took{span}"] if ruled else None
    median, ninetieth = (round(each) for each in took) if took else (None, None)
    return Pace(
        ruled[f"ruled{span}"] if ruled else 0, median, ninetieth,
        turns[f"turns{span}"] if turns else 0, turns[f"in_time{span}"] if turns else 0,
    )  # fmt: skip
