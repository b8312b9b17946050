"""A server for tests and measurements: in a temporary folder, gone with whoever asked for it."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from makegood.db.account import account_of, can_enter, server_account
from makegood.db.embedded import database_url, start_server
from makegood.db.file_lock import open_lock_file, try_lock
from makegood.db.place import Place, open_place
from makegood.db.postmaster import RunningServer, running_server, stop

PREFIX = "makegood-throwaway-"
NEWBORN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ThrowawayServer:
    """A server on a folder of its own. After a kill `restart` brings it back at the same address."""

    place: Place
    password: str
    durable: bool

    @property
    def running(self) -> RunningServer | None:
        """The server's process, None when it does not run."""
        return running_server(self.place.data)

    def url(self, database: str = "makegood") -> str:
        """The address of `database` on this server, which runs."""
        running = self.running
        assert running is not None, "the throwaway server is not running"
        return database_url(running, self.password, database)

    def restart(self) -> None:
        """Start the server after it was killed or stopped."""
        start_server(self.place, self.password, durable=self.durable)


@contextmanager
def throwaway_server(*, durable: bool = True) -> Iterator[ThrowawayServer]:
    """A new server for the length of a `with`. What killed predecessors left behind is cleared first."""
    parent = _parent()
    _clear_abandoned(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    folder.chmod(0o711)
    lock = open_lock_file(folder / "owner.lock")
    try_lock(lock)
    server = ThrowawayServer(
        open_place(folder / "postgres", server_account(folder)), secrets.token_hex(16), durable
    )
    try:
        start_server(server.place, server.password, durable=durable)
        yield server
    finally:
        _remove(folder)
        os.close(lock)


def _parent() -> Path:
    """The temporary folder, or another one when the account of the server cannot enter it."""
    choices = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]
    return next((folder for folder in choices if can_enter(server_account(folder), folder)), choices[0])


def _clear_abandoned(parent: Path) -> None:
    """Folders whose owner is gone: the kernel has freed its lock. The newest may not have locked theirs yet."""
    for folder in parent.glob(f"{PREFIX}*"):
        lock = folder / "owner.lock"
        with contextlib.suppress(OSError):
            if not lock.is_file() or time.time() - lock.stat().st_mtime < NEWBORN_SECONDS:
                continue
            if os.geteuid() not in (0, folder.stat().st_uid):
                continue
            descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
            try:
                if try_lock(descriptor):
                    _remove(folder)
            finally:
                os.close(descriptor)


def _remove(folder: Path) -> None:
    place = folder / "postgres"
    if place.is_dir():
        data = Place(place, account_of(place.stat().st_uid)).data
        running = running_server(data)
        if running is not None:
            stop(running, data)
    shutil.rmtree(folder, ignore_errors=True)
