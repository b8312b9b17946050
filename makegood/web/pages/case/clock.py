"""PURE: the clock of a case as a page shows it: whose turn it is, until when, how much of it has run."""

from datetime import datetime, timedelta

from msgspec import Struct

from makegood.cases import CaseView, StoredCase
from makegood.web.pages import words
from makegood.web.pages.time import elapsed_percent, urgency


class CaseClock(Struct, frozen=True):
    """A running clock. `percent` is how much of it has run; `urgency` is calm, soon or pressing."""

    start: datetime
    due: datetime
    left: timedelta
    percent: int
    urgency: str


def clock_of(case: StoredCase, now: datetime) -> CaseClock | None:
    """The clock of an open case."""
    due = case.state.due_at
    if due is None:
        return None
    start = started_at(case)
    left = due - now
    return CaseClock(start, due, left, elapsed_percent(start, due, now), urgency(left))


def started_at(case: StoredCase) -> datetime:
    """When the clock that runs now was started: by the last event that led to a stage."""
    for stored in reversed(case.events):
        if stored.event.entered is not None:
            return stored.at
    return case.state.opened_at


def is_mine(view: CaseView, roles: frozenset[str]) -> bool:
    """Whether the reader has the ball."""
    return view.ball is not None and view.ball.value in roles


def eyebrow(view: CaseView, mine: bool) -> str:
    """Who has the ball, in English."""
    if view.ball is None:
        return words.BALL["nobody"]
    return words.BALL["you" if mine else view.ball.value]


def headline(view: CaseView, roles: frozenset[str]) -> str:
    """The one sentence on top of a case, in English with gaps. An owner who can only wait is not told to act."""
    stage = view.stage.value
    if view.question:
        return words.QUESTION_TURN["you" if is_mine(view, roles) else view.question.to.value]
    waits = stage == "refund_held" and not any(
        one.allowed and one.name != "say" for one in view.allowed_operations
    )
    if is_mine(view, roles) and stage in words.YOUR_TURN and not waits:
        return words.YOUR_TURN[stage]
    return words.THEIR_TURN[stage]
