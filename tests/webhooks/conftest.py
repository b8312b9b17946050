"""Fixtures of the webhook tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from makegood.webhooks import webhook_client
from tests.webhooks.receiver import Receiver, serving
from tests.webhooks.world import World, sender_for


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with webhook_client() as made:
        yield made


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with serving() as made:
        yield made


@pytest.fixture
def world(pool: asyncpg.Pool, client: httpx.AsyncClient) -> World:
    return World(pool, sender_for(client))
