"""Texts to begin with: everybody of the desk reads them, seniors keep them. Sent as they stand, they are refused."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.cases import GAPS
from makegood.cases.api import parse_id
from makegood.db.once import once
from makegood.db.writes import Connection
from makegood.desk import drop_macro, keep_macro, macros_kept
from makegood.kit.errors import NotFound, Refused
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.desk.frame import HOME, Machine, desk_page, desk_reading, in_words
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Reader, go, new_key

PATH = f"{HOME}/macros"


@get(PATH, include_in_schema=False)
async def show_macros(request: HtmlRequest, pool: Database) -> Response[str]:
    """All texts; with `macro` one of them to be changed."""
    reader = await desk_reading(request)
    return await _page(request, reader, pool, {})


@post(PATH, include_in_schema=False)
async def keep(request: HtmlRequest, pool: Database, engine: Machine) -> Response[str] | Redirect:
    """Keep a new text or a changed one."""
    reader = await desk_reading(request, "desk.assign")
    typed = await typed_of(request)
    wanted = parse_id(typed["macro"], "template") if typed.get("macro") else None

    async def work(connection: Connection) -> tuple[int, str]:
        title, body = typed.get("title", ""), typed.get("body", "")
        await keep_macro(connection, wanted, title, body, reader.me.label, reader.now, engine.ids)
        return 200, ""

    try:
        await once(pool, reader.me.label, key_of(typed), ("desk.macro", typed), reader.now, work)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return await _page(request, reader, pool, typed, (refusal.status, in_words(refusal, reader)))
    return go(f"{PATH}?done=kept")


@post(PATH + "/{macro_id:str}/deletion", include_in_schema=False)
async def remove(macro_id: PathPart, request: HtmlRequest, pool: Database) -> Redirect:
    """Delete a text."""
    await desk_reading(request, "desk.assign")
    await drop_macro(pool, parse_id(macro_id, "template"))
    return go(f"{PATH}?done=deleted")


async def _page(
    request: HtmlRequest, reader: Reader, pool: Database, typed: dict[str, str], refused: tuple[int, str] = (200, "")
) -> Response[str]:  # fmt: skip
    kept = await macros_kept(pool)
    wanted = typed.get("macro") or request.query_params.get("macro", "")
    chosen = next((one for one in kept if one.id == wanted), None)
    if wanted and chosen is None:
        raise NotFound(what="template")
    shown = typed or ({"title": chosen.title, "body": chosen.body} if chosen else {})
    return desk_page(
        "macros", reader, refused[0], macros=kept, chosen=chosen, typed=shown, refused=refused[1], gaps=list(GAPS.items()),
        done=request.query_params.get("done", ""), key=new_key(), may_keep=reader.role == "senior",
    )  # fmt: skip


MACRO_HANDLERS: list[Any] = [show_macros, keep, remove]
