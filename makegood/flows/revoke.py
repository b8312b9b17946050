"""A story: virtual goods whose money goes back are revoked, in the transaction that decides it. PURE: events to rows.

From then on a use of them is refused (makegood/orders/goods/changes.py), and the money leaves only after that is committed.
"""

from makegood.cases import CaseState, GoodsRevoked, Happening, revocable_units
from makegood.orders import Revoked, add_record


def revoke(happening: Happening) -> None:
    """Keep with the order's lines that they are revoked, and by which case."""
    state = happening.decision.after
    for recorded in happening.decision.recorded:
        if isinstance(recorded.event, GoodsRevoked):
            for line_no in recorded.event.lines:
                line, units = happening.order.line(line_no), _units(state, line_no)
                assert line is not None
                # Of one unit, or of all at once, no number need be told.
                number = revocable_units(line, units) if line.quantity > 1 else None
                record = Revoked(at=recorded.at, case_id=str(state.id), quantity=number)
                writes, kept = happening.writes, line.records
                add_record(writes, state.order_id, line_no, record, "system", recorded.at, kept)


def _units(state: CaseState, line_no: int) -> int:
    return sum(item.quantity for item in state.items if item.line_no == line_no)
