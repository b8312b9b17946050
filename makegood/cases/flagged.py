"""Rows of messages that a pattern found, for the desk to judge: upheld or dismissed, once."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from makegood.accounts import Principal
from makegood.cases.lists import Cursor, decode_cursor, encode_cursor
from makegood.cases.model import FileRef
from makegood.cases.refusals import AlreadyJudged
from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

MOST = 100


class Verdict(StrEnum):
    """What the desk found: the message breaks the rules, or does not."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class FlaggedMessage(Struct, frozen=True):
    """A message with what was found in it. `by` is its role, `who` a label without personal data."""

    case_id: str
    seq: int
    kinds: tuple[str, ...]
    by: str
    who: str
    merchant_id: str
    at: datetime
    text: str
    files: tuple[FileRef, ...]
    settled_at: datetime | None
    settled_by: str | None
    verdict: Verdict | None
    note: str | None


class FlaggedPage(Struct, frozen=True):
    """Some flagged messages, and the cursor of the next page (null at the end)."""

    messages: list[FlaggedMessage]
    next_cursor: str | None


_SELECT = """
SELECT f.case_id, f.seq, f.kinds, f.by, f.who, f.merchant_id, f.at, f.settled_at, f.settled_by, f.verdict, f.note,
    e.data ->> 'text' AS text, coalesce(e.data ->> 'files', '[]') AS files
FROM message_flags f JOIN case_events e ON (e.bucket, e.case_id, e.seq) = (f.bucket, f.case_id, f.seq)
"""
_WHICH = {True: "f.settled_at IS NOT NULL", False: "f.settled_at IS NULL"}


async def flagged_messages(
    connection: Connection, settled: bool | None, cursor: str | None, limit: int
) -> FlaggedPage:
    """Flagged messages, those of the newest cases first; with `settled` only those that are (or are not) judged."""
    which = "true" if settled is None else _WHICH[settled]
    after = decode_cursor(cursor) if cursor else Cursor(2**63 - 1)
    limit = max(1, min(limit, MOST))
    rows = await connection.fetch(
        f"{_SELECT} WHERE {which} AND (f.case_id, f.seq) < ($1, $2) ORDER BY f.case_id DESC, f.seq DESC LIMIT $3",
        after.id, after.seq, limit + 1,
    )  # fmt: skip
    more = rows[limit - 1] if len(rows) > limit else None
    return FlaggedPage(
        [_message(row) for row in rows[:limit]],
        encode_cursor(Cursor(more["case_id"], seq=more["seq"])) if more else None,
    )


async def settle_flag(
    connection: Connection,
    case_id: int,
    seq: int,
    judge: Principal,
    verdict: Verdict,
    note: str,
    now: datetime,
) -> FlaggedMessage:
    """Judge a message, inside the caller's transaction. The same verdict again changes nothing.

    Raises NotFound, and AlreadyJudged where another verdict stands.
    """
    row = await connection.fetchrow(
        f"{_SELECT} WHERE f.bucket = $1 AND f.case_id = $2 AND f.seq = $3 FOR NO KEY UPDATE OF f",
        bucket_of(case_id), case_id, seq,
    )  # fmt: skip
    if row is None:
        raise NotFound(what="message")
    if row["verdict"] not in (None, verdict.value):
        raise AlreadyJudged()
    if row["verdict"] == verdict.value:
        return _message(row)
    await connection.execute(
        "UPDATE message_flags SET settled_at = $4, settled_by = $5, verdict = $6, note = $7"
        " WHERE bucket = $1 AND case_id = $2 AND seq = $3",
        bucket_of(case_id), case_id, seq, now, judge.label, verdict.value, note,
    )  # fmt: skip
    settled = {"settled_at": now, "settled_by": judge.label, "verdict": verdict.value, "note": note}
    return _message({**dict(row), **settled})


def _message(row: Any) -> FlaggedMessage:
    return FlaggedMessage(
        str(row["case_id"]), row["seq"], tuple(row["kinds"]), row["by"], row["who"], str(row["merchant_id"]), row["at"],
        row["text"] or "", msgspec.json.decode(row["files"], type=tuple[FileRef, ...]), row["settled_at"],
        row["settled_by"], Verdict(row["verdict"]) if row["verdict"] else None, row["note"],
    )  # fmt: skip
