"""The way in for a buyer without an account: an order's number leads to its page, or first to a one-time code."""

from urllib.parse import urlencode

from litestar import Response, get
from litestar.response import Redirect

from makegood.accounts import PrincipalRole
from makegood.orders import order_view
from makegood.web.pages.shell import Database, HtmlRequest, go, page, reader_of

LONGEST_NUMBER = 100


@get("/find", include_in_schema=False, opt={"open": True})
async def find(request: HtmlRequest, pool: Database) -> Response[str] | Redirect:
    """Where to type an order's number; with `?order=` on to that order, for a visitor by way of a code.

    A visitor learns nothing here of whether there is such an order.
    """
    reader = await reader_of(request)
    number = request.query_params.get("order", "").replace("\0", "").strip()[:LONGEST_NUMBER]
    if not number:
        return page("buyer/find.html", reader)
    if reader.principal is None:
        onward = f"/find?{urlencode({'order': number})}"
        return go(f"/sign-in/code?{urlencode({'order': number, 'next': onward})}")
    async with pool.acquire() as connection:
        order = await order_view(connection, number)
    if reader.me.role is not PrincipalRole.BUYER or order is None or order.buyer.id != str(reader.me.subject):
        return go(f"/orders?{urlencode({'q': number})}")
    return go(f"/orders/{order.id}")


FIND_HANDLERS = [find]
