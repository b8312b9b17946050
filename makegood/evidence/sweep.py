"""Forgetting: files that nobody attached in time, and contents that no row names."""

from datetime import datetime, timedelta

from makegood.db.pool import Pool
from makegood.evidence.file_store import FileStore, asked, is_aside
from makegood.evidence.shelf import OnShelf

UNATTACHED_KEPT = timedelta(days=7)
_LEAVING = timedelta(hours=1)
"""A message that names a file may be on its way when the file is marked; it has this long to arrive."""
ORPHANS_KEPT = timedelta(days=1)
_AT_ONCE = 1000
_SHA256_CHARACTERS = 64


async def forget_unattached(pool: Pool, now: datetime) -> int:
    """Mark files that were never attached, and delete those marked a while ago; how many were deleted."""
    await pool.execute(
        "UPDATE files SET leaving_at = $1 WHERE attached_at IS NULL AND leaving_at IS NULL AND uploaded_at < $2",
        now, now - UNATTACHED_KEPT,
    )  # fmt: skip
    deleted = await pool.execute(
        "DELETE FROM files WHERE attached_at IS NULL AND leaving_at < $1", now - _LEAVING
    )
    return int(deleted.rpartition(" ")[2])


async def sweep_contents(pool: Pool, files: FileStore, part: int, real_now: datetime) -> int:
    """Delete contents that no row names and nobody sent within a day; how many. `part` (0 to 255) is the share of the
    shelf to look at, `real_now` the machine's time, which the shelf's own times are in.
    """
    before = (real_now - ORPHANS_KEPT).timestamp()
    await asked(files.shelf.forget_drafts(before))
    found = await asked(_listed(files, f"{part:02x}"))
    for each in found:
        if is_aside(each.name):
            await files.put_back(each.name)
    old = [
        sha256 for each in found if len(sha256 := _last(each.name)) == _SHA256_CHARACTERS and each.at < before
    ]
    gone = 0
    for start in range(0, len(old), _AT_ONCE):
        some = old[start : start + _AT_ONCE]
        for sha256 in set(some) - await named(pool, some):
            gone += await discard(pool, files, sha256)
    return gone


async def discard(pool: Pool, files: FileStore, sha256: str) -> bool:
    """Delete a content that no row names; whether it is gone.

    It is set aside, then the rows are looked at once more. Whoever sends it in between either had a row by then, so that it
    is put back, or has one later, finds the content missing and writes it anew (`FileStore.keep_if_gone`).
    """
    if not await files.set_aside(sha256):
        return False  # another worker is at it
    if await named(pool, [sha256]):
        await files.restore(sha256)
        return False
    await files.forget(sha256)
    return True


async def named(pool: Pool, contents: list[str]) -> set[str]:
    """Those contents that a row names whose file is still to be kept."""
    rows = await pool.fetch(
        "SELECT DISTINCT sha256 FROM files WHERE sha256 = ANY($1) AND erased_at IS NULL", contents
    )
    return {row["sha256"] for row in rows}


async def _listed(files: FileStore, folder: str) -> list[OnShelf]:
    return [each async for each in files.shelf.listed(folder)]


def _last(name: str) -> str:
    return name.rpartition("/")[2]
