"""Seating a panel: lots are drawn for the seats that nobody holds, until it is full or nobody is left to be asked."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from makegood.db.writes import Connection
from makegood.jury.candidates import About, candidates_after, marks_of_parties
from makegood.jury.counting import Tally, can_still_decide, still_wanted, tally
from makegood.jury.draw import draw, invited_until, together
from makegood.jury.model import Candidate, JurySettings, Panel, Seat, SeatStatus
from makegood.jury.settings import read_settings
from makegood.jury.store import end_panel, invite, keep_draw, lapse, panel_of, seats_of
from makegood.kit.ids import IdMaker, bucket_of

AT_ONCE = 200
MOST_LOTS = 5_000
"""So many lots are looked at for one round; who is not among them may be in a later one."""


class Invited(NamedTuple):
    """Somebody who was given a seat just now."""

    seat_id: int
    buyer_id: int
    until: datetime


class Round(NamedTuple):
    """A round of seating: who was invited, when to look again (None: never), and how the panel ended, if it did."""

    invited: tuple[Invited, ...]
    look_at: datetime | None
    ended: str = ""
    tally: Tally | None = None


def new_seed() -> str:
    """What lots are made of: 128 random bits, so that nobody can foresee who is drawn."""
    return secrets.token_hex(16)


async def seat_panel(
    connection: Connection, about: About, ids: IdMaker, now: datetime, make_seed: Callable[[], str] = new_seed
) -> Round:
    """One round, in the caller's transaction. A panel that has ended, or whose time is over, is left as it is."""
    panel = await panel_of(connection, about.case_id, lock=True)
    if panel is None or panel.ended_at is not None or now >= panel.due_at:
        return Round((), None)
    settings = await read_settings(connection)
    await lapse(connection, about.case_id, now, now + timedelta(days=settings.rest_days))
    wanted = still_wanted(await seats_of(connection, about.case_id), panel.seats)
    seed = panel.seed or make_seed()
    chosen, passed_over = await _lots(connection, about, seed, wanted, settings, now)
    invited = await _invite(connection, panel, chosen, ids, now)
    await keep_draw(
        connection, panel, seed, panel.drawn + len(chosen), together(panel.passed_over, passed_over)
    )
    seats = await seats_of(connection, about.case_id)
    found = tally(seats, panel.seats)
    if len(chosen) < wanted and not can_still_decide(seats, panel.seats, 0):
        ended = "no_majority" if found.voted else "not_filled"
        await end_panel(connection, panel, ended, "", now)
        return Round(invited, None, ended, found)
    return Round(invited, _look_at(seats, panel, now))


async def _lots(
    connection: Connection, about: About, seed: str, wanted: int, settings: JurySettings, now: datetime
) -> tuple[list[Candidate], dict[str, int]]:
    """The lowest lots of those who may sit, out of as many as are needed."""
    chosen: list[Candidate] = []
    passed_over: dict[str, int] = {}
    parties = await marks_of_parties(connection, about)
    after, looked_at = "", 0
    while len(chosen) < wanted and looked_at < MOST_LOTS:
        candidates, after = await candidates_after(connection, about, seed, after, AT_ONCE)
        drawn = draw(candidates, seed, wanted - len(chosen), settings, parties, now)
        chosen.extend(drawn.seated)
        passed_over = together(passed_over, drawn.passed_over)
        looked_at += len(candidates)
        if not after:
            break
    return chosen, passed_over


async def _invite(
    connection: Connection, panel: Panel, chosen: list[Candidate], ids: IdMaker, now: datetime
) -> tuple[Invited, ...]:
    until = invited_until(now, panel.called_at, panel.due_at)
    invited = []
    for place, who in enumerate(chosen, panel.drawn + 1):
        seat_id = ids(bucket_of(panel.case_id))
        await invite(connection, panel, place, seat_id, who, now, until)
        invited.append(Invited(seat_id, who.buyer_id, until))
    return tuple(invited)


def _look_at(seats: list[Seat], panel: Panel, now: datetime) -> datetime:
    """When the next invitation lapses; where none stands, an hour on: somebody may be ready by then."""
    standing = [seat.until for seat in seats if seat.status is SeatStatus.INVITED]
    return min([*standing, panel.due_at]) if standing else min(panel.due_at, now + timedelta(hours=1))
