"""Reception on a phone: find the cases by what is on the parcel, count, photograph, grade, done."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.cases import CaseView, case_view, cases_named, cases_of_order, cases_of_parcel
from makegood.cases.api import order_named, parse_id, seen
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.evidence import LARGEST_FORM_BYTES, read_form
from makegood.kit.errors import Refused
from makegood.web.pages.case.model import parties_of, title_of
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Reader, Writing, go, new_key
from makegood.web.pages.typed import narrow
from makegood.web.pages.work import words as work_words
from makegood.web.pages.work.counting import counting_of
from makegood.web.pages.work.frame import Files, merchant_reading, work_page
from makegood.web.pages.work.taking import Taking, take_one, take_several

PATH = "/work/receive"


class Found(Struct, frozen=True):
    """A case that fits what was scanned; `can_receive`: its parcel may be taken now."""

    view: CaseView
    title: str
    buyer: str
    can_receive: bool


@get(PATH, include_in_schema=False)
async def find_return(request: HtmlRequest, pool: Database) -> Response[str] | Redirect:
    """A field for the number, which a camera or a scanner fills; one case that fits is opened at once."""
    reader, merchant_id = await merchant_reading(request)
    asked = narrow(request.query_params.get("q", ""))[:100]
    told = work_words.TOLD.get(request.query_params.get("done", ""), "")
    if not asked or not asked.isprintable():
        return work_page("receive", reader, asked="", found=[], told=told)
    ids = await cases_that_fit(pool, merchant_id, asked)
    if len(ids) == 1:
        return go(f"{PATH}/{ids[0]}")
    return await _several(pool, reader, merchant_id, asked, ids, told=told)


async def cases_that_fit(pool: Pool, merchant_id: int, asked: str) -> list[int]:
    """Cases of the merchant by the number of the parcel they come back in, by their own id, or by order number."""
    by_parcel = await cases_of_parcel(pool, merchant_id, asked)
    if by_parcel:
        return by_parcel
    is_id = asked.isascii() and asked.isdigit() and len(asked) <= 18
    if is_id and await cases_named(pool, merchant_id, [int(asked)]):
        return [int(asked)]
    return await cases_of_order(pool, merchant_id, await order_named(pool, asked))


async def _several(
    pool: Pool, reader: Reader, merchant_id: int, asked: str, ids: list[int], refused: tuple[int, str] = (200, ""),
    told: str = "",
) -> Response[str]:  # fmt: skip
    found = await _found(pool, reader, merchant_id, ids)
    is_parcel = ids == await cases_of_parcel(pool, merchant_id, asked)
    waiting = [one for one in found if one.can_receive] if is_parcel else []
    return work_page(
        "receive", reader, refused[0], asked=asked, found=found, waiting=waiting, told=told, refused=refused[1],
        key=new_key(),
    )  # fmt: skip


@post(PATH, include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def take_parcel(
    request: HtmlRequest, pool: Database, perform: Writing, file_office: Files
) -> Response[str] | Redirect:
    """One parcel with the goods of several cases: each of them is received, once however often it is sent."""
    reader, merchant_id = await merchant_reading(request, "case.receive")
    form = await read_form(request.stream(), request.headers.get("content-type", ""))
    typed = dict(form.fields)
    asked = narrow(typed.get("q", ""))[:100]
    ids = await cases_of_parcel(pool, merchant_id, asked) if asked.isprintable() else []
    done = [await seen(pool, each, reader.me, reader.now) for each in ids]
    taking = Taking(perform, file_office, reader, form.files, key_of(typed) or new_key())
    try:
        await take_several(taking, done, typed, asked)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        refused = (refusal.status, refusal_words(refusal, reader.language))
        return await _several(pool, reader, merchant_id, asked, ids, refused)
    return go(f"{PATH}?q={asked}&done=received")


@get(PATH + "/{case_id:str}", include_in_schema=False)
async def count_return(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises
) -> Response[str]:
    """What should have come back, line by line."""
    reader, _ = await merchant_reading(request)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    return await _counting(pool, policy, reader, found, {})


@post(PATH + "/{case_id:str}", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def take_return(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, perform: Writing, file_office: Files
) -> Response[str] | Redirect:  # fmt: skip
    """Received, photographed and inspected in one go; each with its own key, so that a second tap does nothing again."""
    reader, _ = await merchant_reading(request, "case.inspect")
    number = parse_id(case_id, "case")
    found = await seen(pool, number, reader.me, reader.now)
    form = await read_form(request.stream(), request.headers.get("content-type", ""))
    typed = dict(form.fields)
    taking = Taking(perform, file_office, reader, form.files, key_of(typed) or new_key())
    try:
        done = await take_one(taking, found, typed)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        again = await seen(pool, number, reader.me, reader.now)
        refused = (refusal.status, refusal_words(refusal, reader.language))
        return await _counting(pool, policy, reader, again, typed, refused)
    return go(f"{PATH}?done={done}")


async def _counting(
    pool: Pool, policy: Any, reader: Reader, found: Done, typed: dict[str, str], refused: tuple[int, str] = (200, "")
) -> Response[str]:  # fmt: skip
    counting = await counting_of(pool, policy, reader, found, typed)
    return work_page(
        "receive_case", reader, refused[0], counting=counting, typed=typed, refused=refused[1], key=new_key()
    )


async def _found(pool: Pool, reader: Reader, merchant_id: int, ids: list[int]) -> list[Found]:
    cases = await cases_named(pool, merchant_id, ids)
    names = await names_of(pool, {str(case.state.buyer_id) for case, _ in cases}, (), reader.role)
    views = [case_view(case, order, reader.me, reader.language, reader.now) for case, order in cases]
    return [
        Found(
            view,
            title_of(view, reader.language),
            parties_of(view, names, reader.language)[0],
            any(one.name == "receive" and one.allowed for one in view.allowed_operations),
        )
        for view in views
    ]


RECEIVE_HANDLERS: list[Any] = [find_return, take_parcel, count_return, take_return]
