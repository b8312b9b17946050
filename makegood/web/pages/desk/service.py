"""The service board: cases within their clock, near its end and past it, by stage and by person; and who is away."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.accounts import PrincipalRole
from makegood.desk import (
    DeskPerson,
    Skills,
    desk_person,
    keep_person,
    people_listed,
    person_listed,
    service_board,
    set_away,
)
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import text
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.desk.frame import HOME, desk_page, desk_reading
from makegood.web.pages.desk.work_words import DAYS
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Reader, go
from makegood.web.pages.tables import Column
from makegood.web.pages.time import left_text

PATH = f"{HOME}/service"


@get(PATH, include_in_schema=False)
async def show_board(request: HtmlRequest, pool: Database) -> Response[str]:
    """The board, the reader's own standing, and the people; operators set what people can take."""
    return await _page(await desk_reading(request, "desk.board"), request, pool)


@post(f"{PATH}/away", include_in_schema=False)
async def say_away(request: HtmlRequest, pool: Database) -> Redirect:
    """Say for how many days one is away, or that one is back."""
    reader = await desk_reading(request, "desk.claim")
    days = (await typed_of(request)).get("days", "")
    until = reader.now + timedelta(days=int(days)) if days in DAYS else None
    await set_away(pool, reader.me, until, reader.now)
    return go(f"{PATH}?done={'away' if until else 'back'}")


@post(f"{PATH}/people/{{person:str}}", include_in_schema=False)
async def set_skills(person: PathPart, request: HtmlRequest, pool: Database) -> Response[str] | Redirect:
    """What somebody can take, as an operator sets it."""
    reader = await desk_reading(request, "desk.manage")
    known = await person_listed(pool, person)
    if known is None:
        raise NotFound(what="person")
    try:
        await keep_person(pool, _changed(known, await typed_of(request)), reader.me, reader.now)
    except Refused as refusal:
        return await _page(reader, request, pool, refusal_words(refusal, reader.language), refusal.status)
    return go(f"{PATH}?done=skills")


def _changed(known: DeskPerson, typed: dict[str, str]) -> DeskPerson:
    most_open = typed.get("most_open", "")
    skills = Skills(
        _words(typed, "types"), _words(typed, "categories"), _words(typed, "languages"), known.skills.merchants,
        int(most_open) if most_open.isascii() and most_open.isdigit() and len(most_open) < 4 else 0,
        known.skills.most_minor,
    )  # fmt: skip
    return DeskPerson(known.person, known.name, skills, known.away_until, is_listed=True)


def _words(typed: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(typed.get(name, "").replace("，", ",").replace(",", " ").split()))


async def _page(
    reader: Reader, request: HtmlRequest, pool: Database, refused: str = "", status: int = 200
) -> Response[str]:
    is_desk = reader.me.role is not PrincipalRole.OPERATOR
    return desk_page(
        "service", reader, status, board=await service_board(pool, reader.now), people=await people_listed(pool),
        mine=await desk_person(pool, reader.me) if is_desk else None, refused=refused,
        done=request.query_params.get("done", ""), columns=_columns(reader.language),
        day_options=[(days, text(reader.language, label)) for days, label in DAYS.items()],
        span_of=lambda seconds: _span(seconds, reader.language), is_away=lambda one: one.is_away(reader.now),
    )  # fmt: skip


def _span(seconds: int | None, language: str) -> str:
    return "–" if seconds is None else left_text(timedelta(seconds=max(seconds, 60)), language)


def _columns(language: str) -> dict[str, list[Column]]:
    """The heads of both tables."""
    counted = ("Within its clock", "Within 12 hours of its end", "Past it", "Median")
    numbers = [Column(text(language, label), kind="amount") for label in counted]
    moved = [Column(text(language, label), kind="amount") for label in ("Passed on", "Taken by hand")]
    stages = [Column(text(language, "Stage")), *numbers]
    return {"stages": stages, "people": [Column(text(language, "Person")), *numbers, *moved]}


SERVICE_HANDLERS: list[Any] = [show_board, say_away, set_skills]
