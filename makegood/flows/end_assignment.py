"""A story: what the desk had to do in a case is done, and nobody of it has the case any longer. PURE: events to rows."""

from collections.abc import Sequence

from makegood.cases import (
    DISPUTED,
    AppealDecided,
    CaseHandedUp,
    CaseRuled,
    CaseState,
    Happening,
    Recorded,
    Role,
    RulingDrafted,
    RulingLeftUnread,
    RulingReturned,
)

_DESK = (Role.DESK, Role.SENIOR)
_WHY: dict[type, str] = {
    CaseRuled: "ruled",
    AppealDecided: "ruled",
    RulingDrafted: "drafted",
    RulingReturned: "sent_back",
    RulingLeftUnread: "left_unread",
    CaseHandedUp: "handed_up",
}
"""Why an assignment ends, by what was done. What follows is for somebody else to do."""
_RULINGS = (CaseRuled, AppealDecided, RulingDrafted, RulingReturned)


def end_assignment(happening: Happening) -> None:
    """One row where an assignment ends; whoever ruled on a case that nobody had, has had it until then."""
    before, after = happening.decision.before, happening.decision.after
    recorded = happening.decision.recorded
    why = _why(before, after, recorded)
    if not why:
        return
    ruling = next((one for one in recorded if isinstance(one.event, _RULINGS) and one.actor in _DESK), None)
    happening.writes.add(
        "end_assignments",
        {
            "bucket": after.bucket, "case_id": after.id, "done_by": ruling.who if ruling else "",
            "by": recorded[0].who or recorded[0].actor.value, "why": why, "at": happening.now,
            "taken_id": happening.new_id(), "ended_id": happening.new_id(),
        },
    )  # fmt: skip


def _why(before: CaseState | None, after: CaseState, recorded: Sequence[Recorded]) -> str:
    """Why nobody has the case any longer; empty where whoever had it still does."""
    done = next((_WHY[type(one.event)] for one in recorded if type(one.event) in _WHY), "")
    has_left = before is not None and concerns_the_desk(before) and not concerns_the_desk(after)
    return done or ("left_the_desk" if has_left else "")


def concerns_the_desk(state: CaseState) -> bool:
    """Whether somebody of the desk has or will have something to do: also while a party answers their question, while the
    clock stands still, and while users look at the dispute.
    """
    asked = state.question is not None and state.question.by in _DESK
    return state.is_appealed or state.owner in _DESK or state.stage in DISPUTED or asked
