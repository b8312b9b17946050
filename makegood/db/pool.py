"""Connections to PostgreSQL: a pool set up the one way everybody uses, and waiting until the server is there."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import asyncpg

from makegood.db.problems import DatabaseProblem, DatabaseTooOld, DatabaseUnreachable

if TYPE_CHECKING:
    Pool = asyncpg.Pool[Any]
else:  # generic only for type checkers
    Pool = asyncpg.Pool

OLDEST_MAJOR = 15
CONNECT_TIMEOUT_SECONDS = 10.0
COMMAND_TIMEOUT_SECONDS = 120.0
PREPARED_STATEMENTS = 500
CONNECTION_LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
"""What a database that goes away under a statement looks like. A driver that is cut off in mid-message may also find
its own state in disorder, which it calls an internal error.
"""
NOT_YET = (
    OSError,
    TimeoutError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ConnectionDoesNotExistError,
)
WRONG = (
    asyncpg.InvalidPasswordError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.ClientConfigurationError,
)


async def connect_pool(
    dsn: str, min_size: int = 1, max_size: int = 10, application_name: str = "makegood"
) -> asyncpg.Pool:
    """A pool on `dsn`, its server checked. JSON comes and goes as text.

    A released connection rolls back what is open, and nothing else: settings are made with SET LOCAL, which spares
    a round trip per release. Raises `DatabaseUnreachable`, `DatabaseTooOld`.
    """
    try:
        pool = await asyncpg.create_pool(
            dsn, min_size=min_size, max_size=max_size, timeout=CONNECT_TIMEOUT_SECONDS,
            command_timeout=COMMAND_TIMEOUT_SECONDS, statement_cache_size=PREPARED_STATEMENTS,
            max_cached_statement_lifetime=0, server_settings=session_settings(application_name), reset=_keep,
        )  # fmt: skip
    except (*NOT_YET, *WRONG) as error:
        raise unreachable(dsn, error) from error
    try:
        async with pool.acquire() as connection:
            require_version(connection)
    except BaseException:
        pool.terminate()
        raise
    return pool


async def connect(dsn: str, application_name: str = "makegood") -> asyncpg.Connection:
    """One connection, for a job that needs no pool. Raises `DatabaseUnreachable`, `DatabaseTooOld`."""
    try:
        connection = await asyncpg.connect(
            dsn, timeout=CONNECT_TIMEOUT_SECONDS, server_settings=session_settings(application_name)
        )
    except (*NOT_YET, *WRONG) as error:
        raise unreachable(dsn, error) from error
    try:
        require_version(connection)
    except DatabaseProblem:
        await connection.close()
        raise
    return connection


async def wait_until_ready(dsn: str, timeout_seconds: float = 60.0) -> None:
    """Return once the server takes statements. Raises `DatabaseUnreachable` at the end of the time, or when it refuses us."""
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            connection = await connect(dsn)
        except DatabaseUnreachable as problem:
            if time.monotonic() > deadline or isinstance(problem.__cause__, WRONG):
                raise
            await asyncio.sleep(0.1)
            continue
        await connection.close()
        return


def require_version(connection: asyncpg.Connection) -> None:
    """Raises `DatabaseTooOld` unless the server is PostgreSQL 15 or newer."""
    version = connection.get_server_version()
    if version.major < OLDEST_MAJOR:
        raise DatabaseTooOld(
            f"The database is PostgreSQL {version.major}; makegood needs {OLDEST_MAJOR} or newer. "
            "Point MAKEGOOD_DATABASE_URL at a newer one, or unset it to use the embedded PostgreSQL."
        )


def session_settings(application_name: str) -> dict[str, str]:
    """What every session of ours is set to."""
    return {"application_name": application_name, "TimeZone": "UTC"}


def unreachable(dsn: str, error: BaseException) -> DatabaseUnreachable:
    """What `error`, met while connecting to `dsn`, means; the password is not repeated."""
    reason = str(error) or type(error).__name__
    return DatabaseUnreachable(
        f"The database at {shown(dsn)} cannot be used: {reason}. Check that it runs and that MAKEGOOD_DATABASE_URL "
        "names the right server, database, user and password."
    )


def shown(dsn: str) -> str:
    """`dsn` without its user and password, for people to read."""
    parts = urlsplit(dsn)
    where = parts.netloc.rpartition("@")[2] or "a local socket"
    return f"{where}{parts.path}"


async def _keep(_: asyncpg.Connection) -> None:
    """asyncpg has rolled back what was open; there is nothing else to undo."""
