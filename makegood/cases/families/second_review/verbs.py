"""PURE: reading a ruling that a colleague wrote: it takes effect, or goes back."""

from collections.abc import Callable
from typing import Any

from makegood.cases import events as e
from makegood.cases.compensation import require_owed
from makegood.cases.facts import Facts
from makegood.cases.families.court_papers.binding import naming_papers
from makegood.cases.families.jury.heeding import require_heeded
from makegood.cases.families.replacement.rulings import what_stands
from makegood.cases.families.second_review.commands import ConfirmRuling, ReturnRuling
from makegood.cases.model import CaseState, Role


def confirm_ruling(command: ConfirmRuling, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The ruling takes effect as it was written; it stays that of its writer. What it gives on top must still be owed: a claim
    for the same loss may have been made meanwhile. Where a panel has found for the other side meanwhile, the writer has to say
    why it departs, or follow.
    """
    assert state.draft is not None
    ruling = naming_papers(state.draft.ruling, state)
    if state.bound is None:
        require_heeded(ruling, state)
    if ruling.compensation_minor:
        require_owed(ruling.compensation_minor, ruling.amount_minor, state, facts.order.beside)
    return [e.CaseRuled(ruling=ruling, drafted_by=state.draft.by), *what_stands(ruling, state, facts)]


def return_ruling(command: ReturnRuling, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """The writer's side of the desk decides anew, knowing why."""
    return [e.RulingReturned(reason=command.reason)]


def leave_unread(command: None, state: CaseState, facts: Facts, actor: Role) -> list[e.CaseEvent]:
    """What the second reader's silence means."""
    return [e.RulingLeftUnread()]


VERBS: dict[str, Callable[[Any, CaseState, Facts, Role], list[e.CaseEvent]]] = {
    "confirm_ruling": confirm_ruling,
    "return_ruling": return_ruling,
    "leave_unread": leave_unread,
}
