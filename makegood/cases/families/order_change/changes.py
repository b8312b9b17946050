"""PURE: what the events of a change of an order change about the case."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from makegood.cases.families.order_change import events as e
from makegood.cases.model import CaseState


def _plan(state: CaseState, **changes: Any) -> dict[str, Any]:
    assert state.change is not None
    return {"change": structs.replace(state.change, **changes)}


def _granted(state: CaseState, event: e.ChangeGranted) -> dict[str, Any]:
    return {"approved_minor": state.requested_minor, "refusal": None} | _plan(state, is_granted=True)


def _paid(state: CaseState, event: e.ChangePaid) -> dict[str, Any]:
    return _plan(state, paid_minor=event.amount_minor, payment_no=event.payment_no)


def _made(state: CaseState, event: e.ChangeMade) -> dict[str, Any]:
    return _plan(state, made_at=event.made_at, lines=event.lines)


CHANGES: dict[type, Callable[[CaseState, Any], dict[str, Any]]] = {
    e.ChangeGranted: _granted,
    e.ChangePaid: _paid,
    e.ChangeMade: _made,
    e.ChangeDropped: lambda state, event: {"ended_because": event.because},
}
