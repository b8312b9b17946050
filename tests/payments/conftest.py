"""Processors for the tests: localstripe as its own program, a front before it, a world for each adapter."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from makegood.db.pool import connect_pool
from makegood.payments.fake_processor.book import Book, MemoryBook
from makegood.payments.fake_processor.sql_book import SqlBook
from tests.payments.stripe_front import StripeFront
from tests.payments.worlds import FakeWorld, FarWorld, InternalWorld, Shop, StripeWorld, World


@pytest.fixture(scope="session")
def localstripe_url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.payments.localstripe_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        port = server.stdout.readline().strip()
        assert port, "localstripe did not start"
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.fixture
async def front(localstripe_url: str) -> AsyncIterator[StripeFront]:
    front = StripeFront(localstripe_url)
    await front.start()
    yield front
    await front.stop()


@pytest.fixture
async def shop(localstripe_url: str) -> AsyncIterator[Shop]:
    shop = Shop(localstripe_url)
    yield shop
    await shop.close()


@pytest.fixture(scope="session")
async def shared_pool(dsn: str) -> AsyncIterator[asyncpg.Pool]:
    pool = await connect_pool(dsn, min_size=1, max_size=10, application_name="makegood payments tests")
    yield pool
    pool.terminate()


@pytest.fixture(params=["memory", "sql"])
def book(request: pytest.FixtureRequest) -> Book:
    if request.param == "memory":
        return MemoryBook()
    return SqlBook(request.getfixturevalue("pool"))


@pytest.fixture
async def stripe_world(front: StripeFront, localstripe_url: str) -> AsyncIterator[StripeWorld]:
    world = StripeWorld(front, localstripe_url)
    yield world
    await world.processor.close()
    await world.shop.close()


@pytest.fixture
def fake_world() -> FakeWorld:
    return FakeWorld(MemoryBook())


@pytest.fixture
def fake_sql_world(shared_pool: asyncpg.Pool) -> FakeWorld:
    return FakeWorld(SqlBook(shared_pool))


@pytest.fixture
def internal_world() -> InternalWorld:
    return InternalWorld()


@pytest.fixture(params=["fake_world", "fake_sql_world", "internal_world", "stripe_world"])
def world(request: pytest.FixtureRequest) -> World:
    """Each processor there is. A new adapter joins here."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["fake_world", "fake_sql_world", "stripe_world"])
def far_world(request: pytest.FixtureRequest) -> FarWorld:
    """Each processor at the other end of a wire."""
    return request.getfixturevalue(request.param)
