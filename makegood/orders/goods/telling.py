"""Telling what happened to goods, for the API and the pages: who may, of whose order, once for each key."""

from typing import Any, Protocol

from makegood.accounts import Principal, PrincipalRole
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound
from makegood.orders.goods.handlers import UnitsAskedBack, record_happening
from makegood.orders.goods.model import GoodsRecord
from makegood.orders.goods.virtual import Used
from makegood.orders.seen import order_seen
from makegood.orders.views import LineView, OrderView


class GoodsOffice(Protocol):
    """What telling needs. `units_asked_back`: of how many units of a line open cases ask for the money."""

    @property
    def pool(self) -> Pool: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def units_asked_back(self) -> UnitsAskedBack: ...


async def tell_record(
    office: GoodsOffice, principal: Principal, order: str, line_no: int, record: GoodsRecord, key: str | None
) -> Kept:
    """Keep what happened to a line; the answer is the line as it then is. Raises NotFound and the refusals of goods."""

    async def work(connection: Any) -> tuple[int, LineView]:
        view = await order_seen(connection, principal, order, _operation_of(record))
        told_by = "merchant" if principal.role is PrincipalRole.MERCHANT else "marketplace"
        now = office.clock.now()
        await record_happening(
            connection, int(view.id), line_no, record, told_by, now, office.units_asked_back
        )
        return 200, line_of(await order_seen(connection, principal, order, "goods.record"), line_no)

    content = ("goods_record", order, line_no, record)
    return await once(office.pool, principal.label, key, content, office.clock.now(), work)


def _operation_of(record: GoodsRecord) -> str:
    """A merchant gains by what was used, so only the marketplace's systems may tell it."""
    return "goods.record_use" if isinstance(record, Used) else "goods.record"


def line_of(view: OrderView, line_no: int) -> LineView:
    """A line of an order. Raises NotFound."""
    found = next((line for line in view.lines if line.line_no == line_no), None)
    if found is None:
        raise NotFound(what="line")
    return found
