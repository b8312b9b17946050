"""How people want to be told: their choices, kept by person."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from makegood.db.writes import Connection
from makegood.kit.ids import stable_bucket
from makegood.notifications.model import Choices, Pace

_READ = """
SELECT c.person, c.choices, c.pace FROM notification_choices c
JOIN unnest($1::smallint[], $2::text[]) AS w(bucket, person) ON (c.bucket, c.person) = (w.bucket, w.person)
"""
_WRITE = """
INSERT INTO notification_choices (bucket, person, choices, pace, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (bucket, person) DO UPDATE
SET choices = excluded.choices, pace = excluded.pace, updated_at = excluded.updated_at
"""


async def choices_of(connection: Connection, person: str) -> Choices:
    """What somebody chose; the usual when they have chosen nothing."""
    return (await choices_of_all(connection, [person])).get(person, Choices())


async def choices_of_all(connection: Connection, people: Sequence[str]) -> dict[str, Choices]:
    """What some people chose; who has chosen nothing is left out."""
    rows = await connection.fetch(_READ, [stable_bucket(person) for person in people], list(people))
    return {
        row["person"]: Choices(
            msgspec.json.decode(row["choices"], type=dict[str, bool]),
            Pace(row["pace"]) if row["pace"] else None,
        )
        for row in rows
    }


async def keep_choices(connection: Connection, person: str, choices: Choices, now: datetime) -> None:
    """Keep what somebody chose, in place of what they chose before."""
    chosen = msgspec.json.encode(dict(choices.chosen)).decode()
    pace = choices.pace.value if choices.pace else None
    await connection.execute(_WRITE, stable_bucket(person), person, chosen, pace, now)
