"""The service board: cases within their clock, near its end and past it, by stage and by person; what is due by skill and
hour, and how the desk keeps up; and who is away.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.accounts import PrincipalRole
from makegood.desk import (
    NEAR,
    DeskPerson,
    SkillKind,
    desk_person,
    people_listed,
    public_number,
    service_board,
    set_away,
)
from makegood.kit.i18n import text
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.desk.frame import SERVICE, desk_page, desk_reading
from makegood.web.pages.desk.levels import Drawing, levels_shown, span
from makegood.web.pages.desk.skills import SKILLS_HANDLERS, can_take
from makegood.web.pages.desk.work_words import DAYS
from makegood.web.pages.shell import Database, HtmlRequest, Reader, go
from makegood.web.pages.tables import Column

PATH = SERVICE


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


def number_of(one: DeskPerson) -> str:
    """The number by which the parties know somebody."""
    return public_number(f"desk:{one.person}")


async def _page(reader: Reader, request: HtmlRequest, pool: Database) -> Response[str]:
    is_desk = reader.me.role is not PrincipalRole.OPERATOR
    asked = request.query_params.get("by", "")
    by = SkillKind(asked) if asked in list(SkillKind) else SkillKind.TYPE
    board = await service_board(pool, reader.now, by)
    return desk_page(
        "service", reader, board=board, people=await people_listed(pool), number_of=number_of,
        levels=levels_shown(board.levels, Drawing(reader.language, reader.zone, PATH, is_desk)),
        leads_on=is_desk, near_from=quote_plus((reader.now + NEAR + timedelta(microseconds=1)).isoformat()),
        mine=await desk_person(pool, reader.me) if is_desk else None,
        done=request.query_params.get("done", ""), columns=_columns(reader.language),
        day_options=[(days, text(reader.language, label)) for days, label in DAYS.items()],
        span_of=lambda seconds: span(seconds, reader.language), is_away=lambda one: one.is_away(reader.now),
        can_take=lambda one: can_take(one, reader.language),
    )  # fmt: skip


def _columns(language: str) -> dict[str, list[Column]]:
    """The heads of both tables."""
    counted = ("Within its clock", "Within 12 hours of its end", "Past it", "Median")
    numbers = [Column(text(language, label), kind="amount") for label in counted]
    moved = [Column(text(language, label), kind="amount") for label in ("Passed on", "Taken by hand")]
    stages = [Column(text(language, "Stage")), *numbers]
    return {"stages": stages, "people": [Column(text(language, "Person")), *numbers, *moved]}


SERVICE_HANDLERS: list[Any] = [show_board, say_away, *SKILLS_HANDLERS]
