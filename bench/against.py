"""A bench of this state of the sources against the same bench of an earlier commit, in one run.

Both run in turn, round after round, so that a busy machine disturbs both. The earlier state is checked out beside this
one (`git worktree`) and runs in the same environment: a commit with other libraries is not comparable. Run it with:

    .venv/bin/python -m bench.against REVISION BENCH [--rounds 3] [options of the bench]

The last line is JSON: `now` and `then` are medians by figure, `ratio` divides the first by the second.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1]
BESIDE = ("node_modules", "build")
"""What set-up installs outside of git and both states share."""


def numbers(figures: dict[str, Any]) -> dict[str, float]:
    """The figures that can be compared, without texts and truths."""
    return {
        name: float(value)
        for name, value in figures.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def medians(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """Figure by figure; only those that every round has."""
    shared = set(rounds[0]).intersection(*rounds)
    return {
        name: round(statistics.median(each[name] for each in rounds), 3)
        for name in rounds[0]
        if name in shared
    }


def ratios(now: dict[str, float], then: dict[str, float]) -> dict[str, float]:
    """Now divided by then, where both know the figure and it is not zero."""
    return {name: round(now[name] / then[name], 3) for name in now if then.get(name)}


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """The sources as they were, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="makegood-then-") as folder:
        then = Path(folder) / "then"
        git = ["git", "-C", str(HERE), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(then), revision], check=True)
        try:
            for name in BESIDE:
                if (HERE / name).exists():
                    (then / name).symlink_to(HERE / name)
            yield then
        finally:
            subprocess.run([*git, "remove", "--force", str(then)], check=True)


def run(bench: str, options: Sequence[str], sources: Path) -> dict[str, float]:
    """One run of a bench with these sources; the figures of its last line."""
    command = [sys.executable, "-m", f"bench.{bench}", *options]
    done = subprocess.run(command, cwd=sources, stdout=subprocess.PIPE, text=True, check=True)
    return numbers(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Run both in turn and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", help="the commit to compare with")
    parser.add_argument("bench", help="the name of a bench, return_flow for example")
    parser.add_argument("--rounds", type=int, default=3)
    wanted, options = parser.parse_known_args()
    now, then = list[dict[str, float]](), list[dict[str, float]]()
    with checked_out(wanted.revision) as earlier:
        for number in range(1, wanted.rounds + 1):
            for name, sources, found in (("then", earlier, then), ("now", HERE, now)):
                found.append(run(wanted.bench, options, sources))
                print(f"round {number} of {wanted.rounds}, {name}: {json.dumps(found[-1])}", flush=True)
    figures = {"now": medians(now), "then": medians(then)}
    print(json.dumps(figures | {"ratio": ratios(figures["now"], figures["then"])}))


if __name__ == "__main__":
    main()
