"""PURE: clocks that stand still for a stated reason, and run on."""

from datetime import datetime, timedelta

from makegood.cases import commands as c
from makegood.cases import events as e
from makegood.cases import refusals
from makegood.cases.event import Entered
from makegood.cases.facts import Facts
from makegood.cases.model import CaseState, FileRef, Pause, PauseReason, Role
from makegood.cases.stages import remind_at
from makegood.cases.verbs.showing import shown
from makegood.kit.calendar import CHINA_OFFICE, due


def pause(command: c.PauseClock, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Stop the clock until the reason's longest time has passed; what was left of it is kept."""
    return [standing_still(command.reason, state, facts, command.note, shown(command.files, facts))]


def standing_still(
    reason: PauseReason, state: CaseState, facts: Facts, note: str = "", files: tuple[FileRef, ...] = (),
    until: datetime | None = None,
) -> e.ClockPaused:  # fmt: skip
    """The event of a clock that stops now, until `until` or for the longest. Raises NothingDue where none runs."""
    if state.due_at is None:
        raise refusals.NothingDue()
    left = max(state.due_at - facts.now, timedelta(0))
    held = facts.now - (state.ball_since or facts.now)
    until = until or longest(reason, facts.now)
    pause = Pause(reason, until, int(left.total_seconds()), int(held.total_seconds()))
    return e.ClockPaused(pause=pause, due_at=until + left, note=note, files=files)


LONGEST_OF_AUTHORITIES = timedelta(days=180)
"""How long a clock may stand still once court or police have taken a matter up: six months, which the rules say of the
police and which hold here for courts too; the desk may let it run on earlier."""


def longest(reason: PauseReason, now: datetime) -> datetime:
    """Until when a clock may stand still (facts B1, articles 82 and 83 of Taobao's dispute rules): thirty days by agreement,
    for court and police seven working days in which to show that they have taken the matter up.
    """
    match reason:
        case PauseReason.JOINT:
            return now + timedelta(days=30)
        case PauseReason.COURT | PauseReason.POLICE:
            return due(now, timedelta(hours=7 * 9), CHINA_OFFICE)


def resume(command: c.ResumeClock | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Let the clock run on with what was left of it, and with a reminder of its own."""
    if state.paused is None:
        raise refusals.ClockNotPaused()
    due_at = facts.now + timedelta(seconds=state.paused.left_seconds)
    since = facts.now - timedelta(seconds=state.paused.held_seconds)
    again = Entered(state.stage, state.owner, due_at, remind_at(state.owner, facts.now, due_at), since)
    return [e.ClockResumed(due_at=due_at, entered=again)]
