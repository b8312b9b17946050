"""HTTP: `/api/jury…` for who sits on panels and for operators, `/api/cases/{id}/jury-panel` for the desk.

The composition root gives the dependencies `principal` and `jury_office`.
"""

from typing import Annotated, Any

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Meta, Struct

from makegood.accounts import Principal
from makegood.db.once import Kept
from makegood.jury.jurors import Confirmation, JurorView
from makegood.jury.model import JurySettings
from makegood.jury.office import JuryOffice, Readiness, Refusal, VoteAsked, as_seat
from makegood.jury.views import JuryFigures, PanelView, SeatPage, SeatRead, SeatView
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey

MOST = 100
Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[JuryOffice]]
Id = FromPath[str]
Days = Annotated[int, Meta(ge=0, le=3650)]
Few = Annotated[int, Meta(ge=0, le=365)]


class SettingsAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """How panels shall be set; `version` is the one that was read."""

    is_on: bool
    known_days: Days
    least_orders: Annotated[int, Meta(ge=0, le=1000)]
    rest_days: Few
    version: Annotated[int, Meta(ge=0, lt=2**31)]


@get("/api/jury/juror", tags=["jury"], summary="Whether you sit on panels", responses=PROBLEM_RESPONSES)
async def read_juror(principal: Caller, jury_office: Office) -> JurorView:
    """Whether you are ready to sit, and what you did on panels before."""
    return await jury_office.juror(principal)


@put("/api/jury/juror", tags=["jury"], summary="Say whether you sit on panels", responses=PROBLEM_RESPONSES)
async def set_juror(data: JSONBody[Readiness], principal: Caller, jury_office: Office) -> JurorView:
    """You are drawn by lot, and only once the marketplace has confirmed that you are a real person."""
    return await jury_office.set_ready(principal, data)


@put("/api/jury/jurors/{buyer_id:str}", tags=["jury"], summary="Confirm a user", responses=PROBLEM_RESPONSES)
async def confirm_juror(
    buyer_id: Id, data: JSONBody[Confirmation], principal: Caller, jury_office: Office
) -> JurorView:
    """The marketplace says that a user is a real person, since when, and digests by which two users are seen to be one."""
    return await jury_office.confirm(principal, _number(buyer_id, "buyer"), data)


@get("/api/jury/seats", tags=["jury"], summary="List your invitations", responses=PROBLEM_RESPONSES)
async def list_seats(
    principal: Caller,
    jury_office: Office,
    cursor: Annotated[
        str | None, QueryParameter(max_length=20, description="`next_cursor` of the page before")
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 20,
) -> SeatPage:
    """Disputes that you are or were asked to judge, the newest first."""
    return await jury_office.seats(principal, _before(cursor), limit)


@get("/api/jury/seats/{seat_id:str}", tags=["jury"], summary="Read a dispute", responses=PROBLEM_RESPONSES)
async def read_seat(seat_id: Id, principal: Caller, jury_office: Office) -> SeatRead:
    """What both sides said and showed, without names. From the first time on it counts as being read."""
    return await jury_office.read(principal, as_seat(seat_id))


@post("/api/jury/seats/{seat_id:str}/vote", tags=["jury"], summary="Vote", status_code=200,
      responses=PROBLEM_RESPONSES)  # fmt: skip
async def vote(
    seat_id: Id, data: JSONBody[VoteAsked], principal: Caller, jury_office: Office, key: IdempotencyKey = None
) -> Response[SeatView]:
    """For one side, with your reason. A vote stands; the same one again is the one that is there."""
    return _kept(await jury_office.vote(principal, as_seat(seat_id), data, key))


@post("/api/jury/seats/{seat_id:str}/refusal", tags=["jury"], summary="Give a seat back", status_code=200,
      responses=PROBLEM_RESPONSES)  # fmt: skip
async def decline(
    seat_id: Id, data: JSONBody[Refusal], principal: Caller, jury_office: Office, key: IdempotencyKey = None
) -> Response[SeatView]:
    """You know somebody of it, or cannot judge; somebody else is drawn, and nothing is held against you."""
    return _kept(await jury_office.decline(principal, as_seat(seat_id), data, key))


@get(
    "/api/cases/{case_id:str}/jury-panel", tags=["jury"], summary="Read a panel", responses=PROBLEM_RESPONSES
)
async def read_panel(case_id: Id, principal: Caller, jury_office: Office) -> PanelView:
    """How it was drawn, how it votes and why, what was set aside. Nobody is named, and the parties are not told."""
    found = await jury_office.panel(principal, _number(case_id, "case"))
    if found is None:
        raise NotFound(what="panel")
    return found


@get("/api/jury/settings", tags=["jury"], summary="Read how panels are set", responses=PROBLEM_RESPONSES)
async def show_settings(principal: Caller, jury_office: Office) -> JurySettings:
    """Whether there are panels here, and who may sit. Off until it is turned on."""
    return await jury_office.settings(principal)


@get("/api/jury/figures", tags=["jury"], summary="Read how panels went", responses=PROBLEM_RESPONSES)
async def read_figures(principal: Caller, jury_office: Office) -> JuryFigures:
    """Panels of the last year that found something: how often the desk ruled as they did, and how often otherwise."""
    return await jury_office.figures(principal)


@put("/api/jury/settings", tags=["jury"], summary="Set panels", responses=PROBLEM_RESPONSES)
async def change_settings(
    data: JSONBody[SettingsAsked], principal: Caller, jury_office: Office
) -> JurySettings:
    """Turned off, no new panel is called; those that read go on. Which disputes may have one the packs say."""
    wanted = JurySettings(data.is_on, data.known_days, data.least_orders, data.rest_days, data.version)
    return await jury_office.set_settings(principal, wanted)


JURY_ROUTES: list[Any] = [
    read_juror, set_juror, confirm_juror, list_seats, read_seat, vote, decline, read_panel,
    show_settings, change_settings, read_figures,
]  # fmt: skip


def _kept(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")


def _number(text: str, what: str) -> int:
    try:
        return as_seat(text)
    except NotFound:
        raise NotFound(what=what) from None


def _before(cursor: str | None) -> int:
    if cursor is None:
        return 2**63 - 1
    try:
        return as_seat(cursor)
    except NotFound:
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before") from None
