"""Content by its SHA-256 on a shelf (a folder, a bucket): `ab/cd/abcd…`, and beside it the copies that are shown of it."""

import asyncio
import hashlib
import mmap
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import structlog
from msgspec import Struct

from makegood.evidence.bucket import BucketShelf
from makegood.evidence.cleaning import cleaned
from makegood.evidence.disk import DiskShelf
from makegood.evidence.kinds import Kind, kind_of
from makegood.evidence.large_film import LargeFilm, Received
from makegood.evidence.model import LARGEST_FILE_BYTES, LARGEST_FILM_BYTES, Region
from makegood.evidence.receiving import in_pieces
from makegood.evidence.refusals import FilesUnavailable, FileTooLarge
from makegood.evidence.shelf import Shelf, ShelfAway
from makegood.kit.storing import BucketSettings

Answer = TypeVar("Answer")
DRAWN_AT_ONCE = 2
"""Pictures decoded at the same time: what bounds the memory that they take."""
CHECK_SECONDS = 5
_LEAVING = ".leaving"
log = structlog.get_logger()


class Copy(StrEnum):
    """What is kept of a file: what was sent, and what is shown of it; a thumbnail of pictures alone."""

    ORIGINAL = "original"
    DISPLAY = "display"
    THUMB = "thumb"


class Content(Struct, frozen=True):
    """Content that is kept. Width and height are of pictures, in pixels."""

    sha256: str
    kind: Kind
    size_bytes: int
    width: int | None = None
    height: int | None = None


class FileStore:
    """Contents on a shelf. Any number of servers and workers may share it."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._drawing = asyncio.Semaphore(DRAWN_AT_ONCE)

    async def keep(self, content: Received) -> Content:
        """Look at content and write it with its copies; again if it is there already, since it may be about to leave.

        Raises FileEmpty, FileTooLarge, FileTypeRefused, PhotoTypeRefused, PictureGoesOn, FileUnreadable, PictureTooLarge,
        FilesUnavailable.
        """
        most_bytes = LARGEST_FILM_BYTES if isinstance(content, LargeFilm) else LARGEST_FILE_BYTES
        if len(content) > most_bytes:
            raise FileTooLarge(limit_mb=most_bytes // 1_000_000)
        return await self._kept(content, kind_of(content))

    async def keep_if_gone(self, content: Received, kept: Content) -> None:
        """After the row is there: whoever swept in between has taken away what nobody named (sweep.py). Raises
        FilesUnavailable.
        """
        if await asked(self.shelf.size_bytes(name_of(kept.sha256))) is None:
            await self._kept(content, kept.kind)

    async def problem(self) -> str:
        """Why files cannot be kept or read now; empty where they can."""
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self.shelf.check()
        except ShelfAway as away:
            return str(away)
        except TimeoutError:
            return f"no answer in {CHECK_SECONDS} seconds"
        return ""

    async def size_bytes(
        self, sha256: str, copy: Copy, kind: Kind, hidden: Sequence[Region] = ()
    ) -> tuple[str, int]:
        """The name of a copy on the shelf and its size; it is drawn anew from the original where it is missing. `hidden`: what
        is blacked out in it. Raises FilesUnavailable.
        """
        name = name_of(sha256, copy, hidden)
        size = await asked(self.shelf.size_bytes(name))
        if size is None and copy is not Copy.ORIGINAL:
            # What was taken once is drawn again, whatever would be refused today.
            original = b"".join([chunk async for chunk in self.read(name_of(sha256))])
            await self._kept(original, kind, hidden)
            size = await asked(self.shelf.size_bytes(name))
        if size is None:
            log.error("content_missing", sha256=sha256, copy=copy.value)
            raise FilesUnavailable()
        return name, size

    async def read(self, name: str, first: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """A copy in pieces, by its name on the shelf. Raises FilesUnavailable."""
        try:
            async for chunk in self.shelf.read(name, first, length):
                yield chunk
        except ShelfAway as away:
            raise _unavailable(away) from away

    async def set_aside(self, sha256: str) -> bool:
        """Put a content out of everybody's way before it is deleted; whether it was there."""
        return await asked(self.shelf.rename(name_of(sha256), name_of(sha256) + _LEAVING))

    async def restore(self, sha256: str) -> None:
        """Put a content back that was set aside."""
        await self.put_back(name_of(sha256) + _LEAVING)

    async def put_back(self, name: str) -> None:
        """Put back what was set aside (a name on the shelf), unless it has been sent again; it counts as sent now, so that
        a later sweep will see.
        """
        to = name.removesuffix(_LEAVING)
        if await asked(self.shelf.size_bytes(to)) is None:
            await asked(self.shelf.rename(name, to))
        else:
            await asked(self.shelf.delete(name))

    async def forget(self, sha256: str) -> None:
        """Delete the copies of a content that was set aside, and then itself: whoever is killed can begin again."""
        folder = name_of(sha256).rpartition("/")[0]
        for each in await everything(self.shelf, folder):
            if each.startswith(f"{folder}/{sha256}.") and not each.endswith(_LEAVING):
                await asked(self.shelf.delete(each))
        await asked(self.shelf.delete(name_of(sha256) + _LEAVING))

    async def _kept(self, content: Received, kind: Kind, hidden: Sequence[Region] = ()) -> Content:
        sha256 = await asyncio.to_thread(lambda: hashlib.sha256(content).hexdigest())
        if isinstance(content, LargeFilm) or not kind.format:
            copies: Mapping[Copy, bytes | mmap.mmap] = {
                Copy.DISPLAY: await asyncio.to_thread(cleaned, content, kind)
            }
            size: tuple[int | None, int | None] = (None, None)
        else:
            async with self._drawing:
                copies, size = await asyncio.to_thread(_drawn, content, kind, hidden)
        await self._write(sha256, copies, hidden)
        if not hidden:
            # The original last: where it is, all of it is.
            await self._put(name_of(sha256), content)
        return Content(sha256, kind, len(content), *size)

    async def _write(
        self, sha256: str, copies: Mapping[Copy, bytes | mmap.mmap], hidden: Sequence[Region]
    ) -> None:
        for copy, content in copies.items():
            await self._put(name_of(sha256, copy, hidden), content)

    async def _put(self, name: str, content: bytes | mmap.mmap) -> None:
        """Put a content on the shelf, a large one in pieces."""
        if isinstance(content, bytes):
            await asked(self.shelf.write(name, content))
        else:
            await asked(self.shelf.write_from(name, in_pieces(content)))


def open_files(folder: Path, bucket: BucketSettings | None) -> FileStore:
    """The files of an installation: in the bucket where there is one, else in the folder."""
    return FileStore(BucketShelf(bucket) if bucket else DiskShelf(folder))


def name_of(sha256: str, copy: Copy = Copy.ORIGINAL, hidden: Sequence[Region] = ()) -> str:
    """What a copy is called on the shelf; what is hidden in it is part of its name."""
    ending = "" if copy is Copy.ORIGINAL else f".{copy.value}"
    veil = f".{digest_of(hidden)}" if hidden and ending else ""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}{veil}{ending}"


def digest_of(hidden: Sequence[Region]) -> str:
    """Some regions as a short name."""
    told = ";".join(f"{each.left},{each.top},{each.width},{each.height}" for each in hidden)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


async def everything(shelf: Shelf, folder: str) -> list[str]:
    """The names of all that is in a folder. Raises FilesUnavailable."""

    async def work() -> list[str]:
        return [each.name async for each in shelf.listed(folder)]

    return await asked(work())


async def asked(answer: Awaitable[Answer]) -> Answer:
    """What a shelf answers. Raises FilesUnavailable."""
    try:
        return await answer
    except ShelfAway as away:
        raise _unavailable(away) from away


def is_aside(name: str) -> bool:
    """Whether this is a content that was set aside to be deleted."""
    return name.endswith(_LEAVING)


def _unavailable(away: ShelfAway) -> FilesUnavailable:
    log.error("files_unavailable", error=str(away))
    return FilesUnavailable()


def _drawn(content: bytes, kind: Kind, hidden: Sequence[Region]) -> tuple[dict[Copy, bytes], tuple[int, int]]:
    from makegood.evidence.pictures import draw  # Pillow takes its time; only who draws waits for it

    drawn = draw(content, kind, hidden)
    return {Copy.DISPLAY: drawn.display, Copy.THUMB: drawn.thumb}, (drawn.width, drawn.height)
