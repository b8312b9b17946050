"""Units of an order that were given up before they left the shop: by which request, when it was made, and why."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct, structs

from makegood.cases.claims import claims_of
from makegood.cases.facts import LineFacts, OrderFacts
from makegood.cases.model import CaseState, CaseType, Goods
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.kit.money import share_of_remaining
from makegood.orders import Presale

_UNSENT = """
SELECT state::text FROM cases WHERE bucket = $1 AND order_id = $2 AND type IN ('cancel', 'refund_only')
    AND stage <> 'withdrawn' AND state ->> 'goods' = 'not_shipped' ORDER BY id
"""


class GivenUp(Struct, frozen=True):
    """Units of a line with what was paid for them, in minor units. `is_open`: a cancellation of them is not decided yet."""

    line_no: int
    units: int
    paid_minor: int
    asked_at: datetime
    reason: str
    is_open: bool = False


async def units_given_up(connection: Connection, order_id: int) -> tuple[GivenUp, ...]:
    """What of an order was refunded before it left the shop, and what may be since it is asked."""
    rows = await connection.fetch(_UNSENT, bucket_of(order_id), order_id)
    states = [msgspec.json.decode(row["state"], type=CaseState) for row in rows]
    return tuple(
        GivenUp(line_no, units, minor, state.opened_at, state.reason, is_open=not state.legs)
        for state in states
        if state.legs or (state.type is CaseType.CANCEL and state.owner is not None)
        for line_no, (units, minor) in claims_of(state).items()
        if units and state.goods is Goods.NOT_SHIPPED
    )


def order_without(order: OrderFacts, gone: Iterable[GivenUp]) -> OrderFacts:
    """The order as if units of it had never been bought; lines of which nothing is left are not in it. PURE."""
    lines = {line.line_no: line for line in order.lines}
    for one in gone:
        if one.line_no in lines:
            lines[one.line_no] = _without(lines[one.line_no], one)
    return structs.replace(order, lines=tuple(line for line in lines.values() if line.quantity > 0))


def _without(line: LineFacts, one: GivenUp) -> LineFacts:
    goods = line.goods
    if isinstance(goods, Presale):
        part = share_of_remaining(goods.deposit_minor, line.quantity, one.units)
        goods = structs.replace(goods, deposit_minor=goods.deposit_minor - part)
    return structs.replace(
        line, quantity=line.quantity - one.units, paid_minor=line.paid_minor - one.paid_minor,
        claimed_quantity=line.claimed_quantity - one.units, claimed_minor=line.claimed_minor - one.paid_minor, goods=goods,
    )  # fmt: skip
