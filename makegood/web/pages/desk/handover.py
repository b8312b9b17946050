"""Handing a case over: to whoever takes it up next, or to a senior, with what is known and what is open."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from makegood.cases import Request as CaseRequest
from makegood.cases import add_note, release_case, usable_note
from makegood.cases.api import parse_id, parse_version, seen
from makegood.kit.errors import Refused
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.desk.file import file_page
from makegood.web.pages.desk.frame import HOME, Machine, desk_reading, in_words
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Writing, go, new_key
from makegood.web.pages.typed import convert


@post(f"{HOME}/cases/{{case_id:str}}/notes", include_in_schema=False)
async def hand_over(
    case_id: PathPart,
    request: HtmlRequest,
    pool: Database,
    engine: Machine,
    perform: Writing,
    policy: Promises,
) -> Response[str] | Redirect:
    """Keep a note and let go of the case. With `to` senior the case is passed up in the same step."""
    reader = await desk_reading(request, "desk.note")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    typed = await typed_of(request)
    key = key_of(typed) or new_key()
    said = (_lines(typed, "known"), _lines(typed, "open"))
    state, to_senior = found.case.state, typed.get("to") == "senior"
    try:
        usable_note(said)
        if to_senior:
            version = parse_version(typed.get("version") or None)
            up = CaseRequest(reader.me, convert({}, "hand_up"), state.id, key=f"{key}-up", version=version)
            await perform(up, False)
        await add_note(pool, state, reader.me, said, key, engine.ids, reader.now)
    except Refused as refusal:
        told = in_words(refusal, reader)
        return await file_page(pool, policy, reader, found, request, (refusal.status, told), note_typed=typed)
    await release_case(pool, state.id, reader.me)
    return go(f"{HOME}?done={'handed-up' if to_senior else 'noted'}")


def _lines(typed: dict[str, str], name: str) -> str:
    return typed.get(name, "").replace("\r\n", "\n")


HANDOVER_HANDLERS: list[Any] = [hand_over]
