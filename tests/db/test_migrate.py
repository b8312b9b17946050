"""Migrations are applied in order, once, whoever runs them, and their history is not rewritten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from makegood.db.migrate import MIGRATIONS, migrate, pending, read_migrations
from makegood.db.problems import MigrationProblem
from tests.conftest import database_from

FIRST = "CREATE TABLE promises (id int PRIMARY KEY);\nINSERT INTO promises VALUES (1);\n"
SECOND = "ALTER TABLE promises ADD COLUMN kept_at timestamptz;\n"


@pytest.fixture
async def empty_dsn(server_url: str) -> AsyncIterator[str]:
    async with database_from(server_url) as url:
        yield url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_promises.sql").write_text(FIRST)
    (tmp_path / "0002_kept.sql").write_text(SECOND)
    return tmp_path


async def test_applies_in_order_and_once(empty_dsn: str, folder: Path) -> None:
    said: list[str] = []
    assert await pending(empty_dsn, folder) == ["0001_promises.sql", "0002_kept.sql"]
    assert await migrate(empty_dsn, said.append, folder) == ["0001_promises.sql", "0002_kept.sql"]
    assert said == ["Applied 0001_promises.sql", "Applied 0002_kept.sql"]
    assert await pending(empty_dsn, folder) == []
    assert await migrate(empty_dsn, said.append, folder) == []


async def test_a_later_file_is_applied_alone(empty_dsn: str, folder: Path) -> None:
    await migrate(empty_dsn, folder=folder)
    (folder / "0003_more.sql").write_text("CREATE TABLE more ();")
    assert await migrate(empty_dsn, folder=folder) == ["0003_more.sql"]


async def test_edited_history_is_refused_by_name(empty_dsn: str, folder: Path) -> None:
    await migrate(empty_dsn, folder=folder)
    (folder / "0001_promises.sql").write_text(FIRST + "-- a second thought\n")
    with pytest.raises(
        MigrationProblem, match=r"0001_promises.sql was changed after it was applied.*new migration"
    ):
        await migrate(empty_dsn, folder=folder)
    with pytest.raises(MigrationProblem, match=r"0001_promises.sql"):
        await pending(empty_dsn, folder)


async def test_other_line_ends_are_not_an_edit(empty_dsn: str, folder: Path) -> None:
    await migrate(empty_dsn, folder=folder)
    (folder / "0001_promises.sql").write_bytes(FIRST.replace("\n", "\r\n").encode())
    assert await migrate(empty_dsn, folder=folder) == []


async def test_a_database_from_the_future_is_refused(empty_dsn: str, folder: Path) -> None:
    await migrate(empty_dsn, folder=folder)
    (folder / "0002_kept.sql").unlink()
    with pytest.raises(MigrationProblem, match="newer than the program"):
        await migrate(empty_dsn, folder=folder)


async def test_a_failing_migration_leaves_nothing_of_itself(empty_dsn: str, folder: Path) -> None:
    (folder / "0002_kept.sql").write_text("CREATE TABLE half (); SELECT 1 / 0;")
    with pytest.raises(MigrationProblem, match=r"0002_kept.sql could not be applied .*division by zero"):
        await migrate(empty_dsn, folder=folder)
    connection = await asyncpg.connect(empty_dsn)
    assert await connection.fetchval("SELECT to_regclass('half')") is None
    assert await connection.fetchval("SELECT count(*) FROM promises") == 1
    await connection.close()
    (folder / "0002_kept.sql").write_text(SECOND)
    assert await migrate(empty_dsn, folder=folder) == ["0002_kept.sql"]


async def test_many_runners_at_once_apply_each_file_once(empty_dsn: str, folder: Path) -> None:
    done = await asyncio.gather(*(migrate(empty_dsn, folder=folder) for _ in range(8)))
    assert sorted(name for names in done for name in names) == ["0001_promises.sql", "0002_kept.sql"]


@pytest.mark.parametrize("names", [["1_short.sql"], ["0001_A.sql"], ["0001_a.sql", "0001_b.sql"]])
def test_names_that_do_not_order_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("")
    with pytest.raises(MigrationProblem, match=r"Rename|Renumber"):
        read_migrations(tmp_path)


def test_the_shipped_migrations_are_well_named() -> None:
    assert read_migrations(MIGRATIONS)


async def test_the_shipped_migrations_are_all_applied_to_a_fresh_database(fresh_dsn: str) -> None:
    assert await pending(fresh_dsn) == []
