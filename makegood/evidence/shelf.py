"""PURE: what a place to keep contents has to do, whether it is a folder or a bucket: a few verbs over names."""

from collections.abc import AsyncIterator
from typing import Protocol

from msgspec import Struct

CHUNK_BYTES = 256 * 1024


class ShelfAway(Exception):
    """The place where files are kept does not answer, or not as it should. The message says why, without any secret."""


class OnShelf(Struct, frozen=True):
    """Something that is kept. `at`: when it was last put there (seconds since 1970)."""

    name: str
    size_bytes: int
    at: float


class Shelf(Protocol):
    """Contents by their names, which are paths such as `ab/cd/abcd…`. All methods raise ShelfAway."""

    @property
    def told(self) -> str:
        """Where it is, for people: a folder, or `s3://bucket/prefix`."""

    async def write(self, name: str, content: bytes) -> None:
        """Keep content, whole or not at all. What is there already counts as put there now."""

    async def write_from(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        """Keep what arrives in pieces, whole or not at all: nothing is kept when `chunks` raises."""

    async def size_bytes(self, name: str) -> int | None:
        """How large it is; None where there is nothing of that name."""

    def read(self, name: str, first: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """It in pieces, from a byte on; what is not there is ShelfAway too."""

    def listed(self, folder: str) -> AsyncIterator[OnShelf]:
        """What is in a folder (`ab`, `ab/cd`; empty: everything), and in the folders in it."""

    async def rename(self, name: str, to: str) -> bool:
        """Give it another name, as if it had been put there now; whether it was there."""

    async def delete(self, name: str) -> None:
        """Delete it; nothing happens where there is nothing of that name."""

    async def forget_drafts(self, before: float) -> None:
        """Delete what was begun before a time (seconds since 1970) and never finished."""

    async def check(self) -> None:
        """Let pass what can be written to, read and deleted from now."""
