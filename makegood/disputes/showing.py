"""PURE: who may still show something in a dispute, and until when: in its own time, and where it is asked for more."""

from collections.abc import Mapping
from datetime import datetime

from makegood.cases import DISPUTED, CaseState, Role, Stage, ends_of, may_add
from makegood.cases import Done as Seen

PARTIES = (Role.BUYER, Role.MERCHANT)
Times = Mapping[str, datetime | None]
"""The parties that may still show something, each with when its own time ends; None where no end is set for it now, as before
a case has a hearing, and while the times stand still for what the other party was asked.
"""


def times_of(seen: Seen) -> Times:
    """Who may still show something; a party whose time is over is not in it."""
    state = seen.case.state
    if is_closed(state.stage):
        return {}
    was_heard_once = was_heard(seen)
    open_to = [role for role in PARTIES if not was_heard_once or may_bring(state, role)]
    return {role.value: _end(state, role) for role in open_to}


def was_heard(seen: Seen) -> bool:
    """Whether the parties had a hearing. What papers that bind bring before the desk has none, nor a time that is over."""
    places = (each.event.entered for each in seen.case.events)
    return any(place is not None and place.stage is Stage.DISPUTE_EVIDENCE for place in places)


def may_bring(state: CaseState, side: Role) -> bool:
    """Whether a party may add to the evidence, as far as its time goes."""
    return state.stage not in DISPUTED or may_add(state, side)


def is_closed(stage: Stage) -> bool:
    """Whether nothing is shown any more: the dispute was decided, or the case has ended."""
    return not stage.is_open or stage in (Stage.REFUNDING, Stage.UNDER_APPEAL)


def _end(state: CaseState, role: Role) -> datetime | None:
    is_asked = state.question is not None and state.question.to is role
    return state.due_at if is_asked else ends_of(state).get(role)
