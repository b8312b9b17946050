"""The withdrawal of EU law: a statement is confirmed, the case that fits is opened without a reason, a receipt stays."""

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import PrincipalRole, authorise
from makegood.cases import Command, Policy, read_order
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform, parse_id, seen
from makegood.db.pool import Pool
from makegood.flows.withdrawal_receipt import Receiver, keep_receipt, receiver_of
from makegood.kit.errors import NotFound, Refused
from makegood.orders import OrderView, buyer_of_order, order_view
from makegood.web.pages.buyer.statement import REASON, NoWithdrawal, Statement, statement_of, statement_text
from makegood.web.pages.buyer.withdrawal_due import WITHDRAWAL_BUTTON, is_due
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.case.questions import Asking
from makegood.web.pages.orders.form import claimable, wish_of
from makegood.web.pages.orders.prospects import MONEY_BACK, best_of, prospects
from makegood.web.pages.orders.row import units_left
from makegood.web.pages.shell import (
    Database,
    HtmlRequest,
    Installation,
    PathPart,
    Promises,
    Reader,
    Writing,
    go,
    new_key,
    page,
    reader_of,
)
from makegood.web.pages.typed import FieldMissing, FieldNotUsable, convert
from makegood.web.pages.words import TYPES


class _Contract(Struct, frozen=True):
    """The order that somebody wants to withdraw from."""

    reader: Reader
    order: OrderView
    is_due: bool


async def _contract(request: HtmlRequest, order_id: str, pool: Pool, policy: Policy) -> _Contract:
    """The order, if the reader may open cases about it. Raises NotFound for others'."""
    reader = await reader_of(request, signed_in=True)
    number = parse_id(order_id, "order")
    async with pool.acquire() as connection:
        order = await order_view(connection, number)
    if order is None:
        raise NotFound(what="order")
    authorise(reader.me, "case.open", int(order.buyer.id), int(order.merchant.id))
    return _Contract(reader, order, is_due(WITHDRAWAL_BUTTON, await read_order(pool, number), policy, reader))


@get("/orders/{order_id:str}/withdrawal", include_in_schema=False)
async def show_statement(
    order_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, perform: Writing
) -> Response[str]:
    """The statement, filled in as far as it is known."""
    contract = await _contract(request, order_id, pool, policy)
    if not contract.is_due:
        raise NoWithdrawal()
    async with pool.acquire() as connection:
        known = await buyer_of_order(connection, contract.order.external_id)
    all_left = {f"quantity_{line_no}": str(units) for line_no, units in units_left(contract.order).items()}
    typed = {
        **all_left, "name": contract.order.buyer.name, "email": (known.email if known else None) or "",
        "type": await _fitting(contract, all_left, policy, perform),
    }  # fmt: skip
    return _form(contract, typed)


def _form(
    contract: _Contract, typed: Mapping[str, str], refused: str = "", status: int = 200
) -> Response[str]:
    return page(
        "buyer/withdrawal.html", contract.reader, status=status, order=contract.order,
        lines=claimable(contract.order, typed), typed=typed, refused=refused, key=new_key(),
    )  # fmt: skip


@post("/orders/{order_id:str}/withdrawal", include_in_schema=False)
async def confirm(
    order_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, perform: Writing, settings: Installation
) -> Response[str] | Redirect:  # fmt: skip
    """Take the statement: open the case that fits, and send the receipt."""
    typed = await typed_of(request)
    contract = await _contract(request, order_id, pool, policy)
    reader, order = contract.reader, contract.order
    try:
        statement = statement_of(typed)
        command = _command(contract, typed, statement, policy)
        wanted = CaseRequest(reader.me, command, order_id=int(order.id), key=key_of(typed))
        done = await perform(wanted, False)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return _form(contract, typed, refusal_words(refusal, reader.language), refusal.status)
    to = Receiver(statement.email, reader.language)
    is_mailed = settings.outgoing.smtp is not None
    await keep_receipt(pool, done.case.state, to, reader.now, is_mailed=is_mailed)
    return go(f"/orders/{order.id}/withdrawals/{done.case.state.id}")


async def _fitting(contract: _Contract, typed: Mapping[str, str], policy: Policy, perform: Perform) -> str:
    """The remedy that the rules open without a reason: with goods to send back, or without. Raises NoWithdrawal."""
    asking = Asking(contract.reader.language, contract.order.currency, contract.reader.zone)
    wish = wish_of(contract.order, {**typed, "reason": REASON}, policy.catalogue, asking)
    found = await prospects(perform, policy, contract.reader, wish, asking)
    best = best_of(found.remedies, MONEY_BACK)
    if not best:
        raise NoWithdrawal()
    return best


def _command(contract: _Contract, typed: Mapping[str, str], statement: Statement, policy: Policy) -> Command:
    """The case that the form asks for; whether it is open, the write path decides."""
    order, language = contract.order, contract.reader.language
    wish = wish_of(
        order,
        {**typed, "reason": REASON},
        policy.catalogue,
        Asking(language, order.currency, contract.reader.zone),
    )
    if not wish.items:
        raise FieldMissing(field="Items")
    if typed.get("type") not in TYPES:
        raise FieldNotUsable(field="Remedy")
    units = {item["line_no"]: item["quantity"] for item in wish.items}
    note = statement_text(order, units, statement, language)
    return convert({"type": typed["type"], "items": wish.items, "reason": REASON, "note": note}, "open")


@get("/orders/{order_id:str}/withdrawals/{case_id:str}", include_in_schema=False)
async def show_receipt(
    order_id: PathPart, case_id: PathPart, request: HtmlRequest, pool: Database
) -> Response[str]:
    """The receipt, to be kept or printed: the statement, and when it arrived."""
    reader = await reader_of(request, signed_in=True)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    state = found.case.state
    if found.order.id != parse_id(order_id, "order") or state.reason != REASON or not state.note:
        raise NotFound(what="case")
    to = await receiver_of(pool, state.id) if reader.me.role is PrincipalRole.BUYER else None
    return page("buyer/withdrawn.html", reader, state=state, number=found.order.external_id, to=to)


WITHDRAWAL_HANDLERS = [show_statement, confirm, show_receipt]
