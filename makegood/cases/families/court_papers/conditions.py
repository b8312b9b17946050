"""PURE: the named tests of papers that bind."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.court_papers.binding import is_as_bound
from makegood.cases.families.court_papers.refusals import DecidedElsewhere, NotAppealableHere
from makegood.cases.model import CaseState, Favour
from makegood.cases.refusals import NotInThisStage
from makegood.kit.errors import Refused


def _draft_contradicts(state: CaseState, facts: Facts) -> bool:
    if state.bound is None or state.draft is None:
        return False
    ruling = state.draft.ruling
    as_bound = is_as_bound(ruling.favour, ruling.amount_minor, state.bound)
    return not as_bound or ruling.compensation_minor > 0


def _papers_leave_it(state: CaseState, facts: Facts) -> bool:
    """Whether a request can be taken back: what papers have decided for the merchant could else be asked for again."""
    return state.bound is None or state.bound.favour is not Favour.MERCHANT


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "papers_bind": (lambda state, facts: state.bound is not None, NotInThisStage),
    "papers_leave_it": (_papers_leave_it, DecidedElsewhere),
    "no_papers_bind": (lambda state, facts: state.bound is None, NotAppealableHere),
    "draft_contradicts_papers": (_draft_contradicts, NotInThisStage),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
