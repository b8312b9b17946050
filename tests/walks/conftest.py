"""A server of the demo for each file of walks, and one browser for all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.conftest import database_from
from tests.walks.chromium import ARGUMENTS, CHROMIUM
from tests.walks.house import House, served
from tests.walks.links import Found, find_pages


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A server of the demo as it is loaded, for the tests of one file."""
    async with (
        database_from(server_url, template) as dsn,
        served(dsn, tmp_path_factory.mktemp("home")) as house,
    ):
        yield house


@pytest.fixture(scope="module")
def address(house: House) -> str:
    """Where the server answers."""
    return house.address


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Any]:
    """Debian's chromium with an empty profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def found(address: str) -> dict[str, Found]:
    """What each role finds by following links, before anybody has changed anything."""
    return {role: await find_pages(address, persona) for role, persona in PERSONAS.items()}


PERSONAS = {
    "nobody": None, "buyer": "li-na", "buyer abroad": "amelia-hart", "merchant": "walkwell", "desk": "desk",
    "operator": "operator",
}  # fmt: skip
"""Who looks at every page that they can come to."""
