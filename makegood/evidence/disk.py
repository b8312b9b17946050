"""A shelf that is a folder: files of the owner alone, written aside, synced, then named."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

from makegood.evidence.shelf import CHUNK_BYTES, OnShelf, ShelfAway

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_INCOMING = "incoming"


class DiskShelf:
    """A folder of contents. Any number of servers and workers may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def told(self) -> str:
        """The folder."""
        return str(self._folder)

    def path(self, name: str) -> Path:
        """Where a content is."""
        return self._folder / name

    async def write(self, name: str, content: bytes) -> None:
        """Keep content; a file that is there gets today's time."""

        def work() -> None:
            try:
                os.utime(self.path(name))
            except FileNotFoundError:
                draft = self._draft(name)
                with _kept_whole(draft):
                    _append(draft, content)
                    self._finish(draft, name)

        await _on_disk(work)

    async def write_from(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        """Keep what arrives in pieces."""
        draft = await _on_disk(self._draft, name)
        with _kept_whole(draft):
            async for chunk in chunks:
                await _on_disk(_append, draft, chunk)
            await _on_disk(self._finish, draft, name)

    async def size_bytes(self, name: str) -> int | None:
        """How large a file is."""

        def work() -> int | None:
            with suppress(FileNotFoundError):
                return self.path(name).stat().st_size
            return None

        return await _on_disk(work)

    async def read(self, name: str, first: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """A file in pieces."""
        left = length if length is not None else 2**63
        file = await _on_disk(self.path(name).open, "rb")
        try:
            await _on_disk(file.seek, first)
            while left > 0 and (chunk := await _on_disk(file.read, min(CHUNK_BYTES, left))):
                left -= len(chunk)
                yield chunk
        finally:
            file.close()

    async def listed(self, folder: str) -> AsyncIterator[OnShelf]:
        """What is in a folder."""
        for each in await _on_disk(self._found, folder):
            yield each

    async def rename(self, name: str, to: str) -> bool:
        """Give a file another name and today's time."""

        def work() -> bool:
            try:
                os.utime(self.path(name))
                os.replace(self.path(name), self.path(to))
            except FileNotFoundError:
                return False
            return True

        return await _on_disk(work)

    async def delete(self, name: str) -> None:
        """Delete a file."""
        await _on_disk(lambda: self.path(name).unlink(missing_ok=True))

    async def forget_drafts(self, before: float) -> None:
        """Delete drafts of whoever was killed."""

        def work() -> None:
            for draft in (self._folder / _INCOMING).glob("*"):
                with suppress(FileNotFoundError):
                    if draft.stat().st_mtime < before:
                        draft.unlink()

        await _on_disk(work)

    async def check(self) -> None:
        """Write a draft and delete it."""
        draft = await _on_disk(self._draft, "check")
        await _on_disk(draft.unlink)

    def _found(self, folder: str) -> list[OnShelf]:
        found = []
        for path in sorted((self._folder / folder).rglob("*")):
            name = path.relative_to(self._folder).as_posix()
            with suppress(FileNotFoundError):
                if not name.startswith(f"{_INCOMING}/") and path.is_file():
                    status = path.stat()
                    found.append(OnShelf(name, status.st_size, status.st_mtime))
        return found

    def _draft(self, name: str) -> Path:
        """A new empty file beside all others, of the owner alone."""
        (self._folder / _INCOMING).mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / _INCOMING / f"{Path(name).name}.{secrets.token_hex(8)}"
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return draft

    def _finish(self, draft: Path, name: str) -> None:
        path = self.path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)
        _sync_folder(path.parent)


@contextmanager
def _kept_whole(draft: Path) -> Iterator[None]:
    """Whatever goes wrong, no draft stays."""
    try:
        yield
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _append(draft: Path, content: bytes) -> None:
    with draft.open("ab") as file:
        file.write(content)


async def _on_disk(work: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    try:
        return await asyncio.to_thread(work, *given, **named)
    except OSError as error:
        raise ShelfAway(f"{type(error).__name__}: {error.strerror or error.errno}") from error


def _sync_folder(folder: Path) -> None:
    """Have the name of a file survive a loss of power, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
