"""Pages of orders: those of the reader, and the form that opens a case for one."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import PrincipalRole, Reach, authorise
from makegood.cases import Command
from makegood.cases import Request as CaseRequest
from makegood.cases.api import parse_id
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import text as in_language
from makegood.kit.ids import bucket_of
from makegood.orders import OrderView, order_view, orders_of
from makegood.web import pages_words as words
from makegood.web.pages_case_operations import refusal_words
from makegood.web.pages_cases import key_of, typed_of
from makegood.web.pages_fields import Field, choice, note, units
from makegood.web.pages_order_row import order_rows, units_left
from makegood.web.pages_shell import (
    Database,
    HtmlRequest,
    PathPart,
    Reader,
    Writing,
    go,
    new_key,
    page,
    reader_of,
)
from makegood.web.pages_typed import (
    FieldMissing,
    FieldNotUsable,
    amount_of,
    convert,
    mistake_in,
    narrow,
    units_of,
)

PAGE_SIZE = 20
_OWN_TENDERS = """
SELECT external_id, label FROM buyer_tenders
WHERE bucket = $1 AND buyer_id = $2 AND tender IN ('gift_card', 'store_credit') ORDER BY external_id
"""


class ClaimableLine(Struct, frozen=True):
    """A line of an order with what of it can still be asked for, and its field."""

    line_no: int
    title: str
    left: int
    paid_minor: int
    field: Field


@get("/orders", include_in_schema=False)
async def show_orders(request: HtmlRequest, pool: Database) -> Response[str]:
    """The reader's orders, newest first."""
    reader = await reader_of(request, signed_in=True)
    own: dict[str, int] = {}
    if authorise(reader.me, "order.read") is Reach.OWN:
        name = "buyer_id" if reader.me.role is PrincipalRole.BUYER else "merchant_id"
        own = {name: reader.me.subject or 0}
    cursor = request.query_params.get("cursor")
    before = {"before_id": parse_id(cursor, "page")} if cursor else {}
    async with pool.acquire() as connection:
        found = await orders_of(connection, limit=PAGE_SIZE, **own, **before)
    can_ask = reader.me.role is PrincipalRole.BUYER
    async with pool.acquire() as connection:
        rows = await order_rows(connection, reader.me, found.orders)
    return page("orders.html", reader, rows=rows, next_cursor=found.next_cursor, can_ask=can_ask)


@get("/orders/{order_id:str}/cases/new", include_in_schema=False)
async def new_case(order_id: PathPart, request: HtmlRequest, pool: Database) -> Response[str]:
    """The form that opens a case."""
    reader = await reader_of(request, signed_in=True)
    order = await _own_order(pool, reader, order_id)
    return _form(reader, order, await _own_tenders(pool, order), {})


@post("/orders/{order_id:str}/cases", include_in_schema=False)
async def open_case(
    order_id: PathPart, request: HtmlRequest, pool: Database, perform: Writing
) -> Response[str] | Redirect:
    """Open a case with what was typed, or tell on the form why not."""
    reader = await reader_of(request, signed_in=True)
    order = await _own_order(pool, reader, order_id)
    typed = await typed_of(request)
    if mistake := mistake_in(typed):
        told = in_language(reader.language, mistake)
        return _form(reader, order, await _own_tenders(pool, order), typed, 422, told)
    try:
        command = _command(order, typed)
        wanted = CaseRequest(reader.me, command, order_id=int(order.id), key=key_of(typed))
        done = await perform(wanted, False)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        told = refusal_words(refusal, reader.language)
        return _form(reader, order, await _own_tenders(pool, order), typed, refusal.status, told)
    return go(f"/cases/{done.case.state.id}?done=open")


async def _own_order(pool: Pool, reader: Reader, order_id: str) -> OrderView:
    """An order for which the reader may open cases. Raises NotFound for others'."""
    number = parse_id(order_id, "order")
    async with pool.acquire() as connection:
        order = await order_view(connection, number)
    if order is None:
        raise NotFound(what="order")
    authorise(reader.me, "case.open", int(order.buyer.id), int(order.merchant.id))
    return order


def _form(
    reader: Reader,
    order: OrderView,
    tenders: dict[str, str],
    typed: dict[str, str],
    status: int = 200,
    refused: str = "",
) -> Response[str]:
    return page(
        "case_new.html",
        reader,
        status=status,
        order=order,
        lines=claimable(order, typed),
        fields=asked_fields(typed, tenders),
        type_chosen=typed.get("type", "return_refund" if order.parcels else "refund_only"),
        refused=refused,
        key=new_key(),
    )


def claimable(order: OrderView, typed: dict[str, str]) -> list[ClaimableLine]:
    """The lines of which something is left to ask for; where there is one only, all of it is proposed."""
    left = units_left(order)
    return [
        ClaimableLine(
            line.line_no, line.title, most, line.paid_minor - line.claimed_minor,
            units(line.line_no, line.title, most, most if len(left) == 1 and not typed else _typed_units(typed, line.line_no)),
        )
        for line, most in ((line, left[line.line_no]) for line in order.lines if line.line_no in left)
    ]  # fmt: skip


def _typed_units(typed: dict[str, str], line_no: int) -> int:
    text = narrow(typed.get(f"quantity_{line_no}", "0"))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


async def _own_tenders(pool: Pool, order: OrderView) -> dict[str, str]:
    """The buyer's gift cards and store credit, to which a refund may go instead; label by their number."""
    buyer_id = int(order.buyer.id)
    rows = await pool.fetch(_OWN_TENDERS, bucket_of(buyer_id), buyer_id)
    return {row["external_id"]: row["label"] for row in rows}


def asked_fields(typed: dict[str, str], tenders: dict[str, str]) -> list[Field]:
    """Reason, amount and note of a new case, and where the money shall go if the buyer has a choice."""
    ways = {"": "The way it was paid", **tenders}
    chosen = choice("refund_to", "Pay back to", ways, required=False, value=typed.get("refund_to", ""))
    return [
        *([chosen] if tenders else []),
        choice("reason", "Reason", words.BUYER_REASONS, value=typed.get("reason", "")),
        Field(name="amount", label="Amount, if less than all", kind="money", value=typed.get("amount", "")),
        note("What happened?", value=typed.get("note", "")),
    ]


def _command(order: OrderView, typed: dict[str, str]) -> Command:
    asked = {
        line.line_no: units_of(typed.get(f"quantity_{line.line_no}", "0") or "0", "Units")
        for line in order.lines
    }
    items = [{"line_no": line_no, "quantity": quantity} for line_no, quantity in asked.items() if quantity]
    if typed.get("type") not in words.TYPES:
        raise FieldNotUsable(field="Remedy")
    content: dict[str, Any] = {
        "type": typed["type"],
        "items": items,
        "reason": typed.get("reason", "").strip(),
    }
    if not content["reason"]:
        raise FieldMissing(field="Reason")
    content["note"] = typed.get("note", "").strip()
    if typed.get("refund_to"):
        content["refund_to"] = typed["refund_to"]
    if typed.get("amount", "").strip():
        content["amount_minor"] = amount_of(typed["amount"].strip(), order.currency)
    return convert(content, "open")


ORDER_HANDLERS = [show_orders, new_case, open_case]
