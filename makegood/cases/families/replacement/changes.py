"""PURE: what the events of an exchange or a reshipment change."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from makegood.cases.families.replacement import events as e
from makegood.cases.families.replacement.plan import Held, Replacement
from makegood.cases.model import CaseState, CaseType, Goods, Stage

_NOT_WITH_BUYER = (Goods.RETURNING, Goods.RETURNED, Goods.LOST)


def _plan(state: CaseState, **changes: Any) -> dict[str, Any]:
    assert state.replacement is not None
    return {"replacement": structs.replace(state.replacement, **changes)}


def _reserved(state: CaseState, event: e.StockReserved) -> dict[str, Any]:
    assert state.replacement is not None
    return _plan(state, held=Held.RESERVED, reservations=state.replacement.reservations + 1)


def _paid(state: CaseState, event: e.DifferencePaid) -> dict[str, Any]:
    """What was paid on top belongs to what may be asked for from now on."""
    assert state.replacement is not None
    paid = _plan(
        state, paid_minor=state.replacement.paid_minor + event.amount_minor, payment_no=event.payment_no
    )
    return paid | {"requested_minor": state.requested_minor + event.amount_minor, "approved_minor": None}


def _shipped(state: CaseState, event: e.ReplacementShipped) -> dict[str, Any]:
    held = Held.SHIPPED if _wants(state.replacement) else Held.NOTHING
    return {"offer": None} | _plan(
        state, held=held, carrier=event.carrier, tracking_no=event.tracking_no, shipped_at=event.shipped_at
    )


def _wants(plan: Replacement | None) -> bool:
    return plan is not None and bool(plan.wanted)


def _given_up(state: CaseState, event: e.ReplacementGivenUp) -> dict[str, Any]:
    """A refund: of goods that are back, lost or on their way, or are still to be sent back, or without any."""
    goes_back = state.goods in _NOT_WITH_BUYER or state.stage is Stage.AWAITING_RETURN
    type_ = CaseType.RETURN_REFUND if goes_back else CaseType.REFUND_ONLY
    return {"type": type_, "approved_minor": event.amount_minor, "offer": None} | _plan(
        state, given_up=event.because
    )


def _became_lines(state: CaseState, event: e.ReplacementBecameLines) -> dict[str, Any]:
    return _plan(state, lines=event.lines, lined_minor=event.refund_minor)


CHANGES: dict[type, Callable[[CaseState, Any], dict[str, Any]]] = {
    e.StockReserved: _reserved,
    e.StockGone: lambda state, event: _plan(state, held=Held.GONE),
    e.StockReleased: lambda state, event: _plan(state, held=Held.RELEASED),
    e.DifferencePaid: _paid,
    e.ReplacementShipped: _shipped,
    e.ReplacementArrived: lambda state, event: (
        {"approved_minor": event.refund_minor} | _plan(state, arrived_at=event.arrived_at)
    ),
    e.ReplacementGivenUp: _given_up,
    e.ReplacementBecameLines: _became_lines,
}
"""What each event changes in the case."""
