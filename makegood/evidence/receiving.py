"""Receiving a file: in memory while it is small; a large film goes to disk as it arrives, where it is looked at and cleaned."""

import asyncio
import mmap
import os
import tempfile
from collections.abc import AsyncIterator

from makegood.evidence.large_film import LargeFilm, Received
from makegood.evidence.model import LARGEST_FILE_BYTES, LARGEST_FILM_BYTES
from makegood.evidence.refusals import FileTooLarge
from makegood.evidence.shelf import CHUNK_BYTES

_SPILLED_AT_ONCE = 1_000_000
_FILM = slice(4, 8)


class Receiving:
    """One file as it arrives. What begins like a film may be a large one; all else is as large as memory has room for it."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._size_bytes = 0
        self._may_be_large = False
        self._number: int | None = None

    @property
    def held_bytes(self) -> int:
        """What of it is in memory."""
        return len(self._waiting)

    def add(self, more: bytes) -> None:
        """Take what came next. Raises FileTooLarge."""
        self._waiting += more
        self._size_bytes += len(more)
        if self._number is None and not self._may_be_large:
            self._may_be_large = self._waiting[_FILM] == b"ftyp"
        most_bytes = LARGEST_FILM_BYTES if self._may_be_large else LARGEST_FILE_BYTES
        if self._size_bytes > most_bytes:
            self.close()
            raise FileTooLarge(limit_mb=most_bytes // 1_000_000)

    async def settle(self) -> None:
        """Put what waits on disk, once there is enough of it and it is too much for memory."""
        if self._size_bytes > LARGEST_FILE_BYTES and len(self._waiting) >= _SPILLED_AT_ONCE:
            await asyncio.to_thread(self._spill)

    async def received(self) -> Received:
        """All of it."""
        if self._size_bytes <= LARGEST_FILE_BYTES:
            return bytes(self._waiting)
        return await asyncio.to_thread(self._film)

    def close(self) -> None:
        """Let go of what came: nobody wants the rest."""
        self._waiting.clear()
        if self._number is not None:
            os.close(self._number)
            self._number = None

    def _spill(self) -> None:
        if self._number is None:
            self._number, name = tempfile.mkstemp(prefix="makegood-")
            os.unlink(name)
        waiting = memoryview(bytes(self._waiting))
        self._waiting.clear()
        while waiting:
            waiting = waiting[os.write(self._number, waiting) :]

    def _film(self) -> LargeFilm:
        self._spill()
        assert self._number is not None
        try:
            return LargeFilm.of(self._number)
        finally:
            self.close()


async def in_pieces(content: bytes | mmap.mmap) -> AsyncIterator[bytes]:
    """A content as a shelf takes it."""
    for at in range(0, len(content), CHUNK_BYTES):
        yield await asyncio.to_thread(content.__getitem__, slice(at, at + CHUNK_BYTES))
