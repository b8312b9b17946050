"""The application in this process, over ASGI, for tests of the API and the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from litestar import Litestar

from makegood.accounts import Principal
from makegood.kit.settings import Mode, Settings
from makegood.web.app import configure, create_app
from tests.world import World, build_world

SECRET = "a secret that only the tests of this project use"
_idle: list[Litestar] = []
"""Applications that do not run now. To make one takes longer than most tests that need one."""


@dataclass
class Site:
    """The application, a client that talks to it, and the named world over the same database."""

    app: Litestar
    client: httpx.AsyncClient
    world: World

    def as_(self, who: Principal, **headers: str) -> dict[str, str]:
        """Headers of somebody who is signed in."""
        return {"Authorization": f"Bearer {self.app.state.sessions.token(who)}"} | headers


@contextmanager
def application(settings: Settings, dsn: str) -> Iterator[Litestar]:
    """The application with these settings over this database, not yet started."""
    if _idle:
        app = _idle.pop()
        configure(app, settings, dsn)
    else:
        app = create_app(settings, dsn)
    yield app
    _idle.append(app)


@asynccontextmanager
async def site(dsn: str, home: Path, mode: Mode = Mode.TEST) -> AsyncIterator[Site]:
    """The application over a database, started and stopped. The named world shares its clock-less now."""
    with application(Settings(home=home, mode=mode, secret=SECRET), dsn) as app:
        async with app.lifespan():
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
                yield Site(app, client, build_world(app.state.pool, app.state.clock.now()))
