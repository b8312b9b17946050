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
    until = until or longest(reason, state, facts.now)
    pause = Pause(reason, until, int(left.total_seconds()), int(held.total_seconds()))
    return e.ClockPaused(pause=pause, due_at=until + left, note=note, files=files)


BY_AGREEMENT, TO_SHOW_PAPERS, TAKEN_UP = timedelta(days=30), timedelta(days=7), timedelta(days=183)
"""How long a clock may stand still where no pack says it: what articles 82 and 83 of Taobao's dispute rules say."""
OFFICE_DAY = timedelta(hours=9)


def longest(reason: PauseReason, state: CaseState, now: datetime) -> datetime:
    """Until when a clock may stand still: by agreement (`clock.joint_suspension`), or in the working days in which to show that
    court or police have taken the matter up (`clock.acceptance_papers`).
    """
    match reason:
        case PauseReason.JOINT:
            return now + longest_by_agreement(state)
        case PauseReason.COURT | PauseReason.POLICE:
            days = (state.terms.clock("acceptance_papers") or TO_SHOW_PAPERS).days
            return due(now, max(days, 1) * OFFICE_DAY, CHINA_OFFICE)


def longest_by_agreement(state: CaseState) -> timedelta:
    """How long a clock may stand still because both parties want it."""
    return state.terms.clock("joint_suspension") or BY_AGREEMENT


def longest_taken_up(state: CaseState) -> timedelta:
    """How long a clock may stand still once court or police have taken a matter up; the desk may let it run on earlier."""
    return state.terms.clock("authority_suspension") or TAKEN_UP


def resume(command: c.ResumeClock | None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """Let the clock run on with what was left of it, and with a reminder of its own."""
    if state.paused is None:
        raise refusals.ClockNotPaused()
    due_at = facts.now + timedelta(seconds=state.paused.left_seconds)
    since = facts.now - timedelta(seconds=state.paused.held_seconds)
    again = Entered(state.stage, state.owner, due_at, remind_at(state.owner, facts.now, due_at), since)
    return [e.ClockResumed(due_at=due_at, entered=again)]
