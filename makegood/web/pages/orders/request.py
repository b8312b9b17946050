"""A buyer asks for after-sales in four steps, each an address of its own: items, matter, details and photos, remedy."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect
from msgspec.structs import replace

from makegood.accounts import authorise
from makegood.cases import Policy, read_order
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform, parse_id
from makegood.db.pool import Pool
from makegood.evidence import LARGEST_FORM_BYTES, FileOffice
from makegood.kit.errors import NotFound, Refused
from makegood.kit.i18n import text
from makegood.kit.ids import bucket_of
from makegood.orders import OrderView, order_view
from makegood.policy import FactWrong
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of
from makegood.web.pages.case.questions import Asking
from makegood.web.pages.case.reasons import heading, reasons_of
from makegood.web.pages.orders.form import (
    OwnTender,
    claimable,
    command_for,
    own_words,
    rest_fields,
    wish_of,
)
from makegood.web.pages.orders.matters import matters_of
from makegood.web.pages.orders.photos import photos_of, sent_form, with_photos
from makegood.web.pages.orders.prospects import Prospects, prospects
from makegood.web.pages.orders.replacements import Instead, instead
from makegood.web.pages.orders.steps import (
    LABELS,
    Step,
    address,
    before,
    carried,
    kept,
    step_shown,
    step_wanted,
)
from makegood.web.pages.orders.why_not import would_take
from makegood.web.pages.shell import (
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
from makegood.web.pages.typed import FieldNotUsable, mistake_in

Files = NamedDependency[SkipValidation[FileOffice]]
KEPT_IN_BROWSER = "private, no-cache"
"""Going back shows the step as it was left, with what was typed; a page that may not be kept would be empty."""
_OWN_TENDERS = """
SELECT external_id, tender, label FROM buyer_tenders
WHERE bucket = $1 AND buyer_id = $2 AND tender IN ('gift_card', 'store_credit') ORDER BY external_id
"""


class _Desk:
    """What the steps of one order need: who asks, about which order, and the ways to find out what is possible."""

    def __init__(
        self, reader: Reader, order: OrderView, pool: Pool, policy: Policy, perform: Perform
    ) -> None:
        self.reader = reader
        self.order = order
        self.pool = pool
        self.policy = policy
        self.perform = perform
        self.asking = Asking(reader.language, order.currency, reader.zone)
        self.instead: Instead | None = None

    async def show(self, typed: Mapping[str, str], refused: str = "", status: int = 200) -> Response[str]:
        """The step that is asked for, or an earlier one that lacks something; what is wrong is told there."""
        step, lack = step_shown(typed)
        if lack:
            refused, status = refused or text(self.reader.language, lack), 422
        if step in (Step.ITEMS, Step.MATTER):
            return await self._page(step, typed, None, refused, status)
        try:
            wish = wish_of(self.order, typed, self.policy.catalogue, self.asking)
            order_id, me = int(self.order.id), self.reader
            self.instead, proposed = await instead(self.pool, me, order_id, wish.items, typed)
            wish = replace(wish, proposed=proposed)
            found = await prospects(self.perform, self.policy, self.reader, wish, self.asking)
        except Refused as refusal:
            if refusal.status in (401, 404):
                raise
            told = refused or refusal_words(refusal, self.reader.language)
            return await self._earlier(refusal, typed, told, max(status, refusal.status))
        return await self._page(step, typed, found, refused, status)

    async def _earlier(
        self, refusal: Refused, typed: Mapping[str, str], told: str, status: int
    ) -> Response[str]:
        """The step that a refusal is about."""
        if isinstance(refusal, FieldNotUsable) and any(name.startswith("fact_") for name in typed):
            without = {name: value for name, value in typed.items() if not name.startswith("fact_")}
            return await self.show({**without, "step": Step.TELL.value}, told, status)
        step = Step.MATTER if isinstance(refusal, FactWrong) else Step.ITEMS
        return await self._page(step, typed, None, told, status)

    async def _page(
        self, step: Step, typed: Mapping[str, str], found: Prospects | None, refused: str, status: int
    ) -> Response[str]:
        reasons = reasons_of(self.policy.catalogue, self.reader.language)
        reason = typed.get("reason", "")
        order_id, back = self.order.id, before(step)
        answer = page(
            "case_new.html", replace(self.reader, path=address(order_id, typed, step)), status=status,
            order=self.order, step=step.value, labels=LABELS,
            lines=claimable(self.order, typed), matters=matters_of(reasons, reason),
            reason=heading(reasons.get(reason, reason)), found=found, refused=refused, key=new_key(), typed=typed,
            carried=carried(typed, step), kept=kept(typed), note=typed.get("note", ""),
            own_words=own_words(typed),
            address={each.value: address(order_id, typed, each) for each in Step},
            back=address(order_id, typed, back) if back else "/orders",
            photos=await photos_of(self.pool, self.reader.me, int(order_id), typed) if found else [],
            **(await self._rest(typed, found) if found and step is Step.REMEDY else {}),
        )  # fmt: skip
        answer.headers["Cache-Control"] = KEPT_IN_BROWSER
        return answer

    async def _rest(self, typed: Mapping[str, str], found: Prospects) -> dict[str, Any]:
        """What the last step shows besides: its fields, and what would have to be different."""
        order_id = self.order.id
        shown: dict[str, Any] = {
            "fields": rest_fields(typed, await self._tenders(found)), "why_not": {},
            "why_href": address(order_id, typed, Step.REMEDY, why="1"), "instead": self.instead,
        }  # fmt: skip
        if typed.get("why"):
            order = await read_order(self.pool, int(order_id))
            wish = wish_of(self.order, typed, self.policy.catalogue, self.asking)
            shown |= {"why_not": would_take(order, self.policy, self.reader, wish), "why_href": ""}
        return shown

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
async def ask(
    order_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, perform: Writing
) -> Response[str]:
    """A step of the request, with what was told so far. Nothing is written."""
    desk = await _desk(request, order_id, pool, policy, perform)
    return await desk.show(dict(request.query_params.items()))


@post("/orders/{order_id:str}/cases/new", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def tell(
    order_id: PathPart,
    request: HtmlRequest,
    pool: Database,
    policy: Promises,
    perform: Writing,
    file_office: Files,
) -> Response[str] | Redirect:
    """Take what was answered and sent along, and go on (or back) to the step that was pressed."""
    desk = await _desk(request, order_id, pool, policy, perform)
    sent = await sent_form(request)
    try:
        typed = await with_photos(file_office, desk.reader.me, int(desk.order.id), sent)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        told = {**sent.typed, "step": Step.TELL.value}
        return await desk.show(told, refusal_words(refusal, desk.reader.language), refusal.status)
    if typed.get("note", "").strip():
        # What was written in own words goes from page to page, never through an address.
        return await desk.show(typed)
    step = step_wanted(typed)
    return go(address(desk.order.id, typed, step) + ("#photos-title" if step is Step.TELL else ""))


@post("/orders/{order_id:str}/cases", include_in_schema=False)
async def open_case(
    order_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, perform: Writing
) -> Response[str] | Redirect:
    """Open a case with what was told, or tell on the last step why not."""
    desk = await _desk(request, order_id, pool, policy, perform)
    typed = {**(await sent_form(request)).typed, "step": Step.REMEDY.value}
    if mistake := mistake_in(typed):
        return await desk.show(typed, text(desk.reader.language, mistake), 422)
    try:
        command = command_for(desk.order, typed, policy.catalogue, desk.asking)
        wanted = CaseRequest(desk.reader.me, command, order_id=int(desk.order.id), key=key_of(typed))
        done = await perform(wanted, False)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return await desk.show(typed, refusal_words(refusal, desk.reader.language), refusal.status)
    return go(f"/orders/{desk.order.id}/cases/{done.case.state.id}")


REQUEST_HANDLERS = [ask, tell, open_case]
