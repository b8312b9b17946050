"""Processes of the product that a measurement starts, kills and starts again; their words go into a file each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.site import SECRET, free_port

READY_SECONDS = 60.0
STOP_SECONDS = 20.0


@dataclass
class Program:
    """`makegood serve` or `makegood work` on a database. `port` is where the server listens, through all its lives."""

    command: str
    dsn: str
    home: Path
    port: int = field(default_factory=free_port)
    lives: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None, f"makegood {self.command} was not started"
        return self._process.pid

    @property
    def log(self) -> Path:
        """Where its words are, those of all its lives."""
        return self.home / f"{self.command}-{self.port}.log"

    def start(self) -> None:
        """Start it and return at once."""
        environment = {
            **os.environ, "PORT": str(self.port), "MAKEGOOD_DATABASE_URL": self.dsn, "MAKEGOOD_HOME": str(self.home),
            "MAKEGOOD_MODE": "test", "MAKEGOOD_SECRET": SECRET,
        }  # fmt: skip
        with self.log.open("ab") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "makegood.cli", self.command],
                env=environment, stdin=subprocess.DEVNULL, stdout=words, stderr=words,
            )  # fmt: skip
        self.lives += 1

    def is_running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9, and reap it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End it politely, and by force when it is slow."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def wait_until_ready(self, path: str = "/health/ready") -> None:
        """Return once the server answers `path` with 200. Raises RuntimeError with its last words."""
        deadline = time.monotonic() + READY_SECONDS
        while not answers(self.port, path):
            if not self.is_running() or time.monotonic() > deadline:
                raise RuntimeError(f"makegood {self.command} is not ready; it said: {self.last_words()}")
            time.sleep(0.02)

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""


def answers(port: int, path: str) -> bool:
    """Whether the server at a port answers a path with 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


@contextmanager
def running(dsn: str, home: Path, command: str) -> Iterator[Program]:
    """A program for the length of a `with`; a server is ready when it begins."""
    program = Program(command, dsn, home)
    program.start()
    try:
        if command == "serve":
            program.wait_until_ready()
        yield program
    finally:
        program.stop()
