"""A juror's pages: invitations, the dispute without names with the form to vote, and its pictures."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect, Stream

from makegood.accounts import authorise
from makegood.evidence import KINDS, Copy, FileOffice, files_named, note_reading_by
from makegood.jury import JuryOffice, Readiness, Refusal, SeatRead, VoteAsked, as_seat
from makegood.kit.errors import NotFound, Refused
from makegood.notifications import note_seen
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.case.reasons import reasons_of
from makegood.web.pages.jury import words as jury_words
from makegood.web.pages.shell import (
    HtmlRequest,
    PathPart,
    Promises,
    Reader,
    counted_again,
    go,
    new_key,
    page,
    reader_of,
)
from makegood.web.pages.typed import FieldMissing

Office = NamedDependency[SkipValidation[JuryOffice]]
Files = NamedDependency[SkipValidation[FileOffice]]
PATH = "/jury"
PAGE_SIZE = 20
_PICTURE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@get(PATH, include_in_schema=False)
async def show_seats(request: HtmlRequest, jury_office: Office) -> Response[str]:
    """Whether the reader sits on panels, and what they are or were asked to judge."""
    reader = await _juror(request)
    cursor = request.query_params.get("cursor")
    found = await jury_office.seats(reader.me, as_seat(cursor) if cursor else 2**63 - 1, PAGE_SIZE)
    return page(
        "jury/seats.html", reader, found=found, juror=await jury_office.juror(reader.me), jury_words=jury_words,
        told=jury_words.DONE.get(request.query_params.get("done", ""), ""), key=new_key(),
        first_page=PATH if cursor else "",
        next_page=f"{PATH}?cursor={found.next_cursor}" if found.next_cursor else "",
    )  # fmt: skip


@post(f"{PATH}/readiness", include_in_schema=False)
async def set_ready(request: HtmlRequest, jury_office: Office) -> Redirect:
    """Sit on panels, or not any more."""
    reader = await _juror(request)
    is_ready = (await typed_of(request)).get("ready") == "yes"
    await jury_office.set_ready(reader.me, Readiness(is_ready))
    return go(f"{PATH}?done={'ready' if is_ready else 'left'}")


@get(f"{PATH}/{{seat_id:str}}", include_in_schema=False)
async def show_seat(
    seat_id: PathPart, request: HtmlRequest, jury_office: Office, policy: Promises
) -> Response[str]:
    """One dispute to be judged."""
    reader, number = await _juror(request), as_seat(seat_id)
    read = await jury_office.read(reader.me, number)
    if await note_seen(jury_office.pool, reader.me, number, reader.now):
        reader = await counted_again(request, reader)
    return _page(request, reader, policy, read)


@post(f"{PATH}/{{seat_id:str}}/vote", include_in_schema=False)
async def vote(
    seat_id: PathPart, request: HtmlRequest, jury_office: Office, policy: Promises
) -> Response[str] | Redirect:
    """Vote, or say on the page what stands in the way."""
    reader, number, typed = await _juror(request), as_seat(seat_id), await typed_of(request)
    try:
        if typed.get("vote") not in ("buyer", "merchant"):
            raise FieldMissing(field="Your vote")
        asked = VoteAsked(typed["vote"], typed.get("reason", "")[:1000])  # type: ignore[arg-type]
        await jury_office.vote(reader.me, number, asked, key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return _page(request, reader, policy, await jury_office.read(reader.me, number), refusal, typed)
    return go(f"{PATH}/{number}?done=voted")


@post(f"{PATH}/{{seat_id:str}}/refusal", include_in_schema=False)
async def decline(
    seat_id: PathPart, request: HtmlRequest, jury_office: Office, policy: Promises
) -> Response[str] | Redirect:
    """Give the seat back."""
    reader, number, typed = await _juror(request), as_seat(seat_id), await typed_of(request)
    try:
        await jury_office.decline(reader.me, number, Refusal(typed.get("reason", "")[:500]), key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return _page(request, reader, policy, await jury_office.read(reader.me, number), refusal, typed)
    return go(f"{PATH}?done=declined")


@get(f"{PATH}/{{seat_id:str}}/files/{{file_id:str}}", include_in_schema=False)
async def show_picture(
    seat_id: PathPart, file_id: PathPart, request: HtmlRequest, jury_office: Office, file_office: Files
) -> Response[Any]:
    """The display copy of a picture, with what was blacked out: never an original, and never under the file's name."""
    reader = await _juror(request)
    seated_as = await jury_office.picture_for(reader.me, as_seat(seat_id), file_id)
    file = next(iter(await files_named(jury_office.pool, [file_id])), None)
    if file is None or not file.is_picture or file.erased_at is not None:
        raise NotFound(what="file")
    kind = KINDS[file.media_type]
    name, length = await file_office.files.size_bytes(file.sha256, Copy.DISPLAY, kind, file.hidden)
    await note_reading_by(jury_office.pool, file, seated_as, "juror", Copy.DISPLAY, reader.now)
    headers = _PICTURE | {"Content-Type": kind.shown_as, "Content-Length": str(length)}
    return Stream(file_office.files.read(name, 0, length), headers=headers)


def _page(
    request: HtmlRequest, reader: Reader, policy: Any, read: SeatRead, refused: Refused | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    return page(
        "jury/seat.html", reader, refused.status if refused else 200, read=read, seat=read.seat,
        dispute=read.dispute, jury_words=jury_words, key=new_key(), typed=typed or {},
        reasons=reasons_of(policy.catalogue, reader.language),
        told=jury_words.DONE.get(request.query_params.get("done", ""), ""),
        refused=refusal_words(refused, reader.language) if refused else "",
    )  # fmt: skip


async def _juror(request: HtmlRequest) -> Reader:
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "jury.serve")
    return reader


JURY_PAGE_HANDLERS: list[Any] = [show_seats, set_ready, show_seat, vote, decline, show_picture]
