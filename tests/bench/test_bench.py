"""Each measurement runs in a tiny form, and its last line is JSON with the figures it is there for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

TINY = {
    "return_flow": (
        "--flows 6 --alone 2 --concurrency 3 --rounds 1 --idle-seconds 0.2",
        {"cpu_ms_flow", "cpu_ms_app", "cpu_ms_postgres", "cpu_ms_flow_alone", "flows_per_second", "ratio_medusa_to_ours",
         "p50_ms_open", "p50_ms_inspect_alone", "p50_ms_settle"},
    ),
    "growth": (
        "--sizes 400 800 --cases 20 --rounds 1 --connections 4 --memory-commands 120",
        {"cpu_ms_command_400", "cpu_ms_command_800", "p50_ms_800", "ratio_cost_800_to_400", "ratio_memory_end_to_start",
         "ledger_findings"},
    ),
    "timers": (
        "--pending 400 --due 200",
        {"expiries_per_second", "ratio_two_workers_to_one", "cpu_ms_expiry_app", "cpu_ms_expiry_postgres", "ratio_in_order",
         "findings"},
    ),
    "crash": (
        "--kills 2 --clients 3 --pause-seconds 0.3 --seed 5",
        {"kills", "commands", "returns", "repeats", "findings"},
    ),
    "simulate": ("--cases 20000", {"cases", "seconds", "cpu_seconds", "changed"}),
    "pages": ("--requests 8 --rounds 1", {"per_second_case", "ttfb_ms_console", "ratio_home"}),
    "search": ("--orders 600 --rounds 2", {"ms_desk_order_number", "ms_shop_chinese_words"}),
    "cold_start": ("--rounds 1", {"cold_seconds", "warm_seconds", "ratio_warm_to_cold"}),
}  # fmt: skip


def run(name: str, options: str) -> dict[str, Any]:
    """The last line of a measurement."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *options.split()],
        cwd=ROOT, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


@pytest.mark.parametrize("name", TINY)
def test_prints_its_figures(name: str) -> None:
    options, named = TINY[name]
    figures = run(name, options)
    assert named <= figures.keys()
    counted = {key: value for key, value in figures.items() if key != "compared"}
    assert all(isinstance(value, int | float) and value >= 0 for value in counted.values())
    assert figures.get("findings", 0) == figures.get("ledger_findings", 0) == 0
