"""Starting the embedded server on a finished data folder, and waiting for it however long its recovery takes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from makegood.db.account import give, popen_arguments
from makegood.db.binaries import Binaries
from makegood.db.place import Place, socket_folder
from makegood.db.postmaster import Answer, RunningServer, clear_remains, knock, running_server
from makegood.db.problems import ServerDidNotStart, folder_problem
from makegood.db.tuning import Machine, configuration_text, server_settings

PORT = 5432  # names the socket file; no network port is opened
PATIENCE_SECONDS = 15 * 60
PROGRESS_EVERY_SECONDS = 5.0
SILENCE_SECONDS = 10.0
POLL_SECONDS = 0.02


def launch(
    place: Place, binaries: Binaries, say: Callable[[str], None], *, durable: bool = True
) -> RunningServer:
    """Start the server of `place`, which is not running. Raises `ServerDidNotStart`, `FolderUnusable`."""
    try:
        give(place.account, place.data)
        sockets = socket_folder(place)
        clear_remains(place.data, sockets)
        _write_configuration(place, sockets, durable=durable)
        place.start_log.write_text("")
        os.chown(place.start_log, place.account.uid, place.account.gid)
        starter = _pg_ctl(place, binaries)
    except OSError as error:
        raise folder_problem(place.folder, error) from error
    try:
        return _await_start(place, starter, say)
    finally:
        if starter.poll() is None:
            starter.kill()  # pg_ctl only watches; the server itself goes on
        starter.wait()


def await_ready(place: Place, server: RunningServer, say: Callable[[str], None]) -> bool:
    """Wait for a server that runs already. False when it stays silent or ends."""
    started = silent_since = said = time.monotonic()
    while running_server(place.data) == server:
        answer, now = knock(server), time.monotonic()
        if answer is Answer.READY:
            return True
        if answer is Answer.STARTING:
            silent_since = now
        if now - silent_since > SILENCE_SECONDS or now - started > PATIENCE_SECONDS:
            return False
        said = _report(started, said, say)
        time.sleep(POLL_SECONDS)
    return False


def _pg_ctl(place: Place, binaries: Binaries) -> subprocess.Popen[bytes]:
    """pg_ctl detaches the server from our terminal and from us, so it outlives whoever started it."""
    arguments = [
        *(binaries.program("pg_ctl"), "start", "--wait", f"--timeout={PATIENCE_SECONDS}", "--silent"),
        *("--pgdata", str(place.data), "--log", str(place.start_log)),
    ]
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        **popen_arguments(place.account),
    )  # fmt: skip


def _await_start(place: Place, starter: subprocess.Popen[bytes], say: Callable[[str], None]) -> RunningServer:
    started = said = time.monotonic()
    while True:
        ended = starter.poll()
        server = running_server(place.data)
        if server is not None and server.socket_folder and knock(server) is Answer.READY:
            return server
        if ended is not None and running_server(place.data) is None:
            raise ServerDidNotStart(_failure_text(place))
        if time.monotonic() - started > PATIENCE_SECONDS:
            raise ServerDidNotStart(
                f"PostgreSQL has not finished its recovery in {PATIENCE_SECONDS // 60} minutes. It goes on; "
                f"watch {place.logs} and start again later."
            )
        said = _report(started, said, say)
        time.sleep(POLL_SECONDS)


def _report(started: float, said: float, say: Callable[[str], None]) -> float:
    now = time.monotonic()
    if now - said < PROGRESS_EVERY_SECONDS:
        return said
    say(f"PostgreSQL is recovering what was under way when it was last cut short ({now - started:.0f} s) …")
    return now


def _write_configuration(place: Place, sockets: Path, *, durable: bool) -> None:
    settings = server_settings(_machine(), str(sockets), PORT, durable=durable)
    path = place.data / "postgresql.conf"
    path.write_text(configuration_text(settings))
    os.chown(path, place.account.uid, place.account.gid)


def _machine() -> Machine:
    shared = Path("/dev/shm")
    return Machine(
        memory_bytes=psutil.virtual_memory().total,
        cpu_count=os.cpu_count() or 1,
        shared_memory_bytes=psutil.disk_usage(str(shared)).total if shared.is_dir() else 0,
    )


def _failure_text(place: Place) -> str:
    words = _start_words(place)
    if "Read-only file system" in words:
        advice = "The disk is read-only: mount it for writing, or set MAKEGOOD_HOME to a folder that can be written."
    elif "No space left on device" in words:
        advice = "The disk is full: free some space (`df -h` shows where), then start again."
    elif "shared memory" in words or "semaphores" in words:
        advice = "The machine gives too little shared memory: end other servers or raise its limits."
    else:
        advice = f"The whole story is in {place.logs}."
    return f"PostgreSQL did not start. {advice} It said: {words or 'nothing'}"


def _start_words(place: Place) -> str:
    logs = [path for path in place.logs.glob("*.log") if path.is_file()]
    lines = []
    for path in sorted(logs, key=lambda path: path.stat().st_mtime):
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 8192))
            lines += file.read().decode(errors="replace").splitlines()
    telling = [
        line for line in lines if any(word in line for word in ("FATAL", "PANIC", "could not", "No space"))
    ]
    return " ".join(telling[-3:])
