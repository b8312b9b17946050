"""Goods that are said to come back under a tracking number which is another parcel's as well: no word of that number counts as
proof that they were sent, until they arrive or the desk has found that it is theirs.
"""

from collections.abc import Iterable, Mapping

from msgspec import structs

from makegood.carriers import contested_returns, is_anothers_number
from makegood.cases.commands import ShipReturn
from makegood.cases.facts import OrderFacts
from makegood.cases.families.reception.commands import ShipMore
from makegood.cases.model import CaseState, Goods
from makegood.cases.requests import Request
from makegood.cases.store import Loaded
from makegood.db.writes import Connection


async def contested_lines(
    connection: Connection, requests: Iterable[Request], loaded: Loaded
) -> dict[int, tuple[int, ...]]:
    """By order. Only cases whose goods are on their way back are read, and the numbers that are told now."""
    cases = {id_: case.state for id_, case in loaded.cases.items()}
    found = set(
        await contested_returns(connection, [id_ for id_, state in cases.items() if _is_under_way(state)])
    )
    for each in requests:
        state, told = cases.get(each.case_id or 0), each.command
        if (
            state
            and isinstance(told, ShipReturn | ShipMore)
            and await _names_anothers(connection, told, state)
        ):
            found.add(state.id)
    lines: dict[int, tuple[int, ...]] = {}
    for state in (cases[id_] for id_ in sorted(found)):
        lines[state.order_id] = (*lines.get(state.order_id, ()), *(item.line_no for item in state.items))
    return lines


def with_contested(order: OrderFacts, lines: Mapping[int, tuple[int, ...]]) -> OrderFacts:
    """The order with its lines whose way back is contested. PURE."""
    return structs.replace(order, contested=lines[order.id]) if order.id in lines else order


def _is_under_way(state: CaseState) -> bool:
    return state.shipment is not None and state.goods is not Goods.RETURNED and state.stage.is_open


async def _names_anothers(connection: Connection, told: ShipReturn | ShipMore, state: CaseState) -> bool:
    return await is_anothers_number(
        connection, state.id, told.carrier, told.tracking_no, (state.merchant_id, state.buyer_id)
    )
