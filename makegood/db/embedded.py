"""The embedded PostgreSQL of an installation: started if need be, adopted if it runs, stopped when told."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from makegood.db.binaries import find_binaries
from makegood.db.cluster import DATABASE, ROLE, data_major, initialise, is_finished, reset_password
from makegood.db.file_lock import exclusive_lock, open_lock_file, try_lock
from makegood.db.launch import await_ready, launch
from makegood.db.place import Place, existing_place, find_place, forget_socket_folder
from makegood.db.postmaster import Answer, RunningServer, knock, running_server, stop
from makegood.db.problems import folder_problem
from makegood.db.program_copy import reachable_binaries
from makegood.kit.secret_files import kept_secret
from makegood.kit.settings import Settings

Say = Callable[[str], None]

_uses: dict[Path, int] = {}  # lock descriptors that show the servers this process uses; the kernel frees them


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """`state` is `external`, `absent` (never made), `stopped`, `starting` or `running`; paths where they are known."""

    state: str
    pid: int | None = None
    folder: Path | None = None
    account: str | None = None


def silent(_: str) -> None:
    """Say nothing."""


def ensure_server(settings: Settings, say: Say = silent) -> str:
    """The address of the database, its server running and answering. Raises `DatabaseProblem`.

    With `MAKEGOOD_DATABASE_URL` that is the address, and nothing is started. `say` is told of long steps.
    """
    if settings.database_url is not None:
        return settings.database_url
    lock = settings.run_folder / "server.lock"
    with exclusive_lock(
        lock, lambda: say("Waiting for another makegood that is starting or stopping the database …")
    ):
        place = find_place(settings, say)
        password, is_new = _password(settings)
        server = _adopt(place, say, restart=is_new) or start_server(place, password, say, reset=is_new)
        _note_use(settings)
    return database_url(server, password)


def start_server(
    place: Place, password: str, say: Say = silent, *, reset: bool = False, durable: bool = True
) -> RunningServer:
    """Start the server of `place`, its data folder made on first use; `reset` gives our role `password` anew."""
    finished = is_finished(place)
    found = find_binaries(data_major(place.data) if finished else None)
    try:
        binaries = reachable_binaries(place, found)
    except OSError as error:
        raise folder_problem(place.folder, error) from error
    if not finished:
        initialise(place, binaries, password, say, durable=durable)
    elif reset:
        say("The password of the database was missing from the secrets; it gets a new one.")
        reset_password(place, binaries, password)
    return launch(place, binaries, say, durable=durable)


def stop_server(settings: Settings, *, unless_used: bool = False) -> bool:
    """Stop the embedded server. False when it did not run, or, `unless_used`, when another process uses it."""
    if settings.database_url is not None or not settings.run_folder.is_dir():
        return False
    with exclusive_lock(settings.run_folder / "server.lock"):
        place = existing_place(settings)
        server = running_server(place.data) if place else None
        _forget_use(settings)
        if place is None or server is None or (unless_used and _is_used(settings)):
            return False
        stop(server, place.data)
        forget_socket_folder(place)
    return True


def server_status(settings: Settings) -> ServerStatus:
    """How the embedded server is; starts and makes nothing."""
    if settings.database_url is not None:
        return ServerStatus("external")
    place = existing_place(settings)
    if place is None or not is_finished(place):
        return ServerStatus("absent", folder=place.data if place else None)
    server = running_server(place.data)
    if server is None:
        return ServerStatus("stopped", folder=place.data, account=place.account.name)
    state = "running" if knock(server) is Answer.READY else "starting"
    return ServerStatus(state, server.pid, place.data, place.account.name)


def database_url(server: RunningServer, password: str, database: str = DATABASE) -> str:
    """The address of `database` on an embedded server, as asyncpg and libpq read it."""
    folder = quote(server.socket_folder, safe="")
    return f"postgresql://{ROLE}:{password}@/{database}?host={folder}&port={server.port}"


def _adopt(place: Place, say: Say, *, restart: bool) -> RunningServer | None:
    """The server that runs already, whoever started it. One that does not answer is stopped, to be started anew."""
    server = running_server(place.data)
    if server is None:
        return None
    if not restart and await_ready(place, server, say):
        return running_server(place.data)
    if running_server(place.data) == server:
        say(f"Restarting PostgreSQL (process {server.pid}).")
        stop(server, place.data)
    return None


def _password(settings: Settings) -> tuple[str, bool]:
    path = settings.secrets_folder / "postgres.password"
    try:
        is_new = not path.is_file()
        return kept_secret(path), is_new
    except OSError as error:
        raise folder_problem(path, error) from error


def _use_file(settings: Settings) -> Path:
    return settings.run_folder / "server.users"


def _note_use(settings: Settings) -> None:
    path = _use_file(settings)
    if path not in _uses:
        descriptor = open_lock_file(path)
        try_lock(descriptor, shared=True)
        _uses[path] = descriptor


def _forget_use(settings: Settings) -> None:
    descriptor = _uses.pop(_use_file(settings), None)
    if descriptor is not None:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _is_used(settings: Settings) -> bool:
    descriptor = open_lock_file(_use_file(settings))
    try:
        return not try_lock(descriptor)
    finally:
        os.close(descriptor)
