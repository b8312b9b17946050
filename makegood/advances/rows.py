"""Rows of advances: one of them locked or read, lists of what is outstanding, and where the parts by tender are."""

from datetime import datetime
from typing import Any

from msgspec import Struct, convert

from makegood.advances.model import StoredAdvance
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.ledger import PartTable

COLUMNS = ", ".join(f"a.{name}" for name in StoredAdvance.__struct_fields__)
_ONE = f"SELECT {COLUMNS} FROM advances a WHERE a.bucket = $1 AND a.id = $2"
_OF_CASE = f"SELECT {COLUMNS} FROM advances a WHERE a.bucket = $1 AND a.case_id = $2"
_OPEN = "('advanced', 'owed', 'collecting', 'contested')"
_OPEN_OF = f"SELECT {COLUMNS} FROM advances a WHERE a.merchant_id = $1 AND a.status IN {_OPEN} ORDER BY a.id DESC LIMIT $2"
_TOTALS = """
SELECT currency, status, count(*) AS advances,
    sum(CASE WHEN status = 'advanced' THEN amount_minor - settled_minor - owed_minor
        WHEN status = 'written_off' THEN written_off_minor
        ELSE owed_minor - recovered_minor - written_off_minor END)::bigint AS amount_minor, min(given_at) AS oldest_at
FROM (
    SELECT * FROM advances WHERE status IN ('advanced', 'owed', 'collecting', 'contested', 'written_off')
    ORDER BY status = 'written_off', id LIMIT $1
) AS part
GROUP BY currency, status ORDER BY currency, status
"""
ADVANCE_PARTS = PartTable(
    "advance", "advance_legs", "advances", "case_id", "given_at", "makegood_case", "true"
)
"""The parts of advances by tender."""
MOST_COUNTED = 100_000


class AdvanceTotal(Struct, frozen=True):
    """Advances of one status in one currency: how many, how much of them is open, and since when the oldest is."""

    currency: str
    status: str
    advances: int
    amount_minor: int
    oldest_at: datetime


async def read_advance(
    connection: Connection, advance_id: int, for_update: bool = False
) -> StoredAdvance | None:
    """One advance, or None."""
    lock = " FOR NO KEY UPDATE" if for_update else ""
    row = await connection.fetchrow(_ONE + lock, bucket_of(advance_id), advance_id)
    return row and advance_from(row)


async def advance_of_case(connection: Connection, case_id: int) -> StoredAdvance | None:
    """The advance of a case, or None."""
    row = await connection.fetchrow(_OF_CASE, bucket_of(case_id), case_id)
    return row and advance_from(row)


async def open_advances_of(connection: Connection, merchant_id: int, most: int = 50) -> list[StoredAdvance]:
    """What is outstanding of a merchant's cases, the newest first."""
    return [advance_from(row) for row in await connection.fetch(_OPEN_OF, merchant_id, most)]


async def advance_totals(connection: Connection, most: int = MOST_COUNTED) -> list[AdvanceTotal]:
    """What is outstanding, owed and given up, by currency; of up to `most` advances: what is still
    open before what was given up, and the oldest before the newer ones.
    """
    return [AdvanceTotal(**row) for row in await connection.fetch(_TOTALS, most)]


def advance_from(row: Any) -> StoredAdvance:
    """A row as an advance."""
    return convert(dict(row), StoredAdvance)
