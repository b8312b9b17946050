"""The demo marketplace, loaded once for the tests of this folder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from makegood.db.pool import connect_pool
from makegood.demo import load_demo
from makegood.kit.settings import Mode, Settings
from tests.conftest import database_from

SETTINGS = Settings(home=Path(tempfile.mkdtemp(prefix="makegood-demo-")), mode=Mode.DEMO)


@pytest.fixture(scope="session")
async def loaded(server_url: str, template: str) -> AsyncIterator[Any]:
    """A pool over the demo as a visitor finds it."""
    async with database_from(server_url, template) as dsn:
        began = time.monotonic()
        assert await load_demo(dsn, SETTINGS)
        print(f"demo loaded in {time.monotonic() - began:.2f} s")
        pool = await connect_pool(dsn, 1, 4)
        yield pool
        pool.terminate()
