"""A buyer changes an order that has not shipped: its address, its payment, or its variants; first what it comes to is shown,
then it is asked. Nothing is decided here: what is shown is a dry run of the very request.
"""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.accounts import authorise
from makegood.cases import Done, Policy, case_view, read_order
from makegood.cases import Request as CaseRequest
from makegood.cases.api import Perform, parse_id
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound, Refused
from makegood.orders import OrderView, order_view
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.orders.change_form import CHANGES, Form, change_in, form_of, may_change
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


class Prospect(Struct, frozen=True):
    """What the change comes to: minor units to pay and to get back, and whether nobody has to answer."""

    due_minor: int
    back_minor: int
    at_once: bool
    silence: str


class _Changing(Struct, frozen=True):
    """Who changes what of which order, and the ways to find out what is possible."""

    reader: Reader
    order: OrderView
    what: str
    pool: Pool
    policy: Policy
    perform: Perform

    async def show(
        self, typed: Mapping[str, str], refused: str = "", status: int = 200, found: Prospect | None = None
    ) -> Response[str]:
        """The form, and below it what the change comes to once that is known."""
        form: Form = await form_of(self.pool, self.reader, self.order, self.what, typed)
        return page(
            "order_change.html", self.reader, status=status, order=self.order, what=self.what, form=form,
            typed=typed, refused=refused, found=found, key=new_key(), heading=CHANGES[self.what].heading,
        )  # fmt: skip

    async def asked(self, typed: Mapping[str, str], dry_run: bool) -> Done:
        """The request, carried out or only tried. Raises its refusal."""
        command = change_in(self.order, self.what, typed, self.policy.catalogue)
        wanted = CaseRequest(self.reader.me, command, order_id=int(self.order.id), key=key_of(dict(typed)))
        return await self.perform(wanted, dry_run)

    def prospect(self, done: Done) -> Prospect:
        """What the dry run came to."""
        change = done.case.state.change
        assert change is not None
        view = case_view(done.case, done.order, self.reader.me, self.reader.language, done.now)
        at_once = done.case.state.stage.value != "awaiting_merchant"
        return Prospect(change.due_minor, change.back_minor, at_once, view.silence)


async def _changing(
    request: HtmlRequest, order_id: str, what: str, pool: Pool, policy: Policy, perform: Perform
) -> _Changing:
    """An order for which the reader may open cases. Raises NotFound for others' and for what cannot be changed."""
    reader = await reader_of(request, signed_in=True)
    if what not in CHANGES:
        raise NotFound(what="page")
    async with pool.acquire() as connection:
        order = await order_view(connection, parse_id(order_id, "order"))
    if order is None:
        raise NotFound(what="order")
    authorise(reader.me, "case.open", int(order.buyer.id), int(order.merchant.id))
    return _Changing(reader, order, what, pool, policy, perform)


@get("/orders/{order_id:str}/changes/{what:str}", include_in_schema=False)
async def show_change(
    order_id: PathPart,
    what: PathPart,
    request: HtmlRequest,
    pool: Database,
    policy: Promises,
    perform: Writing,
) -> Response[str]:
    """The form of a change."""
    changing = await _changing(request, order_id, what, pool, policy, perform)
    return await changing.show({})


@post("/orders/{order_id:str}/changes/{what:str}", include_in_schema=False)
async def tell_change(
    order_id: PathPart,
    what: PathPart,
    request: HtmlRequest,
    pool: Database,
    policy: Promises,
    perform: Writing,
) -> Response[str] | Redirect:
    """Show what the change comes to; with `confirmed` ask for it."""
    typed = await typed_of(request)
    changing = await _changing(request, order_id, what, pool, policy, perform)
    is_confirmed = typed.get("confirmed") == "yes"
    try:
        done = await changing.asked(typed, not is_confirmed)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        words = refusal_words(refusal, changing.reader.language)
        return await changing.show(typed, words, refusal.status)
    if is_confirmed:
        return go(f"/cases/{done.case.state.id}")
    return await changing.show(typed, found=changing.prospect(done))


async def changes_open(pool: Pool, order: OrderView, reader: Reader) -> list[tuple[str, str]]:
    """The changes that an order's page offers: (address, English label); none once it has left."""
    facts = await read_order(pool, int(order.id))
    if not may_change(facts, reader.now):
        return []
    return [(f"/orders/{order.id}/changes/{what}", change.label) for what, change in CHANGES.items()]


CHANGE_HANDLERS: list[Any] = [show_change, tell_change]
