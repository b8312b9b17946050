"""PURE: the parties' times for evidence, side by side: who may still add, until when, and whose clock the stage shows."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from makegood.cases.event import Entered
from makegood.cases.families.evidence_window.plan import BOTH, EvidenceTimes
from makegood.cases.model import CaseState, Role, Stage
from makegood.cases.stages import remind_at

PARTIES = (Role.BUYER, Role.MERCHANT)
Ends = Mapping[Role, datetime]
"""When each party's time ends; a party whose time is over is not in it."""


def later_of(state: CaseState) -> dict[Role, int]:
    """The seconds for which each party may add after the clock of the stage has run out; nobody outside a hearing."""
    if state.stage is not Stage.DISPUTE_EVIDENCE:
        return {}
    hearing = state.hearing or BOTH
    later = {Role.BUYER: hearing.buyer, Role.MERCHANT: hearing.merchant}
    return {role: seconds for role, seconds in later.items() if seconds is not None}


def is_over(state: CaseState) -> bool:
    """Whether neither party may add anything any more."""
    return state.hearing is not None and state.hearing.buyer is None and state.hearing.merchant is None


def may_add(state: CaseState, role: Role) -> bool:
    """Whether a party's evidence is still taken in a dispute: in its own time, and where it is asked for more."""
    asked = state.question is not None and state.question.to is role
    return asked or role in later_of(state)


def ends_of(state: CaseState) -> dict[Role, datetime]:
    """When the times end as the clock stands; none while a question stands, since that has a clock of its own."""
    if state.due_at is None or state.question is not None:
        return {}
    return {role: state.due_at + timedelta(seconds=later) for role, later in later_of(state).items()}


def hearing_with(ends: Ends) -> EvidenceTimes:
    """The hearing in which the times end so."""
    first = min(ends.values(), default=None)
    later = {role: None if first is None else int((at - first).total_seconds()) for role, at in ends.items()}
    return EvidenceTimes(later.get(Role.BUYER), later.get(Role.MERCHANT))


def place_for(ends: Ends, state: CaseState, now: datetime) -> Entered | None:
    """Who has the ball until when, as the times end; None where that stays as it is, or nobody's time runs."""
    if not ends:
        return None
    until = min(ends.values())
    first = [role for role in PARTIES if ends.get(role) == until]
    owner = state.respondent if state.respondent in first else first[0]
    if (owner, until, state.stage) == (state.owner, state.due_at, Stage.DISPUTE_EVIDENCE):
        return None
    since = state.ball_since if owner is state.owner else None
    return Entered(Stage.DISPUTE_EVIDENCE, owner, until, remind_at(owner, now, until), since)


def reminded(state: CaseState) -> Iterable[Role]:
    """The parties beside the owner whose time ends with the clock of the stage; nobody while a question has its own."""
    if state.question is not None:
        return []
    return [role for role, later in later_of(state).items() if later == 0 and role is not state.owner]
