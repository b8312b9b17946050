"""Showing what one is asked for in a dispute: files from the camera, or what is in the case, tied to what it is to prove."""

from typing import ClassVar

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.accounts import authorise
from makegood.cases import Request as CaseRequest
from makegood.cases.api import parse_id, seen
from makegood.cases.requests import Done
from makegood.disputes import TieAsked, duty_for, hearing_of, require_open, tie_piece
from makegood.evidence import LARGEST_FORM_BYTES, FileOffice
from makegood.flows.engine import Engine
from makegood.kit.errors import Refused
from makegood.web.pages.case.conversation import MOST_FILES, Files
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import case_again, key_of
from makegood.web.pages.case.scene import Typed
from makegood.web.pages.orders.photos import Sent, sent_form
from makegood.web.pages.shell import (
    Database,
    HtmlRequest,
    PathPart,
    Promises,
    Reader,
    Writing,
    go,
    reader_of,
)
from makegood.web.pages.typed import convert

Machine = NamedDependency[SkipValidation[Engine]]


class NothingShown(Refused):
    """Choose a file, or something that is in the case already."""

    status: ClassVar[int] = 422


@post("/cases/{case_id:str}/proof", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def prove(
    case_id: PathPart, request: HtmlRequest, pool: Database, perform: Writing, policy: Promises, file_office: Files,
    engine: Machine,
) -> Response[str] | Redirect:  # fmt: skip
    """Put the files into the case and tie them, or show the page again with what was typed and why it was not taken."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "exhibit.tie")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    sent = await sent_form(request)
    try:
        async with pool.acquire() as connection:
            hearing = await hearing_of(connection, policy, found)
        require_open(reader.me, found)
        duty_for(hearing, sent.typed.get("fact", ""))
        names = await _shown(reader, found, sent, file_office, perform)
        now = await seen(pool, found.case.state.id, reader.me, reader.now)
        for name in names:
            asked = TieAsked(name, sent.typed["fact"], sent.typed.get("kind", ""))
            await tie_piece(pool, policy, reader.me, now, asked, engine.ids)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        again = await seen(pool, found.case.state.id, reader.me, reader.now)
        refused = (refusal.status, refusal_words(refusal, reader.language))
        return await case_again(
            pool, policy, reader, again, refused=refused, typed=Typed("prove", sent.typed)
        )
    return go(f"/cases/{found.case.state.id}?done=say#proof")


async def _shown(reader: Reader, found: Done, sent: Sent, office: FileOffice, perform: Writing) -> list[str]:
    """The names of the pieces: files that are put into the case by a message, or what was pointed at. Raises NothingShown."""
    state, piece = found.case.state, sent.typed.get("piece", "")
    if not sent.form.files:
        if not piece:
            raise NothingShown()
        return [piece]
    ids = [
        str((await office.take(reader.me, state.order_id, file.name, file.content)).id)
        for file in sent.form.files[:MOST_FILES]
    ]
    words = sent.typed.get("text", "").replace("\r\n", "\n").strip()
    command = convert({"text": words, "reply": "", "files": ids}, "say")
    await perform(CaseRequest(reader.me, command, state.id, key=key_of(sent.typed)), False)
    return [*(f"file:{one}" for one in ids), *([piece] if piece else [])]


PROOF_HANDLERS = [prove]
