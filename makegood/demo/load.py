"""Loading the demo marketplace, once. A load that was killed goes on where it was, on the same dates."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from makegood.cases import Policy
from makegood.db.jobs import JobRunner
from makegood.db.pool import connect_pool
from makegood.demo.order_book import HISTORY, Purchase, ordinary_purchases, purchase_of, purchase_to_try
from makegood.demo.pack_stories import (
    PROMISING_SHOP,
    found_sound,
    promise_thirty_days,
    propose_faster_answers,
)
from makegood.demo.play import Player, Scene, scenes_of
from makegood.demo.promise_stories import PROMISE_STORIES
from makegood.demo.refund_stories import REFUND_STORIES
from makegood.demo.return_stories import RETURN_STORIES
from makegood.flows.engine import build_engine, read_offset
from makegood.kit.clock import SetClock
from makegood.kit.ids import IdMaker
from makegood.kit.settings import Settings
from makegood.orders import find_order_id, order_view
from makegood.payments import configured
from makegood.policy import PolicyOffice, open_shelf

FIRST_ORDINARY = 20_001
FIRST_OF_STORIES = 30_001
LATE_SECONDS = 20 * 3600
"""How long a `-late` payment of the demo takes: long enough for a visitor to see the refund under way."""

STORIES = (*REFUND_STORIES, *RETURN_STORIES, *PROMISE_STORIES)
PROPOSED_BEFORE = timedelta(days=21)
"""How long before today a change of a platform's pack was proposed; since then it decides in the shadow."""


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
    player = await build_player(pool, settings, clock)
    scenes = pack_scenes([first, *ordinary], base)
    scenes += [Scene(one.told_at, purchase=one) for one in (*ordinary, purchase_to_try(base))]
    for number, story in enumerate(STORIES, FIRST_OF_STORIES):
        scenes += scenes_of(story, purchase_of(story, f"MG-{number}", base), base)
    await player.play([Scene(first.told_at, purchase=first), *scenes], base)
    # The last order is the sign that all is loaded.
    await player.play([Scene(last.told_at, purchase=last)], base)
    return True


def pack_scenes(purchases: Sequence[Purchase], base: datetime) -> list[Scene]:
    """What becomes of packs: a shop promises as soon as it has sold something, the platform proposes weeks ago."""
    began = min(one.told_at for one in purchases if one.shop.key == PROMISING_SHOP) + timedelta(minutes=1)
    return [
        Scene(
            began, happens=lambda player: promise_thirty_days(player.office, player.people[PROMISING_SHOP])
        ),
        Scene(base - PROPOSED_BEFORE, happens=lambda player: propose_faster_answers(player.office)),
    ]


async def build_player(pool: "asyncpg.Pool[Any]", settings: Settings, clock: SetClock) -> Player:
    """A player over a pool, whose ids carry the time of the history that it plays; the shipped packs hold from the start."""
    configuration = configured(settings)
    configuration["fake"] = configuration.get("fake", {}) | {"late_after_seconds": str(LATE_SECONDS)}
    ids = IdMaker(lambda: int(clock.at.timestamp() * 1000))
    shelf = await open_shelf(pool, clock.now(), at_once=True)
    engine = build_engine(pool, clock, configuration, ids, Policy(shelf, settings.market))
    runner = JobRunner(pool, clock, {"send_refund": engine.pay_out.send})
    return Player(engine, clock, runner, PolicyOffice(pool, clock, shelf, found_sound))


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
