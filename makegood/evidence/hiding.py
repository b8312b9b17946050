"""Hiding parts of a picture from those who look at its copy: the sender's to do, recorded, and never from the desk."""

from datetime import datetime

import msgspec
from msgspec import Struct

from makegood.accounts import Principal
from makegood.db.pool import Pool
from makegood.evidence.custody import note_change
from makegood.evidence.model import Region, StoredFile
from makegood.kit.ids import bucket_of

COLUMNS, ROWS = 12, 9
"""How a page divides a picture, to hide parts of it without any script."""
_WHOLE = 1000


class HiddenView(Struct, frozen=True, forbid_unknown_fields=True):
    """What of a picture others do not see, in thousandths of its width and height; nothing for none."""

    regions: tuple[Region, ...]


async def keep_hidden(
    pool: Pool, file: StoredFile, who: Principal, regions: tuple[Region, ...], new_id: int, now: datetime
) -> None:
    """Hide these regions and no others; the same again changes nothing."""
    about = msgspec.to_builtins(regions)
    async with pool.acquire() as connection, connection.transaction():
        changed = await connection.fetchval(
            "UPDATE files SET hidden = $3 WHERE bucket = $1 AND id = $2 AND hidden <> $3 RETURNING id",
            bucket_of(file.id), file.id, msgspec.json.encode(about).decode(),
        )  # fmt: skip
        if changed is not None:
            what = "hidden" if regions else "unhidden"
            await note_change(connection, new_id, file.id, what, who, {"regions": about}, now)


def region_of(column: int, row: int, columns: int) -> Region:
    """Some cells of the grid beside each other, the first of them at a column and row."""
    left, right = column * _WHOLE // COLUMNS, (column + columns) * _WHOLE // COLUMNS
    top, bottom = row * _WHOLE // ROWS, (row + 1) * _WHOLE // ROWS
    return Region(left, top, right - left, bottom - top)


def regions_of(cells: set[tuple[int, int]]) -> tuple[Region, ...]:
    """Cells (column, row) as regions, those beside each other as one."""
    found = []
    for row in range(ROWS):
        column = 0
        while column < COLUMNS:
            length = 0
            while (column + length, row) in cells and column + length < COLUMNS:
                length += 1
            if length:
                found.append(region_of(column, row, length))
            column += max(length, 1)
    return tuple(found)


def cells_of(regions: tuple[Region, ...]) -> set[tuple[int, int]]:
    """The cells of which something is hidden."""
    return {
        (column, row)
        for row in range(ROWS)
        for column in range(COLUMNS)
        if any(_touch(region_of(column, row, 1), each) for each in regions)
    }


def _touch(one: Region, other: Region) -> bool:
    across = one.left < other.left + other.width and other.left < one.left + one.width
    return across and one.top < other.top + other.height and other.top < one.top + one.height
