"""The retail store's database, imported once, and a copy of it for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from makegood.db.pool import connect_pool
from makegood.flows.capture import captured_orders
from makegood.kit.ids import IdMaker
from makegood.orders import ImportJob, import_orders, reader_of
from makegood.orders.readers import Reject
from tests.conftest import database_from
from tests.real.retail_store import DATABASE


@pytest.fixture(scope="session")
async def imported(server_url: str, template: str) -> AsyncIterator[str]:
    """The name of a database into which db.json was imported; nobody is connected to it, so that it can be copied."""
    async with database_from(server_url, template) as dsn:
        await _import(dsn)
        yield urlsplit(dsn).path.lstrip("/")


async def _import(dsn: str) -> None:
    rejected: list[Reject] = []
    reader = reader_of(DATABASE, "retail-store")
    rows = reader.inspect()
    ids = IdMaker()
    pool = await connect_pool(dsn, 1, 2, "makegood tests")
    job = ImportJob(captured_orders(ids), lambda: datetime.now(UTC), rejected.append, ids=ids)
    tally = await import_orders(pool, reader, job)
    # What was delivered goes by the store's own policy. That of pending orders opens cancellations, of which there is no
    # case type yet: those cases are refunds without return, which go by what holds everywhere.
    await pool.execute(
        "UPDATE orders SET market = CASE status WHEN 'delivered' THEN 'retail-store' ELSE 'US' END"
    )
    await pool.close()
    assert (rejected, tally.new) == ([], rows)


@pytest.fixture
async def shop_dsn(server_url: str, imported: str) -> AsyncIterator[str]:
    """A copy of the imported database, of this test alone."""
    async with database_from(server_url, imported) as dsn:
        yield dsn


@pytest.fixture
async def store_dsn(server_url: str, imported: str) -> AsyncIterator[str]:
    """The same where every order goes by the store's own policy."""
    async with database_from(server_url, imported) as dsn:
        pool = await connect_pool(dsn, 1, 1, "makegood tests")
        await pool.execute("UPDATE orders SET market = 'retail-store'")
        await pool.close()
        yield dsn
