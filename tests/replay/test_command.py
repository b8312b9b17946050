"""`makegood replay` as a person runs it: its report, its exit codes, and kill -9 in the middle."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from .shop import CSV
from .test_replay import REAL


@pytest.fixture
async def database(server_url: str) -> AsyncIterator[str]:
    """The name of a database that a replay may make; dropped at the end."""
    name = f"makegood_test_replay_{secrets.token_hex(4)}"
    yield name
    connection = await asyncpg.connect(server_url)
    await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
def words(server_url: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command up to the file, in an environment that leads to the server of this run."""
    monkeypatch.setenv("MAKEGOOD_DATABASE_URL", server_url)
    monkeypatch.setenv("MAKEGOOD_HOME", str(tmp_path / "home"))
    return [sys.executable, "-m", "makegood.cli", "replay", "online-retail", "--database", database]


def run(words: list[str], *more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*words, *map(str, more)], capture_output=True, text=True, timeout=120, check=False)


def test_a_report_for_people_and_one_for_machines(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text(CSV)
    people = run(words, tmp_path / "shop.csv")
    assert (people.returncode, "Everything adds up." in people.stdout) == (0, True), people.stderr
    assert "£48.30" in people.stdout
    machines = json.loads(run(words, tmp_path / "shop.csv", "--json").stdout)
    assert (machines["ok"], machines["refunded_minor"], machines["commands_in_this_run"]) == (True, 4830, 0)


def test_another_file_needs_fresh(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text(CSV)
    assert run(words, tmp_path / "shop.csv").returncode == 0
    refused = run(words, tmp_path / "shop.csv", "--limit", 10)
    assert (refused.returncode, "--fresh" in refused.stderr) == (2, True)
    assert run(words, tmp_path / "shop.csv", "--limit", 10, "--fresh").returncode == 0


def test_a_file_that_is_no_history_is_refused(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    refused = run(words, tmp_path / "other.csv")
    assert (refused.returncode, "no column" in refused.stderr) == (2, True)


@pytest.mark.skipif(not REAL.exists(), reason=f"the shared data are not here ({REAL})")
def test_killed_three_times_it_goes_on_and_adds_up(words: list[str]) -> None:
    for _ in range(3):
        with subprocess.Popen(
            [*words, str(REAL), "--limit", "25000"], stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stderr is not None
            said = next((line for line in process.stderr if "cases" in line), "")  # somewhere in the middle
            time.sleep(0.3)
            process.kill()
        assert said, "it ended before it could be killed"
    report = json.loads(run(words, REAL, "--limit", 25000, "--json").stdout)
    assert report["ok"], report
    assert report["refunded_minor"] == report["credits"]["claimed_minor"] > 0
