"""PURE: entering a stage: who gets the ball, until when, and when they are reminded."""

from datetime import datetime, timedelta

from makegood.cases.event import Entered
from makegood.cases.facts import Facts
from makegood.cases.model import CaseState, Role, Stage
from makegood.cases.protocol import Clock, Protocol
from makegood.kit.calendar import ALWAYS, due

REMINDED_BEFORE = timedelta(hours=24)
_PEOPLE = (Role.BUYER, Role.MERCHANT, Role.DESK, Role.SENIOR)


def entered(table: Protocol, stage: Stage, state: CaseState, facts: Facts) -> Entered:
    """The owner and clock of a stage that `state` comes to now."""
    row = table.row(stage)
    if row.clock is None:
        return Entered(stage, None, None, None)
    owner = row.owner or state.respondent
    until = runs_until(row.clock, state, facts)
    return Entered(stage, owner, until, remind_at(owner, facts.now, until))


def runs_until(clock: Clock, state: CaseState, facts: Facts) -> datetime:
    """When a clock that starts now runs out. A cap in the past makes it run out at once, never earlier."""
    duration = state.terms.clock(clock.key)
    if duration is None:
        duration = clock.default
    until = due(facts.now, duration, facts.calendar if clock.business else ALWAYS)
    if clock.cap:
        since = getattr(state, clock.cap.since)
        most = state.terms.clock(clock.cap.key)
        if since is not None:
            until = max(min(until, since + (clock.cap.default if most is None else most)), facts.now)
    return until


def remind_at(owner: Role | None, now: datetime, until: datetime) -> datetime | None:
    """A day before the end, or at three quarters of a short clock; machines are not reminded."""
    if owner not in _PEOPLE:
        return None
    return max(until - REMINDED_BEFORE, now + (until - now) * 3 / 4) if until > now else None
