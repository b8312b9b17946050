"""Rows of a merchant's own texts."""

from datetime import datetime
from typing import Any

import asyncpg
from msgspec import Struct

from makegood.cases.reply_texts import MOST_TEMPLATES, TitleTaken, TooManyTemplates, checked
from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker, bucket_of


class ReplyTemplate(Struct, frozen=True):
    """A text of a merchant's, with gaps."""

    id: str
    title: str
    body: str
    updated_at: datetime


class ReplyTemplatePage(Struct, frozen=True):
    """Some templates by title; `next_cursor` leads on (null at the end)."""

    templates: list[ReplyTemplate]
    next_cursor: str | None


_COLUMNS = "id, title, body, updated_at"


async def templates_of(
    connection: Connection, merchant_id: int, after: str = "", limit: int = MOST_TEMPLATES
) -> ReplyTemplatePage:
    """A merchant's templates by title, those after a title."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM reply_templates WHERE bucket = $1 AND merchant_id = $2 AND title > $3 ORDER BY title LIMIT $4",
        bucket_of(merchant_id), merchant_id, after.replace("\0", ""), limit + 1,
    )  # fmt: skip
    shown = [_template(row) for row in rows[:limit]]
    return ReplyTemplatePage(shown, shown[-1].title if len(rows) > limit else None)


async def template_of(connection: Connection, merchant_id: int, template_id: int) -> ReplyTemplate:
    """One template. Raises NotFound for another merchant's."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM reply_templates WHERE bucket = $1 AND id = $2 AND merchant_id = $3",
        bucket_of(merchant_id), template_id, merchant_id,
    )  # fmt: skip
    if row is None:
        raise NotFound(what="template")
    return _template(row)


async def add_template(
    connection: Connection, merchant_id: int, title: str, body: str, who: str, now: datetime, ids: IdMaker
) -> ReplyTemplate:
    """Keep a new template. Raises TemplateNotUsable, GapNotKnown, TitleTaken, TooManyTemplates."""
    title, body = checked(title, body)
    bucket = bucket_of(merchant_id)
    # The merchant's row is the lock, so that two at once do not go past the most.
    await connection.execute("SELECT 1 FROM merchants WHERE id = $1 FOR NO KEY UPDATE", merchant_id)
    count = await connection.fetchval(
        "SELECT count(*) FROM reply_templates WHERE bucket = $1 AND merchant_id = $2", bucket, merchant_id
    )
    if count >= MOST_TEMPLATES:
        raise TooManyTemplates(most=MOST_TEMPLATES)
    row = await connection.fetchrow(
        "INSERT INTO reply_templates (bucket, id, merchant_id, title, body, updated_at, updated_by)"
        f" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (bucket, merchant_id, title) DO NOTHING RETURNING {_COLUMNS}",
        bucket, ids(bucket), merchant_id, title, body, now, who,
    )  # fmt: skip
    if row is None:
        raise TitleTaken()
    return _template(row)


async def change_template(
    connection: Connection, merchant_id: int, template_id: int, title: str, body: str, who: str, now: datetime
) -> ReplyTemplate:
    """Change a template. Raises what add_template raises, and NotFound."""
    title, body = checked(title, body)
    try:
        row = await connection.fetchrow(
            "UPDATE reply_templates SET title = $4, body = $5, updated_at = $6, updated_by = $7"
            f" WHERE bucket = $1 AND id = $2 AND merchant_id = $3 RETURNING {_COLUMNS}",
            bucket_of(merchant_id), template_id, merchant_id, title, body, now, who,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise TitleTaken() from None
    if row is None:
        raise NotFound(what="template")
    return _template(row)


async def delete_template(connection: Connection, merchant_id: int, template_id: int) -> None:
    """Delete a template; one that is gone already is gone."""
    await connection.execute(
        "DELETE FROM reply_templates WHERE bucket = $1 AND id = $2 AND merchant_id = $3",
        bucket_of(merchant_id), template_id, merchant_id,
    )  # fmt: skip


def _template(row: Any) -> ReplyTemplate:
    return ReplyTemplate(str(row["id"]), row["title"], row["body"], row["updated_at"])
