"""PURE: what was paid in advance and turns out not to be the buyer's, the buyer owes."""

from makegood.cases import events as e
from makegood.cases.facts import Facts
from makegood.cases.families.advance.events import AdvanceOwedBack
from makegood.cases.model import CaseState
from makegood.cases.protocol import Protocol


def owed_back(state: CaseState, facts: Facts, table: Protocol) -> list[e.CaseEvent]:
    """Once the refund has begun its rest is known; a case that ended without one leaves all of it."""
    advance = state.advance
    decided = bool(state.legs) or not state.stage.is_open
    if advance is None or not advance.outstanding_minor or not decided:
        return []
    because = "partly_refunded" if state.legs else state.ended_because or "ended"
    return [
        AdvanceOwedBack(
            id=advance.id,
            amount_minor=advance.outstanding_minor,
            because=because,
            claw_back_seconds=advance.claw_back_seconds,
        )
    ]
