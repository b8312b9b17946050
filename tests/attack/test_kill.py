"""kill -9 of server, worker and PostgreSQL under load: nothing answered is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.site import free_port
from makegood.accounts import Principal, PrincipalRole, Sessions
from makegood.cases import Stage
from makegood.db.jobs import JobRunner
from makegood.db.migrate import migrate
from makegood.db.pool import Pool, connect_pool
from makegood.db.throwaway import throwaway_server
from makegood.flows.worker import job_handlers
from makegood.orders import OrderRecorded, order_from_raw
from tests.attack.books import assert_right, count_of, moved
from tests.attack.killing import Client, Postgres, Program
from tests.web_app import SECRET
from tests.world import World, build_world, tea_order

ORDERS = 300
STRIKES = 6
CLIENTS = 6
ASKED = {"type": "refund_only", "items": [{"line_no": 1, "quantity": 2}], "reason": "quality"}


@dataclass
class Site:
    """All programs, running."""

    postgres: Postgres
    server: Program
    worker: Program
    client: Client
    dsn: str


@asynccontextmanager
async def site(home: Path) -> AsyncIterator[Site]:
    with throwaway_server(durable=True) as database:
        dsn = database.url()
        await migrate(dsn)
        port = free_port()
        programs = [Program(command, dsn, home, port) for command in ("serve", "work")]
        for program in programs:
            program.start()
        try:
            yield Site(Postgres(database), *programs, Client(f"http://127.0.0.1:{port}"), dsn)
        finally:
            for program in programs:
                program.stop()


async def orders_of(world: World) -> list[OrderRecorded]:
    buyers = [{"external_id": f"buyer-{at}", "name": "Li Na"} for at in range(ORDERS)]
    orders = [order_from_raw(tea_order(f"K-{at}", buyer=buyer)) for at, buyer in enumerate(buyers)]
    return [each for each in await world.engine.record_orders(orders) if isinstance(each, OrderRecorded)]


async def shop_on(client: Client, orders: Iterator[OrderRecorded]) -> None:
    """One client: for each order a case is opened and granted, whatever happens in between."""
    sessions = Sessions(SECRET)
    for order in orders:
        buyer = sessions.token(Principal(PrincipalRole.BUYER, order.buyer_id))
        merchant = sessions.token(Principal(PrincipalRole.MERCHANT, order.merchant_id))
        status, body = await client.post(
            "/api/cases", buyer, ASKED | {"order": str(order.order_id)}, f"open-{order.order_id}"
        )
        assert status == 201, body
        case = json.loads(body)["id"]
        status, body = await client.post(
            f"/api/cases/{case}/approval", merchant, None, f"grant-{order.order_id}"
        )
        assert status == 200, body


async def strike_at_random(site: Site, load: asyncio.Future[object], dice: random.Random) -> int:
    """Kill one after the other while the load is on; how many were killed under load."""
    victims = [site.server, site.worker, site.postgres] * (STRIKES // 3)
    dice.shuffle(victims)
    under_load = 0
    for victim in victims:
        await asyncio.sleep(dice.uniform(0.05, 0.8))
        under_load += not load.done()
        await asyncio.to_thread(victim.strike)
    return under_load


async def finish_jobs(world: World) -> None:
    """Leases of the dead run out: their jobs are taken over."""
    later = datetime.now(UTC) + timedelta(minutes=5)
    world.clock.at = later
    runner = JobRunner(world.engine.pool, world.clock, job_handlers(world.engine), real_now=lambda: later)
    while await runner.run_ready():
        world.clock.advance(timedelta(hours=1))


@pytest.mark.parametrize("seed", [20261])
async def test_killed_under_load(tmp_path: Path, seed: int) -> None:
    async with site(tmp_path) as running:
        pool = await connect_pool(running.dsn, 1, 4)
        orders = await orders_of(build_world(pool))
        pool.terminate()
        left = iter(orders)
        load = asyncio.gather(*(shop_on(running.client, left) for _ in range(CLIENTS)))
        struck = await strike_at_random(running, load, random.Random(seed))
        await load
        assert struck >= STRIKES // 2
        assert running.client.repeats > 0
        running.worker.stop()
        await nothing_is_lost_or_doubled(running, orders)
        await running.client.http.aclose()


async def nothing_is_lost_or_doubled(running: Site, orders: list[OrderRecorded]) -> None:
    pool: Pool = await connect_pool(running.dsn, 1, 4)
    world = build_world(pool)
    await finish_jobs(world)
    found = await assert_right(pool)
    assert sorted(state.order_id for state in found) == sorted(order.order_id for order in orders)
    assert count_of(Stage.SETTLED, found) == ORDERS
    assert {str(state.id) for state in found} == {
        json.loads(body)["id"] for key, (_, body) in running.client.answers.items() if key.startswith("open-")
    }
    assert await moved(pool) == {f"pay_K-{at}": 6668 for at in range(ORDERS)}
    assert await pool.fetchval("SELECT count(*) FROM jobs") == 0
    again = Client(running.client.url, http=running.client.http)
    for key, first in list(running.client.answers.items())[:10]:
        if key.startswith("open-"):
            order = next(order for order in orders if key == f"open-{order.order_id}")
            token = Sessions(SECRET).token(Principal(PrincipalRole.BUYER, order.buyer_id))
            assert await again.post("/api/cases", token, ASKED | {"order": str(order.order_id)}, key) == first
    pool.terminate()
