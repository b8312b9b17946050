"""Cold start: from `makegood up` on nothing to the first page, and again on what is there; with --setup also `make setup`.

The installation is a folder of its own that is empty at first: PostgreSQL is made, the schema brought in, the demo
marketplace loaded, server and worker started. Run it with:

    .venv/bin/python -m bench.cold_start [--rounds 3] [--setup]
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import answers
from bench.site import free_port, report

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120.0
LOOK_EVERY_SECONDS = 0.01
LEFT_BEHIND = shutil.ignore_patterns(
    ".venv", ".git", ".makegood", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis"
)


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder that everybody may pass through: started by root, PostgreSQL runs as somebody else."""
    with tempfile.TemporaryDirectory(prefix="makegood-cold-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def seconds_to_first_page(home: Path) -> float:
    """Start `makegood up` on a home, wait for its first page and stop it. Raises RuntimeError with its words."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD_")}
    environment |= {"MAKEGOOD_HOME": str(home), "PORT": str(port)}
    with (home.parent / "up.log").open("ab") as words:
        started = time.perf_counter()
        up = subprocess.Popen(
            [sys.executable, "-m", "makegood.cli", "up"],
            env=environment, stdin=subprocess.DEVNULL, stdout=words, stderr=words,
        )  # fmt: skip
    try:
        while not answers(port, "/"):
            if up.poll() is not None or time.perf_counter() - started > PATIENCE_SECONDS:
                raise RuntimeError(f"no page came; it said: {(home.parent / 'up.log').read_text()[-2000:]}")
            time.sleep(LOOK_EVERY_SECONDS)
        return time.perf_counter() - started
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(60)


def one_round() -> tuple[float, float]:
    """Seconds of a first start, and of a second one on the same home."""
    with empty_folder() as folder:
        home = folder / "home"
        home.mkdir()
        return seconds_to_first_page(home), seconds_to_first_page(home)


def setup_seconds() -> float:
    """Seconds that `make setup` takes on a copy of the sources that has nothing installed."""
    with empty_folder() as folder:
        copy = folder / "makegood"
        shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
        started = time.perf_counter()
        done = subprocess.run(["make", "setup"], cwd=copy, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"make setup failed: {done.stdout[-1000:]}{done.stderr[-1000:]}")
        return time.perf_counter() - started


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--setup", action="store_true", help="also measure `make setup`, which installs over the network"
    )
    options = parser.parse_args()
    cold, warm = [], []
    for number in range(1, options.rounds + 1):
        first, second = one_round()
        cold.append(first)
        warm.append(second)
        print(
            f"round {number}: first page after {first:.1f} s, the second time after {second:.1f} s",
            flush=True,
        )
    figures = {"cold_seconds": statistics.median(cold), "warm_seconds": statistics.median(warm)}
    if options.setup:
        figures["setup_seconds"] = setup_seconds()
    report(
        {
            **figures,
            "ratio_warm_to_cold": figures["warm_seconds"] / figures["cold_seconds"],
            "rounds": options.rounds,
        }
    )


if __name__ == "__main__":
    main()
