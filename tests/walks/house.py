"""The demo's house for the walks: its address, and behind the pages new orders, and cases brought as far as a walk begins."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from litestar import Litestar

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CaseType, Done, Request
from makegood.cases import commands as c
from makegood.demo import load_demo
from makegood.demo.order_book import Purchase, order_input
from makegood.desk import assign
from makegood.kit.settings import Mode, Settings
from makegood.orders import OrderRecorded
from makegood.web.app import create_app
from makegood.web.embedding import EmbedTokens
from tests.web_app import SECRET

SHOP = "http://shop.localhost"
"""The shop in whose pages the house may be framed; the walks answer for it."""


@dataclass
class Matter:
    """An order, and the case about it as it was last left."""

    number: str
    order: OrderRecorded
    done: Done | None = None

    @property
    def case_id(self) -> int:
        """The case's id."""
        assert self.done is not None
        return self.done.case.state.id

    @property
    def buyer(self) -> Principal:
        return Principal(PrincipalRole.BUYER, self.order.buyer_id)

    @property
    def merchant(self) -> Principal:
        return Principal(PrincipalRole.MERCHANT, self.order.merchant_id)


@dataclass
class House:
    """A server of the demo in this process."""

    address: str
    app: Litestar
    numbers: Any = field(default_factory=lambda: count(1))

    async def order(self, buyer: str, *goods: str, days_ago: float = 3, status: str = "delivered") -> Matter:
        """An order of one of the demo's buyers, delivered or less far."""
        number = f"WALK-{next(self.numbers)}"
        placed_at = self.app.state.clock.now() - timedelta(days=days_ago)
        bought = dict.fromkeys(goods, 1)
        purchase = Purchase(number=number, buyer=buyer, goods=bought, placed_at=placed_at, status=status)
        (outcome,) = await self.app.state.engine.record_orders([order_input(purchase)])
        assert isinstance(outcome, OrderRecorded), outcome
        return Matter(number, outcome)

    async def case(self, buyer: str, goods: str, type_: str = "return_refund") -> Matter:
        """A case that has just been opened about something faulty."""
        matter = await self.order(buyer, goods)
        asked = c.OpenCase(CaseType(type_), (c.ItemAsked(1),), reason="quality", note="It came loose")
        request = Request(matter.buyer, asked, order_id=matter.order.order_id)
        matter.done = await self.app.state.engine.command(request)
        return matter

    async def do(self, who: Principal, matter: Matter, *commands: c.Command) -> None:
        """What somebody does behind the pages."""
        for command in commands:
            request = Request(who, command, case_id=matter.case_id)
            matter.done = await self.app.state.engine.command(request)

    async def assign(self, matter: Matter, name: str) -> None:
        """A senior gives a case to somebody who is listed at the desk."""
        engine, senior = self.app.state.engine, Principal(PrincipalRole.SENIOR, name="senior")
        async with engine.pool.acquire() as connection, connection.transaction():
            now = self.app.state.clock.now()
            person = await connection.fetchval("SELECT person FROM desk_people WHERE name = $1", name)
            await assign(connection, matter.case_id, person, senior, "You know these goods", now, engine.ids)

    def embed_token(self, matter: Matter) -> str:
        """What the shop puts into its page, so that its buyer sees this order in a frame."""
        return EmbedTokens(SECRET).token(matter.order.order_id, matter.order.buyer_id)

    async def tell(self, who: Principal, case_id: int | str) -> dict[str, Any]:
        """The case as the API tells it."""
        return await self.get(who, f"/api/cases/{case_id}")

    async def get(self, who: Principal, path: str) -> dict[str, Any]:
        """An answer of the API to somebody."""
        headers = {"Authorization": f"Bearer {self.app.state.sessions.token(who)}"}
        async with httpx.AsyncClient(base_url=self.address, headers=headers) as client:
            answer = await client.get(path)
            assert answer.status_code == 200, answer.text
            return dict(answer.json())


@asynccontextmanager
async def served(dsn: str, home: Path) -> AsyncIterator[House]:
    """The demo, loaded into an empty migrated database and served by this process."""
    settings = Settings(home=home, mode=Mode.DEMO, secret=SECRET, embed_origins=(SHOP,))
    await load_demo(dsn, settings)
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(settings, dsn)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=2))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        assert not serving.done()
        await asyncio.sleep(0.05)
    yield House(f"http://127.0.0.1:{listener.getsockname()[1]}", app)
    server.should_exit = True
    await serving
    listener.close()
