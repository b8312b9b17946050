"""PURE: what the events of a cancellation or an interception change about the case."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from makegood.cases.families.cancellation import events as e
from makegood.cases.families.cancellation.plan import Interception, Stopping
from makegood.cases.model import CaseState, CaseType, Goods


def _shipped(state: CaseState, event: e.ShippedMeanwhile) -> dict[str, Any]:
    left = Stopping(event.carrier, event.tracking_no, shipped_after_request=True)
    return {"type": event.type, "goods": event.goods, "stopping": left}


def _stopped(state: CaseState, event: e.ParcelStopped) -> dict[str, Any]:
    """A return that the buyer refuses at the door goes on as an interception: nothing is left to send back."""
    return {
        "type": CaseType.INTERCEPT,
        "goods": Goods.RETURNING,
        "stopping": _with(state, event.outcome),
    }


def _missed(state: CaseState, event: e.ParcelMissed) -> dict[str, Any]:
    changes = {
        "type": event.type,
        "terms": event.terms,
        "stopping": _with(state, Interception.MISSED),
        "refusal": None,
    }
    return changes | ({"ended_because": "not_stopped"} if event.terms.remedy == "refused" else {})


def _lost(state: CaseState, event: e.ParcelLost) -> dict[str, Any]:
    return {
        "type": CaseType.INTERCEPT,
        "goods": Goods.LOST,
        "stopping": _with(state, Interception.LOST),
    }


def _with(state: CaseState, outcome: Interception) -> Stopping:
    return structs.replace(state.stopping or Stopping(), outcome=outcome)


CHANGES: dict[type, Callable[[CaseState, Any], dict[str, Any]]] = {
    e.GrantedAtOnce: lambda state, event: {"approved_minor": event.amount_minor, "offer": None},
    e.UnshippedConfirmed: lambda state, event: {"approved_minor": event.amount_minor, "offer": None},
    e.ShippedMeanwhile: _shipped,
    e.ParcelStopped: _stopped,
    e.ParcelMissed: _missed,
    e.ParcelLost: _lost,
}
