"""Crashes: kill -9 of server, worker and PostgreSQL at random moments under load, a hundred times; then everything is audited.

Clients take returns from opening to inspection over HTTP, each step with an Idempotency-Key, and repeat a step with the
same key until it is answered. What was killed is started again at once. Exit code 1 when anything was lost or doubled:

    .venv/bin/python -m bench.crash [--kills 100] [--clients 12] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import random
import signal
import statistics
import sys
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

import asyncpg

from bench.audit import Answered, findings
from bench.processes import Program, answers, running
from bench.returns import STEPS, Step, opening, until_quiet, until_settled
from bench.site import Bench, Client, bench, postgres_pid, record, report, tokens
from makegood.db.pool import CONNECTION_LOST
from makegood.orders import OrderRecorded

OPENING = Step("open", "", 0, b"", "case.opened")
RETRY_SECONDS = 0.1
ANSWER_SECONDS = 30.0
AGAIN = frozenset({425, 429, 500, 502, 503, 504})
SETTLING_SECONDS = 240.0
SUPPLY = 100
VICTIMS = ("server", "worker", "postgres", "backend", "everything")
WEIGHTS = (35, 25, 25, 10, 5)


class Line(Client):
    """A connection that can be given up."""

    def close(self) -> None:
        """Drop it; what was under way on it is not known."""
        if self._writer is not None:
            self._writer.close()


@dataclass
class Load:
    """What the clients do and what they were told."""

    site: Bench
    server: Program
    orders: int = 0
    answered: list[Answered] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    repeats: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    ending: bool = False


async def client(load: Load, todo: asyncio.Queue[OrderRecorded]) -> None:
    """One customer after the other, each return finished once begun."""
    while not load.ending:
        if todo.empty():
            await asyncio.sleep(RETRY_SECONDS)
            continue
        order = todo.get_nowait()
        load.orders += 1
        who, line = tokens(order), Line(load.server.port)
        body = opening(order.external_id)
        line, answer = await until_answered(
            load, line, "/api/cases", who[0], body, f"{order.order_id}-open", OPENING
        )
        for step in STEPS if answer else ():
            case_id = str(answer["id"])
            path = f"/api/cases/{case_id}/{step.resource}"
            key = f"{order.order_id}-{step.resource}"
            line, _ = await until_answered(load, line, path, who[step.role], step.body(case_id), key, step)
        line.close()


async def until_answered(
    load: Load, line: Line, path: str, token: str, body: bytes, key: str, step: Step
) -> tuple[Line, dict[str, str]]:
    """Send a step with the same key until there is an answer; the connection to go on with, and the case."""
    started = time.perf_counter()
    while True:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                status, answer = await line.post(path, token, body, key)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            load.repeats[type(error).__name__] += 1
            line.close()
            line = Line(load.server.port)
            await asyncio.sleep(RETRY_SECONDS)
            continue
        if status in AGAIN:
            load.repeats[str(status)] += 1
            await asyncio.sleep(RETRY_SECONDS)
            continue
        load.waits.append(time.perf_counter() - started)
        return line, take(load, step, status, answer)


def take(load: Load, step: Step, status: int, answer: bytes) -> dict[str, str]:
    """Note an answer. A plain return is never refused: a refusal here means that something happened twice or not at all."""
    if status not in (200, 201):
        load.refused.append(f"{step.name}: {status} {answer[:300].decode(errors='replace')}")
        return {}
    case: dict[str, str] = json.loads(answer)
    load.answered.append(Answered(int(case["id"]), int(case["version"]), step.event))
    return case


@dataclass
class Killer:
    """Kills at random moments and brings back what it killed."""

    site: Bench
    server: Program
    worker: Program
    dice: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    away: list[float] = field(default_factory=list)

    async def once(self) -> str:
        """One kill, a moment's rest where it lies, and its return; who it was."""
        victim = self.dice.choices(VICTIMS, WEIGHTS)[0]
        started = time.perf_counter()
        if victim in ("server", "everything"):
            self.server.kill()
        if victim in ("worker", "everything"):
            self.worker.kill()
        if victim in ("postgres", "everything"):
            os.kill(postgres_pid(self.site.server), signal.SIGKILL)
        if victim == "backend":
            await self._kill_backend()
        await asyncio.sleep(self.dice.random() * 0.3)
        await self.heal()
        self.kills[victim] += 1
        self.away.append(time.perf_counter() - started)
        return victim

    async def _kill_backend(self) -> None:
        """One connection's process: PostgreSQL then ends all of them and recovers by itself."""
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            pids = await self.site.pool.fetch(
                "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'makegood%' AND pid <> pg_backend_pid()"
            )
            if pids:
                with suppress(ProcessLookupError):
                    os.kill(self.dice.choice(pids)["pid"], signal.SIGKILL)

    async def heal(self) -> None:
        """Start again whatever does not run, and wait until the server answers."""
        if self.site.server.running is None:
            await asyncio.to_thread(self.site.server.restart)
        for program in (self.server, self.worker):
            if not program.is_running():
                program.start()
        deadline = time.monotonic() + SETTLING_SECONDS
        while not await asyncio.to_thread(answers, self.server.port, "/health/ready"):
            if time.monotonic() > deadline:
                raise RuntimeError(f"the server does not come back; it said: {self.server.last_words()}")
            if not self.server.is_running():
                self.server.start()
            await asyncio.sleep(0.05)


async def keep_supplied(load: Load, todo: asyncio.Queue[OrderRecorded]) -> None:
    """Record orders ahead of the clients; while the database is away there are none."""
    first = 0
    while not load.ending:
        if todo.qsize() < SUPPLY:
            with suppress(*CONNECTION_LOST, asyncpg.PostgresError, TimeoutError, AssertionError):
                for order in await record(load.site.engine, first, SUPPLY):
                    todo.put_nowait(order)
                first += SUPPLY  # a batch that failed is sent again: the same orders change nothing
        await asyncio.sleep(0.05)


async def attack(load: Load, killer: Killer, options: argparse.Namespace) -> None:
    """Load and kills side by side; then every return that was begun is finished."""
    todo: asyncio.Queue[OrderRecorded] = asyncio.Queue()
    supply = asyncio.create_task(keep_supplied(load, todo))
    clients = [asyncio.create_task(client(load, todo)) for _ in range(options.clients)]
    for number in range(1, options.kills + 1):
        await asyncio.sleep(options.pause_seconds * 2 * killer.dice.random())
        victim = await killer.once()
        if number % 10 == 0 or number == options.kills:
            print(
                f"{number}/{options.kills} kills, the last of {victim}; {load.orders} returns begun, "
                f"{len(load.answered)} commands answered, {load.repeats.total()} repeats",
                flush=True,
            )
    load.ending = True
    await supply
    await finish(clients)


async def finish(clients: list[asyncio.Task[None]]) -> None:
    """Let the clients end what they have begun."""
    _, late = await asyncio.wait(clients, timeout=SETTLING_SECONDS)
    if late:
        raise TimeoutError(f"{len(late)} clients are still without an answer")
    for task in clients:
        task.result()


async def settle(site: Bench) -> list[str]:
    """Wait for the refunds. The leases of killed workers run out within a minute."""
    try:
        await until_settled(site, SETTLING_SECONDS)
        await until_quiet(site, SETTLING_SECONDS)
    except TimeoutError as error:
        return [str(error)]
    return []


async def measure(site: Bench, options: argparse.Namespace) -> int:
    """Attack, settle, audit; the number of findings."""
    with ExitStack() as stack:
        server = stack.enter_context(running(site.dsn, site.home, "serve"))
        worker = stack.enter_context(running(site.dsn, site.home, "work"))
        load, killer = Load(site, server), Killer(site, server, worker, random.Random(options.seed))
        started = time.perf_counter()
        await attack(load, killer, options)
        print(f"{load.orders} returns begun and finished; waiting for their refunds", flush=True)
        found = await settle(site)
    found += load.refused + await findings(site.pool, load.answered, load.orders)
    for finding in found[:20]:
        print(f"  {finding}", flush=True)
    report({
        "kills": killer.kills.total(), **{f"kills_{name}": killer.kills[name] for name in VICTIMS},
        "commands": len(load.answered), "returns": load.orders, "repeats": load.repeats.total(),
        "findings": len(found), "seconds": time.perf_counter() - started,
        "p50_seconds_away": statistics.median(killer.away) if killer.away else 0.0,
        "longest_wait_seconds": max(load.waits, default=0.0), "seed": options.seed,
    })  # fmt: skip
    return len(found)


async def main() -> int:
    """Measure and report; 1 when there are findings."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument(
        "--pause-seconds", type=float, default=0.7, help="mean time between a return and the next kill"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # The pool of the bench itself loses its connections with every kill, and says so at length.
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)
    async with bench() as site:
        return 1 if await measure(site, options) else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
