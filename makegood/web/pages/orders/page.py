"""Pages of orders: those of the reader, and one of them (a request about one is request.py)."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from makegood.accounts import PrincipalRole, Reach, authorise
from makegood.cases import Policy, read_order
from makegood.cases.api import parse_id
from makegood.claims import protections_of
from makegood.db.pool import Pool
from makegood.kit.errors import NotFound, NotPermitted
from makegood.orders import (
    OrderPage,
    OrderView,
    Presale,
    find_order_id,
    order_view,
    orders_matching,
    orders_of,
)
from makegood.web.pages.buyer.withdrawal_due import WITHDRAWAL_BUTTON, is_due
from makegood.web.pages.claims import words as claim_words
from makegood.web.pages.orders.change import changes_open
from makegood.web.pages.orders.goods import cards_of, presale_answers
from makegood.web.pages.orders.parcels import sent_in
from makegood.web.pages.orders.records import may_record
from makegood.web.pages.orders.row import order_rows
from makegood.web.pages.parcels import words as parcel_words
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Reader, page, reader_of

PAGE_SIZE = 20
LONGEST_SOUGHT = 100


@get("/orders", include_in_schema=False)
async def show_orders(request: HtmlRequest, pool: Database) -> Response[str]:
    """The reader's orders, newest first; those that match what is sought."""
    reader = await reader_of(request, signed_in=True)
    own: dict[str, int] = {}
    if authorise(reader.me, "order.read") is Reach.OWN:
        name = "buyer_id" if reader.me.role is PrincipalRole.BUYER else "merchant_id"
        own = {name: reader.me.subject or 0}
    sought = request.query_params.get("q", "").replace("\0", "").strip()[:LONGEST_SOUGHT]
    cursor = request.query_params.get("cursor")
    before = {"before_id": parse_id(cursor, "page")} if cursor else {}
    can_ask = reader.me.role is PrincipalRole.BUYER
    async with pool.acquire() as connection:
        if sought and not can_ask:
            found = await _numbered(connection, reader, sought)
        elif sought:
            found = await orders_matching(connection, own["buyer_id"], sought, limit=PAGE_SIZE, **before)
        else:
            found = await orders_of(connection, limit=PAGE_SIZE, **own, **before)
        rows = await order_rows(connection, reader.me, found.orders)
    query = {"q": sought} if sought else {}
    further = query | {"cursor": found.next_cursor or ""}
    return page(
        "orders.html", reader, rows=rows, can_ask=can_ask, sought=sought,
        next_page=f"/orders?{urlencode(further)}" if found.next_cursor else "",
        first_page=f"/orders?{urlencode(query)}" if cursor else "",
    )  # fmt: skip


async def _numbered(connection: Any, reader: Reader, number: str) -> OrderPage:
    """The one order with this number, if the reader may see it."""
    order_id = await find_order_id(connection, number)
    order = await order_view(connection, order_id) if order_id else None
    if order is None or not _may_see(reader, int(order.buyer.id), int(order.merchant.id)):
        return OrderPage(orders=[], next_cursor=None)
    return OrderPage(orders=[order], next_cursor=None)


def _may_see(reader: Reader, buyer_id: int, merchant_id: int) -> bool:
    try:
        authorise(reader.me, "order.read", buyer_id, merchant_id)
    except (NotFound, NotPermitted):
        return False
    return True


@get("/orders/{order_id:str}", include_in_schema=False)
async def show_order(
    order_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises
) -> Response[str]:
    """One order: what was bought and paid, where the parcels are, its cases, and what can be asked for."""
    reader = await reader_of(request, signed_in=True)
    return await order_page(reader, parse_id(order_id, "order"), pool, policy)


async def order_page(reader: Reader, order_id: int, pool: Pool, policy: Policy) -> Response[str]:
    """The page of an order that the reader may see. Raises NotFound for others'."""
    async with pool.acquire() as connection:
        order = await order_view(connection, order_id)
        if order is None:
            raise NotFound(what="order")
        authorise(reader.me, "order.read", int(order.buyer.id), int(order.merchant.id))
        row = (await order_rows(connection, reader.me, [order]))[0]
    can_ask = reader.me.role is PrincipalRole.BUYER
    due = (
        can_ask
        and row.is_claimable
        and is_due(WITHDRAWAL_BUTTON, await read_order(pool, order_id), policy, reader)
    )
    return page(
        "order.html",
        reader,
        row=row,
        order=order,
        can_ask=can_ask,
        withdrawal_due=due,
        shield=await protections_of(pool, policy, reader.now, reader.me, order_id, reader.language),
        claim_words=claim_words,
        changes=await changes_open(pool, order, reader) if can_ask else [],
        may_record=may_record(reader, order),
        sent_in=await sent_in(pool, reader, order),
        parcel_words=parcel_words,
        goods_cards=cards_of(order, reader, await _if_cancelled(pool, order, policy, reader)),
    )


async def _if_cancelled(pool: Pool, order: OrderView, policy: Policy, reader: Reader) -> dict[int, str]:
    """What the presales of an order give back today if they are cancelled; of other orders nothing is asked."""
    if not any(isinstance(line.goods, Presale) for line in order.lines):
        return {}
    return presale_answers(await read_order(pool, int(order.id)), policy, reader)


ORDER_HANDLERS = [show_orders, show_order]
