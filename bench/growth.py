"""Growth: what a command costs with 10^4, 10^5 and 10^6 cases on file, and whether memory stays flat over 10^5 commands.

The past is copied set-based in SQL from cases that went through the product (bench/history.py); the commands are sent
over HTTP to cases picked at random from all of it. The whole book is checked at the end. Run it with:

    .venv/bin/python -m bench.growth [--sizes 10000 100000 1000000] [--cases 500] [--memory-commands 100000]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from dataclasses import dataclass

from bench.commands import STEPS, http_round
from bench.families import Maker
from bench.history import History
from bench.meter import memory_mib, read_cpu
from bench.processes import running
from bench.site import SECRET, Bench, bench, report
from makegood.accounts import Principal, PrincipalRole, Sessions
from makegood.ledger import check_ledger

TEMPLATES = 200
SHARES = {"settled": 0.5, "asked": 0.5}
# Untouched copies; the templates themselves must stay as they are for the next size.
PICK = """
SELECT id, buyer_id, merchant_id FROM cases WHERE stage = 'awaiting_merchant' AND version = 1
    AND id NOT IN (SELECT case_id FROM bench_templates) ORDER BY random() LIMIT $1
"""
WARM_SHARE = 0.2
SAMPLES = 10

Work = list[tuple[str, tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took at one size: CPU ms of the server and of PostgreSQL, median latency in ms."""

    app_ms: float
    postgres_ms: float
    p50_ms: float

    @property
    def cpu_ms(self) -> float:
        """Both together."""
        return self.app_ms + self.postgres_ms


async def pick(site: Bench, count: int) -> Work:
    """Cases of the past that nobody has touched yet, at random, with the tokens of their buyer and merchant."""
    sessions = Sessions(SECRET)
    rows = await site.pool.fetch(PICK, count)
    return [
        (
            str(row["id"]),
            (
                sessions.token(Principal(PrincipalRole.BUYER, row["buyer_id"])),
                sessions.token(Principal(PrincipalRole.MERCHANT, row["merchant_id"])),
            ),
        )
        for row in rows
    ]


async def cost(site: Bench, options: argparse.Namespace) -> Cost:
    """The median of some rounds against a server that has just been started and warmed up."""
    costs = []
    with running(site.dsn, site.home, "serve") as server:
        await http_round(server.port, await pick(site, options.cases), options.connections, False)
        for _ in range(options.rounds):
            work = await pick(site, options.cases)
            before = read_cpu(site.server, server.pid)
            _, latencies = await http_round(server.port, work, options.connections, False)
            app_ms, postgres_ms = read_cpu(site.server, server.pid).ms_since(before, len(latencies))
            costs.append(Cost(app_ms, postgres_ms, statistics.median(latencies) * 1000))
    return sorted(costs, key=lambda each: each.cpu_ms)[len(costs) // 2]


async def grow_to(history: History, size: int) -> None:
    """Copy until there are about so many cases."""
    there = int(await history.site.pool.fetchval("SELECT count(*) FROM cases"))
    missing = max(0, size - there)
    seconds = await history.grow({family: int(missing * share) for family, share in SHARES.items()})
    print(f"{size:,} cases on file: {missing:,} copied in {seconds:.0f} s", flush=True)


async def costs_by_size(history: History, options: argparse.Namespace) -> dict[int, Cost]:
    """What a command costs at each size."""
    found = {}
    for size in sorted(options.sizes):
        await grow_to(history, size)
        found[size] = await cost(history.site, options)
        print(
            f"{size:,} cases: {found[size].cpu_ms:.2f} ms CPU a command (app {found[size].app_ms:.2f}, "
            f"postgres {found[size].postgres_ms:.2f}), p50 {found[size].p50_ms:.1f} ms",
            flush=True,
        )
    return found


async def memory(site: Bench, options: argparse.Namespace) -> dict[str, float]:
    """Resident memory of server and worker, in MiB, from when they are warm to when they have done all the commands."""
    work = await pick(site, options.memory_commands // len(STEPS))
    each = -(-len(work) // SAMPLES)
    parts = [work[start : start + each] for start in range(0, len(work), each)]
    with running(site.dsn, site.home, "serve") as server, running(site.dsn, site.home, "work") as worker:
        samples = []
        for number, part in enumerate(parts, 1):
            started = time.perf_counter()
            await http_round(server.port, part, options.connections, False)
            samples.append((memory_mib(server.pid), memory_mib(worker.pid)))
            rate = len(part) * len(STEPS) / (time.perf_counter() - started)
            print(
                f"memory {number}/{len(parts)}: server {samples[-1][0]:.0f} MiB, worker {samples[-1][1]:.0f} MiB, "
                f"{rate:.0f} commands/s",
                flush=True,
            )
    return memory_figures(samples, len(work) * len(STEPS))


def memory_figures(samples: list[tuple[float, float]], commands: int) -> dict[str, float]:
    """The growth after the first fifth of the commands, in which caches fill."""
    warm, end = samples[int(len(samples) * WARM_SHARE)], samples[-1]
    return {
        "server_mib_start": warm[0], "server_mib_end": end[0],
        "worker_mib_start": warm[1], "worker_mib_end": end[1],
        "ratio_server_memory_end_to_start": end[0] / warm[0],
        "ratio_worker_memory_end_to_start": end[1] / warm[1],
        "ratio_memory_end_to_start": sum(end) / sum(warm),
        "memory_commands": commands,
    }  # fmt: skip


def short(size: int) -> str:
    """1e6 for a million; other sizes in full."""
    exponent = len(str(size)) - 1
    return f"1e{exponent}" if size == 10**exponent else str(size)


def cost_figures(costs: dict[int, Cost]) -> dict[str, float]:
    """Each size's figures, and the ratios of each to the smallest."""
    smallest = min(costs)
    figures: dict[str, float] = {}
    for size, each in costs.items():
        figures |= {
            f"cpu_ms_command_{short(size)}": each.cpu_ms,
            f"cpu_ms_app_{short(size)}": each.app_ms,
            f"cpu_ms_postgres_{short(size)}": each.postgres_ms,
            f"p50_ms_{short(size)}": each.p50_ms,
        }
        if size != smallest:
            name = f"{short(size)}_to_{short(smallest)}"
            figures[f"ratio_cost_{name}"] = each.cpu_ms / costs[smallest].cpu_ms
            figures[f"ratio_p50_{name}"] = each.p50_ms / costs[smallest].p50_ms
    return figures


async def measure(site: Bench, options: argparse.Namespace) -> int:
    """All of it; the number of findings in the book."""
    history, maker = History(site), Maker(site)
    await history.make_tables()
    templates = max(1, min(TEMPLATES, min(options.sizes) // 20))
    await history.add_family("settled", await maker.settled(templates))
    await history.add_family("asked", await maker.asked(templates))
    costs = await costs_by_size(history, options)
    kept = await memory(history.site, options)
    checked = await check_ledger(site.pool)
    print(f"ledger check: {checked.postings:,} postings, {len(checked.findings)} findings", flush=True)
    for finding in checked.findings[:10]:
        print(f"  {finding.finding}: {finding.subject}: {finding.detail}", flush=True)
    report({
        **cost_figures(costs), **kept, "ledger_postings": checked.postings,
        "ledger_findings": len(checked.findings), "connections": options.connections, "rounds": options.rounds,
    })  # fmt: skip
    return len(checked.findings)


async def main() -> int:
    """Measure and report; 1 when the book is not clean."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--cases", type=int, default=500, help="cases of a round; three commands each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--memory-commands", type=int, default=100_000)
    options = parser.parse_args()
    async with bench() as site:
        try:
            findings = await measure(site, options)
        finally:
            await site.pool.close()
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
