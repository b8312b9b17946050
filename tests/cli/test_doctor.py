"""The doctor says what is wrong, and only then ends with 1."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from makegood.cli.check_database import check_clock, check_worker
from makegood.cli.check_installation import (
    check_disk,
    check_home,
    check_packages,
    check_python,
    check_secrets,
)
from makegood.cli.finding import State
from makegood.kit.settings import Mode, Settings
from tests.cli.conftest import Run

NOW = datetime(2026, 11, 11, 8, 0, tzinfo=UTC)
LOCK = "click==8.1 \\\n    --hash=sha256:0\ncolorama==0.4 ; sys_platform == 'win32' \\\n    --hash=sha256:1\n"


def findings(text: str) -> dict[str, dict[str, str]]:
    return {finding["check"]: finding for finding in json.loads(text)["findings"]}


def test_a_fresh_installation_and_a_migrated_one(run: Run) -> None:
    before = run("doctor", "--json")
    assert before.returncode == 0, before.stdout
    assert findings(before.stdout)["database"]["state"] == "note"

    assert run("migrate").returncode == 0
    after = run("doctor", "--json")
    assert after.returncode == 0, after.stdout
    seen = findings(after.stdout)
    assert {seen[check]["state"] for check in ("database", "database version", "schema", "clock")} == {"ok"}
    assert seen["worker"]["state"] == "note"
    assert "Nothing is broken." in run("doctor").stdout


def test_pending_migrations_are_broken_and_say_what_to_run(run: Run, home: Path) -> None:
    assert run("migrate", "--pending").returncode == 0
    done = run("doctor", "--json")
    assert done.returncode == 1
    assert findings(done.stdout)["schema"]["advice"] == "Run `makegood migrate`."
    assert "Something is broken" in run("doctor").stdout


def test_settings_that_cannot_be_used_are_a_finding(run: Run) -> None:
    done = run("doctor", "--json", MAKEGOOD_MODE="party")
    assert done.returncode == 1
    assert "MAKEGOOD_MODE is 'party'" in findings(done.stdout)["settings"]["advice"]


def test_a_database_out_of_reach(run: Run) -> None:
    done = run("doctor", "--json", MAKEGOOD_DATABASE_URL="postgresql://me@127.0.0.1:9/none")
    assert done.returncode == 1
    assert findings(done.stdout)["database"]["state"] == "broken"


@pytest.mark.parametrize(
    ("installed", "state"),
    [
        ({"click": "8.1"}, State.OK),
        ({"click": "8.1", "colorama": "0.4"}, State.OK),
        ({"click": "8.0"}, State.NOTE),
        ({}, State.BROKEN),
    ],
)
def test_packages_against_the_lock(installed: dict[str, str], state: State) -> None:
    assert check_packages(LOCK, installed).state is state


def test_python() -> None:
    assert check_python((3, 10, 9)).state is State.BROKEN
    assert check_python((3, 11, 0)).state is State.OK


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, State.OK), (-1.5, State.OK), (3, State.BROKEN), (-3, State.BROKEN)]
)
def test_clock(seconds: float, state: State) -> None:
    assert check_clock(NOW + timedelta(seconds=seconds), NOW).state is state


@pytest.mark.parametrize(
    ("seen", "up_runs", "state"),
    [
        (timedelta(seconds=5), True, State.OK),
        (timedelta(minutes=5), True, State.BROKEN),
        (None, True, State.BROKEN),
        (timedelta(minutes=5), False, State.NOTE),
        (None, False, State.NOTE),
    ],
)
def test_worker(seen: timedelta | None, up_runs: bool, state: State) -> None:
    assert check_worker(None if seen is None else NOW - seen, NOW, up_runs=up_runs).state is state


def test_secrets_that_others_may_read(home: Path) -> None:
    settings = Settings(home=home)
    settings.secrets_folder.mkdir(parents=True, mode=0o700)
    (settings.secrets_folder / "session.key").write_text("x")
    os.chmod(settings.secrets_folder / "session.key", 0o644)
    assert check_secrets(settings).state is State.BROKEN
    os.chmod(settings.secrets_folder / "session.key", 0o600)
    assert check_secrets(settings).state is State.OK
    assert check_secrets(replace(settings, mode=Mode.PRODUCTION)).state is State.NOTE


def test_a_file_in_the_place_of_the_home(home: Path) -> None:
    home.write_text("")
    assert check_home(Settings(home=home)).state is State.BROKEN


def test_a_disk_that_cannot_be_written_is_not_ok() -> None:
    mounts = [Path(one.mountpoint) for one in psutil.disk_partitions(all=True) if "ro" in one.opts.split(",")]
    folders = [mount for mount in mounts if mount.is_dir()]
    if not folders:
        pytest.skip("nothing is mounted read-only here")
    finding = check_disk(folders[0])
    assert (finding.state, "read-only" in finding.seen) == (State.BROKEN, True)
