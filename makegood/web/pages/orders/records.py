"""A shop tells what happened to goods with rules of their own: measured, agreed, noted, appraised, delivered, installed."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from makegood.accounts import authorise
from makegood.cases.api import parse_id
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound, NotPermitted, Refused
from makegood.orders import GoodsOffice, LineView, OrderView, order_view, still_possible, tell_record
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.orders.goods import card_of
from makegood.web.pages.orders.record_form import FORMS, WHEN, RecordForm, record_of
from makegood.web.pages.shell import (
    Database,
    HtmlRequest,
    PathPart,
    Reader,
    go,
    in_zone_of_form,
    new_key,
    page,
    reader_of,
)
from makegood.web.pages.time import zone_of
from makegood.web.pages.typed import zone_typed

Office = NamedDependency[SkipValidation[GoodsOffice]]


def forms_of(line: LineView) -> list[RecordForm]:
    """What may still be told of a line."""
    return [FORMS[what] for what in still_possible(line.goods, line.records, line.quantity) if what in FORMS]


def may_record(reader: Reader, order: OrderView) -> bool:
    """Whether the reader tells what happens to an order's goods."""
    try:
        authorise(reader.me, "goods.record", int(order.buyer.id), int(order.merchant.id))
    except (NotFound, NotPermitted):
        return False
    return True


@get("/orders/{order_id:str}/lines/{line_no:int}/records", include_in_schema=False)
async def show_records(
    order_id: PathPart, line_no: FromPath[int], request: HtmlRequest, pool: Database
) -> Response[str]:
    """What is on record of a line, and the forms to tell more."""
    reader = await reader_of(request, signed_in=True)
    order, line = await _line(pool, reader, order_id, line_no)
    return _page(reader, order, line, {}, "", 200)


@post("/orders/{order_id:str}/lines/{line_no:int}/records", include_in_schema=False)
async def tell(
    order_id: PathPart, line_no: FromPath[int], request: HtmlRequest, pool: Database, order_office: Office
) -> Response[str] | Redirect:
    """Put down what happened; told twice it is there once."""
    reader = await reader_of(request, signed_in=True)
    order, line = await _line(pool, reader, order_id, line_no)
    typed = await typed_of(request)
    try:
        record = record_of(typed.get("what", ""), typed, zone_typed(typed, reader.language), reader.now)
        await tell_record(order_office, reader.me, order.external_id, line_no, record, key_of(typed))
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        words = refusal_words(refusal, reader.language)
        return _page(in_zone_of_form(reader, typed), order, line, typed, words, refusal.status)
    return go(f"/orders/{order.id}#line-{line_no}")


async def _line(pool: Pool, reader: Reader, order_id: str, line_no: int) -> tuple[OrderView, LineView]:
    """An order and one of its lines. Raises NotFound, NotPermitted."""
    async with pool.acquire() as connection:
        order = await order_view(connection, parse_id(order_id, "order"))
    if order is None:
        raise NotFound(what="order")
    authorise(reader.me, "goods.record", int(order.buyer.id), int(order.merchant.id))
    line = next((one for one in order.lines if one.line_no == line_no and one.goods), None)
    if line is None:
        raise NotFound(what="line")
    return order, line


def _page(
    reader: Reader, order: OrderView, line: LineView, typed: dict[str, str], refused: str, status: int
) -> Response[str]:
    now = reader.now.astimezone(zone_of(reader.language, reader.zone))
    return page(
        "order/records.html", reader, status, order=order, line=line, forms=forms_of(line), typed=typed,
        refused=refused, key=new_key(), card=card_of(line, order.currency, reader), when=WHEN,
        at=now.strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip


RECORD_HANDLERS: list[Any] = [show_records, tell]
