"""What one person of the desk hands over to the next: what is known, what is open. The parties never read it."""

from datetime import datetime
from typing import Any, ClassVar

from msgspec import Struct

from makegood.accounts import Principal
from makegood.cases.model import CaseState
from makegood.db.writes import Connection
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker, bucket_of

LONGEST_NOTE = 2000
MOST_NOTES = 50


class NothingHandedOver(Refused):
    """Write what is known or what is still open, so that nobody has to start again."""

    status: ClassVar[int] = 422


class NoteTooLong(Refused):
    """A note has at most {most} characters, and no characters that cannot be shown."""

    status: ClassVar[int] = 422


class DeskNote(Struct, frozen=True):
    """A note. `version`: the case as its writer knew it, so that the next one sees what has happened since."""

    id: str
    case_id: str
    person: str
    name: str
    known: str
    open: str
    version: int
    at: datetime


def usable_note(said: tuple[str, str]) -> tuple[str, str]:
    """What is known and what is open, as it is kept. Raises NothingHandedOver, NoteTooLong."""
    known, still_open = (part.strip() for part in said)
    if not known and not still_open:
        raise NothingHandedOver()
    if any(len(part) > LONGEST_NOTE or "\0" in part for part in (known, still_open)):
        raise NoteTooLong(most=LONGEST_NOTE)
    return known, still_open


_ADD = """
INSERT INTO desk_notes (bucket, id, case_id, person, name, known, open, version, key, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (bucket, case_id, person, key) DO NOTHING
"""
_COLUMNS = "id, case_id, person, name, known, open, version, at"


async def add_note(
    connection: Connection, state: CaseState, person: Principal, said: tuple[str, str], key: str, ids: IdMaker,
    now: datetime,
) -> DeskNote:  # fmt: skip
    """Keep a note (what is known, what is open). The same key again is the note that is there.

    Raises NothingHandedOver, NoteTooLong.
    """
    known, still_open = usable_note(said)
    await connection.execute(
        _ADD, state.bucket, ids(state.bucket), state.id, person.label, person.name, known, still_open,
        state.version, key, now,
    )  # fmt: skip
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM desk_notes WHERE bucket = $1 AND case_id = $2 AND person = $3 AND key = $4",
        state.bucket, state.id, person.label, key,
    )  # fmt: skip
    return _note(row)


async def notes_of(connection: Connection, case_id: int) -> list[DeskNote]:
    """The newest notes on a case, the newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM desk_notes WHERE bucket = $1 AND case_id = $2 ORDER BY id DESC LIMIT {MOST_NOTES}",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    return [_note(row) for row in rows]


def _note(row: Any) -> DeskNote:
    return DeskNote(
        str(row["id"]), str(row["case_id"]), row["person"], row["name"], row["known"], row["open"], row["version"],
        row["at"],
    )  # fmt: skip
