"""An order by the name that somebody calls it by, where they may do this with it."""

from makegood.accounts import Principal, authorise
from makegood.db.writes import Connection
from makegood.kit.errors import NotFound
from makegood.orders.views import OrderView, find_order_id, order_view


async def order_seen(connection: Connection, principal: Principal, name: str, operation: str) -> OrderView:
    """An order by its number or our id, if the caller may do this with it. Raises NotFound."""
    authorise(principal, operation)
    order_id = await find_order_id(connection, name)
    if order_id is None and name.isascii() and name.isdigit() and len(name) < 19:
        order_id = int(name)
    view = await order_view(connection, order_id) if order_id is not None else None
    if view is None:
        raise NotFound(what="order")
    try:
        authorise(principal, operation, int(view.buyer.id), int(view.merchant.id))
    except NotFound:
        raise NotFound(what="order") from None
    return view
