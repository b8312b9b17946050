"""The office of panels: what jurors, the marketplace, the desk and operators do, over one database."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from makegood.accounts import Principal, PrincipalRole, authorise
from makegood.cases import jury_majority, read_case
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.jury.collusion import least_seconds
from makegood.jury.counting import Tally, tally
from makegood.jury.jobs import seat_job, tell_job
from makegood.jury.jurors import Confirmation, JurorView, confirm, join, juror_view, leave
from makegood.jury.model import JurySettings, Panel, Seat, SeatStatus
from makegood.jury.settings import read_settings, set_settings
from makegood.jury.shown import DisputeShown, dispute_shown
from makegood.jury.store import note_opened, panel_figures, panel_of, seats_held_by, seats_of
from makegood.jury.views import JuryFigures, PanelView, SeatPage, SeatRead, SeatView, panel_view, seat_view
from makegood.jury.voting import cast_vote, decline_seat, own_seat
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound, NotPermitted
from makegood.kit.ids import IdMaker, bucket_of

_NAMES = """
SELECT b.name, b.external_id, b.email, m.name AS shop, m.external_id AS shop_id, o.external_id AS number
FROM orders o JOIN buyers b ON (b.bucket, b.id) = (o.bucket, o.buyer_id) JOIN merchants m ON m.id = o.merchant_id
WHERE o.bucket = $1 AND o.id = $2
"""
FIGURES_OF = timedelta(days=365)
_READABLE = (SeatStatus.INVITED, SeatStatus.VOTED, SeatStatus.SET_ASIDE)


class VoteAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """For whom one votes, and why: at least 10 characters, which the desk reads without knowing whose they are."""

    vote: Literal["buyer", "merchant"]
    reason: Annotated[str, Meta(max_length=1000)]


class Refusal(Struct, frozen=True, forbid_unknown_fields=True):
    """Why one does not judge; may be left empty."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class Readiness(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether one is ready to sit on panels."""

    is_ready: bool


@dataclass(frozen=True, slots=True)
class JuryOffice:
    """What panels need: a database, the time, ids."""

    pool: Pool
    clock: Clock
    ids: IdMaker

    async def juror(self, who: Principal) -> JurorView:
        """How somebody stands as a juror."""
        return await juror_view(self.pool, _buyer(who))

    async def set_ready(self, who: Principal, wanted: Readiness) -> JurorView:
        """Say that one is ready to sit, or not any more. Again changes nothing."""
        change = join if wanted.is_ready else leave
        await change(self.pool, _buyer(who), self.clock.now())
        return await juror_view(self.pool, _buyer(who))

    async def confirm(self, who: Principal, buyer_id: int, said: Confirmation) -> JurorView:
        """Keep what the marketplace says of somebody. Raises NotFound."""
        authorise(who, "jury.confirm")
        await confirm(self.pool, buyer_id, said, self.clock.now())
        return await juror_view(self.pool, buyer_id)

    async def seats(self, who: Principal, before: int, limit: int) -> SeatPage:
        """Somebody's invitations, the newest first."""
        kept = await seats_held_by(self.pool, _buyer(who), before, limit + 1)
        views = [await self._view(seat) for seat in kept[:limit]]
        return SeatPage(views, str(kept[limit - 1].id) if len(kept) > limit else None)

    async def read(self, who: Principal, seat_id: int) -> SeatRead:
        """An invitation and what is to be judged; from now on it counts as being read. Raises NotFound."""
        seat, panel = await own_seat(self.pool, seat_id, _buyer(who))
        view = seat_view(seat, panel, jury_majority(panel.seats), self.clock.now())
        if seat.status not in _READABLE or (view.status == "missed"):
            return SeatRead(view, None)
        shown = await self._shown(self.pool, seat.case_id)
        if view.can_vote:
            await note_opened(self.pool, seat, least_seconds(shown.characters), self.clock.now())
        return SeatRead(view, shown)

    async def picture_for(self, who: Principal, seat_id: int, file_id: str) -> str:
        """Let somebody see a picture of what they judge, and say by which name it is recorded that they looked: their place on
        the panel, since the desk is not told who sits there. Raises NotFound.
        """
        read = await self.read(who, seat_id)
        if read.dispute is None or file_id not in read.dispute.pictures:
            raise NotFound(what="file")
        seat, _ = await own_seat(self.pool, seat_id, _buyer(who))
        return f"panel:{seat.place}"

    async def vote(self, who: Principal, seat_id: int, asked: VoteAsked, key: str | None) -> Kept:
        """Vote; see makegood/jury/voting.py for what it raises."""
        buyer_id, now = _buyer(who), self.clock.now()

        async def work(connection: Connection) -> tuple[int, SeatView]:
            seat, found = await cast_vote(connection, seat_id, buyer_id, asked.vote, asked.reason, now)
            await self._follow(connection, seat, found)
            return 200, await self._view(seat, connection)

        return await once(self.pool, who.label, key, ("jury vote", str(seat_id), asked), now, work)

    async def decline(self, who: Principal, seat_id: int, asked: Refusal, key: str | None) -> Kept:
        """Give a seat back; somebody else is drawn."""
        buyer_id, now = _buyer(who), self.clock.now()

        async def work(connection: Connection) -> tuple[int, SeatView]:
            seat = await decline_seat(connection, seat_id, buyer_id, asked.reason, now)
            await self._follow(connection, seat, None)
            return 200, await self._view(seat, connection)

        return await once(self.pool, who.label, key, ("jury refusal", str(seat_id), asked), now, work)

    async def panel(self, who: Principal, case_id: int) -> PanelView | None:
        """The panel of a case for the desk; None where it never had one."""
        authorise(who, "jury.read")
        panel = await panel_of(self.pool, case_id)
        if panel is None:
            return None
        seats = await seats_of(self.pool, case_id)
        return panel_view(panel, seats, tally(seats, panel.seats))

    async def settings(self, who: Principal) -> JurySettings:
        """How panels are set here."""
        authorise(who, "jury.manage")
        return await read_settings(self.pool)

    async def set_settings(self, who: Principal, wanted: JurySettings) -> JurySettings:
        """Set them. Raises SettingsChanged."""
        authorise(who, "jury.manage")
        return await set_settings(self.pool, wanted, who.label, self.clock.now())

    async def figures(self, who: Principal) -> JuryFigures:
        """How the desk ruled after panels of the last year."""
        authorise(who, "jury.manage")
        return JuryFigures(*await panel_figures(self.pool, self.clock.now() - FIGURES_OF))

    async def _shown(self, connection: Connection, case_id: int) -> DisputeShown:
        case, order = await read_case(connection, case_id)
        row = await connection.fetchrow(_NAMES, bucket_of(order.id), order.id)
        names = [each for each in row.values() if each]
        parcels = [case.state.shipment.tracking_no] if case.state.shipment else []
        return dispute_shown(case, order, [*names, *parcels])

    async def _view(self, seat: Seat, connection: Connection | None = None) -> SeatView:
        panel: Panel | None = await panel_of(connection or self.pool, seat.case_id)
        assert panel is not None
        return seat_view(seat, panel, jury_majority(panel.seats), self.clock.now())

    async def _follow(self, connection: Connection, seat: Seat, found: Tally | None) -> None:
        """What a vote, or a seat given back, makes necessary: the verdict is told, or a free seat drawn."""
        bucket, now, writes = bucket_of(seat.case_id), self.clock.now(), Writes()
        if found and found.verdict:
            writes.add("defer_jobs", tell_job(bucket, self.ids(bucket), seat.case_id, now))
        elif seat.status in (SeatStatus.SET_ASIDE, SeatStatus.DECLINED):
            writes.add("defer_jobs", seat_job(bucket, self.ids(bucket), seat.case_id, now, again=False))
        await writes.send(connection)


def _buyer(who: Principal) -> int:
    """Whose seat it is: jurors are buyers. Raises NotPermitted."""
    authorise(who, "jury.serve")
    if who.role is not PrincipalRole.BUYER or who.subject is None:
        raise NotPermitted(role=who.role.value, operation="jury.serve")
    return who.subject


def as_seat(text: str) -> int:
    """The number of a seat. Raises NotFound."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) >= 2**63:
        raise NotFound(what="invitation")
    return int(text)


__all__: list[Any] = ["JuryOffice", "Readiness", "Refusal", "VoteAsked", "as_seat"]
