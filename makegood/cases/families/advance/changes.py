"""PURE: what the events of an instant refund change about the case."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from makegood.cases.families.advance import events as e
from makegood.cases.families.advance.plan import Advance
from makegood.cases.model import CaseState, Leg, LegWay

Changes = dict[str, Any]


def advance_of(state: CaseState) -> Advance:
    """The instant refund of a case that has one."""
    assert state.advance is not None
    return state.advance


def _given(state: CaseState, event: e.AdvanceGiven) -> Changes:
    advance = Advance(
        event.step, event.rule, None, event.id, event.amount_minor, state.updated_at, event.claw_back_seconds, event.advanced
    )  # fmt: skip
    return {"advance": advance, "terms": structs.replace(state.terms, decisions=event.decisions)}


def _declined(state: CaseState, event: e.AdvanceDeclined) -> Changes:
    terms = structs.replace(state.terms, decisions=event.decisions)
    return {"advance": Advance(event.step, event.rule, event.why_not), "terms": terms}


def _owed_back(state: CaseState, event: e.AdvanceOwedBack) -> Changes:
    advance = advance_of(state)
    owed = advance.owed_back_minor + event.amount_minor
    return {"advance": structs.replace(advance, owed_back_minor=owed)}


def settled_by(state: CaseState, legs: tuple[Leg, ...]) -> Changes:
    """What the legs of a refund pay back of what was advanced."""
    settled = sum(leg.amount_minor for leg in legs if leg.way is LegWay.ADVANCE)
    if not settled or state.advance is None:
        return {}
    return {
        "advance": structs.replace(state.advance, settled_minor=state.advance.settled_minor + settled),
    }


CHANGES: dict[type, Callable[[CaseState, Any], Changes]] = {
    e.AdvanceGiven: _given,
    e.AdvanceDeclined: _declined,
    e.AdvanceOwedBack: _owed_back,
}
"""What each event changes in the case."""
