"""Where a replay lives: a database of its own beside the installation's, so that it never mixes with it."""

import re
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from makegood.db.migrate import migrate
from makegood.db.pool import connect
from makegood.replay.model import ReplayRefused

DATABASE = "makegood_replay"
_MARK = "makegood replay "
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_COMMENT = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1"


async def prepare_place(dsn: str, name: str, fingerprint: str, fresh: bool = False) -> str:
    """The address of the replay's database, made and migrated. Raises `ReplayRefused`.

    A comment on the database tells which history it plays, so that two are never mixed, and that it is ours to drop.
    """
    if not _NAME.fullmatch(name):
        raise ReplayRefused(f"{name!r} is no name for a database; use small letters, digits and underscores.")
    connection = await connect(dsn, "makegood replay")
    try:
        await _make(connection, name, fingerprint, fresh)
    except asyncpg.InsufficientPrivilegeError as error:
        raise ReplayRefused(
            f"The database user may not create the database {name}. Grant it CREATEDB, or unset "
            "MAKEGOOD_DATABASE_URL to use the embedded PostgreSQL."
        ) from error
    except asyncpg.ObjectInUseError as error:
        raise ReplayRefused(
            f"Another replay is using the database {name}. Wait for it, or stop it."
        ) from error
    finally:
        await connection.close()
    place = other_database(dsn, name)
    await migrate(place)
    return place


async def _make(connection: asyncpg.Connection, name: str, fingerprint: str, fresh: bool) -> None:
    exists = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
    mark = await connection.fetchval(_COMMENT, name) or ""
    if exists and not mark.startswith(_MARK):
        raise ReplayRefused(f"The database {name} was not made by a replay. Name another with --database.")
    if exists and fresh:
        await connection.execute(f"DROP DATABASE {name}")
    elif exists and mark != _MARK + fingerprint:
        raise ReplayRefused(
            f"The database {name} holds the replay of another file (or of another part of it). Begin anew with "
            "--fresh, or name another with --database."
        )
    if not exists or fresh:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        await connection.execute(f"COMMENT ON DATABASE {name} IS '{_MARK}{fingerprint}'")


def other_database(dsn: str, name: str) -> str:
    """`dsn` with another database."""
    parts = urlsplit(dsn)
    rebuilt = urlunsplit(parts._replace(path=f"/{name}"))
    # urlunsplit leaves out the empty server between the slashes, which a socket address needs
    return rebuilt if parts.netloc else rebuilt.replace(":/", ":///", 1)
