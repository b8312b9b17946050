"""Voting: a seat's holder reads, votes with a reason or gives the seat back. The panel's row is the lock: of two last votes
at once one is counted first, and the other finds the panel done.
"""

from datetime import datetime

from makegood.db.writes import Connection
from makegood.jury import refusals
from makegood.jury.collusion import suspicion
from makegood.jury.counting import Tally, tally
from makegood.jury.model import Panel, Seat, SeatStatus
from makegood.jury.store import (
    end_panel,
    keep_decline,
    keep_vote,
    pairs_of,
    panel_of,
    seat_of,
    seats_of,
)
from makegood.kit.errors import NotFound

SHORTEST_REASON = 10


async def own_seat(connection: Connection, seat_id: int, buyer_id: int) -> tuple[Seat, Panel]:
    """A seat of somebody with its panel. Raises NotFound."""
    seat = await seat_of(connection, seat_id, buyer_id)
    panel = await panel_of(connection, seat.case_id) if seat else None
    if seat is None or panel is None:
        raise NotFound(what="invitation")
    return seat, panel


async def cast_vote(
    connection: Connection, seat_id: int, buyer_id: int, vote: str, reason: str, now: datetime
) -> tuple[Seat, Tally]:
    """Keep a vote; with the last one that was wanted the panel ends. The same vote again is the one that is there.

    A vote that does not look like one person's who has read is kept and set aside; its giver is not told, so that nobody
    learns what is looked at. Raises NotFound, PanelOver, SeatLapsed, VotedAlready, NotReadYet, VoteUnexplained.
    """
    seat, panel = await _locked(connection, seat_id, buyer_id)
    seats = await seats_of(connection, seat.case_id)
    if seat.vote is not None:
        if (seat.vote, seat.reason) != (vote, reason.strip()):
            raise refusals.VotedAlready()
        return seat, tally(seats, panel.seats)
    _require_open(seat, panel, now)
    if seat.opened_at is None:
        raise refusals.NotReadYet()
    if len("".join(reason.split())) < SHORTEST_REASON:
        raise refusals.VoteUnexplained(least=SHORTEST_REASON)
    voted = [each for each in seats if each.counts]
    pairs = await pairs_of(connection, buyer_id, [each.buyer_id for each in voted])
    why = suspicion(seat, voted, pairs, (now - seat.opened_at).total_seconds())
    await keep_vote(connection, seat, vote, reason.strip(), " ".join(why), now)
    found = tally(await seats_of(connection, seat.case_id), panel.seats)
    if found.verdict:
        await end_panel(connection, panel, "majority", found.verdict, now)
    return (await own_seat(connection, seat_id, buyer_id))[0], found


async def decline_seat(
    connection: Connection, seat_id: int, buyer_id: int, reason: str, now: datetime
) -> Seat:
    """Give a seat back: one knows somebody of it, or cannot judge. Again changes nothing.

    Raises NotFound, PanelOver, SeatLapsed, VotedAlready.
    """
    seat, panel = await _locked(connection, seat_id, buyer_id)
    if seat.vote is not None:
        raise refusals.VotedAlready()
    if seat.status is not SeatStatus.DECLINED:
        _require_open(seat, panel, now)
        await keep_decline(connection, seat, reason.strip())
    return (await own_seat(connection, seat_id, buyer_id))[0]


async def _locked(connection: Connection, seat_id: int, buyer_id: int) -> tuple[Seat, Panel]:
    """Lock the panel, then read the seat again: what was read before the lock may be old."""
    seat, _ = await own_seat(connection, seat_id, buyer_id)
    await panel_of(connection, seat.case_id, lock=True)
    return await own_seat(connection, seat_id, buyer_id)


def _require_open(seat: Seat, panel: Panel, now: datetime) -> None:
    if panel.ended_at is not None or now >= panel.due_at:
        raise refusals.PanelOver()
    if seat.status is not SeatStatus.INVITED or now >= seat.until:
        raise refusals.SeatLapsed()
