"""PURE: the named tests of papers that bind."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.court_papers.binding import is_as_bound
from makegood.cases.families.court_papers.refusals import NotAppealableHere
from makegood.cases.model import CaseState
from makegood.cases.refusals import NotInThisStage
from makegood.kit.errors import Refused


def _draft_contradicts(state: CaseState, facts: Facts) -> bool:
    if state.bound is None or state.draft is None:
        return False
    ruling = state.draft.ruling
    as_bound = is_as_bound(ruling.favour, ruling.amount_minor, state.bound)
    return not as_bound or ruling.compensation_minor > 0


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "papers_bind": (lambda state, facts: state.bound is not None, NotInThisStage),
    "no_papers_bind": (lambda state, facts: state.bound is None, NotAppealableHere),
    "draft_contradicts_papers": (_draft_contradicts, NotInThisStage),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
