"""A child process of `makegood up`, and its words, which go into a log file of limited size."""

from __future__ import annotations

import logging
import logging.handlers
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from makegood.cli.parent_watch import VARIABLE

LOG_BYTES = 10 * 1024 * 1024
OLD_LOGS = 3
LAST_LINES = 20


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """How a child is started. `socket_fds` are handed down to it."""

    name: str
    arguments: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    socket_fds: tuple[int, ...] = ()


class Child:
    """One run of a plan. A session of its own keeps our terminal's Ctrl-C from it: we stop it ourselves, in order."""

    def __init__(self, plan: ChildPlan, echo: Callable[[str], None] | None = None) -> None:
        self.plan = plan
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._echo = echo
        self._process = subprocess.Popen(
            plan.arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **plan.environment, VARIABLE: str(os.getpid())}, pass_fds=plan.socket_fds,
            start_new_session=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._keep_words, daemon=True, name=f"log of {plan.name}")
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def how_it_ended(self) -> str | None:
        """`exit code 3` or `signal SIGKILL`; None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        self._reader.join(timeout=1)
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def ask_to_stop(self) -> None:
        """Tell it to end."""
        if self._process.poll() is None:
            self._process.terminate()

    def stop(self, patience_seconds: float) -> None:
        """End it: politely, and after `patience_seconds` by force."""
        self.ask_to_stop()
        try:
            self._process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=1)

    def _keep_words(self) -> None:
        assert self._process.stdout is not None
        handler = logging.handlers.RotatingFileHandler(
            self.plan.log, maxBytes=LOG_BYTES, backupCount=OLD_LOGS, encoding="utf-8", delay=True
        )
        handler.handleError = lambda record: None  # type: ignore[method-assign]  # a full disk must not stop the child
        with self._process.stdout as stream:
            for raw in stream:
                line = raw.decode(errors="replace").rstrip("\n")
                self.last_lines.append(line)
                handler.emit(logging.LogRecord(self.plan.name, logging.INFO, "", 0, line, None, None))
                if self._echo is not None:
                    self._echo(f"{self.plan.name}: {line}")
        handler.close()
