"""`makegood clock`, `ledger check`, `keys` and `demo` as a person runs them, on a database with the demo in it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from makegood.cli.duration import duration_text, parse_duration
from makegood.db.embedded import server_status, stop_server
from makegood.db.pool import connect_pool
from makegood.flows.engine import read_offset
from makegood.kit.settings import Settings

from .conftest import Run

# (as written, what it means)
DURATIONS = [
    ("90m", timedelta(minutes=90)),
    ("48h", timedelta(hours=48)),
    ("7d", timedelta(days=7)),
    ("2d12h", timedelta(days=2, hours=12)),
    ("1w", timedelta(weeks=1)),
    (" 30S ", timedelta(seconds=30)),
]


@pytest.mark.parametrize(("text", "means"), DURATIONS)
def test_durations_are_read(text: str, means: timedelta) -> None:
    assert parse_duration(text) == means


@pytest.mark.parametrize(
    "text", ["", "48", "h", "-1h", "0h", "1.5h", "999999999999w", "99999d", "٣h", "1h 2"]
)
def test_other_texts_are_no_durations(text: str) -> None:
    with pytest.raises(ValueError):
        parse_duration(text)


def test_durations_are_told_in_two_units() -> None:
    assert duration_text(timedelta(days=1, hours=2, minutes=3)) == "1d 2h"
    assert duration_text(timedelta(0)) == "0s"


@pytest.fixture
def database(fresh_dsn: str) -> dict[str, str]:
    return {"MAKEGOOD_DATABASE_URL": fresh_dsn}


async def test_the_demo_is_looked_at_advanced_checked_and_corrupted(
    run: Run, database: dict[str, str], fresh_dsn: str
) -> None:
    assert json.loads(run("demo", "load", "--json", **database).stdout) == {"loaded": True}
    assert json.loads(run("demo", "load", "--json", **database).stdout) == {"loaded": False}
    assert len(json.loads(run("demo", "sign-ins", "--json", **database).stdout)) == 9
    assert "MAKEGOOD_DATABASE_URL" in run("demo", "reset", "--yes", **database).stderr

    before = json.loads(run("clock", "show", "--json", **database).stdout)
    after = json.loads(run("clock", "advance", "48h", "--json", **database).stdout)
    assert (before["expiring"], before["advanced_seconds"]) == (0, 0)
    assert after["advanced_seconds"] == 48 * 3600
    assert after["expiring"] >= 5
    assert "`makegood work`" in run("clock", "show", **database).stdout

    checked = run("ledger", "check", "--json", **database)
    assert (checked.returncode, json.loads(checked.stdout)["ok"]) == (0, True)
    await _execute(
        fresh_dsn,
        "UPDATE ledger_accounts SET balance_minor = balance_minor + 1 WHERE account LIKE 'outside:%'",
    )
    broken = run("ledger", "check", **database)
    assert broken.returncode == 1
    assert "account differs from its postings" in broken.stdout


async def test_the_clock_of_a_production_stands_firm(
    run: Run, database: dict[str, str], fresh_dsn: str
) -> None:
    refused = run("clock", "advance", "1h", MAKEGOOD_MODE="production", **database)
    assert (refused.returncode, "production" in refused.stderr) == (1, True)
    assert run("demo", "load", MAKEGOOD_MODE="production", **database).returncode == 1
    pool = await connect_pool(fresh_dsn, 1, 1)
    assert await read_offset(pool) == timedelta(0)
    await pool.close()


def test_a_clock_is_not_advanced_by_nonsense(run: Run, database: dict[str, str]) -> None:
    refused = run("clock", "advance", "soon", **database)
    assert (refused.returncode, "48h" in refused.stderr) == (2, True)


async def test_keys_are_made_listed_and_revoked(run: Run, database: dict[str, str]) -> None:
    made = json.loads(run("keys", "create", "shop", "--json", **database).stdout)
    assert made["secret"].startswith("mgk_")
    (listed,) = json.loads(run("keys", "list", "--json", **database).stdout)
    assert (listed["id"], listed["name"], listed["role"]) == (made["id"], "shop", "marketplace")
    assert made["secret"] not in json.dumps(listed)
    assert run("keys", "revoke", made["id"], **database).returncode == 0
    assert run("keys", "revoke", made["id"], **database).returncode == 1
    assert json.loads(run("keys", "list", "--json", **database).stdout) == []
    assert len(json.loads(run("keys", "list", "--all", "--json", **database).stdout)) == 1


async def test_a_key_of_a_party_says_whose_it_is(run: Run, database: dict[str, str]) -> None:
    missing = run("keys", "create", "workbench", "--role", "merchant", **database)
    unknown = run("keys", "create", "workbench", "--role", "merchant", "--subject", "nobody", **database)
    assert (missing.returncode, "--subject" in missing.stderr) == (2, True)
    assert (unknown.returncode, "no merchant 'nobody'" in unknown.stderr) == (1, True)


async def _execute(dsn: str, statement: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.execute(statement)
    finally:
        await connection.close()


async def test_the_demo_is_not_loaded_beside_a_worker(
    run: Run, database: dict[str, str], fresh_dsn: str
) -> None:
    await _execute(fresh_dsn, "INSERT INTO workers VALUES ('somebody', clock_timestamp(), clock_timestamp())")
    refused = run("demo", "load", **database)
    assert (refused.returncode, "makegood down" in refused.stderr) == (1, True)


async def test_the_demo_that_is_there_is_no_matter_for_a_worker(
    run: Run, database: dict[str, str], fresh_dsn: str
) -> None:
    assert run("demo", "load", **database).returncode == 0
    await _execute(fresh_dsn, "INSERT INTO workers VALUES ('somebody', clock_timestamp(), clock_timestamp())")
    assert json.loads(run("demo", "load", "--json", **database).stdout) == {"loaded": False}


async def test_a_key_has_the_scopes_that_its_role_can_use(run: Run, database: dict[str, str]) -> None:
    made = json.loads(run("keys", "create", "desk", "--role", "desk", "--json", **database).stdout)
    assert made["scopes"] == ["orders:read", "cases:read", "cases:write", "people:read"]
    useless = run("keys", "create", "desk", "--role", "desk", "--scope", "operate", **database)
    assert (useless.returncode, "can never use operate" in useless.stderr) == (2, True)
    (listed,) = json.loads(run("keys", "list", "--json", **database).stdout)
    assert listed["scopes"] == made["scopes"]


def test_a_command_that_fails_leaves_no_database_running(run: Run, home: Path) -> None:
    assert run("migrate").returncode == 0
    stop_server(Settings(home=home))
    assert run("keys", "revoke", "7").returncode == 1
    assert server_status(Settings(home=home)).state == "stopped"
    assert run("keys", "list").returncode == 0
    assert server_status(Settings(home=home)).state == "running"
