"""The embedded server starts, is adopted, keeps its data and stops."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import asyncpg
import psutil
import pytest

from makegood.db.embedded import ensure_server, server_status, stop_server
from makegood.db.pool import connect_pool, wait_until_ready
from makegood.db.problems import DatabaseTooOld, DatabaseUnreachable
from makegood.kit.settings import Settings

USE_AND_WAIT = """
import sys
from pathlib import Path
from makegood.db.embedded import ensure_server
from makegood.kit.settings import Settings
ensure_server(Settings(home=Path(sys.argv[1])))
print("using", flush=True)
sys.stdin.read()
"""


def another_user(settings: Settings) -> subprocess.Popen[str]:
    """Another process that has started or adopted the server, and goes on using it."""
    process = subprocess.Popen(
        [sys.executable, "-c", USE_AND_WAIT, str(settings.home)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "using\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


async def execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(statement)
    await connection.close()


async def value(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_starts_is_adopted_and_keeps_its_data(settings: Settings) -> None:
    assert server_status(settings).state == "absent"
    dsn = ensure_server(settings)
    await execute(dsn, "CREATE TABLE kept AS SELECT 1 AS one")
    first = server_status(settings)
    assert first.state == "running"

    assert ensure_server(settings) == dsn
    assert server_status(settings).pid == first.pid

    assert stop_server(settings) is True
    assert server_status(settings).state == "stopped"
    assert stop_server(settings) is False

    assert ensure_server(settings) == dsn
    assert await value(dsn, "SELECT one FROM kept") == 1


async def test_is_durable_private_and_not_root(settings: Settings) -> None:
    dsn = ensure_server(settings)
    shown = {
        name: await value(dsn, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")
    }
    assert set(shown.values()) == {"on"}
    assert await value(dsn, "SHOW listen_addresses") == ""
    assert await value(dsn, "SHOW TimeZone") == "UTC"
    assert await value(dsn, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    status = server_status(settings)
    assert psutil.Process(status.pid).uids().effective != 0
    password = settings.secrets_folder / "postgres.password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.secrets_folder.stat().st_mode) == 0o700
    assert status.folder is not None
    assert stat.S_IMODE(status.folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("user", ["makegood:wrong", "postgres:wrong", "root:wrong"])
async def test_nobody_gets_in_without_the_password(settings: Settings, user: str) -> None:
    dsn = ensure_server(settings)
    address = dsn.partition("@")[2]
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(f"postgresql://{user}@{address}")


def test_many_that_start_at_once_share_one_server(settings: Settings) -> None:
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(ensure_server(settings))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert len(set(answers)) == 1


def test_a_server_that_others_use_is_left_running_unless_told(settings: Settings) -> None:
    other = another_user(settings)
    ensure_server(settings)
    assert stop_server(settings, unless_used=True) is False
    assert server_status(settings).state == "running"
    end(other)
    assert stop_server(settings, unless_used=True) is True
    assert server_status(settings).state == "stopped"


async def test_a_lost_password_is_replaced(settings: Settings) -> None:
    old = ensure_server(settings)
    await execute(old, "CREATE TABLE kept AS SELECT 1 AS one")
    (settings.secrets_folder / "postgres.password").unlink()
    said: list[str] = []
    new = ensure_server(settings, said.append)
    assert new != old
    assert await value(new, "SELECT one FROM kept") == 1
    assert any("password" in line for line in said)


async def test_a_path_too_long_for_a_socket(open_folder: Path) -> None:
    settings = Settings(home=open_folder / ("deep" * 25) / "home")
    try:
        dsn = ensure_server(settings)
        assert await value(dsn, "SELECT 1") == 1
    finally:
        stop_server(settings)


async def test_a_database_given_by_its_address_is_used_as_it_is(settings: Settings) -> None:
    dsn = ensure_server(settings)
    external = replace(settings, database_url=dsn)
    assert ensure_server(external) == dsn
    assert server_status(external).state == "external"
    assert stop_server(external) is False
    assert server_status(settings).state == "running"


async def test_the_pool_says_what_is_wrong_and_hides_the_password(settings: Settings) -> None:
    dsn = ensure_server(settings)
    await wait_until_ready(dsn)
    with pytest.raises(DatabaseUnreachable, match="cannot be used") as caught:
        await connect_pool(dsn.replace("makegood:", "makegood:hunter2"))
    assert "hunter2" not in str(caught.value)
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1:9/nowhere"):
        await wait_until_ready("postgresql://someone:secret@127.0.0.1:9/nowhere", timeout_seconds=0.2)
    assert issubclass(DatabaseTooOld, Exception)


async def test_a_released_connection_is_out_of_its_transaction(settings: Settings) -> None:
    pool = await connect_pool(ensure_server(settings), max_size=1)
    async with pool.acquire() as connection:
        await connection.execute("BEGIN; CREATE TABLE gone ();")
    async with pool.acquire() as connection:
        assert await connection.fetchval("SELECT to_regclass('gone')") is None
    await pool.close()
