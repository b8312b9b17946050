"""Loading the demo marketplace, once. A load that was killed goes on where it was, on the same dates."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import asyncpg
from msgspec import structs

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Policy, add_template, templates_of
from makegood.db.jobs import JobRunner
from makegood.db.pool import connect_pool
from makegood.demo.account_scenes import account_scenes, known_at
from makegood.demo.accounts import CLERK, DRAFTER, OWNER
from makegood.demo.advance_scenes import advance_scenes
from makegood.demo.advance_stories import ADVANCE_STORIES
from makegood.demo.cancellation_stories import CANCELLATION_STORIES
from makegood.demo.chargeback_stories import CHARGEBACK_STORIES, chargeback_scenes
from makegood.demo.claim_stories import claim_scenes
from makegood.demo.conversations import CONVERSATIONS, OPENING_PHOTOS, TEMPLATES
from makegood.demo.desk_stories import DESK_STORIES
from makegood.demo.desk_work import set_up_desk
from makegood.demo.desk_work_stories import DESK_WORK_STORIES
from makegood.demo.followed_stories import followed_scenes
from makegood.demo.handovers import HANDED_OVER
from makegood.demo.jury_scenes import jury_scenes, seat_the_panel
from makegood.demo.jury_stories import JURY_STORIES
from makegood.demo.kept_views import keep_views
from makegood.demo.letting_in import office_of
from makegood.demo.order_book import (
    HISTORY,
    Purchase,
    ordinary_purchases,
    purchase_of,
    purchase_to_try,
    purchase_to_withdraw_from,
)
from makegood.demo.order_change_stories import ORDER_CHANGE_STORIES
from makegood.demo.pack_stories import (
    PROMISING_SHOP,
    found_sound,
    promise_thirty_days,
    propose_faster_answers,
)
from makegood.demo.parcel_stories import PARCEL_STORIES, parcel_scenes
from makegood.demo.play import Player, Scene, scenes_of
from makegood.demo.promise_stories import PROMISE_STORIES
from makegood.demo.receivers import follow_address, subscribe
from makegood.demo.reception_stories import RECEPTION_STORIES
from makegood.demo.refund_stories import REFUND_STORIES
from makegood.demo.repair_stories import REPAIR_STORIES
from makegood.demo.replacement_stories import REPLACEMENT_STORIES
from makegood.demo.return_stories import RETURN_STORIES
from makegood.demo.special_goods import special_scenes
from makegood.demo.story import Story
from makegood.evidence import open_files
from makegood.flows.engine import build_engine, read_offset
from makegood.kit.clock import SetClock
from makegood.kit.ids import IdMaker
from makegood.kit.settings import Settings
from makegood.orders import find_order_id, order_view
from makegood.payments import configured
from makegood.policy import PolicyOffice, open_shelf
from makegood.policy.publishing.office import person_of as who_of

FIRST_ORDINARY = 20_001
FIRST_OF_STORIES = 30_001
LATE_SECONDS = 20 * 3600
"""How long a `-late` payment of the demo takes: long enough for a visitor to see the refund under way."""


def with_conversation(story: Story) -> Story:
    """A story with what is said, shown and handed over in it, in the order of time."""
    said = (*CONVERSATIONS.get(story.key, ()), *HANDED_OVER.get(story.key, ()))
    steps = tuple(sorted((*story.steps, *said), key=lambda step: step.hours))
    return structs.replace(story, steps=steps, photos=OPENING_PHOTOS.get(story.key, story.photos))


STORIES = tuple(
    with_conversation(story)
    for story in (
        *REFUND_STORIES,
        *RETURN_STORIES,
        *PROMISE_STORIES,
        *DESK_STORIES,
        *CANCELLATION_STORIES,
        *ORDER_CHANGE_STORIES,
        *PARCEL_STORIES,
        *RECEPTION_STORIES,
        *REPLACEMENT_STORIES,
        *REPAIR_STORIES,
        *ADVANCE_STORIES,
        *DESK_WORK_STORIES,
        *JURY_STORIES,
        *CHARGEBACK_STORIES,
    )
)
PROPOSED_BEFORE = timedelta(days=21)
"""How long before today a change of a platform's pack was proposed; since then it decides in the shadow."""
SUBSCRIBED_BEFORE = timedelta(hours=20)
"""How long before today the receivers of webhooks began to listen."""


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
    now, base = base, await _base_of_earlier_load(pool) or base
    first, *ordinary, last = ordinary_purchases(FIRST_ORDINARY, base)
    if await find_order_id(pool, last.number) is not None:
        await follow_address(pool, settings, now)
        return False
    clock = SetClock(first.told_at)
    player = await build_player(pool, settings, clock)
    scenes = account_scenes([first, *ordinary], base)
    scenes += pack_scenes([first, *ordinary], base)
    scenes.append(Scene(base - SUBSCRIBED_BEFORE, happens=partial(_subscribe, settings=settings)))
    untold = (*ordinary, purchase_to_try(base), purchase_to_withdraw_from(base))
    scenes += [Scene(one.told_at, purchase=one) for one in untold]
    for number, story in enumerate(STORIES, FIRST_OF_STORIES):
        scenes += scenes_of(story, purchase_of(story, f"MG-{number}", base), base)
    scenes += advance_scenes(base)
    scenes += (
        followed_scenes(base)
        + parcel_scenes(base)
        + claim_scenes(base)
        + special_scenes(base)
        + jury_scenes(base)
    )
    scenes += chargeback_scenes(base)
    await player.play([Scene(first.told_at, purchase=first), *scenes], base)
    await write_templates(player)
    await set_up_desk(player)
    await seat_the_panel(player, base)
    await keep_views(player.engine, player.staff, player.people)
    # The last order is the sign that all is loaded.
    await player.play([Scene(last.told_at, purchase=last)], base)
    return True


async def write_templates(player: Player) -> None:
    """The shops' own texts. Those that are there are not written again."""
    pool, now = player.engine.pool, player.clock.now()
    for shop, texts in TEMPLATES.items():
        merchant_id = player.people[shop]
        there = {template.title for template in (await templates_of(pool, merchant_id)).templates}
        for title, body in texts:
            if title not in there:
                who = Principal(PrincipalRole.MERCHANT, merchant_id).label
                await add_template(pool, merchant_id, title, body, who, now, player.engine.ids)


def pack_scenes(purchases: Sequence[Purchase], base: datetime) -> list[Scene]:
    """What becomes of packs: a shop promises as soon as it has sold something, the platform proposes weeks ago."""
    began = known_at(purchases, PROMISING_SHOP) + timedelta(minutes=1)
    return [Scene(began, happens=_promise), Scene(base - PROPOSED_BEFORE, happens=_propose)]


async def _promise(player: Player) -> None:
    owner, clerk = who_of(player.staff[OWNER]), who_of(player.staff[CLERK])
    await promise_thirty_days(player.office, player.people[PROMISING_SHOP], owner, clerk)


async def _propose(player: Player) -> None:
    await propose_faster_answers(player.office, who_of(player.staff[DRAFTER]))


async def _subscribe(player: Player, settings: Settings) -> None:
    await subscribe(player.engine, settings, player.people)


async def build_player(pool: "asyncpg.Pool[Any]", settings: Settings, clock: SetClock) -> Player:
    """A player over a pool, whose ids carry the time of the history that it plays; the shipped packs hold from the start."""
    configuration = configured(settings)
    configuration["fake"] = configuration.get("fake", {}) | {"late_after_seconds": str(LATE_SECONDS)}
    ids = IdMaker(lambda: int(clock.at.timestamp() * 1000))
    shelf = await open_shelf(pool, clock.now(), at_once=True)
    engine = build_engine(pool, clock, configuration, ids, Policy(shelf, settings.market))
    runner = JobRunner(pool, clock, engine.senders)
    office = PolicyOffice(pool, clock, shelf, found_sound)
    files = open_files(settings.files_folder, settings.bucket)
    return Player(engine, clock, runner, office, files, office_of(engine, settings))


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
