"""PURE: clocks that stand still for a stated reason, and run on."""

from datetime import datetime, timedelta

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.facts import Facts
from makegood.cases.model import CaseState, Pause, PauseReason, Role
from makegood.cases.stages import remind_at
from makegood.kit.calendar import CHINA_OFFICE, due


def pause(command: c.PauseClock, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Stop the clock until the reason's longest time has passed; what was left of it is kept."""
    if state.due_at is None:
        raise refusals.NothingDue()
    left = max(state.due_at - facts.now, timedelta(0))
    until = longest(command.reason, facts.now)
    return [
        e.ClockPaused(
            pause=Pause(command.reason, until, int(left.total_seconds())),
            due_at=until + left,
            note=command.note,
        )
    ]


def longest(reason: PauseReason, now: datetime) -> datetime:
    """Until when a clock may stand still (facts B1, articles 82 and 83 of Taobao's dispute rules)."""
    match reason:
        case PauseReason.JOINT:
            return now + timedelta(days=30)
        case PauseReason.COURT:
            return due(now, timedelta(hours=7 * 9), CHINA_OFFICE)
        case PauseReason.POLICE:
            return now + timedelta(days=180)


def resume(command: c.ResumeClock | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Let the clock run on with what was left of it, and with a reminder of its own."""
    if state.paused is None:
        raise refusals.ClockNotPaused()
    due_at = facts.now + timedelta(seconds=state.paused.left_seconds)
    again = e.Entered(state.stage, state.owner, due_at, remind_at(state.owner, facts.now, due_at))
    return [e.ClockResumed(due_at=due_at, entered=again)]
