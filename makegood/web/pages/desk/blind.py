"""Making a ruling again in the dark: the file as the first person saw it, and a form; nothing in the case changes by it."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import structs

from makegood.cases import Policy
from makegood.cases.api import parse_id, seen
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.desk import Answered, BlindReview, answer_blind, before_ruling, blind_of, take_blind
from makegood.kit.errors import NotFound, Refused
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.desk.file import DeskFile, desk_file
from makegood.web.pages.desk.frame import HOME, desk_page, desk_reading, in_words
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Reader, go
from makegood.web.pages.typed import amount_of

PATH = f"{HOME}/blind"


@get(PATH, include_in_schema=False)
async def show_invitation(request: HtmlRequest) -> Response[str]:
    """What a second ruling is, and the button that gives one."""
    reader = await desk_reading(request, "desk.claim")
    return desk_page("blind_next", reader, done=request.query_params.get("done", ""))


@post(f"{PATH}/next", include_in_schema=False)
async def next_review(request: HtmlRequest, pool: Database) -> Redirect:
    """The oldest ruling that the reader can make again without knowing the outcome."""
    reader = await desk_reading(request, "desk.claim")
    async with pool.acquire() as connection, connection.transaction():
        taken = await take_blind(connection, reader.me, reader.now)
    return go(f"{PATH}/{taken.case_id}" if taken else f"{PATH}?done=none")


@get(f"{PATH}/{{case_id:str}}", include_in_schema=False)
async def show_review(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises
) -> Response[str]:
    """The file without its outcome."""
    reader = await desk_reading(request, "desk.claim")
    return await _page(pool, policy, reader, parse_id(case_id, "case"), {})


@post(f"{PATH}/{{case_id:str}}", include_in_schema=False)
async def answer(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises
) -> Response[str] | Redirect:
    """Keep the second ruling."""
    reader = await desk_reading(request, "desk.claim")
    number, typed = parse_id(case_id, "case"), await typed_of(request)
    found = await seen(pool, number, reader.me, reader.now)
    try:
        await answer_blind(pool, found.case.state, reader.me, _said(typed, found), reader.now)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return await _page(pool, policy, reader, number, typed, (refusal.status, in_words(refusal, reader)))
    return go(f"{PATH}?done=kept")


def _said(typed: dict[str, str], found: Done) -> Answered:
    favour = typed["favour"] if typed.get("favour") in ("buyer", "merchant", "split") else "merchant"
    amount = amount_of(typed.get("amount", ""), found.case.state.currency) if favour == "split" else 0
    return Answered(favour, amount, typed.get("reason", "").replace("\r\n", "\n"))


async def _page(
    pool: Pool, policy: Policy, reader: Reader, number: int, typed: dict[str, str], refused: tuple[int, str] = (200, "")
) -> Response[str]:  # fmt: skip
    found = await seen(pool, number, reader.me, reader.now)
    review = await blind_of(pool, number, reader.me, reader.now)
    if review is None:
        raise NotFound(what="case")
    before = Done(before_ruling(found.case, review.ruled_seq), found.order, reader.now)
    drawn = in_the_dark(await desk_file(pool, policy, reader, before, False, None), review)
    return desk_page(
        "blind", reader, refused[0], desk=drawn, scene=drawn.scene, view=drawn.scene.view, review=review,
        refused=refused[1], typed=typed, back=f"{PATH}/{number}",
    )  # fmt: skip


def in_the_dark(drawn: DeskFile, review: BlindReview) -> DeskFile:
    """The file without what colleagues noted since and how it changed hands, and without the form for writing in the case."""
    thread = drawn.panels["thread"]
    silent = structs.replace(thread, data=structs.replace(thread.data, may_write=False))
    notes = [one for one in drawn.notes if one.version < review.ruled_seq]
    return structs.replace(
        drawn, panels={**drawn.panels, "thread": silent}, notes=notes, since=0, handed=None
    )


BLIND_HANDLERS: list[Any] = [show_invitation, next_review, show_review, answer]
