"""PURE: the named tests of the tables of exchange and reship."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.replacement import refusals
from makegood.cases.families.replacement.asking import REPLACING
from makegood.cases.families.replacement.plan import Replacement
from makegood.cases.families.replacement.verbs import is_there
from makegood.cases.model import CaseState
from makegood.cases.refusals import NotInThisStage
from makegood.kit.errors import Refused


def _owed(state: CaseState) -> Replacement | None:
    """The goods that the case owes the buyer, if it is goods that it owes."""
    plan = state.replacement
    return plan if plan is not None and state.type in REPLACING and plan.is_owed else None


def _replacement_owed(state: CaseState, facts: Facts) -> bool:
    return _owed(state) is not None


def _difference_due(state: CaseState, facts: Facts) -> bool:
    plan = _owed(state)
    return plan is not None and plan.unpaid_minor > 0


def _late_or_gone(state: CaseState, facts: Facts) -> bool:
    late = state.due_at is not None and facts.now >= state.due_at
    return late or _gone(state, facts)


def _gone(state: CaseState, facts: Facts) -> bool:
    plan = _owed(state)
    return plan is not None and not is_there(plan, facts)


def _accepted(state: CaseState) -> bool:
    return state.inspection is not None and state.inspection.in_full


def _arrived(state: CaseState) -> bool:
    return state.has_goods_again


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "replacement_owed": (_replacement_owed, NotInThisStage),
    "difference_due": (_difference_due, NotInThisStage),
    "replacement_late_or_gone": (_late_or_gone, refusals.RefundNotOpenYet),
    "replacement_gone": (_gone, refusals.RefundNotOpenYet),
    "replacement_given_up": (
        lambda state, facts: state.replacement is not None and bool(state.replacement.given_up),
        NotInThisStage,
    ),
    "accepted_and_difference_due": (
        lambda state, facts: _accepted(state) and _difference_due(state, facts),
        NotInThisStage,
    ),
    "accepted_and_owed": (
        lambda state, facts: _accepted(state) and _replacement_owed(state, facts),
        NotInThisStage,
    ),
    "arrived_and_owes_money": (
        lambda state, facts: _arrived(state) and not state.legs and state.owed_minor > 0,
        NotInThisStage,
    ),
    "arrived": (lambda state, facts: _arrived(state), NotInThisStage),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
