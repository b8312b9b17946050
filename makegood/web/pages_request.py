"""The page on which a buyer asks for after-sales: what it is about, what can be asked for, and opening the case."""

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec.structs import replace

from makegood.accounts import authorise
from makegood.cases import Policy
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform, parse_id
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import text
from makegood.kit.ids import bucket_of
from makegood.orders import OrderView, order_view
from makegood.web.pages_case_operations import refusal_words
from makegood.web.pages_cases import key_of, typed_of
from makegood.web.pages_prospects import Prospects, prospects
from makegood.web.pages_questions import Asking
from makegood.web.pages_reasons import headed, reasons_of
from makegood.web.pages_request_form import OwnTender, claimable, command_for, rest_fields, step_of, wish_of
from makegood.web.pages_shell import (
    Database,
    HtmlRequest,
    PathPart,
    Promises,
    Reader,
    Writing,
    go,
    new_key,
    page,
    reader_of,
)
from makegood.web.pages_typed import mistake_in

_OWN_TENDERS = """
SELECT external_id, tender, label FROM buyer_tenders
WHERE bucket = $1 AND buyer_id = $2 AND tender IN ('gift_card', 'store_credit') ORDER BY external_id
"""


class _Desk:
    """What the page of one order needs: who asks, about which order, and the two ways to find out what is possible."""

    def __init__(
        self, reader: Reader, order: OrderView, pool: Pool, policy: Policy, perform: Perform
    ) -> None:
        self.reader = replace(reader, path=f"/orders/{order.id}/cases/new")
        self.order = order
        self.pool = pool
        self.policy = policy
        self.perform = perform
        self.asking = Asking(reader.language, order.currency)

    async def first(self, typed: Mapping[str, str], refused: str = "", status: int = 200) -> Response[str]:
        """The first step: which items, and why."""
        return self._page(typed, None, [], refused, status)

    async def second(self, typed: Mapping[str, str], refused: str = "", status: int = 200) -> Response[str]:
        """The second step: what can be asked for. What is wrong with the first is told on that."""
        try:
            wish = wish_of(self.order, typed, self.policy.catalogue, self.asking)
            found = await prospects(self.perform, self.policy, self.reader, wish, self.asking)
        except Refused as refusal:
            if refusal.status in (401, 404):
                raise
            told = refused or refusal_words(refusal, self.reader.language)
            return await self.first(typed, told, max(status, refusal.status))
        return self._page(typed, found, await self._tenders(found), refused, status)

    def _page(
        self,
        typed: Mapping[str, str],
        found: Prospects | None,
        tenders: list[OwnTender],
        refused: str,
        status: int,
    ) -> Response[str]:
        return page(
            "case_new.html",
            self.reader,
            status=status,
            order=self.order,
            lines=claimable(self.order, typed),
            reasons=headed(reasons_of(self.policy.catalogue, self.reader.language)),
            reason=typed.get("reason", ""),
            found=found,
            fields=rest_fields(typed, tenders),
            refused=refused,
            key=new_key(),
        )

    async def _tenders(self, found: Prospects) -> list[OwnTender]:
        """The buyer's own tenders to which a refund may go, as far as the rules have not closed them."""
        buyer_id = int(self.order.buyer.id)
        rows = await self.pool.fetch(_OWN_TENDERS, bucket_of(buyer_id), buyer_id)
        return [
            OwnTender(row["external_id"], row["label"])
            for row in rows
            if found.tenders.get(row["tender"], "open") == "open"
        ]


async def _desk(request: HtmlRequest, order_id: str, pool: Pool, policy: Policy, perform: Perform) -> _Desk:
    """An order for which the reader may open cases. Raises NotFound for others'."""
    reader = await reader_of(request, signed_in=True)
    number = parse_id(order_id, "order")
    async with pool.acquire() as connection:
        order = await order_view(connection, number)
    if order is None:
        raise NotFound(what="order")
    authorise(reader.me, "case.open", int(order.buyer.id), int(order.merchant.id))
    return _Desk(reader, order, pool, policy, perform)


@get("/orders/{order_id:str}/cases/new", include_in_schema=False)
async def new_case(
    order_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, perform: Writing
) -> Response[str]:
    """The form that opens a case: its first step."""
    return await (await _desk(request, order_id, pool, policy, perform)).first({})


@post("/orders/{order_id:str}/eligibility", status_code=200, include_in_schema=False)
async def show_eligibility(
    order_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, perform: Writing
) -> Response[str]:
    """The form with what can be asked for. Nothing is written."""
    desk = await _desk(request, order_id, pool, policy, perform)
    typed = await typed_of(request)
    if mistake := step_of(typed):
        return await desk.first(typed, text(desk.reader.language, mistake), 422)
    return await desk.second(typed)


@post("/orders/{order_id:str}/cases", include_in_schema=False)
async def open_case(
    order_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, perform: Writing
) -> Response[str] | Redirect:
    """Open a case with what was typed, or tell on the form why not."""
    desk = await _desk(request, order_id, pool, policy, perform)
    typed = await typed_of(request)
    if mistake := mistake_in(typed):
        return await desk.second(typed, text(desk.reader.language, mistake), 422)
    try:
        command = command_for(desk.order, typed, policy.catalogue, desk.asking)
        wanted = CaseRequest(desk.reader.me, command, order_id=int(desk.order.id), key=key_of(typed))
        done = await perform(wanted, False)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return await desk.second(typed, refusal_words(refusal, desk.reader.language), refusal.status)
    return go(f"/cases/{done.case.state.id}?done=open")


REQUEST_HANDLERS = [new_case, show_eligibility, open_case]
