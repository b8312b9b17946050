"""A running server: which process it is, whether it answers, how it is stopped."""

from __future__ import annotations

import os
import signal
import socket
import struct
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import psutil

from makegood.db.problems import ServerDidNotStop

POLL_SECONDS = 0.02
FAST_STOP_SECONDS = 180.0
IMMEDIATE_STOP_SECONDS = 30.0
ORPHAN_PATIENCE_SECONDS = 5.0
PROTOCOL_3 = 196608


class Answer(Enum):
    """What a server says to somebody who knocks."""

    READY = "ready"
    STARTING = "starting"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class RunningServer:
    """What a server wrote into its `postmaster.pid`."""

    pid: int
    socket_folder: str
    port: int


def running_server(data: Path) -> RunningServer | None:
    """The server that runs on `data`. A pid file whose process is gone or is somebody else's does not count."""
    noted = _read_pid_file(data)
    return noted if noted is not None and runs_on(noted.pid, data) else None


def runs_on(pid: int, data: Path) -> bool:
    """Whether the process `pid` is a PostgreSQL that stands in the folder `data`."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
            return False
        return os.path.samefile(process.cwd(), data)
    except (psutil.Error, OSError):
        return False


def knock(server: RunningServer) -> Answer:
    """Begin to sign in, and read how the server takes it. Nothing is signed in and nothing is logged."""
    words = b"user\0makegood\0database\0makegood\0application_name\0makegood knock\0\0"
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2.0)
            line.connect(str(Path(server.socket_folder) / f".s.PGSQL.{server.port}"))
            line.sendall(struct.pack("!ii", len(words) + 8, PROTOCOL_3) + words)
            answer = line.recv(1024)
    except OSError:
        return Answer.SILENT
    if not answer:
        return Answer.SILENT
    return Answer.STARTING if b"C57P03\0" in answer else Answer.READY


def stop(server: RunningServer, data: Path) -> None:
    """Stop the server: politely, then at once (it recovers at its next start). Raises `ServerDidNotStop`."""
    _signal(server.pid, signal.SIGINT)
    if _gone(server.pid, data, FAST_STOP_SECONDS):
        return
    _signal(server.pid, signal.SIGQUIT)
    if not _gone(server.pid, data, IMMEDIATE_STOP_SECONDS):
        raise ServerDidNotStop(
            f"PostgreSQL (process {server.pid}) does not stop. See its log in {data.parent / 'logs'}; "
            f"as a last resort `kill -9 {server.pid}`, the next start recovers the data."
        )


def clear_remains(data: Path, socket_folder: Path) -> None:
    """After a kill, with no server running: end the dead one's children, and drop the files that name its process.

    PostgreSQL believes such a file when the number belongs to a process again, or still to a zombie nobody reaps.
    """
    noted = _read_pid_file(data)
    if noted is not None:
        _end_orphans(data)
        if psutil.pid_exists(noted.pid) and not runs_on(noted.pid, data):
            (data / "postmaster.pid").unlink(missing_ok=True)
    for leftover in socket_folder.glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)


def end_makers(unfinished: Path) -> None:
    """End an initdb, and its servers, that a killed start left at work on the data folder `unfinished`."""
    while makers := [process for process in psutil.process_iter() if _makes(process, unfinished)]:
        for process in makers:
            _signal(process.pid, signal.SIGKILL)
        time.sleep(POLL_SECONDS)


def _makes(process: psutil.Process, unfinished: Path) -> bool:
    if runs_on(process.pid, unfinished):
        return True
    try:
        return process.name() == "initdb" and str(unfinished) in process.cmdline()
    except psutil.Error:
        return False


def _end_orphans(data: Path) -> None:
    """Backends notice within moments that their server died; those that compute on are told."""
    deadline = time.monotonic() + ORPHAN_PATIENCE_SECONDS
    while orphans := [process for process in psutil.process_iter() if runs_on(process.pid, data)]:
        overdue = time.monotonic() > deadline
        for process in orphans:
            _signal(process.pid, signal.SIGKILL if overdue else signal.SIGTERM)
        time.sleep(POLL_SECONDS * 5)


def _read_pid_file(data: Path) -> RunningServer | None:
    """Line 1 is the process, 4 the port, 5 the socket folder; a file cut short gives what it has."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        lines += [""] * (5 - len(lines))
        return RunningServer(abs(int(lines[0])), lines[4].strip(), int(lines[3] or 5432))
    except (OSError, ValueError, IndexError):
        return None


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _gone(pid: int, data: Path, patience_seconds: float) -> bool:
    deadline = time.monotonic() + patience_seconds
    while runs_on(pid, data):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
