"""PURE: what drafting a ruling, and reading it, make of a case."""

from typing import Any

from makegood.cases import events as e
from makegood.cases.families.second_review.plan import RulingDraft
from makegood.cases.model import CaseState, Role


def review_changes(state: CaseState, recorded: e.Recorded) -> dict[str, Any]:
    """A draft is kept with who wrote it. What leaves the stage of reading drops it (makegood/cases/evolve.py)."""
    event = recorded.event
    if not isinstance(event, e.RulingDrafted):
        return {}
    draft = RulingDraft(event.ruling, recorded.who, recorded.at, recorded.actor is Role.SENIOR)
    return {"draft": draft}
