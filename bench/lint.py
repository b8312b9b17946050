"""How long the proofs take: all shipped packs together, and one uploaded pack among them.

    python -m bench.lint [--rounds 3]

The last line is JSON: packs, rules, the seconds of a lint of everything, of the slowest single pack, and the findings.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence

from makegood.policy import Catalogue, Pack
from makegood.policy.lint import Severity, lint_packs
from makegood.policy.publishing.shipped import load_shipped


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    catalogue, packs = load_shipped()
    everything = [seconds_for(catalogue, packs, None) for _ in range(rounds)]
    single = {pack.name: seconds_for(catalogue, packs, [pack.name]) for pack in packs}
    for name, seconds in sorted(single.items(), key=lambda each: -each[1]):
        print(f"{seconds:8.2f} s  {name}")
    findings = lint_packs(catalogue, packs)
    print(
        json.dumps(
            {
                "packs": len(packs),
                "rules": sum(len(pack.rules) for pack in packs),
                "seconds": round(statistics.median(everything), 2),
                "slowest_single_pack_seconds": round(max(single.values()), 2),
                "errors": sum(each.severity is Severity.ERROR for each in findings),
                "warnings": sum(each.severity is Severity.WARNING for each in findings),
            }
        )
    )


def seconds_for(catalogue: Catalogue, packs: Sequence[Pack], subject: Sequence[str] | None) -> float:
    """The time of one lint."""
    started = time.perf_counter()
    lint_packs(catalogue, packs, subject)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
