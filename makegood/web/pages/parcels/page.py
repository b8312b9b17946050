"""Pages about the parcels of a case: `/cases/{id}/parcels…`: sending goods back, the label, the courier at the door."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.accounts import authorise
from makegood.carriers import (
    CARRIAGE,
    CaseLeft,
    Direction,
    ParcelOffice,
    ParcelView,
    ParcelWanted,
    SlotTold,
    label_seen,
    left_to_send,
)
from makegood.cases import case_view
from makegood.cases.api import parse_id, seen
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.flows.freight_bearer import borne_by
from makegood.kit.errors import Refused
from makegood.web.pages.case.freight_words import expected_words
from makegood.web.pages.case.model import title_of
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.parcels.drawn import times_of
from makegood.web.pages.parcels.together import chosen, rows_of
from makegood.web.pages.shell import (
    PAGE_HEADERS,
    Database,
    HtmlRequest,
    PathPart,
    Reader,
    go,
    new_key,
    page,
    reader_of,
)
from makegood.web.pages.typed import FieldNotUsable, narrow

Office = NamedDependency[SkipValidation[ParcelOffice]]
_LABEL_HEADERS = PAGE_HEADERS | {"Content-Security-Policy": "default-src 'none'; sandbox"}


@get("/cases/{case_id:str}/parcels/new", include_in_schema=False)
async def choose_way(
    case_id: PathPart, request: HtmlRequest, pool: Database, parcel_office: Office
) -> Response[str]:
    """How the goods of a case can go back."""
    reader, found = await _sender(request, pool, case_id)
    return await _form(pool, reader, found, parcel_office, {}, "", 200)


@post("/cases/{case_id:str}/parcels", include_in_schema=False)
async def book(
    case_id: PathPart, request: HtmlRequest, pool: Database, parcel_office: Office
) -> Response[str] | Redirect:
    """Have a carrier take the goods of a case."""
    reader, found = await _sender(request, pool, case_id)
    typed = await typed_of(request)
    try:
        async with pool.acquire() as connection:
            left = await left_to_send(connection, found.case.state.id)
        wanted = _wanted(found, left, typed)
        await parcel_office.book_return(reader.me, wanted, key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        words = refusal_words(refusal, reader.language)
        return await _form(pool, reader, found, parcel_office, typed, words, refusal.status)
    return _back(found)


@get("/cases/{case_id:str}/parcels/{parcel_id:str}/label", include_in_schema=False)
async def show_label(
    case_id: PathPart, parcel_id: PathPart, request: HtmlRequest, pool: Database
) -> Response[bytes]:
    """The label to print, as the carrier gave it."""
    reader, _ = await _sender(request, pool, case_id)
    async with pool.acquire() as connection:
        label = await label_seen(connection, reader.me, parse_id(parcel_id, "parcel"))
    return Response(label.content, media_type=label.media_type, headers=_LABEL_HEADERS)


@get("/cases/{case_id:str}/parcels/{parcel_id:str}/pickup", include_in_schema=False)
async def choose_time(
    case_id: PathPart, parcel_id: PathPart, request: HtmlRequest, pool: Database, parcel_office: Office
) -> Response[str]:
    """The times at which the courier can come instead."""
    reader, found = await _sender(request, pool, case_id)
    return _times(reader, found, parcel_office, parse_id(parcel_id, "parcel"), {}, "", 200)


@post("/cases/{case_id:str}/parcels/{parcel_id:str}/pickup", include_in_schema=False)
async def rebook(
    case_id: PathPart, parcel_id: PathPart, request: HtmlRequest, pool: Database, parcel_office: Office
) -> Response[str] | Redirect:
    """Have the courier come at another time."""
    reader, found = await _sender(request, pool, case_id)
    number, typed = parse_id(parcel_id, "parcel"), await typed_of(request)
    try:
        await parcel_office.rebook_pickup(reader.me, number, _slot(typed), key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        words = refusal_words(refusal, reader.language)
        return _times(reader, found, parcel_office, number, typed, words, refusal.status)
    return _back(found)


@post("/cases/{case_id:str}/parcels/{parcel_id:str}/pickup-cancellation", include_in_schema=False)
async def cancel_pickup(
    case_id: PathPart, parcel_id: PathPart, request: HtmlRequest, pool: Database, parcel_office: Office
) -> Response[str] | Redirect:
    """Have no courier come for now."""
    reader, found = await _sender(request, pool, case_id)
    number, typed = parse_id(parcel_id, "parcel"), await typed_of(request)
    doing = parcel_office.cancel_pickup(reader.me, number, key_of(typed))
    return await _told(reader, found, parcel_office, number, doing)


@post("/cases/{case_id:str}/parcels/{parcel_id:str}/cancellation", include_in_schema=False)
async def cancel(
    case_id: PathPart, parcel_id: PathPart, request: HtmlRequest, pool: Database, parcel_office: Office
) -> Response[str] | Redirect:
    """Take back the booking, so that the goods can be sent otherwise."""
    reader, found = await _sender(request, pool, case_id)
    number, typed = parse_id(parcel_id, "parcel"), await typed_of(request)
    doing = parcel_office.cancel(reader.me, number, key_of(typed))
    return await _told(reader, found, parcel_office, number, doing)


async def _sender(request: HtmlRequest, pool: Pool, case_id: str) -> tuple[Reader, Done]:
    """Who sends, and the case. Raises NotSignedIn, NotPermitted, NotFound."""
    reader = await reader_of(request, signed_in=True)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    state = found.case.state
    authorise(reader.me, "parcel.book", state.buyer_id, state.merchant_id)
    return reader, found


def _ways(reader: Reader, office: ParcelOffice) -> dict[str, Any]:
    """How returns can be handed over, with the times as the reader writes them."""
    ways = office.ways(reader.now)
    return {"ways": ways, "times": times_of(ways.slots, reader.language, reader.zone)}


def _title(reader: Reader, found: Done) -> str:
    return title_of(
        case_view(found.case, found.order, reader.me, reader.language, reader.now), reader.language
    )


async def _form(
    pool: Pool, reader: Reader, found: Done, office: ParcelOffice, typed: Mapping[str, str], refused: str, status: int
) -> Response[str]:  # fmt: skip
    case_id = found.case.state.id
    async with pool.acquire() as connection:
        rows = rows_of(await left_to_send(connection, case_id), case_id, typed)
    return page(
        "parcel/new.html", reader, status, case_id=case_id, title=_title(reader, found), rows=rows,
        **_ways(reader, office), typed=typed, refused=refused, key=new_key(), freight=_freight(reader, found),
    )  # fmt: skip


def _freight(reader: Reader, found: Done) -> str:
    """Who bears the freight, said before anything is booked; of a cent for each of two, since only the parts matter."""
    borne = borne_by(found.case.state, Direction.BACK, CARRIAGE, 2)
    return expected_words(borne, reader.language)


def _times(
    reader: Reader, found: Done, office: ParcelOffice, parcel_id: int, typed: Mapping[str, str], refused: str, status: int
) -> Response[str]:  # fmt: skip
    return page(
        "parcel/pickup.html", reader, status, case_id=found.case.state.id, parcel_id=parcel_id,
        title=_title(reader, found), **_ways(reader, office), typed=typed, refused=refused, key=new_key(),
    )  # fmt: skip


async def _told(
    reader: Reader, found: Done, office: ParcelOffice, parcel_id: int, doing: Awaitable[ParcelView]
) -> Response[str] | Redirect:  # fmt: skip
    """Do it and show it on the page of the case; a refusal is told where another time can be chosen."""
    try:
        await doing
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        words = refusal_words(refusal, reader.language)
        return _times(reader, found, office, parcel_id, {}, words, refusal.status)
    return _back(found)


def _back(found: Done) -> Redirect:
    return go(f"/cases/{found.case.state.id}#parcels")


def _wanted(found: Done, left: Sequence[CaseLeft], typed: Mapping[str, str]) -> ParcelWanted:
    """What the form asks for. Raises FieldNotUsable."""
    is_pickup = typed.get("handover") == "pickup"
    told = {name: typed.get(name, "").strip() for name in ("name", "phone", "city", "street", "postcode")}
    content: dict[str, Any] = {
        **chosen(left, found.case.state.id, typed), "handover": typed.get("handover", ""), "weight_grams": _grams(typed),
    }  # fmt: skip
    if any(told.values()):
        content["sender"] = told
    if is_pickup:
        content["slot"] = _slot(typed)
    try:
        return msgspec.convert(content, ParcelWanted)
    except msgspec.ValidationError as error:
        raise FieldNotUsable(field="Address" if "sender" in str(error) else "Send the goods back") from None


def _grams(typed: Mapping[str, str]) -> int:
    text = narrow(typed.get("weight", ""))
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise FieldNotUsable(field="Weight, if you know it")
    return int(text)


def _slot(typed: Mapping[str, str]) -> SlotTold:
    """The time that was chosen, as the form was drawn with it. Raises FieldNotUsable."""
    start, _, end = typed.get("slot", "").partition("/")
    try:
        return SlotTold(datetime.fromisoformat(start), datetime.fromisoformat(end))
    except ValueError:
        raise FieldNotUsable(field="When shall the courier come?") from None


PARCEL_HANDLERS: list[Any] = [choose_way, book, show_label, choose_time, rebook, cancel_pickup, cancel]
