"""PURE: how long each party took: one row for each time that somebody had the ball, or a question, and what ended it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from makegood.cases.decide import Decision
from makegood.cases.events import ClockResumed, QuestionAsked, Recorded
from makegood.cases.evolve import evolve
from makegood.cases.model import CaseState, Role

MEASURED = (Role.BUYER, Role.MERCHANT, Role.DESK, Role.SENIOR)
_DESK = (Role.DESK, Role.SENIOR)


class Response(Struct, frozen=True):
    """A party was to act, and event `seq` ended it: answered, or (None) in silence. Standstill is not counted."""

    seq: int
    party: Role
    kind: str
    asked_at: datetime
    answered_at: datetime | None
    ended_at: datetime


def responses_of(decision: Decision) -> Iterator[Response]:
    """The responses in a decision. What somebody else ended before the owner did anything is nobody's response."""
    state = decision.before
    for recorded in decision.recorded:
        if state is not None and recorded.event.entered and state.owner in MEASURED:
            found = _response(state, recorded)
            if found:
                yield found
        state = evolve(state, recorded)


def _response(state: CaseState, recorded: Recorded) -> Response | None:
    """The response that an event ends, in the state before it."""
    if isinstance(recorded.event, ClockResumed | QuestionAsked):
        return None
    silent, question = recorded.event.by_silence, state.question
    if question and (silent or recorded.actor is question.to):
        return _ended(state, question.to, "question", question.asked_at, recorded)
    if question and recorded.actor is question.by:
        began = recorded.at - timedelta(seconds=question.held_seconds)
        return _ended(state, question.by, "ball", began, recorded)
    if question or state.ball_since is None or not (silent or _acts_for(recorded.actor, state.owner)):
        return None
    assert state.owner is not None
    return _ended(state, state.owner, "ball", state.ball_since, recorded)


def _acts_for(actor: Role, owner: Role | None) -> bool:
    return actor is owner or (actor in _DESK and owner in _DESK)


def _ended(state: CaseState, party: Role, kind: str, since: datetime, recorded: Recorded) -> Response:
    answered = None if recorded.event.by_silence else recorded.at
    return Response(state.version + 1, party, kind, min(since, recorded.at), answered, recorded.at)
