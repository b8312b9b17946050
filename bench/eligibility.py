"""What policy costs through the server: asking what one may ask for, against reading an order; opening cases with and without.

POST /api/eligibility and GET /api/orders/{id} go to the same `makegood serve`, alternating, from one client and from many;
latencies are the client's, `cpu_ms` is user and system time of the server and of PostgreSQL for a request. Cases are opened
in this process by two engines over the same database, alternating: one with the shipped packs, one for which everything
may be asked; no HTTP is in that figure. Run it with:

    .venv/bin/python -m bench.eligibility [--requests 600] [--clients 16] [--cases 200] [--rounds 5]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle, islice

import msgspec

from bench.lifelike import chinese_orders, wishes
from bench.meter import read_cpu
from bench.processes import Program, running
from bench.site import PROCESSORS, Bench, Client, bench, cpu_seconds, postgres_pid, report, tokens
from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Policy, Request
from makegood.cases import commands as c
from makegood.cases.model import CaseType
from makegood.flows.engine import Engine, build_engine
from makegood.kit.clock import ShiftedClock
from makegood.orders import OrderInput, OrderRecorded
from makegood.policy import open_shelf

ORDERS_A_LOT = 1_000
"""Numbers between the orders of one call of `chinese_orders` and the next."""
_numbers = count(1, ORDERS_A_LOT)


@dataclass(frozen=True, slots=True)
class Call:
    """An HTTP request: GET when it has no body."""

    path: str
    token: str
    body: bytes | None = None


class Caller(Client):
    """A client that can also read."""

    async def call(self, call: Call) -> int:
        """Send it and read the answer; its status."""
        if call.body is not None:
            return (await self.post(call.path, call.token, call.body))[0]
        return await self.get(call.path, call.token)

    async def get(self, path: str, token: str) -> int:
        """The status of a GET; its answer is read to the end."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._reader is not None
        self._writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        await self._reader.readexactly(
            int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        )
        return int(head[9:12])


@dataclass
class Figures:
    """Of some kind of request: latencies in seconds, and CPU milliseconds a request by round."""

    seconds: list[float] = field(default_factory=list)
    app_ms: list[float] = field(default_factory=list)
    postgres_ms: list[float] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        """What is reported."""
        return {
            "p50_ms": statistics.median(self.seconds) * 1000,
            "p99_ms": statistics.quantiles(self.seconds, n=100)[98] * 1000,
            "cpu_ms_app": statistics.median(self.app_ms),
            "cpu_ms_postgres": statistics.median(self.postgres_ms),
        }


async def recorded(engine: Engine, inputs: Sequence[OrderInput]) -> list[OrderRecorded]:
    """Orders put on record."""
    found = []
    for outcome in await engine.record_orders(list(inputs)):
        assert isinstance(outcome, OrderRecorded), outcome
        found.append(outcome)
    return found


async def calls(site: Bench) -> dict[str, list[Call]]:
    """What buyers ask, and the reading of the same orders."""
    today = datetime.now(UTC)
    inputs = chinese_orders(next(_numbers), today)
    found = {each.external_id: each for each in await recorded(site.engine, inputs)}
    asked = [
        Call("/api/eligibility", tokens(found[wish.order.external_id])[0], msgspec.json.encode(wish.asked))
        for wish in wishes(inputs, today)
    ]
    read = [Call(f"/api/orders/{each.order_id}", tokens(each)[0]) for each in found.values()]
    return {"eligibility": asked, "order": read}


async def ask(
    site: Bench, server: Program, chosen: Sequence[Call], requests: int, clients: int, into: Figures
) -> None:
    """So many requests over so many connections."""
    waiting = islice(cycle(chosen), requests)

    async def work(caller: Caller) -> None:
        for call in waiting:
            started = time.perf_counter()
            status = await caller.call(call)
            into.seconds.append(time.perf_counter() - started)
            assert status == 200, (status, call)

    before = read_cpu(site.server, server.pid)
    await asyncio.gather(*(work(Caller(server.port)) for _ in range(clients)))
    app_ms, postgres_ms = read_cpu(site.server, server.pid).ms_since(before, requests)
    into.app_ms.append(app_ms)
    into.postgres_ms.append(postgres_ms)


async def over_http(site: Bench, requests: int, clients: int, rounds: int) -> dict[str, float]:
    """Both kinds of requests, alone and together, alternating."""
    told: dict[str, dict[str, Figures]] = defaultdict(lambda: defaultdict(Figures))
    with running(site.dsn, site.home, "serve") as server:
        kinds = await calls(site)
        for number in range(rounds + 1):
            for many, suffix in ((1, "alone"), (clients, "together")):
                for kind, chosen in kinds.items():
                    # The first round is for warming up: caches, prepared statements, the first book.
                    into = told[kind][suffix] if number else Figures()
                    await ask(site, server, chosen, requests, many, into)
            if number:
                _say(number, told)
    figures = {
        f"{kind}_{name}_{suffix}": figure
        for kind, by_suffix in told.items()
        for suffix, found in by_suffix.items()
        for name, figure in found.told().items()
    }
    ratios = {
        f"ratio_cpu_to_order_{suffix}": figures[f"eligibility_cpu_ms_app_{suffix}"] / figures[f"order_cpu_ms_app_{suffix}"]
        for suffix in ("alone", "together")
    }  # fmt: skip
    return figures | ratios


def _say(number: int, told: dict[str, dict[str, Figures]]) -> None:
    said = (f"{kind} {told[kind][s].app_ms[-1]:.2f} ms {s}" for s in ("alone", "together") for kind in told)
    print(f"round {number}, CPU of the server a request: {', '.join(said)}", flush=True)


async def openings(site: Bench, cases: int, clients: int, rounds: int) -> dict[str, float]:
    """CPU of opening a case, with policy and without."""
    clock = ShiftedClock()
    policy = Policy(await open_shelf(site.pool, clock.now(), at_once=True), "CN")
    engines = {
        "with_policy": build_engine(site.pool, clock, PROCESSORS, policy=policy),
        "without": build_engine(site.pool, clock, PROCESSORS),
    }
    told: dict[str, Figures] = defaultdict(Figures)
    for number in range(rounds + 1):
        for name, engine in engines.items():
            await open_cases(site, engine, cases, clients, told[name] if number else Figures())
        if number:
            both = ", ".join(f"{name} {told[name].app_ms[-1]:.2f} ms" for name in engines)
            print(f"round {number}, CPU of opening a case: {both}", flush=True)
    figures = {f"open_{name}_{figure}": value for name in told for figure, value in told[name].told().items()}
    ratios = {
        f"ratio_open_{part}": figures[f"open_with_policy_{part}"] / figures[f"open_without_{part}"]
        for part in ("cpu_ms_app", "cpu_ms_postgres")
    }
    return figures | ratios


async def open_cases(site: Bench, engine: Engine, cases: int, clients: int, into: Figures) -> None:
    """A case for a faulty first line of each order, a few at a time, as requests arrive."""
    today = datetime.now(UTC)
    inputs: list[OrderInput] = []
    while len(inputs) < cases:
        fresh = chinese_orders(next(_numbers), today)
        inputs += [each for each in fresh if each.status in ("delivered", "completed")]
    waiting = iter(await recorded(engine, inputs[:cases]))

    async def work() -> None:
        for order in waiting:
            buyer = Principal(PrincipalRole.BUYER, order.buyer_id)
            command = c.OpenCase(CaseType.RETURN_REFUND, (c.ItemAsked(1),), "quality")
            started = time.perf_counter()
            await engine.command(Request(buyer, command, order_id=order.order_id))
            into.seconds.append(time.perf_counter() - started)

    app, postgres = time.process_time(), cpu_seconds(postgres_pid(site.server), True)
    await asyncio.gather(*(work() for _ in range(clients)))
    into.app_ms.append((time.process_time() - app) * 1000 / cases)
    into.postgres_ms.append((cpu_seconds(postgres_pid(site.server), True) - postgres) * 1000 / cases)


async def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=600, help="of each kind in each round")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--cases", type=int, default=200, help="opened in each round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    async with bench() as site:
        figures = await over_http(site, options.requests, options.clients, options.rounds)
        figures |= await openings(site, options.cases, options.clients, options.rounds)
    report({**figures, "clients": options.clients, "rounds": options.rounds})


if __name__ == "__main__":
    asyncio.run(main())
