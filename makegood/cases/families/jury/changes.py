"""PURE: what agreeing to a panel, calling it and its end make of a case."""

from typing import Any

from msgspec import structs

from makegood.cases import events as e
from makegood.cases.families.jury import events as own
from makegood.cases.families.jury.plan import JuryPlan
from makegood.cases.model import CaseState


def jury_changes(state: CaseState, recorded: e.Recorded) -> dict[str, Any]:
    """The panel stays with the case when it is over: the ruling is held to what it found."""
    plan, event = state.jury or JuryPlan(), recorded.event
    match event:
        case own.JuryAgreed(by=by):
            return {"jury": structs.replace(plan, agreed=(*plan.agreed, by))}
        case own.JuryCalled(seats=seats):
            return {"jury": structs.replace(plan, seats=seats, called_at=recorded.at)}
        case own.JuryEnded():
            return {"jury": _ended(plan, event)}
        case _:
            return {}


def _ended(plan: JuryPlan, event: own.JuryEnded) -> JuryPlan:
    return structs.replace(
        plan,
        ended=event.ended,
        verdict=event.verdict,
        for_buyer=event.for_buyer,
        for_merchant=event.for_merchant,
    )
