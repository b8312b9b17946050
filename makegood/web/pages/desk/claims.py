"""Being given the next case, taking one, letting go of it, and passing one on with the reason."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from makegood.cases.api import parse_id, seen
from makegood.db.once import once
from makegood.db.writes import Connection
from makegood.desk import WhyPassed, assign, give_back, pass_on, take_by_hand, take_next
from makegood.kit.errors import Refused
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.desk.file import file_page
from makegood.web.pages.desk.frame import HOME, Machine, case_path, desk_reading, in_words
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, go


@post(f"{HOME}/cases/{{case_id:str}}/claim", include_in_schema=False)
async def claim(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, engine: Machine
) -> Response[str] | Redirect:
    """Work on a case for half an hour. With `take_over`, a senior takes it from a colleague, with the reason."""
    reader = await desk_reading(request, "desk.claim")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    typed = await typed_of(request)
    take_over, reason = typed.get("take_over") == "yes", typed.get("reason", "")
    try:
        async with pool.acquire() as connection, connection.transaction():
            await take_by_hand(
                connection, found.case.state.id, reader.me, reader.now, engine.ids, take_over, reason
            )
    except Refused as refusal:
        told = (refusal.status, in_words(refusal, reader))
        return await file_page(pool, policy, reader, found, request, told)
    return go(f"{case_path(case_id)}?done=claimed")


@post(f"{HOME}/cases/{{case_id:str}}/release", include_in_schema=False)
async def release(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, engine: Machine
) -> Response[str] | Redirect:
    """Let go of a case, and back to the queue. Whoever has it has left a note."""
    reader = await desk_reading(request, "desk.claim")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    try:
        async with pool.acquire() as connection, connection.transaction():
            await give_back(connection, found.case.state.id, reader.me, reader.now, engine.ids)
    except Refused as refusal:
        told = (refusal.status, in_words(refusal, reader))
        return await file_page(pool, policy, reader, found, request, told, note_typed={"to": "next"})
    return go(f"{HOME}?done=released")


@post(f"{HOME}/cases/{{case_id:str}}/passing-on", include_in_schema=False)
async def pass_case_on(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, engine: Machine
) -> Response[str] | Redirect:
    """Give a case back, with the reason."""
    reader = await desk_reading(request, "desk.claim")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    typed = await typed_of(request)
    why = WhyPassed(typed["why"]) if typed.get("why") in list(WhyPassed) else WhyPassed.LACKS_KNOWLEDGE

    async def work(connection: Connection) -> tuple[int, str]:
        reason = typed.get("reason", "")
        await pass_on(connection, found.case.state.id, reader.me, why, reason, reader.now, engine.ids)
        return 200, ""

    try:
        await once(pool, reader.me.label, key_of(typed), ("desk.pass", case_id, typed), reader.now, work)
    except Refused as refusal:
        told = (refusal.status, in_words(refusal, reader))
        return await file_page(pool, policy, reader, found, request, told)
    return go(f"{HOME}?done=passed-on")


@post(f"{HOME}/cases/{{case_id:str}}/assignment", include_in_schema=False)
async def assign_case(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, engine: Machine
) -> Response[str] | Redirect:
    """Give a case to a colleague by hand, as a senior, with the reason."""
    reader = await desk_reading(request, "desk.assign")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    typed = await typed_of(request)

    async def work(connection: Connection) -> tuple[int, str]:
        to, reason = typed.get("person", ""), typed.get("reason", "")
        await assign(connection, found.case.state.id, to, reader.me, reason, reader.now, engine.ids)
        return 200, ""

    try:
        await once(pool, reader.me.label, key_of(typed), ("desk.assign", case_id, typed), reader.now, work)
    except Refused as refusal:
        told = (refusal.status, in_words(refusal, reader))
        return await file_page(pool, policy, reader, found, request, told)
    return go(f"{case_path(case_id)}?done=assigned")


@post(f"{HOME}/next", include_in_schema=False)
async def next_case(request: HtmlRequest, pool: Database, engine: Machine) -> Redirect:
    """The most urgent case that the reader is able to take and that nobody has. What they have stays theirs."""
    reader = await desk_reading(request, "desk.claim")
    try:
        async with pool.acquire() as connection, connection.transaction():
            given = await take_next(connection, reader.me, reader.now, engine.ids)
    except Refused as refusal:
        if refusal.status in (401, 403):
            raise
        return go(f"{HOME}?done=enough-to-do")
    return go(case_path(given.case_id) if given else f"{HOME}?done=none-left")


CLAIM_HANDLERS: list[Any] = [claim, release, next_case, pass_case_on, assign_case]
