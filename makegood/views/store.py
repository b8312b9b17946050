"""Rows of saved views, each one person's own."""

from datetime import datetime
from typing import Any

import asyncpg

from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker, stable_bucket
from makegood.views.model import (
    MOST_OF_A_PERSON,
    TooManyViews,
    View,
    ViewNameTaken,
    name_of,
    place_of,
)

_READ = """
SELECT id, path, query, name, made_at FROM saved_views
WHERE bucket = $1 AND person = $2 AND ($3::text IS NULL OR path = $3) ORDER BY path, id
"""
_ADD = """
INSERT INTO saved_views (bucket, id, person, path, query, name, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


async def views_of(connection: Connection, person: str, path: str | None = None) -> list[View]:
    """Somebody's views, of one list or of all, in the order in which they were made. At most 100."""
    rows = await connection.fetch(_READ, stable_bucket(person), person, path)
    return [View(**row) for row in rows]


async def keep_view(
    connection: Connection, person: str, view: tuple[str, str, str], ids: IdMaker, now: datetime
) -> View:
    """Keep a view (path, query, name). The same again is the one that is there. Raises the refusals of the model."""
    path, query = place_of(view[0], view[1])
    name = name_of(view[2])
    present = await views_of(connection, person)
    for one in present:
        if (one.path, one.name) == (path, name):
            if one.query != query:
                raise ViewNameTaken()
            return one
    if len(present) >= MOST_OF_A_PERSON:
        raise TooManyViews(most=MOST_OF_A_PERSON)
    bucket = stable_bucket(person)
    made = View(ids(bucket), path, query, name, now)
    try:
        await connection.execute(_ADD, bucket, made.id, person, path, query, name, now)
    except asyncpg.UniqueViolationError:
        raise ViewNameTaken() from None
    return made


async def drop_view(connection: Connection, person: str, view_id: int) -> None:
    """Delete one of somebody's views. Raises NotFound."""
    answer: Any = await connection.execute(
        "DELETE FROM saved_views WHERE bucket = $1 AND id = $2 AND person = $3",
        stable_bucket(person), view_id, person,
    )  # fmt: skip
    if not answer.endswith(" 1"):
        raise NotFound(what="view")
