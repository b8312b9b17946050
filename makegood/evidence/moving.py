"""Moving all contents from one shelf to another: a piece at a time, begun again where it stopped, every hash checked."""

import hashlib
from collections.abc import AsyncIterator, Callable

from msgspec import Struct

from makegood.evidence.file_store import is_aside
from makegood.evidence.shelf import OnShelf, Shelf, ShelfAway

_SHA256_CHARACTERS = 64


class Moved(Struct, frozen=True):
    """How far a move is. `copied` and `there` (which needed no copying) are numbers of contents and copies; `broken` are the
    names of contents that are not what their name says, which are left where they are.
    """

    copied: int = 0
    there: int = 0
    size_bytes: int = 0
    broken: tuple[str, ...] = ()


class NotItsHash(Exception):
    """A content is not what its name says."""


async def move_contents(
    source: Shelf, target: Shelf, tell: Callable[[Moved], None] = lambda moved: None
) -> Moved:
    """Copy everything; nothing is deleted. `tell` hears how far it is after each. Raises ShelfAway."""
    await target.check()
    moved = Moved()
    for part in range(256):
        there = {each.name: each.size_bytes async for each in target.listed(f"{part:02x}")}
        async for each in source.listed(f"{part:02x}"):
            if not is_aside(each.name):
                moved = await _moved(source, target, each, there, moved)
                tell(moved)
    return moved


async def _moved(source: Shelf, target: Shelf, each: OnShelf, there: dict[str, int], moved: Moved) -> Moved:
    if there.get(each.name) == each.size_bytes:
        return Moved(moved.copied, moved.there + 1, moved.size_bytes, moved.broken)
    try:
        await _copy(source, target, each.name)
    except NotItsHash:
        return Moved(moved.copied, moved.there, moved.size_bytes, (*moved.broken, each.name))
    return Moved(moved.copied + 1, moved.there, moved.size_bytes + each.size_bytes, moved.broken)


async def _copy(source: Shelf, target: Shelf, name: str) -> None:
    """Copy one, and read an original back: what is there has the hash that it is called by. Raises NotItsHash, ShelfAway."""
    sha256 = name.rpartition("/")[2]
    is_original = len(sha256) == _SHA256_CHARACTERS
    if is_original and await _hash(source.read(name)) != sha256:
        raise NotItsHash(name)
    await target.write_from(name, source.read(name))
    if is_original and await _hash(target.read(name)) != sha256:
        await target.delete(name)
        raise ShelfAway(f"{name} arrived with another content")


async def _hash(chunks: AsyncIterator[bytes]) -> str:
    digest = hashlib.sha256()
    async for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
