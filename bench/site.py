"""What the measurements stand on: an embedded PostgreSQL with fsync on, a served Makegood, a shop with orders."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from makegood.accounts import Principal, PrincipalRole, Sessions
from makegood.db.migrate import migrate
from makegood.db.pool import connect_pool
from makegood.db.throwaway import ThrowawayServer, throwaway_server
from makegood.flows.engine import Engine, build_engine
from makegood.kit.clock import ShiftedClock
from makegood.orders import OrderInput, OrderRecorded, order_from_raw

SECRET = "a secret for measurements, which nobody else uses"
PROCESSORS: dict[str, dict[str, str]] = {"internal": {}, "fake": {"webhook_secret": SECRET}}


@dataclass
class Bench:
    """A server of PostgreSQL with a migrated database, and an engine over it in this process."""

    server: ThrowawayServer
    dsn: str
    pool: asyncpg.Pool
    engine: Engine
    home: Path


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    """A durable PostgreSQL, empty but for the schema."""
    with throwaway_server(durable=True) as server, tempfile.TemporaryDirectory() as home:
        dsn = server.url()
        await migrate(dsn)
        pool = await connect_pool(dsn, 2, 8)
        try:
            yield Bench(server, dsn, pool, build_engine(pool, ShiftedClock(), PROCESSORS), Path(home))
        finally:
            pool.terminate()


def order(number: int, merchants: int = 50) -> OrderInput:
    """An order of one line of two units, paid by card, delivered two days ago."""
    now = datetime.now(UTC)
    made = order_from_raw({
        "external_id": f"B-{number}",
        "buyer": {"external_id": f"buyer-{number}", "name": "Bench Buyer"},
        "merchant": {"external_id": f"shop-{number % merchants}", "name": "Bench Shop"},
        "currency": "CNY", "status": "delivered", "placed_at": (now - timedelta(days=5)).isoformat(),
        "lines": [{"sku": "S", "product": {"external_id": f"p-{number % 1000}", "category": "misc"}, "title": "A thing",
                   "quantity": 2, "unit_price_minor": 5000}],
        "payments": [{"tender": "card", "processor": "fake", "processor_reference": f"pay-{number}",
                      "amount_minor": 10000, "paid_at": (now - timedelta(days=5)).isoformat()}],
        "parcels": [{"carrier": "SF", "tracking_no": f"SF{number}", "shipped_at": (now - timedelta(days=4)).isoformat(),
                     "delivered_at": (now - timedelta(days=2)).isoformat()}],
    })  # fmt: skip
    assert isinstance(made, OrderInput), made
    return made


async def record(engine: Engine, first: int, count: int, batch: int = 500) -> list[OrderRecorded]:
    """Record orders first .. first + count - 1."""
    recorded: list[OrderRecorded] = []
    for start in range(first, first + count, batch):
        inputs = [order(number) for number in range(start, min(start + batch, first + count))]
        for outcome in await engine.record_orders(inputs):
            assert isinstance(outcome, OrderRecorded), outcome
            recorded.append(outcome)
    return recorded


def tokens(of: OrderRecorded) -> tuple[str, str]:
    """Session tokens of an order's buyer and merchant."""
    sessions = Sessions(SECRET)
    buyer = sessions.token(Principal(PrincipalRole.BUYER, of.buyer_id))
    return buyer, sessions.token(Principal(PrincipalRole.MERCHANT, of.merchant_id))


@dataclass
class Served:
    """A process that serves, and where."""

    process: subprocess.Popen[bytes]
    port: int


@contextmanager
def serve(dsn: str, home: Path, command: str = "serve", port: int | None = None) -> Iterator[Served]:
    """`makegood serve` (or `work`) as a process of its own."""
    port = port or free_port()
    environment = {
        **os.environ, "PORT": str(port), "MAKEGOOD_DATABASE_URL": dsn, "MAKEGOOD_HOME": str(home),
        "MAKEGOOD_MODE": "test", "MAKEGOOD_SECRET": SECRET,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "makegood.cli", command], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        if command == "serve":
            _wait_until_ready(port, process)
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it was ready")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not become ready")


def cpu_seconds(pid: int, with_children: bool = False) -> float:
    """User and system time that a process (and its children) has used."""
    process = psutil.Process(pid)
    times = [process.cpu_times()]
    total = sum(t.user + t.system + t.children_user + t.children_system for t in times)
    for child in process.children(recursive=True) if with_children else []:
        try:
            used = child.cpu_times()
            total += used.user + used.system
        except psutil.NoSuchProcess:
            continue
    return float(total)


def postgres_pid(server: ThrowawayServer) -> int:
    """The postmaster's process id."""
    running = server.running
    assert running is not None
    return running.pid


class Client:
    """One keep-alive HTTP/1.1 connection that costs little: the measurements are to measure the server."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(
        self, path: str, token: str, body: bytes = b"{}", key: str | None = None
    ) -> tuple[int, bytes]:
        """Status and body of a POST."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._reader is not None
        extra = f"Idempotency-Key: {key}\r\n" if key else ""
        self._writer.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{extra}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        return int(head[9:12]), await self._reader.readexactly(length)


def report(figures: dict[str, Any]) -> None:
    """The last line: the figures as JSON."""
    import json

    print(json.dumps({name: round(v, 3) if isinstance(v, float) else v for name, v in figures.items()}))
