"""A lock between processes on a file. The kernel frees it when its holder ends, however it ends, so none is ever stale."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from makegood.db.problems import folder_problem

POLL_SECONDS = 0.05


def open_lock_file(path: Path) -> int:
    """A descriptor of the lock file at `path`, made if need be. Raises `FolderUnusable`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise folder_problem(path, error) from error


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Whether the lock was got at once."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def exclusive_lock(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock at `path`. `waiting` is called once when somebody else has it. Raises `FolderUnusable`."""
    descriptor = open_lock_file(path)
    try:
        if not try_lock(descriptor):
            waiting()
            while not try_lock(descriptor):
                time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)
