"""A complete return & refund (open, approve, ship back, receive, inspect, refund, settle) in CPU milliseconds.

Over HTTP against `makegood serve`, with `makegood work` and the fake processor, PostgreSQL with fsync on. Rounds of
one client and of many alternate; the figures are medians. Run it with:

    .venv/bin/python -m bench.return_flow [--flows 400] [--concurrency 32] [--rounds 3] [--alone 60]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from bench.meter import Cpu, read_cpu
from bench.processes import Program, running
from bench.returns import STEP_NAMES, do_return, until_quiet, until_settled
from bench.site import Bench, Client, bench, record, report
from makegood.orders import OrderRecorded

MEDUSA_CPU_MS = 700
"""Medusa 2.21, a complete return & refund, application plus PostgreSQL: "about 700 on this kind of machine", says the
requirement that this measurement answers. A constant, not run here: the ratio stands for a magnitude."""

SETTLING = """
SELECT extract(epoch FROM s.at - i.at) * 1000 AS ms FROM case_events i JOIN case_events s USING (bucket, case_id)
WHERE i.name = 'case.return_inspected' AND s.name = 'case.settled' AND i.at >= $1
"""


@dataclass
class Round:
    """What one round of flows took. Latencies are seconds by step."""

    flows: int
    seconds: float = 0.0
    app_ms: float = 0.0
    postgres_ms: float = 0.0
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def total_ms(self) -> float:
        """CPU a flow, application and PostgreSQL."""
        return self.app_ms + self.postgres_ms


@dataclass
class Site:
    """The bench with both processes of the product running."""

    bench: Bench
    server: Program
    worker: Program
    numbers: Iterator[int] = field(default_factory=lambda: count(step=100_000))

    def cpu(self) -> Cpu:
        """What everything has used so far."""
        return read_cpu(self.bench.server, self.server.pid, self.worker.pid)


async def run_round(site: Site, flows: int, clients: int) -> Round:
    """So many flows over so many connections, until the last refund is settled; the CPU until all is quiet."""
    orders = iter(await record(site.bench.engine, next(site.numbers), flows))
    done = Round(flows)
    before, started = site.cpu(), time.perf_counter()
    await asyncio.gather(*(_client(Client(site.server.port), orders, done) for _ in range(clients)))
    await until_settled(site.bench)
    done.seconds = time.perf_counter() - started
    await until_quiet(site.bench)
    done.app_ms, done.postgres_ms = site.cpu().ms_since(before, flows)
    return done


async def _client(client: Client, orders: Iterator[OrderRecorded], done: Round) -> None:
    for order in orders:
        await do_return(client, order, lambda name, seconds: done.latencies[name].append(seconds))


async def idle_ms(site: Site, seconds: float) -> float:
    """CPU ms that everything uses in a second when nothing happens; it is part of every round's figures."""
    before = site.cpu()
    await asyncio.sleep(seconds)
    return sum(site.cpu().ms_since(before, 1)) / seconds


def latency_figures(rounds: Sequence[Round], suffix: str) -> dict[str, float]:
    """Median latency by step, in ms."""
    return {
        f"p50_ms_{name.replace(' ', '_')}{suffix}": statistics.median(s for r in rounds for s in r.latencies[name]) * 1000
        for name in STEP_NAMES
    }  # fmt: skip


def figures(many: Sequence[Round], alone: Sequence[Round]) -> dict[str, float]:
    """Medians over rounds; the names without a suffix are those of many clients at once."""
    total = statistics.median(r.total_ms for r in many)
    return {
        "cpu_ms_flow": total,
        "cpu_ms_app": statistics.median(r.app_ms for r in many),
        "cpu_ms_postgres": statistics.median(r.postgres_ms for r in many),
        "flows_per_second": statistics.median(r.flows / r.seconds for r in many),
        "ratio_medusa_to_ours": MEDUSA_CPU_MS / total,
        "cpu_ms_flow_alone": statistics.median(r.total_ms for r in alone),
        "cpu_ms_app_alone": statistics.median(r.app_ms for r in alone),
        "cpu_ms_postgres_alone": statistics.median(r.postgres_ms for r in alone),
        "flows_per_second_alone": statistics.median(r.flows / r.seconds for r in alone),
    }


async def measure(site: Site, options: argparse.Namespace) -> None:
    """A round to warm up, then both kinds of rounds in turn."""
    print("warming up", flush=True)
    await run_round(site, max(options.flows // 4, options.concurrency), options.concurrency)
    idle = await idle_ms(site, options.idle_seconds)
    since = site.bench.engine.clock.now()
    many: list[Round] = []
    alone: list[Round] = []
    for number in range(options.rounds):
        many.append(await run_round(site, options.flows, options.concurrency))
        alone.append(await run_round(site, options.alone, 1))
        print(
            f"round {number + 1}: {told(many[-1])} at {options.concurrency}; {told(alone[-1])} at 1",
            flush=True,
        )
    settling = [float(row["ms"]) for row in await site.bench.pool.fetch(SETTLING, since)]
    report({
        **figures(many, alone), **latency_figures(many, ""), **latency_figures(alone, "_alone"),
        "p50_ms_settle": statistics.median(settling), "cpu_ms_idle_per_second": idle,
        "concurrency": options.concurrency, "flows": options.flows, "rounds": options.rounds,
    })  # fmt: skip


def told(done: Round) -> str:
    """A round in words."""
    return (
        f"{done.total_ms:.1f} ms CPU a flow (app {done.app_ms:.1f}, postgres {done.postgres_ms:.1f}), "
        f"{done.flows / done.seconds:.0f} flows/s"
    )


async def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flows", type=int, default=400, help="flows of a round of many clients")
    parser.add_argument("--alone", type=int, default=60, help="flows of a round of one client")
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--idle-seconds", type=float, default=3.0)
    options = parser.parse_args()
    async with bench() as site:
        with running(site.dsn, site.home, "serve") as server, running(site.dsn, site.home, "work") as worker:
            await measure(Site(site, server, worker), options)


if __name__ == "__main__":
    asyncio.run(main())
