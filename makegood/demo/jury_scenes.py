"""The demo's panel of users: turned on, its users ready and confirmed, seated by lot, and some of its votes given."""

from dataclasses import replace
from datetime import datetime, timedelta

from makegood.accounts import Principal, PrincipalRole
from makegood.demo.cast import BUYERS
from makegood.demo.jury_stories import CALLED_HOURS, JURY_STORIES, PANEL_STORY, USERS, VOTES
from makegood.demo.play import CARRIER, Player, Scene
from makegood.flows.jury_work import JuryWork
from makegood.jury import Confirmation, JuryOffice, JurySettings, Readiness, VoteAsked, seats_of
from makegood.kit.clock import SetClock
from makegood.kit.ids import stable_bucket

TURNED_ON_BEFORE = timedelta(days=12)
SETTINGS = JurySettings(is_on=True, known_days=365, least_orders=0, rest_days=30)
"""Users of the demo are known to the marketplace, but most of them have bought nothing in the demo's few weeks."""
_USER = """
INSERT INTO buyers (bucket, id, external_id, name, language, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (bucket, external_id) DO UPDATE SET name = excluded.name RETURNING id
"""


def jury_scenes(base: datetime) -> list[Scene]:
    """Panels are turned on some days before the first is called."""
    return [Scene(base - TURNED_ON_BEFORE, happens=_turn_on)]


async def _turn_on(player: Player) -> None:
    await _office(player, player.clock).set_settings(player.staff["operator"], SETTINGS)


async def seat_the_panel(player: Player, base: datetime) -> None:
    """Draw the panel of the story and let some of it vote. What is there stays as it is."""
    case_id, pool = player.cases[PANEL_STORY].id, player.engine.pool
    called_at = base - timedelta(days=JURY_STORIES[0].days_ago) + timedelta(hours=CALLED_HOURS)
    clock = SetClock(called_at)
    users = await _ready(player, clock)
    if not await seats_of(pool, case_id):
        await JuryWork(replace(player.engine, clock=clock)).draw(case_id)
    office = _office(player, clock)
    seats = [seat for seat in await seats_of(pool, case_id) if seat.buyer_id in users]
    for seat, (vote, reason) in zip(seats, VOTES, strict=False):
        who = Principal(PrincipalRole.BUYER, seat.buyer_id)
        if seat.vote is None:
            await office.read(who, seat.id)
            clock.at += timedelta(minutes=25)
            await office.vote(who, seat.id, VoteAsked(vote, reason), None)  # type: ignore[arg-type]


async def _ready(player: Player, clock: SetClock) -> set[int]:
    """Users are ready, and the marketplace confirms them; those of them who are not the demo's own buyers."""
    office, ids = _office(player, clock), player.engine.ids
    users = set()
    for number in range(1, USERS + 1):
        name = f"user-{number:02}"
        bucket = stable_bucket(name)
        row = (bucket, ids(bucket), name, f"用户 {number:02}", "zh-CN", clock.at)
        users.add(await player.engine.pool.fetchval(_USER, *row))
    for buyer_id in (*sorted(users), *(player.people[key] for key in BUYERS if key in player.people)):
        who = Principal(PrincipalRole.BUYER, buyer_id)
        await office.set_ready(who, Readiness(True))
        await office.confirm(CARRIER, buyer_id, Confirmation(clock.at - timedelta(days=900)))
    return users


def _office(player: Player, clock: SetClock) -> JuryOffice:
    return JuryOffice(player.engine.pool, clock, player.engine.ids)
