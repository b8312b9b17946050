"""Units of an order that somebody asked for and that have not been given back: what its cases claim before their refund, and
what they leave with the buyer for good. The freight of the way out comes back with the last of the goods, not with a claim.
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases.claims import Claims, claims_of
from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseState, Stage
from makegood.cases.outbound_freight import freight_lines, may_bring_freight
from makegood.cases.requests import Request
from makegood.cases.store import Loaded
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_ASKING = (c.OpenCase, c.Revise, c.Reopen)
_CASES = """
SELECT c.order_id, c.state::text FROM cases c
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, order_id) ON (c.bucket, c.order_id) = (w.bucket, w.order_id)
WHERE c.stage <> 'withdrawn' ORDER BY c.id
"""


async def kept_units(
    connection: Connection, requests: Iterable[Request], loaded: Loaded
) -> dict[int, dict[int, int]]:
    """By order and line. Only orders whose freight may come back with what is asked now are read; most are none."""
    wanted = sorted({order.id for each in requests if (order := _order_asked(each, loaded)) is not None})
    if not wanted:
        return {}
    rows = await connection.fetch(_CASES, [bucket_of(each) for each in wanted], wanted)
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        kept = found.setdefault(row["order_id"], {})
        for line_no, units in _kept_in(msgspec.json.decode(row["state"], type=CaseState)).items():
            kept[line_no] = kept.get(line_no, 0) + units
    return found


def _order_asked(request: Request, loaded: Loaded) -> OrderFacts | None:
    """The order of a request that may bring its freight back, where other cases claim goods of it and freight was paid."""
    case = loaded.cases.get(request.case_id) if request.case_id is not None else None
    order = loaded.orders.get(case.state.order_id if case else request.order_id or 0)
    if order is None or not any(line.left_minor for line in freight_lines(order)):
        return None
    if not isinstance(request.command, _ASKING) and not (case and may_bring_freight(case.state, order)):
        return None
    held: Claims = claims_of(case.state if case else None)
    others = any(line.claimed_quantity > held.get(line.line_no, (0, 0))[0] for line in order.lines)
    return order if others else None


def _kept_in(state: CaseState | None) -> Mapping[int, int]:
    """What a case claims and has not given back: until its refund begins, and where it was ruled to stay. Units that were
    exchanged have become lines of the order.
    """
    if state is None or (state.replacement is not None and state.replacement.lines):
        return {}
    if state.legs and state.stage is not Stage.CLOSED:
        return {}
    return {line_no: units for line_no, (units, _) in claims_of(state).items() if units}


def kept_after(order: OrderFacts, before: CaseState | None, after: CaseState) -> OrderFacts:
    """The order after a case of it has moved."""
    was, now = _kept_in(before), _kept_in(after)
    if was == now:
        return order
    moved = {
        line_no: order.kept_units.get(line_no, 0) + now.get(line_no, 0) - was.get(line_no, 0)
        for line_no in order.kept_units.keys() | was.keys() | now.keys()
    }
    return structs.replace(
        order, kept_units={line_no: units for line_no, units in moved.items() if units > 0}
    )


def with_kept(order: OrderFacts, kept: Mapping[int, dict[int, int]]) -> OrderFacts:
    """The order with the units of it that stay with the buyer."""
    return structs.replace(order, kept_units=kept[order.id]) if kept.get(order.id) else order
