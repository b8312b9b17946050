"""How long it takes to simulate a changed pack over millions of past cases.

The no-reason window of the Chinese law pack becomes 15 days; every outcome that this may change is decided before and
after, valued and compared, as `makegood policy simulate` does it. Making the history is not counted, reading it is.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from bench.past_cases import write_past_cases
from makegood.policy.catalogue import Catalogue
from makegood.policy.pack import Pack
from makegood.policy.publishing.shipped import load_shipped
from makegood.policy.reading.pack import read_pack
from makegood.policy.simulate import Plan, Report, open_history, simulate

PACK = "cn-no-reason-return"
MADE_AT = datetime(2026, 11, 22, tzinfo=UTC)


def changed(pack: Pack, catalogue: Catalogue) -> Pack:
    """The pack with fifteen days where it has seven."""
    text = pack.source_text.replace("is: 7 days", "is: 15 days", 1)
    if text == pack.source_text:
        raise SystemExit(f"{pack.name} has no window of 7 days")
    return read_pack(text, pack.file, catalogue)


def main() -> None:
    """Make a history, simulate, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument(
        "--history", type=Path, help="use this Parquet file, and make it if it does not exist"
    )
    options = parser.parse_args()
    catalogue, packs = load_shipped()
    plan = Plan(catalogue, packs, changed(next(pack for pack in packs if pack.name == PACK), catalogue))
    with tempfile.TemporaryDirectory() as folder:
        path = options.history or Path(folder) / "past.parquet"
        if not path.exists():
            started = time.perf_counter()
            write_past_cases(path, catalogue, options.cases)
            print(
                f"history of {options.cases:,} cases made in {time.perf_counter() - started:.1f} s",
                flush=True,
            )
        runs = [_run(plan, path, catalogue, options.cases) for _ in range(options.rounds)]
    print(json.dumps(min(runs, key=lambda run: float(str(run["seconds"])))))


def _run(plan: Plan, path: Path, catalogue: Catalogue, cases: int) -> dict[str, object]:
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    report: Report = simulate(plan, open_history(path, catalogue, limit=cases), MADE_AT)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{report.source.cases:,} cases, {report.all.changed:,} change, in {seconds:.2f} s", flush=True)
    return {
        "cases": report.source.cases,
        "cases_in_its_markets": report.all.cases,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "cases_per_second": round(report.source.cases / seconds),
        "changed": report.all.changed,
        "memory_mb": after.ru_maxrss // 1024,
        "threads": pl.thread_pool_size(),
        "rules": sum(len(pack.rules) for pack in plan.in_force),
        "compared": report.compared,
    }


if __name__ == "__main__":
    main()
