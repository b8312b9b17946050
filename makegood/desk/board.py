"""The service board of the desk: how many cases are within their clock, near its end or past it, by stage and by person;
and how the desk keeps up, skill by skill.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from makegood.db.writes import Connection
from makegood.desk.levels import MOST_LOOKED_AT, Levels, SkillKind, skill_levels

NEAR = timedelta(hours=12)
MOST_PEOPLE = 200


class Standing(Struct, frozen=True):
    """Cases of one stage or person. `name` is the stage, or the person's label without the role, empty for nobody.

    `median_seconds`: of what was answered or ruled in the last thirty days; None where nothing was.
    """

    name: str
    within: int
    near: int
    past: int
    median_seconds: int | None
    called: str = ""
    passed: int = 0
    taken: int = 0

    @property
    def open(self) -> int:
        """All of them."""
        return self.within + self.near + self.past


class Board(Struct, frozen=True):
    """The board; `stages` and `people` by name, `is_cut` where only the 20,000 that run out first were counted. `levels`:
    how the desk keeps up, skill by skill.
    """

    stages: list[Standing]
    people: list[Standing]
    is_cut: bool
    levels: Levels


_COUNTED = """
count(*) FILTER (WHERE w.due_at > $2) AS within, count(*) FILTER (WHERE w.due_at > $1 AND w.due_at <= $2) AS near,
count(*) FILTER (WHERE w.due_at <= $1) AS past
"""
_WINDOW = """
SELECT c.bucket, c.id, c.stage, c.due_at FROM cases c WHERE c.owner IN ('desk', 'senior') ORDER BY c.due_at, c.id LIMIT $3
"""
_STAGES = f"SELECT w.stage AS name, {_COUNTED} FROM ({_WINDOW}) w GROUP BY w.stage ORDER BY w.stage"
_PEOPLE = f"""
SELECT coalesce(a.person, '') AS name, coalesce(max(a.name), '') AS called, {_COUNTED}
FROM ({_WINDOW}) w LEFT JOIN desk_assignments a ON (a.bucket, a.case_id) = (w.bucket, w.id) AND a.until > $1
GROUP BY a.person ORDER BY count(*) DESC, 1 LIMIT {MOST_PEOPLE}
"""
_MEDIANS = """
SELECT split_part(coalesce(e.data ->> 'drafted_by', e.who), ':', 2) AS name,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.answered_at - r.asked_at)) AS median
FROM (SELECT * FROM case_events e WHERE e.name = 'case.ruled' AND e.at >= $1 AND e.at <= $2 ORDER BY e.at DESC LIMIT 5000) e
JOIN case_responses r ON (r.bucket, r.case_id, r.seq) = (e.bucket, e.case_id, e.seq) GROUP BY 1
"""
_STAGE_MEDIANS = """
SELECT s.stage AS name, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.answered_at - r.asked_at)) AS median
FROM (SELECT * FROM case_responses WHERE party IN ('desk', 'senior') AND kind = 'ball' AND answered_at IS NOT NULL
    AND ended_at >= $1 AND ended_at <= $2 ORDER BY ended_at DESC LIMIT 2000) r
CROSS JOIN LATERAL (SELECT e.data -> 'entered' ->> 'stage' AS stage FROM case_events e
    WHERE (e.bucket, e.case_id) = (r.bucket, r.case_id) AND e.seq < r.seq AND e.data ? 'entered'
    ORDER BY e.seq DESC LIMIT 1) s GROUP BY s.stage
"""
_MOVED = """
SELECT person AS name, count(*) FILTER (WHERE what = 'passed') AS passed, count(*) FILTER (WHERE what = 'taken') AS taken
FROM desk_moves WHERE at >= $1 AND at <= $2 GROUP BY person
"""
MEDIANS_OF = timedelta(days=30)


async def service_board(connection: Connection, now: datetime, by: SkillKind = SkillKind.TYPE) -> Board:
    """The board as it stands now, with the levels by one kind of skill."""
    args = (now, now + NEAR, MOST_LOOKED_AT)
    span = (now - MEDIANS_OF, now)
    stages = await connection.fetch(_STAGES, *args)
    people = await connection.fetch(_PEOPLE, *args)
    of_stages = {row["name"]: _whole(row["median"]) for row in await connection.fetch(_STAGE_MEDIANS, *span)}
    of_people = {row["name"]: _whole(row["median"]) for row in await connection.fetch(_MEDIANS, *span)}
    moved = {row["name"]: (row["passed"], row["taken"]) for row in await connection.fetch(_MOVED, *span)}
    seen = [
        Standing(row["name"], row["within"], row["near"], row["past"], of_stages.get(row["name"]))
        for row in stages
    ]
    who = [
        Standing(row["name"], row["within"], row["near"], row["past"], of_people.get(row["name"]), row["called"],
                 *moved.get(row["name"], (0, 0)))
        for row in people
    ]  # fmt: skip
    is_cut = sum(one.open for one in seen) >= MOST_LOOKED_AT
    return Board(seen, who, is_cut, await skill_levels(connection, by, now))


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
