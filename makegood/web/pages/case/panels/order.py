"""The order, its parties, and its other cases."""

from msgspec import Struct

from makegood.cases.lists import Filters, cases_for
from makegood.web.pages.case.model import CaseRow, case_row
from makegood.web.pages.case.scene import CaseScene, Panel

_MOST_OTHERS = 10


class OrderOfCase(Struct, frozen=True):
    """What the template draws; names as the reader may see them."""

    buyer: str
    merchant: str
    others: list[CaseRow]


async def build(scene: CaseScene) -> OrderOfCase:
    """The order with up to ten other cases."""
    state, reader = scene.found.case.state, scene.reader
    found = await cases_for(scene.pool, reader.me, Filters(order_id=state.order_id), None, _MOST_OTHERS)
    rows = [
        case_row(case, order, reader, scene.names) for case, order in found.cases if case.state.id != state.id
    ]
    return OrderOfCase(scene.buyer, scene.merchant, rows)


PANEL = Panel("order", "case/order.html", build, "side")
