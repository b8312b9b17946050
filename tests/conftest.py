"""What every test may ask for: a PostgreSQL of this run, and fresh databases that have the whole schema."""

from __future__ import annotations

import asyncio
import atexit
import gc
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from makegood.db.migrate import migrate
from makegood.db.pool import connect_pool
from makegood.db.throwaway import throwaway_server

# As the command line does it (makegood/cli/__init__.py): nothing is collected once the run is over.
atexit.register(gc.freeze)


class DatabasesAhead:
    """Copies of a template for one test each. PostgreSQL makes the next and drops the last beside the tests."""

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url = server_url
        self._template = template
        self._next: asyncio.Task[str] | None = None
        self._leaving: set[asyncio.Task[None]] = set()

    async def take(self) -> str:
        """The address of a database that nobody had before."""
        made = self._next or asyncio.create_task(self._make())
        self._next = asyncio.create_task(self._make())
        return await made

    def leave(self, url: str) -> None:
        """Have a database dropped that nobody needs any more."""
        leaving = asyncio.create_task(
            _beside(
                f"DROP DATABASE IF EXISTS {urlsplit(url).path.lstrip('/')} WITH (FORCE)", self._server_url
            )
        )
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Drop what was made and wait until all are gone."""
        if self._next:
            self.leave(await self._next)
        await asyncio.gather(*self._leaving)

    async def _make(self) -> str:
        name = _fresh_name()
        await _beside(f"CREATE DATABASE {name} TEMPLATE {self._template}", self._server_url)
        return other_database(self._server_url, name)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Any database of the server this run uses: MAKEGOOD_TEST_DATABASE_URL (whose role may create databases),
    or a throwaway one without fsync."""
    given = os.environ.get("MAKEGOOD_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with throwaway_server(durable=False) as server:
        yield server.url()


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of an empty, migrated database; nobody is ever connected to it."""
    name = f"makegood_template_{secrets.token_hex(4)}"
    asyncio.run(_make_template(server_url, name))
    yield name
    asyncio.run(_drop(server_url, name))


@pytest.fixture(scope="session")
async def dsn(server_url: str, template: str) -> AsyncIterator[str]:
    """One migrated database for the whole run; tests that use it live with each other's rows."""
    async with database_from(server_url, template) as url:
        yield url


@pytest.fixture(scope="session")
async def databases(server_url: str, template: str) -> AsyncIterator[DatabasesAhead]:
    """Migrated, empty databases, the next one made while a test runs."""
    databases = DatabasesAhead(server_url, template)
    yield databases
    await databases.close()


@pytest.fixture
async def fresh_dsn(databases: DatabasesAhead) -> AsyncIterator[str]:
    """A migrated, empty database of this test alone."""
    url = await databases.take()
    yield url
    databases.leave(url)


@pytest.fixture
async def pool(fresh_dsn: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a migrated, empty database of this test alone."""
    made = await connect_pool(fresh_dsn, min_size=1, max_size=10, application_name="makegood tests")
    yield made
    made.terminate()


@asynccontextmanager
async def database_from(server_url: str, template: str | None = None) -> AsyncIterator[str]:
    """The address of a new database, a copy of `template` or an empty one; dropped at the end."""
    name = _fresh_name()
    await _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
    try:
        yield other_database(server_url, name)
    finally:
        await _drop(server_url, name)


def other_database(url: str, name: str) -> str:
    """`url` with `name` for its database."""
    parts = urlsplit(url)
    rebuilt = urlunsplit(parts._replace(path=f"/{name}"))
    # urlunsplit leaves out the empty server between the slashes, which a socket address needs
    return rebuilt if parts.netloc else rebuilt.replace(":/", ":///", 1)


def _fresh_name() -> str:
    return f"makegood_test_{secrets.token_hex(6)}"


async def _make_template(server_url: str, name: str) -> None:
    await _execute(server_url, f"CREATE DATABASE {name} TEMPLATE template0")
    await migrate(other_database(server_url, name))


async def _drop(server_url: str, name: str) -> None:
    await _execute(server_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _beside(statement: str, url: str) -> None:
    """Execute in a thread: the loop stands still while a test waits for a program."""
    await asyncio.to_thread(lambda: asyncio.run(_execute(url, statement)))


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
