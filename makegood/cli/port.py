"""The port to listen on: taken before anything is started, with a clear word when somebody else has it."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from makegood.cli.failure import CommandFailed
from makegood.kit.settings import Settings

if TYPE_CHECKING:
    import psutil

WAITING_CONNECTIONS = 2048
LEFTOVER_SECONDS = 15.0
NAMELESS_SECONDS = 0.5


def listen(
    settings: Settings, say: Callable[[str], None] = lambda _: None, command: str = "makegood up"
) -> socket.socket:
    """A listening socket on the host and port of `settings`. Raises `CommandFailed`.

    The server of a `makegood up` that was killed ends by itself within moments; it is waited for. `command` is what
    the caller ran, for advice that can be followed.
    """
    started = time.monotonic()
    told = False
    while True:
        try:
            return _try_to_listen(settings)
        except OSError as error:
            who = holder(settings.port) if error.errno == errno.EADDRINUSE else None
            if error.errno != errno.EADDRINUSE or time.monotonic() - started > _patience_seconds(who):
                raise CommandFailed(_refusal(settings, error, who, command)) from error
        if who is not None and not told:
            say(f"Waiting for the server of an earlier makegood (process {who.pid}) to end …")
            told = True
        time.sleep(0.1)


def _patience_seconds(who: psutil.Process | None) -> float:
    """A holder nobody can name may have ended between our try and our look, so that is worth another try."""
    if who is None:
        return NAMELESS_SECONDS
    return LEFTOVER_SECONDS if _is_leftover(who) else -1.0


def holder(port: int) -> psutil.Process | None:
    """The process that listens on `port`; None when the system does not tell."""
    import psutil

    try:
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return psutil.Process(connection.pid)
    except (psutil.Error, OSError):
        return None
    return None


def shown(process: psutil.Process) -> str:
    """Such as `python (process 4711)`."""
    import psutil

    try:
        return f"{process.name()} (process {process.pid})"
    except psutil.Error:
        return f"process {process.pid}"


def _try_to_listen(settings: Settings) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise CommandFailed(
            f"MAKEGOOD_HOST is {settings.host!r}, which is no address here: {error}."
        ) from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(WAITING_CONNECTIONS)
    except OSError:
        listener.close()
        raise
    return listener


def _is_leftover(process: psutil.Process) -> bool:
    """A server handed its socket by an `up` that is its parent no more."""
    import psutil

    try:
        if "--socket-fd" not in process.cmdline():
            return False
        parent = process.parent()
        return parent is None or "makegood" not in " ".join(parent.cmdline())
    except psutil.Error:
        return True


def _refusal(settings: Settings, error: OSError, who: psutil.Process | None, command: str) -> str:
    port = settings.port
    if error.errno == errno.EADDRINUSE:
        name = shown(who) if who else "another program"
        return f"Port {port} is taken by {name}. End it, or choose another port: PORT={free_port(port)} {command}"
    if error.errno == errno.EACCES:
        return f"This account may not listen on port {port}. Choose one above 1023: PORT=8000 {command}"
    return f"Cannot listen on {settings.host} port {port}: {error.strerror}. Check MAKEGOOD_HOST and PORT."


def free_port(taken: int) -> int:
    """A port near `taken` that is free just now."""
    for port in range(taken + 1, min(taken + 50, 65536)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
