"""Rows of the desk's texts to begin with, and the count of what began with them."""

from datetime import datetime
from typing import Any

import asyncpg

from makegood.db.writes import Connection
from makegood.desk.macros import Macro, checked_macro
from makegood.desk.refusals import MacroTitleTaken
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker

MOST_MACROS = 200
_COLUMNS = "id, title, body, used, updated_at"


async def macros_kept(connection: Connection) -> list[Macro]:
    """All texts, by title; 200 at most."""
    rows = await connection.fetch(f"SELECT {_COLUMNS} FROM desk_macros ORDER BY title LIMIT {MOST_MACROS}")
    return [_macro(row) for row in rows]


async def keep_macro(
    connection: Connection, macro_id: int | None, title: str, body: str, who: str, now: datetime, ids: IdMaker
) -> Macro:
    """Keep a new text, or change one. Raises MacroNotUsable, MacroTitleTaken and NotFound."""
    title, body = checked_macro(title, body)
    try:
        if macro_id is None:
            row = await connection.fetchrow(
                "INSERT INTO desk_macros (id, title, body, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5)"
                f" RETURNING {_COLUMNS}",
                ids(0), title, body, now, who,
            )  # fmt: skip
        else:
            row = await connection.fetchrow(
                "UPDATE desk_macros SET title = $2, body = $3, updated_at = $4, updated_by = $5 WHERE id = $1"
                f" RETURNING {_COLUMNS}",
                macro_id, title, body, now, who,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise MacroTitleTaken() from None
    if row is None:
        raise NotFound(what="template")
    return _macro(row)


async def drop_macro(connection: Connection, macro_id: int) -> None:
    """Delete a text; one that is gone already is gone."""
    await connection.execute("DELETE FROM desk_macros WHERE id = $1", macro_id)


async def count_use(connection: Connection, macro: Macro) -> None:
    """One message or ruling more began with it."""
    await connection.execute("UPDATE desk_macros SET used = used + 1 WHERE id = $1", int(macro.id))


def _macro(row: Any) -> Macro:
    return Macro(str(row["id"]), row["title"], row["body"], row["used"], row["updated_at"])
