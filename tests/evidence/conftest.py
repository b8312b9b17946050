"""What tests of files may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from makegood.evidence import DiskShelf, FileOffice, FileStore
from tests.attack.shop import held
from tests.web_app import Site, site
from tests.world import World, build_world


@pytest.fixture
def world(pool: Any) -> World:
    """The named world."""
    return build_world(pool)


@pytest.fixture
def office(world: World, tmp_path: Path) -> FileOffice:
    """The office for files over the named world and a folder of this test."""
    return FileOffice(
        world.engine.pool, world.clock, world.engine.ids, FileStore(DiskShelf(tmp_path / "files"))
    )


@pytest.fixture
async def shop(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The application."""
    async with held(site(fresh_dsn, tmp_path)) as made:
        yield made
