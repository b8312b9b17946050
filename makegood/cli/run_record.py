"""Which `makegood up` runs for a home: a lock that ends with it, and a record of its process and address."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from makegood.db.file_lock import open_lock_file, try_lock
from makegood.kit.settings import Settings

LOCK_TRIES = 5
LOCK_TRY_SECONDS = 0.04


@dataclass(frozen=True, slots=True)
class RunRecord:
    """`pid` is the process of `makegood up`, `url` where it serves."""

    pid: int
    url: str

    @classmethod
    def of_this_process(cls, url: str) -> RunRecord:
        """The record of ourselves."""
        return cls(os.getpid(), url)


class AlreadyRunning(Exception):
    """Another `makegood up` runs for this home."""

    def __init__(self, record: RunRecord | None) -> None:
        super().__init__("makegood is already running")
        self.record = record


@contextmanager
def running_as(settings: Settings, record: RunRecord) -> Iterator[None]:
    """Be the one `makegood up` of this home. Raises `AlreadyRunning`, `FolderUnusable`."""
    descriptor = open_lock_file(settings.run_folder / "up.lock")
    try:
        if not _lock_in_time(descriptor):
            raise AlreadyRunning(_read(descriptor))
        _write(descriptor, json.dumps(asdict(record)))
        yield
        _write(descriptor, "")
    finally:
        os.close(descriptor)


def who_runs(settings: Settings) -> RunRecord | None:
    """The `makegood up` that runs for this home, None when none does."""
    path = settings.run_folder / "up.lock"
    if not path.is_file():
        return None
    descriptor = open_lock_file(path)
    try:
        return None if try_lock(descriptor) else _read(descriptor)
    finally:
        os.close(descriptor)


def _lock_in_time(descriptor: int) -> bool:
    """Whoever asks `who_runs` holds the lock for an instant; that is not somebody running."""
    for _ in range(LOCK_TRIES):
        if try_lock(descriptor):
            return True
        time.sleep(LOCK_TRY_SECONDS)
    return False


def _read(descriptor: int) -> RunRecord | None:
    try:
        return RunRecord(**json.loads(os.pread(descriptor, 4096, 0)))
    except (ValueError, TypeError):
        return None


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)
