"""HTTP for the desk's work: who gets which case, people and what they can take, the service board, texts to begin with."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Meta, Struct

from makegood.accounts import authorise
from makegood.cases import Claim
from makegood.cases.api import CaseId, Database, Time, Viewer, parse_id, seen
from makegood.db.once import Kept, once
from makegood.db.writes import Connection
from makegood.desk import (
    Assignment,
    Board,
    DeskPerson,
    Macro,
    Moved,
    SkillKind,
    Skills,
    WhyPassed,
    assign,
    drop_macro,
    keep_macro,
    keep_person,
    macros_kept,
    moves_of,
    pass_on,
    people_listed,
    public_number,
    service_board,
    set_away,
    take_next,
)
from makegood.flows.engine import Engine
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey

Machine = NamedDependency[SkipValidation[Engine]]
Reason = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$", description="it stays on record")]
PersonName = Annotated[str, Meta(min_length=1, max_length=100, description="a person of the desk")]
Words = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=60)], ...], Meta(max_length=50)]
Moment = Annotated[datetime, Meta(tz=True)]
SkillAsked = Annotated[SkillKind, QueryParameter(description="By which kind of skill the levels are split")]


class NextCase(Struct, frozen=True):
    """The claim on the case that you were given; null when nothing waits that you could take and nobody has."""

    claim: Claim | None


class PassedOn(Struct, frozen=True, forbid_unknown_fields=True):
    """Why you pass a case on."""

    why: WhyPassed
    reason: Reason


class AssignedTo(Struct, frozen=True, forbid_unknown_fields=True):
    """To whom a senior assigns a case, and why."""

    person: PersonName
    reason: Reason


class Moves(Struct, frozen=True):
    """How a case was given, taken and passed on, the newest 50 first."""

    moves: list[Moved]


class SkillsAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody can take. Empty lists: everything. `merchants`: those they have to do with; `most_minor` in minor units."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    types: Words = ()
    categories: Words = ()
    languages: Words = ()
    merchants: Annotated[tuple[str, ...], Meta(max_length=200)] = ()
    most_open: Annotated[int, Meta(ge=1, le=200)] = 12
    most_minor: Annotated[int, Meta(ge=1, le=10**15)] | None = None
    away_until: Moment | None = None


class DeskPersonView(Struct, frozen=True):
    """Somebody of the desk with what they can take; empty lists: everything. `merchants`: those they have to do with.

    `number`: what the parties know them by. `is_listed`: an operator has set what they can take, so that they are given cases;
    else they have only said that they are away.
    """

    person: str
    name: str
    types: tuple[str, ...]
    categories: tuple[str, ...]
    languages: tuple[str, ...]
    merchants: tuple[str, ...]
    most_open: int
    most_minor: int | None
    away_until: datetime | None
    number: str
    is_listed: bool


class People(Struct, frozen=True):
    """The people of the desk whose skills were set, by name; 500 at most."""

    people: list[DeskPersonView]


def person_view(one: DeskPerson) -> DeskPersonView:
    """Somebody as the API tells of them."""
    skills = one.skills
    return DeskPersonView(
        one.person, one.name, skills.types, skills.categories, skills.languages,
        tuple(str(merchant) for merchant in skills.merchants), skills.most_open, skills.most_minor, one.away_until,
        public_number(f"desk:{one.person}"), one.is_listed,
    )  # fmt: skip


class Away(Struct, frozen=True, forbid_unknown_fields=True):
    """Until when you are away; null: you are back."""

    until: Moment | None


class MacroAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A text to begin with; its gaps are those of templates."""

    title: Annotated[str, Meta(max_length=200)]
    body: Annotated[str, Meta(max_length=4000)]


class Macros(Struct, frozen=True):
    """The texts to begin with, by title; 200 at most."""

    macros: list[Macro]


def answered(kept: Kept) -> Response[Any]:
    """A kept answer as it goes out."""
    return Response(kept.body, status_code=kept.status, media_type="application/json")


@post(
    "/api/desk/next",
    status_code=200,
    tags=["desk"],
    summary="Take the next case",
    responses=PROBLEM_RESPONSES,
)
async def post_next(
    principal: Viewer, clock: Time, engine: Machine, key: IdempotencyKey = None
) -> Response[NextCase]:
    """The most urgent case that you are able to take and that nobody has. Nobody chooses."""
    authorise(principal, "desk.claim")
    now = clock.now()

    async def work(connection: Connection) -> tuple[int, NextCase]:
        return 200, NextCase(await take_next(connection, principal, now, engine.ids))

    return answered(await once(engine.pool, principal.label, key, ("desk.next",), now, work))


@post("/api/cases/{case_id:str}/passing-on", status_code=200, tags=["desk"], summary="Pass a case on",
      responses=PROBLEM_RESPONSES)  # fmt: skip
async def post_passing_on(
    case_id: CaseId, data: JSONBody[PassedOn], principal: Viewer, clock: Time, engine: Machine, key: IdempotencyKey = None
) -> Response[Moves]:  # fmt: skip
    """Give back a case that you have, with the reason: a conflict of interest, or what you lack. You do not get it again."""
    authorise(principal, "desk.claim")
    number, now = parse_id(case_id, "case"), clock.now()

    async def work(connection: Connection) -> tuple[int, Moves]:
        await pass_on(connection, number, principal, data.why, data.reason, now, engine.ids)
        return 200, Moves(await moves_of(connection, number))

    return answered(await once(engine.pool, principal.label, key, ("desk.pass", case_id, data), now, work))


@put(
    "/api/cases/{case_id:str}/assignment",
    tags=["desk"],
    summary="Assign a case by hand",
    responses=PROBLEM_RESPONSES,
)
async def put_assignment(
    case_id: CaseId, data: JSONBody[AssignedTo], principal: Viewer, clock: Time, engine: Machine, key: IdempotencyKey = None
) -> Response[Assignment]:  # fmt: skip
    """Seniors do, with a reason that is recorded; never to somebody with a conflict of interest."""
    authorise(principal, "desk.assign")
    number, now = parse_id(case_id, "case"), clock.now()

    async def work(connection: Connection) -> tuple[int, Assignment]:
        return 200, await assign(connection, number, data.person, principal, data.reason, now, engine.ids)

    return answered(await once(engine.pool, principal.label, key, ("desk.assign", case_id, data), now, work))


@get(
    "/api/cases/{case_id:str}/desk-moves",
    tags=["desk"],
    summary="Read who had a case",
    responses=PROBLEM_RESPONSES,
)
async def get_moves(case_id: CaseId, principal: Viewer, pool: Database, clock: Time) -> Moves:
    """How a case was given, taken and passed on; the parties never read it."""
    authorise(principal, "desk.read")
    found = await seen(pool, parse_id(case_id, "case"), principal, clock.now())
    return Moves(await moves_of(pool, found.case.state.id))


@get("/api/desk/people", tags=["desk"], summary="List people of the desk", responses=PROBLEM_RESPONSES)
async def get_people(principal: Viewer, pool: Database) -> People:
    """What each of them can take, and until when they are away."""
    authorise(principal, "desk.board")
    return People([person_view(one) for one in await people_listed(pool)])


@put(
    "/api/desk/people/{person:str}",
    tags=["desk"],
    summary="Set what somebody can take",
    responses=PROBLEM_RESPONSES,
)
async def put_person(
    person: FromPath[str], data: JSONBody[SkillsAsked], principal: Viewer, pool: Database, clock: Time
) -> DeskPersonView:
    """Skills, the workload's limit and declared conflicts of somebody, by the name of their account (`person-…`)."""
    authorise(principal, "desk.manage")
    merchants = tuple(parse_id(one, "merchant") for one in data.merchants)
    skills = Skills(data.types, data.categories, data.languages, merchants, data.most_open, data.most_minor)
    one = DeskPerson(person, data.name, skills, data.away_until, is_listed=True)
    return person_view(await keep_person(pool, one, principal, clock.now()))


@put("/api/desk/away", tags=["desk"], summary="Say until when you are away", responses=PROBLEM_RESPONSES)
async def put_away(data: JSONBody[Away], principal: Viewer, pool: Database, clock: Time) -> DeskPersonView:
    """What you have is given to others meanwhile."""
    authorise(principal, "desk.claim")
    return person_view(await set_away(pool, principal, data.until, clock.now()))


@get("/api/desk/board", tags=["desk"], summary="Read the service board", responses=PROBLEM_RESPONSES)
async def get_board(principal: Viewer, pool: Database, clock: Time, by: SkillAsked = SkillKind.TYPE) -> Board:
    """How many cases are within their clock, near its end or past it, by stage and by person, with medians; and skill by
    skill what is due in which hour of the coming day, how long rulings took, and the share in time.
    """
    authorise(principal, "desk.board")
    return await service_board(pool, clock.now(), by)


@get("/api/desk/macros", tags=["desk"], summary="List texts to begin with", responses=PROBLEM_RESPONSES)
async def get_macros(principal: Viewer, pool: Database) -> Macros:
    """They are drafts: what is sent as it stands is refused."""
    authorise(principal, "desk.read")
    return Macros(await macros_kept(pool))


@post("/api/desk/macros", tags=["desk"], summary="Keep a text to begin with", responses=PROBLEM_RESPONSES)
async def post_macro(
    data: JSONBody[MacroAsked], principal: Viewer, clock: Time, engine: Machine, key: IdempotencyKey = None
) -> Response[Macro]:
    """A new one."""
    authorise(principal, "desk.assign")
    now = clock.now()

    async def work(connection: Connection) -> tuple[int, Macro]:
        return 201, await keep_macro(
            connection, None, data.title, data.body, principal.label, now, engine.ids
        )

    return answered(await once(engine.pool, principal.label, key, ("desk.macro", data), now, work))


@put(
    "/api/desk/macros/{macro_id:str}",
    tags=["desk"],
    summary="Change a text to begin with",
    responses=PROBLEM_RESPONSES,
)
async def put_macro(
    macro_id: FromPath[str], data: JSONBody[MacroAsked], principal: Viewer, clock: Time, engine: Machine
) -> Macro:
    """Title and body."""
    authorise(principal, "desk.assign")
    number = parse_id(macro_id, "template")
    return await keep_macro(
        engine.pool, number, data.title, data.body, principal.label, clock.now(), engine.ids
    )


@delete(
    "/api/desk/macros/{macro_id:str}",
    tags=["desk"],
    summary="Delete a text to begin with",
    responses=PROBLEM_RESPONSES,
)
async def delete_macro(macro_id: FromPath[str], principal: Viewer, pool: Database) -> None:
    """One that is gone already is gone."""
    authorise(principal, "desk.assign")
    await drop_macro(pool, parse_id(macro_id, "template"))


DESK_WORK_ROUTES = [
    post_next, post_passing_on, put_assignment, get_moves, get_people, put_person, put_away, get_board,
    get_macros, post_macro, put_macro, delete_macro,
]  # fmt: skip
