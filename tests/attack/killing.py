"""Server, worker and PostgreSQL as programs that can be killed, and clients that do not give up."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from makegood.db.throwaway import ThrowawayServer
from makegood.kit.settings import Mode
from tests.web_app import SECRET

ANSWERED_WITHIN_SECONDS = 150


@dataclass
class Program:
    """`makegood serve` or `makegood work`, over and over."""

    command: str
    dsn: str
    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **os.environ, "PORT": str(self.port), "MAKEGOOD_DATABASE_URL": self.dsn, "MAKEGOOD_HOME": str(self.home),
            "MAKEGOOD_MODE": Mode.TEST.value, "MAKEGOOD_SECRET": SECRET,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "makegood.cli", self.command],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def strike(self) -> None:
        """Kill it without a word, and start it again."""
        self.stop(signal.SIGKILL)
        self.start()

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(with_signal)
            self.process.wait(30)
            self.process = None


@dataclass
class Postgres:
    """The database server, over and over."""

    server: ThrowawayServer

    def strike(self) -> None:
        """Kill the postmaster without a word, and start it again."""
        running = self.server.running
        assert running is not None
        os.kill(running.pid, signal.SIGKILL)
        self.server.restart()


@dataclass
class Client:
    """Sends each command with a key, again and again, until it is answered; keeps what was answered."""

    url: str
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    repeats: int = 0
    http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=10, verify=False))

    async def post(self, path: str, token: str, body: object, key: str) -> tuple[int, bytes]:
        """The answer that the command got in the end."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        async with asyncio.timeout(ANSWERED_WITHIN_SECONDS):
            while True:
                try:
                    answer = await self.http.post(self.url + path, json=body, headers=headers)
                except httpx.HTTPError:
                    answer = None
                if answer is not None and answer.status_code < 500:
                    found = (answer.status_code, answer.content)
                    self.answers[key] = found
                    return found
                assert answer is None or answer.status_code == 503, answer.text
                self.repeats += 1
                await asyncio.sleep(0.05)  # nothing tells a client when a server is back
