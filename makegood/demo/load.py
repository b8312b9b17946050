"""Loading the demo marketplace, once. A load that was killed goes on where it was, on the same dates."""

from datetime import UTC, datetime
from typing import Any

import asyncpg

from makegood.db.jobs import JobRunner
from makegood.db.pool import connect_pool
from makegood.demo.order_book import HISTORY, ordinary_purchases, purchase_of, purchase_to_try
from makegood.demo.play import Player, Scene, scenes_of
from makegood.demo.refund_stories import REFUND_STORIES
from makegood.demo.return_stories import RETURN_STORIES
from makegood.flows.engine import build_engine, read_offset
from makegood.kit.clock import SetClock
from makegood.kit.ids import IdMaker
from makegood.kit.settings import Settings
from makegood.orders import find_order_id, order_view
from makegood.payments import configured

FIRST_ORDINARY = 20_001
FIRST_OF_STORIES = 30_001
LATE_SECONDS = 20 * 3600
"""How long a `-late` payment of the demo takes: long enough for a visitor to see the refund under way."""

STORIES = (*REFUND_STORIES, *RETURN_STORIES)


async def load_demo(dsn: str, settings: Settings) -> bool:
    """Load the demo into the database at `dsn`; False when it was there already and nothing was done."""
    pool = await connect_pool(_without_waiting_for_the_disk(dsn), 1, 4, "makegood demo")
    try:
        real_now = datetime.now(UTC) + await read_offset(pool)
        return await load_into(pool, settings, real_now.replace(second=0, microsecond=0))
    finally:
        await pool.close()


async def load_into(pool: "asyncpg.Pool[Any]", settings: Settings, base: datetime) -> bool:
    """Load the demo as it stands at `base`, or at the base of a load that was interrupted; whether anything was done."""
    base = await _base_of_earlier_load(pool) or base
    first, *ordinary, last = ordinary_purchases(FIRST_ORDINARY, base)
    if await find_order_id(pool, last.number) is not None:
        return False
    clock = SetClock(first.told_at)
    player = build_player(pool, settings, clock)
    scenes = [Scene(one.told_at, purchase=one) for one in (*ordinary, purchase_to_try(base))]
    for number, story in enumerate(STORIES, FIRST_OF_STORIES):
        scenes += scenes_of(story, purchase_of(story, f"MG-{number}", base), base)
    await player.play([Scene(first.told_at, purchase=first), *scenes], base)
    # The last order is the sign that all is loaded.
    await player.play([Scene(last.told_at, purchase=last)], base)
    return True


def build_player(pool: "asyncpg.Pool[Any]", settings: Settings, clock: SetClock) -> Player:
    """A player over a pool, whose ids carry the time of the history that it plays."""
    configuration = configured(settings)
    configuration["fake"] = configuration.get("fake", {}) | {"late_after_seconds": str(LATE_SECONDS)}
    ids = IdMaker(lambda: int(clock.at.timestamp() * 1000))
    engine = build_engine(pool, clock, configuration, ids)
    return Player(engine, clock, JobRunner(pool, clock, {"send_refund": engine.pay_out.send}))


def _without_waiting_for_the_disk(dsn: str) -> str:
    """A power cut may lose the last moments of a load, never their order; the next load makes up for them."""
    return f"{dsn}{'&' if '?' in dsn else '?'}synchronous_commit=off"


async def _base_of_earlier_load(pool: "asyncpg.Pool[Any]") -> datetime | None:
    """The moment an earlier load led up to: its first order was placed a whole history before."""
    known = await find_order_id(pool, f"MG-{FIRST_ORDINARY}")
    if known is None:
        return None
    order = await order_view(pool, known)
    return order.placed_at + HISTORY if order else None
