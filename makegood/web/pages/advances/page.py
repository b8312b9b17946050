"""Instant refunds: what is out, since when, what is to be paid back, and what can be done about it; and the room for them."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.accounts import OPERATIONS, authorise
from makegood.advances import AdvanceOffice, CapsTold, Objection, ObjectionDecision, PaidBack, WriteOff
from makegood.cases.api import parse_id
from makegood.kit.errors import Refused
from makegood.kit.money import is_currency
from makegood.web.pages.advances import words
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.console.frame import choices
from makegood.web.pages.shell import HtmlRequest, PathPart, Reader, go, new_key, page, reader_of
from makegood.web.pages.typed import FieldNotUsable, amount_of

Office = NamedDependency[SkipValidation[AdvanceOffice]]
PATH = "/advances"
PAGE_SIZE = 20
LONGEST = 2000
_Do = Callable[[Reader, int, dict[str, str], str | None], Awaitable[object]]


@get(PATH, include_in_schema=False)
async def show_advances(request: HtmlRequest, advance_office: Office) -> Response[str]:
    """Those that the reader may see, the newest first."""
    return await _page(request, await _reader(request), advance_office)


@get(PATH + "/{advance_id:str}", include_in_schema=False)
async def show_advance(advance_id: PathPart, request: HtmlRequest, advance_office: Office) -> Response[str]:
    """One of them with what happened to it."""
    return await _one(request, await _reader(request), advance_office, advance_id)


@post(PATH + "/{advance_id:str}/{action:str}", include_in_schema=False)
async def act(
    advance_id: PathPart, action: PathPart, request: HtmlRequest, advance_office: Office
) -> Response[str] | Redirect:
    """Pay back, object, decide or give up, as the office allows."""
    reader = await _reader(request)
    typed = await typed_of(request)
    number = parse_id(advance_id, "advance")
    try:
        done = await _carry_out(advance_office, reader, number, action, typed)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        refused = refusal_words(refusal, reader.language)
        return await _one(request, reader, advance_office, advance_id, refused, refusal.status)
    return go(f"{PATH}/{advance_id}?done={done}")


@post("/advance-caps", include_in_schema=False)
async def set_caps(request: HtmlRequest, advance_office: Office) -> Response[str] | Redirect:
    """Set how much may be advanced in a currency."""
    reader = await _reader(request)
    typed = await typed_of(request)
    currency = typed.get("currency", "").strip().upper()
    try:
        if not is_currency(currency):
            raise FieldNotUsable(field="Currency")
        told = CapsTold(_amount(typed, "per_buyer", currency), _amount(typed, "total", currency))
        await advance_office.set_caps(reader.me, currency, told, key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return await _page(
            request, reader, advance_office, refusal_words(refusal, reader.language), refusal.status
        )
    return go(f"{PATH}?done=caps")


async def _carry_out(
    office: AdvanceOffice, reader: Reader, number: int, action: str, typed: dict[str, str]
) -> str:
    """Do what a form asks for; the word of what was done."""
    key = key_of(typed)
    match action:
        case "payments":
            owed = (await office.seen(reader.me, number)).owed_minor
            await office.pay(reader.me, number, PaidBack(max(owed, 1)), key)
            return "paid"
        case "objection":
            await office.object_to(reader.me, number, Objection(_why(typed)), key)
            return "objected"
        case "decision":
            said = ObjectionDecision(typed.get("owed") == "yes", _why(typed))
            await office.decide(reader.me, number, said, key)
            return "decided"
        case "write-off":
            await office.write_off(reader.me, number, WriteOff(_why(typed)), key)
            return "written-off"
        case _:
            raise FieldNotUsable(field="Action")


def _why(typed: dict[str, str]) -> str:
    why = typed.get("why", "").strip()
    if not 0 < len(why) <= LONGEST:
        raise FieldNotUsable(field="Why")
    return why


def _amount(typed: dict[str, str], name: str, currency: str) -> int:
    written = typed.get(name, "").strip()
    return 0 if written in ("", "0") else amount_of(written, currency)


async def _reader(request: HtmlRequest) -> Reader:
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "advance.read")
    return reader


async def _one(
    request: HtmlRequest, reader: Reader, office: AdvanceOffice, advance_id: str, refused: str = "", status: int = 200
) -> Response[str]:  # fmt: skip
    advance = await office.seen(reader.me, parse_id(advance_id, "advance"))
    return page(
        "advance/page.html", reader, status, advance=advance, words_of=words, key=new_key(), refused=refused,
        next_of=words.NEXT_BUYER if reader.role == "buyer" else words.NEXT,
        told=words.DONE.get(request.query_params.get("done", ""), ""),
    )  # fmt: skip


async def _page(
    request: HtmlRequest, reader: Reader, office: AdvanceOffice, refused: str = "", status: int = 200
) -> Response[str]:  # fmt: skip
    asked = request.query_params.get("status", "")
    wanted = asked if asked in words.STATUSES else ""
    cursor = request.query_params.get("cursor") or None
    found = await office.listed(reader.me, wanted or None, cursor, PAGE_SIZE)
    sets_caps = reader.me.role in OPERATIONS["advance.cap"].reach
    return page(
        "advance/list.html", reader, status, found=found, words_of=words, refused=refused, key=new_key(),
        statuses=choices(PATH, {"status": wanted}, "status", {"": "All"} | words.STATUSES),
        caps=await office.caps(reader.me) if sets_caps else None,
        told=words.DONE.get(request.query_params.get("done", ""), ""),
        next_page=f"{PATH}?status={wanted}&cursor={found.next_cursor}" if found.next_cursor else "",
        first_page=f"{PATH}?status={wanted}" if cursor else "",
    )  # fmt: skip


ADVANCE_PAGE_HANDLERS: list[Any] = [show_advances, show_advance, act, set_caps]
