"""PURE: the named tests of rulings that wait for another person."""

from collections.abc import Callable

from makegood.cases.appeals import is_another
from makegood.cases.facts import Facts
from makegood.cases.families.second_review.refusals import NoRulingWaits, YourOwnDraft
from makegood.cases.model import CaseState
from makegood.kit.errors import Refused


def _another_reads(state: CaseState, facts: Facts) -> bool:
    return state.draft is None or is_another(facts.who, state.draft.by)


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "ruling_drafted": (lambda state, facts: state.draft is not None, NoRulingWaits),
    "another_reads": (_another_reads, YourOwnDraft),
    "drafted_by_senior": (
        lambda state, facts: state.draft is not None and state.draft.by_senior,
        NoRulingWaits,
    ),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
