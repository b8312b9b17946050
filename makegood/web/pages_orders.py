"""Pages of orders: those of the reader (a request about one is pages_request.py)."""

from litestar import Response, get

from makegood.accounts import PrincipalRole, Reach, authorise
from makegood.cases.api import parse_id
from makegood.orders import orders_of
from makegood.web.pages_order_row import order_rows
from makegood.web.pages_shell import Database, HtmlRequest, page, reader_of

PAGE_SIZE = 20


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


ORDER_HANDLERS = [show_orders]
