"""A story: the buyer gets goods instead of money. Units are held, let go and shipped; a difference that the buyer paid waits
in escrow like all that was paid for the order; what arrived becomes lines of the order. PURE: events to rows.
"""

from makegood.cases import (
    CaseState,
    DifferencePaid,
    Happening,
    Recorded,
    ReplacementBecameLines,
    ReplacementShipped,
    StockReleased,
    StockReserved,
)
from makegood.flows.pay_in import pay_in
from makegood.stock import Move, MoveKind, add_moves

DIFFERENCE = "difference"
"""The kind of the transaction that brings a difference in."""

_MOVES: dict[type, MoveKind] = {
    StockReserved: MoveKind.RESERVED,
    StockReleased: MoveKind.RELEASED,
    ReplacementShipped: MoveKind.SHIPPED,
}


def replace(happening: Happening) -> None:
    """Stock moves, postings, payments and lines that follow from the replacement events of a decision."""
    for recorded in happening.decision.recorded:
        kind = _MOVES.get(type(recorded.event))
        if kind is not None:
            add_moves(happening.writes, *_moved(happening.decision.after, kind, recorded))
        match recorded.event:
            case DifferencePaid() as paid:
                pay_in(happening, paid, DIFFERENCE, recorded.at)
            case ReplacementBecameLines() as became:
                happening.writes.add("add_lines_of_cases", *_lines(happening, became))
            case _:
                pass


def _moved(state: CaseState, kind: MoveKind, recorded: Recorded) -> list[Move]:
    """One move a sku: what is wanted twice under one sku goes out together."""
    plan = state.replacement
    assert plan is not None
    units: dict[str, int] = {}
    for each in plan.wanted:
        units[each.sku] = units.get(each.sku, 0) + each.quantity
    return [
        Move(state.merchant_id, state.id, kind, f"sku:{sku}", sku, quantity, recorded.at, plan.reservations)
        for sku, quantity in units.items()
    ]


def _lines(happening: Happening, became: ReplacementBecameLines) -> list[dict[str, object]]:
    state = happening.decision.after
    plan = state.replacement
    assert plan is not None
    return [
        {
            "bucket": state.bucket, "order_id": happening.order.id, "line_no": line.line_no, "sku": line.sku,
            "product": line.product or None, "title": line.title, "category": line.category,
            "quantity": line.quantity, "unit_price_minor": line.unit_price_minor, "paid_minor": line.paid_minor,
            "case_id": state.id, "like_line": _like(happening, line.product),
            "shipped_at": plan.shipped_at, "delivered_at": plan.arrived_at,
        }
        for line in became.lines
    ]  # fmt: skip


def _like(happening: Happening, product: str) -> int | None:
    """The line of the case that was of the same product: what was told of it holds for its successor."""
    for item in happening.decision.after.items:
        line = happening.order.line(item.line_no)
        if line is not None and (line.product or "") == product:
            return line.line_no
    return None
