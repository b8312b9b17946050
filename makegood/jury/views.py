"""PURE: panels and seats as the API gives them. Ids are strings; nobody is named."""

from datetime import datetime

from msgspec import Struct

from makegood.jury.counting import Tally
from makegood.jury.draw import lot
from makegood.jury.model import Panel, Seat, SeatStatus
from makegood.jury.shown import DisputeShown


class SeatView(Struct, frozen=True):
    """An invitation as its holder sees it. `status`: invited, voted, declined, missed or dismissed (the panel was done before).

    `can_vote` until `until`; `seats` are on the panel, `majority` votes end it. `verdict` is told when it is done.
    """

    id: str
    status: str
    can_vote: bool
    invited_at: datetime
    until: datetime
    seats: int
    majority: int
    vote: str | None
    reason: str
    is_over: bool
    verdict: str


class SeatPage(Struct, frozen=True):
    """Invitations, the newest first."""

    seats: list[SeatView]
    next_cursor: str | None


class SeatRead(Struct, frozen=True):
    """An invitation with the dispute, as long as one may vote on it or has; afterwards `dispute` is null."""

    seat: SeatView
    dispute: DisputeShown | None


class SeatTold(Struct, frozen=True):
    """A seat as the desk sees it: the number of the draw and the lot, never who. `why`: what speaks against the vote."""

    place: int
    lot: str
    status: str
    vote: str | None
    reason: str
    why: tuple[str, ...]
    invited_at: datetime
    voted_at: datetime | None
    seconds_read: int | None


class JuryFigures(Struct, frozen=True):
    """Panels that found something since a moment, and whether the desk ruled as they did; users that may be drawn now."""

    found: int
    followed: int
    departed: int
    ready: int


class PanelView(Struct, frozen=True):
    """The panel of a case for the desk. `seed` and the lots let anybody repeat the draw; `passed_over` says why others were
    not drawn. `ended` is empty while it reads.
    """

    case_id: str
    seats: int
    majority: int
    called_at: datetime
    due_at: datetime
    ended: str
    ended_at: datetime | None
    verdict: str
    for_buyer: int
    for_merchant: int
    set_aside: int
    invited: int
    seed: str
    passed_over: dict[str, int]
    votes: list[SeatTold]


def seat_view(seat: Seat, panel: Panel, majority: int, now: datetime) -> SeatView:
    """A seat for its holder, who is not told when the vote was set aside."""
    is_over = panel.ended_at is not None or now >= panel.due_at
    status = SeatStatus.VOTED if seat.status is SeatStatus.SET_ASIDE else seat.status
    if status is SeatStatus.INVITED and now >= seat.until:
        status = SeatStatus.MISSED
    return SeatView(
        id=str(seat.id), status=status.value, can_vote=status is SeatStatus.INVITED and not is_over,
        invited_at=seat.invited_at, until=seat.until, seats=panel.seats, majority=majority, vote=seat.vote,
        reason=seat.reason, is_over=is_over, verdict=panel.verdict,
    )  # fmt: skip


def panel_view(panel: Panel, seats: list[Seat], found: Tally) -> PanelView:
    """A panel for the desk."""
    return PanelView(
        case_id=str(panel.case_id), seats=panel.seats, majority=found.majority, called_at=panel.called_at,
        due_at=panel.due_at, ended=panel.ended, ended_at=panel.ended_at, verdict=panel.verdict,
        for_buyer=found.for_buyer, for_merchant=found.for_merchant,
        set_aside=sum(1 for seat in seats if seat.status is SeatStatus.SET_ASIDE),
        invited=sum(1 for seat in seats if seat.status is SeatStatus.INVITED), seed=panel.seed,
        passed_over=panel.passed_over, votes=[_told(seat, panel) for seat in seats],
    )  # fmt: skip


def _told(seat: Seat, panel: Panel) -> SeatTold:
    read = int((seat.voted_at - seat.opened_at).total_seconds()) if seat.voted_at and seat.opened_at else None
    return SeatTold(
        place=seat.place, lot=lot(panel.seed, seat.buyer_id), status=seat.status.value, vote=seat.vote,
        reason=seat.reason, why=tuple(seat.why.split()), invited_at=seat.invited_at, voted_at=seat.voted_at,
        seconds_read=read,
    )  # fmt: skip
