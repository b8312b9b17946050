"""Bringing the schema up to date: the files of `migrations/` in order, each in its transaction, each once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from makegood.db.pool import connect
from makegood.db.problems import MigrationProblem

MIGRATIONS = Path(__file__).parent / "migrations"
NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")

CREATE_RECORD = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""
RECORD_EXISTS = "SELECT to_regclass('schema_migrations') IS NOT NULL"
RECORDED = "SELECT name, sha256 FROM schema_migrations"
RECORD = "INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)"
# Held to the end of a migration's transaction, so that of several runners one applies it and the others see it done.
HOLD_RECORD = "LOCK TABLE schema_migrations IN EXCLUSIVE MODE"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its name, its statements and their fingerprint, the same whatever the line ends."""

    name: str
    statements: str

    @property
    def sha256(self) -> str:
        """The fingerprint that is recorded."""
        return hashlib.sha256(self.statements.encode()).hexdigest()


async def migrate(
    dsn: str, say: Callable[[str], None] = lambda _: None, folder: Path = MIGRATIONS
) -> list[str]:
    """Apply what is pending; the names of what was applied here. Raises `MigrationProblem`, `DatabaseUnreachable`."""
    known = read_migrations(folder)
    connection = await connect(dsn, "makegood migrate")
    try:
        done = []
        for migration in _unapplied(known, await _recorded(connection)):
            if await _apply(connection, migration):
                say(f"Applied {migration.name}")
                done.append(migration.name)
        return done
    finally:
        await connection.close()


async def pending(dsn: str, folder: Path = MIGRATIONS) -> list[str]:
    """The names of what `migrate` would apply; changes nothing. Raises as `migrate` does."""
    known = read_migrations(folder)
    connection = await connect(dsn, "makegood migrate")
    try:
        return [migration.name for migration in _unapplied(known, await _recorded(connection))]
    finally:
        await connection.close()


def read_migrations(folder: Path = MIGRATIONS) -> list[Migration]:
    """The files of `folder` in order. Raises `MigrationProblem` when a name does not fit or a number comes twice."""
    paths = sorted(folder.glob("*.sql"))
    misnamed = [path.name for path in paths if not NAME.fullmatch(path.name)]
    if misnamed:
        raise MigrationProblem(
            f"{folder / misnamed[0]}: a migration is named like 0007_what_it_does.sql. Rename it."
        )
    numbers = [path.name[:4] for path in paths]
    twice = [number for number in numbers if numbers.count(number) > 1]
    if twice:
        raise MigrationProblem(
            f"Two migrations in {folder} have the number {twice[0]}. Renumber the newer one."
        )
    return [Migration(path.name, path.read_text(encoding="utf-8")) for path in paths]


def _unapplied(known: Sequence[Migration], recorded: dict[str, str]) -> list[Migration]:
    names = {migration.name for migration in known}
    unknown = sorted(set(recorded) - names)
    if unknown:
        raise MigrationProblem(
            f"The database has the migration {unknown[0]}, which this version of makegood does not know: the database "
            "is newer than the program. Install the version that applied it, or use another database."
        )
    for migration in known:
        if migration.name in recorded and recorded[migration.name] != migration.sha256:
            raise MigrationProblem(
                f"{migration.name} was changed after it was applied to this database. Put the file back as it was, "
                "and write the change as a new migration."
            )
    return [migration for migration in known if migration.name not in recorded]


async def _recorded(connection: asyncpg.Connection) -> dict[str, str]:
    if not await connection.fetchval(RECORD_EXISTS):
        return {}
    return {row["name"]: row["sha256"] for row in await connection.fetch(RECORDED)}


async def _apply(connection: asyncpg.Connection, migration: Migration) -> bool:
    """Whether it was applied here; another runner may have been faster."""
    await _ensure_record(connection)
    try:
        async with connection.transaction():
            await connection.execute(HOLD_RECORD)
            if migration.name in await _recorded(connection):
                return False
            await connection.execute(migration.statements, timeout=None)
            await connection.execute(RECORD, migration.name, migration.sha256)
    except asyncpg.PostgresError as error:
        raise MigrationProblem(
            f"{migration.name} could not be applied and nothing of it remains{_line(migration, error)}: {error}. "
            "Put the cause right and run `makegood migrate` again."
        ) from error
    return True


def _line(migration: Migration, error: asyncpg.PostgresError) -> str:
    position = str(getattr(error, "position", None) or "")
    return f" (line {migration.statements[: int(position)].count(chr(10)) + 1})" if position.isdigit() else ""


async def _ensure_record(connection: asyncpg.Connection) -> None:
    """IF NOT EXISTS does not keep two runners from colliding in the catalog; the loser finds the table there."""
    try:
        await connection.execute(CREATE_RECORD)
    except (asyncpg.UniqueViolationError, asyncpg.DuplicateTableError, asyncpg.DuplicateObjectError):
        return


async def missing_migrations(connection: asyncpg.Connection, folder: Path = MIGRATIONS) -> list[str]:
    """The names of what is pending, read over a connection that is there already. Raises `MigrationProblem`."""
    return [migration.name for migration in _unapplied(read_migrations(folder), await _recorded(connection))]
