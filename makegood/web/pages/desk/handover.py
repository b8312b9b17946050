"""Handing a case over: to whoever takes it up next, or to a senior, with what is known and what is open."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from makegood.cases import LONGEST_NOTE, add_note, usable_note
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform, parse_id, parse_version, seen
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.desk import give_back
from makegood.flows.engine import Engine
from makegood.kit.errors import Refused
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.desk.file import file_page
from makegood.web.pages.desk.frame import HOME, Machine, desk_reading, in_words
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Reader, Writing, go, new_key
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
    """Keep a note and give the case back to the queue. With `to` senior it is passed up in the same step."""
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
            await _hand_up(pool, engine, perform, reader, found, said, (f"{key}-up", version))
        else:
            async with pool.acquire() as connection, connection.transaction():
                await add_note(connection, state, reader.me, said, key, engine.ids, reader.now)
                await give_back(connection, state.id, reader.me, reader.now, engine.ids)
    except Refused as refusal:
        told = in_words(refusal, reader)
        return await file_page(pool, policy, reader, found, request, (refusal.status, told), note_typed=typed)
    return go(f"{HOME}?done={'handed-up' if to_senior else 'noted'}")


async def _hand_up(
    pool: Pool, engine: Engine, perform: Perform, reader: Reader, found: Done, said: tuple[str, str],
    sent_as: tuple[str, int | None],
) -> None:  # fmt: skip
    """Pass a case to a senior. Its note is kept in two parts under the request's key, once it is known that it may be passed
    up; so the request keeps no second one.
    """
    state, (key, version) = found.case.state, sent_as
    note = "\n".join(part.strip() for part in said if part.strip())
    up = CaseRequest(
        reader.me, convert({"note": note[:LONGEST_NOTE]}, "hand_up"), state.id, key=key, version=version
    )
    await perform(up, True)
    await add_note(pool, state, reader.me, said, key, engine.ids, reader.now)
    await perform(up, False)


def _lines(typed: dict[str, str], name: str) -> str:
    return typed.get(name, "").replace("\r\n", "\n")


HANDOVER_HANDLERS: list[Any] = [hand_over]
