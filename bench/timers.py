"""Timers: how many expiries a second real workers apply with a million cases pending, each exactly once and in order.

Phases, each on overdue cases of its own: silence of a buyer closes a case (one worker, then two), silence of a merchant
grants a refund (ledger postings and a job), and two workers of which one is killed midway. Run it with:

    .venv/bin/python -m bench.timers [--pending 1000000] [--due 20000]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bench.families import Maker
from bench.history import History
from bench.meter import read_cpu
from bench.processes import Program, running
from bench.site import Bench, bench, report
from makegood.ledger import check_ledger

TEMPLATES = 200
POLL_SECONDS = 0.05
PATIENCE_SECONDS = 600.0

NOTE_DUE = """
CREATE TABLE bench_due AS SELECT c.bucket, c.id AS case_id, c.wake_at, c.version FROM cases c
WHERE c.wake_at <= now() AND c.id NOT IN (SELECT case_id FROM bench_templates)
"""
# What a template is must stay: its own clock is put off.
SPARE_TEMPLATES = (
    "UPDATE cases SET wake_at = now() + interval '100 days' WHERE id IN (SELECT case_id FROM bench_templates)"
)
LEFT = "SELECT count(*) FROM bench_due d JOIN cases c ON (c.bucket, c.id) = (d.bucket, d.case_id) WHERE c.version = d.version"
EXPIRED = """
SELECT d.case_id, d.wake_at, d.version, e.seq, e.at FROM bench_due d
LEFT JOIN case_events e ON (e.bucket, e.case_id) = (d.bucket, d.case_id) AND e.name = $1
ORDER BY e.at, d.wake_at
"""


@dataclass(frozen=True, slots=True)
class Phase:
    """What is measured: which overdue cases, what silence does to them, how many workers, whether one is killed."""

    name: str
    family: str
    event: str
    workers: int
    kill: bool = False


PHASES = (
    Phase("one_worker", "overdue_refused", "case.closed", 1),
    Phase("two_workers", "overdue_refused", "case.closed", 2),
    Phase("refunds", "overdue_asked", "case.approved", 1),
    Phase("killed", "overdue_refused", "case.closed", 2, kill=True),
)


@dataclass(frozen=True, slots=True)
class Expired:
    """One overdue case after its phase: when it was due, the seq and time of what silence did."""

    wake_at: datetime
    version: int
    seq: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a phase came to."""

    per_second: float
    app_ms: float
    postgres_ms: float
    in_order: float
    findings: list[str]


async def run_phase(site: Bench, phase: Phase) -> Outcome:
    """Start the workers on what is overdue, wait until nothing is, and look at what they did."""
    await site.pool.execute("DROP TABLE IF EXISTS bench_due")
    await site.pool.execute(NOTE_DUE)
    await site.pool.execute("ALTER TABLE bench_due ADD PRIMARY KEY (bucket, case_id)")
    due = int(await site.pool.fetchval("SELECT count(*) FROM bench_due"))
    with ExitStack() as stack:
        workers = [stack.enter_context(running(site.dsn, site.home, "work")) for _ in range(phase.workers)]
        before = read_cpu(site.server, *(w.pid for w in workers))
        await _until_applied(site, due, workers[0] if phase.kill else None)
        pids = [w.pid for w in workers if w.is_running()]
        used = read_cpu(site.server, *pids).ms_since(before, due)
    rows = await site.pool.fetch(EXPIRED, phase.event)
    expired = [Expired(row["wake_at"], row["version"], row["seq"], row["at"]) for row in rows]
    return Outcome(speed(expired), *used, in_order(expired), faults(expired, due))


async def _until_applied(site: Bench, due: int, victim: Program | None) -> None:
    """Until no case is as it was; the victim is killed when a third is done, and started again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := await site.pool.fetchval(LEFT):
        if victim and victim.lives == 1 and left < due * 2 / 3:
            victim.kill()
            victim.start()
            print(f"killed a worker with {left:,} to go", flush=True)
        if time.monotonic() > deadline:
            raise TimeoutError(f"{left:,} cases are still due")
        await asyncio.sleep(POLL_SECONDS)


def speed(expired: Sequence[Expired]) -> float:
    """Expiries a second between the first transaction's time and the last's; the first one's cases do not count."""
    times = sorted(each.at for each in expired if each.at)
    if not times or times[0] == times[-1]:
        return 0.0
    counted = sum(1 for at in times if at > times[0])
    return counted / (times[-1] - times[0]).total_seconds()


def in_order(expired: Sequence[Expired]) -> float:
    """The share of transactions that took nothing that was due before what the one before them took."""
    batches: dict[datetime, list[datetime]] = {}
    for each in expired:
        if each.at:
            batches.setdefault(each.at, []).append(each.wake_at)
    ordered = [batches[at] for at in sorted(batches)]
    pairs = list(pairwise(ordered))
    return sum(min(later) >= min(earlier) for earlier, later in pairs) / len(pairs) if pairs else 1.0


def faults(expired: Sequence[Expired], due: int) -> list[str]:
    """Each overdue case has one expiry, as the very next thing that happened to it."""
    found = []
    if len(expired) != due:
        found.append(f"{due} cases were due, {len(expired)} expiries are on record")
    found += [
        f"a case due at {each.wake_at} at version {each.version} has its expiry at {each.seq}"
        for each in expired
        if each.seq != each.version + 1
    ]
    return found


async def prepare(site: Bench, options: argparse.Namespace) -> History:
    """A past of a million cases that wait for their clock, none of it due yet."""
    history, maker = History(site), Maker(site)
    await history.make_tables()
    templates = max(1, min(TEMPLATES, options.due // 10))
    await history.add_family("asked", await maker.asked(templates))
    await history.add_family("overdue_asked", await maker.overdue_asked(templates))
    await history.add_family("overdue_refused", await maker.overdue_refused(templates))
    await site.pool.execute(SPARE_TEMPLATES)
    seconds = await history.grow({"asked": options.pending})
    print(f"{options.pending:,} cases pending, copied in {seconds:.0f} s", flush=True)
    return history


async def measure(site: Bench, options: argparse.Namespace) -> int:
    """All phases; the number of findings."""
    history = await prepare(site, options)
    outcomes: dict[str, Outcome] = {}
    for phase in PHASES:
        await history.add_overdue(phase.family, options.due)
        outcomes[phase.name] = done = await run_phase(site, phase)
        print(
            f"{phase.name}: {done.per_second:,.0f} expiries/s, {done.app_ms:.2f} + {done.postgres_ms:.2f} ms CPU each "
            f"(workers + postgres), {done.in_order:.0%} of transactions in order, {len(done.findings)} findings",
            flush=True,
        )
    findings = [finding for done in outcomes.values() for finding in done.findings]
    findings += [str(finding) for finding in (await check_ledger(site.pool)).findings]
    for finding in findings[:10]:
        print(f"  {finding}", flush=True)
    report({**figures(outcomes), "pending": options.pending, "due": options.due, "findings": len(findings)})
    return len(findings)


def figures(outcomes: dict[str, Outcome]) -> dict[str, float]:
    """The figures of each phase."""
    one, two = outcomes["one_worker"], outcomes["two_workers"]
    return {
        "expiries_per_second": one.per_second,
        "expiries_per_second_two_workers": two.per_second,
        "ratio_two_workers_to_one": two.per_second / one.per_second if one.per_second else 0.0,
        "expiries_per_second_refunds": outcomes["refunds"].per_second,
        "expiries_per_second_killed": outcomes["killed"].per_second,
        "cpu_ms_expiry_app": one.app_ms,
        "cpu_ms_expiry_postgres": one.postgres_ms,
        "ratio_in_order": one.in_order,
        "ratio_in_order_two_workers": statistics.fmean([two.in_order, outcomes["killed"].in_order]),
    }


async def main() -> int:
    """Measure and report; 1 when an expiry was lost, doubled, or the book is not clean."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pending", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=20_000, help="overdue cases of each phase")
    options = parser.parse_args()
    async with bench() as site:
        try:
            findings = await measure(site, options)
        finally:
            await site.pool.close()
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
