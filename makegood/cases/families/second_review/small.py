"""PURE: what the check gives to rulings that wait, and what of them no later decision looks at."""

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec import structs

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts
from makegood.cases.families.second_review import commands as c
from makegood.cases.families.second_review.plan import RulingDraft
from makegood.cases.model import CaseState, Role


def canonical_draft(state: CaseState, now: datetime) -> RulingDraft | None:
    """The ruling that waits, without its words, grounds and time."""
    if state.draft is None:
        return None
    ruling = structs.replace(
        state.draft.ruling,
        reason="",
        compensation_minor=0,
        compensation_rule="",
        compensation_by="",
        citations=(),
        bound_by=None,
        freight_by=None,
    )
    return structs.replace(state.draft, ruling=ruling, at=now)


PAYLOADS: dict[str, Callable[[CaseState, OrderFacts, Role], Iterable[Command]]] = {
    "return_ruling": lambda state, order, actor: [c.ReturnRuling("look again")],
}
