"""Chargebacks: those that wait for an answer, one with its money and its deadline, and the answer to the bank."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.cases.api import parse_id
from makegood.chargebacks import (
    AnswerFile,
    ChargebackAnswer,
    ChargebackOffice,
    ChargebacksWanted,
    ChargebackView,
    EvidenceDraft,
)
from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.notifications import note_seen
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.chargebacks import words
from makegood.web.pages.console.frame import choices
from makegood.web.pages.shell import (
    HtmlRequest,
    PathPart,
    Reader,
    counted_again,
    go,
    new_key,
    page,
    reader_of,
)
from makegood.web.pages.typed import FieldNotUsable

Office = NamedDependency[SkipValidation[ChargebackOffice]]
PATH = "/chargebacks"
PAGE_SIZE = 20
LONGEST = 20_000


@get(PATH, include_in_schema=False)
async def show_chargebacks(request: HtmlRequest, chargeback_office: Office) -> Response[str]:
    """Those that the reader may see: first those that wait for an answer, the most urgent on top."""
    reader = await reader_of(request, signed_in=True)
    answers = reader.role in ("merchant", "desk", "senior")
    asked = request.query_params.get("list", "due" if answers else "all")
    wanted, cursor = asked if asked in words.LISTS else "all", request.query_params.get("cursor") or None
    found = await chargeback_office.listed(
        reader.me, ChargebacksWanted(due=wanted == "due"), cursor, PAGE_SIZE
    )
    lists = choices(PATH, {"list": wanted}, "list", words.LISTS)
    more = f"{PATH}?list={wanted}&cursor={found.next_cursor}" if found.next_cursor else ""
    first = f"{PATH}?list={wanted}" if cursor else ""
    return page(
        "chargebacks/list.html",
        reader,
        found=found,
        bank_words=words,
        lists=lists,
        next_page=more,
        first_page=first,
    )


@get(PATH + "/{chargeback_id:str}", include_in_schema=False)
async def show_chargeback(
    chargeback_id: PathPart, request: HtmlRequest, chargeback_office: Office
) -> Response[str]:
    """One of them: what the bank took, who bears it, until when it takes an answer, and the answer drawn up."""
    reader = await reader_of(request, signed_in=True)
    number, told = (
        parse_id(chargeback_id, "chargeback"),
        words.DONE.get(request.query_params.get("done", ""), ""),
    )
    if await note_seen(chargeback_office.pool, reader.me, number, reader.now):
        reader = await counted_again(request, reader)
    return await _one(reader, chargeback_office, number, told=told)


@post(PATH + "/{chargeback_id:str}/evidence", include_in_schema=False)
async def answer(
    chargeback_id: PathPart, request: HtmlRequest, chargeback_office: Office
) -> Response[str] | Redirect:
    """Send the bank what the form says."""
    reader = await reader_of(request, signed_in=True)
    number, typed = parse_id(chargeback_id, "chargeback"), await typed_of(request)
    try:
        await chargeback_office.answer(reader.me, number, _answer(typed), key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return await _one(
            reader, chargeback_office, number, refusal_words(refusal, reader.language), refusal.status
        )
    return go(f"{PATH}/{number}?done=answered")


def _answer(typed: dict[str, str]) -> ChargebackAnswer:
    """What was typed into the places of the form, and the files that were given one."""
    texts = {place: typed[f"text-{place}"].strip() for place in words.PLACES if f"text-{place}" in typed}
    if any(len(text) > LONGEST for text in texts.values()):
        raise FieldNotUsable(field="Text")
    files = tuple(
        AnswerFile(name.removeprefix("file-"), place)
        for name, place in typed.items()
        if name.startswith("file-") and place in words.FILE_PLACES and place
    )
    return ChargebackAnswer(texts=texts, files=files)


async def _one(
    reader: Reader,
    office: ChargebackOffice,
    number: int,
    refused: str = "",
    status: int = 200,
    told: str = "",
) -> Response[str]:
    one = await office.read(reader.me, number)
    draft = await _draft(reader, office, one)
    return page(
        "chargebacks/page.html", reader, status, one=one, draft=draft, bank_words=words, refused=refused,
        told=told, key=new_key(), longest=LONGEST,
        file_places=[(code, text(reader.language, label)) for code, label in words.FILE_PLACES.items()],
    )  # fmt: skip


async def _draft(reader: Reader, office: ChargebackOffice, one: ChargebackView) -> EvidenceDraft | None:
    """The answer, for those who give it; None for the others."""
    if reader.role not in ("merchant", "desk", "senior"):
        return None
    return await office.draft(reader.me, int(one.id))


CHARGEBACK_HANDLERS: list[Any] = [show_chargebacks, show_chargeback, answer]
"""Pages about chargebacks."""
