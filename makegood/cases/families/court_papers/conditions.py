"""PURE: the named tests of papers that bind."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.court_papers.binding import is_as_bound, stands_as_bound
from makegood.cases.families.court_papers.plan import BoundRuling
from makegood.cases.families.court_papers.refusals import DecidedElsewhere, NotAppealableHere
from makegood.cases.families.new_circumstances.conditions import is_of_money, is_ruled
from makegood.cases.model import CaseState, Favour, Stage
from makegood.cases.refusals import NotInThisStage
from makegood.cases.terms import DEFAULT_LIMITS
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


def taken_up_for(bound: BoundRuling, state: CaseState) -> bool:
    """Whether a case that has ended is taken up again for papers: it was ruled to be the merchant's, is about money, and has
    not been taken up too often. The time that new circumstances have is not that of an authority.
    """
    often = state.terms.limits.get("reopenings", DEFAULT_LIMITS["reopenings"])
    has_ended = is_ruled(state) and state.stage is Stage.CLOSED
    return (
        has_ended and is_of_money(state) and bound.favour is not Favour.MERCHANT and state.reopenings < often
    )


def _papers_leave_appeal(state: CaseState, facts: Facts) -> bool:
    """Whether a ruling can be appealed here: not where it carries out what papers say. Where they came after it and say
    otherwise, the appeal is how they are carried out.
    """
    return state.bound is None or (state.ruling is not None and not stands_as_bound(state))


def _papers_leave_request(state: CaseState, facts: Facts) -> bool:
    """Whether a request that ended without a ruling can be made again: papers that came since may be for the buyer."""
    return state.bound is None or (not is_ruled(state) and state.bound.favour is not Favour.MERCHANT)


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "papers_bind": (lambda state, facts: state.bound is not None, NotInThisStage),
    "papers_leave_it": (_papers_leave_it, DecidedElsewhere),
    "no_papers_bind": (lambda state, facts: state.bound is None, NotAppealableHere),
    "papers_leave_appeal": (_papers_leave_appeal, NotAppealableHere),
    "papers_leave_request": (_papers_leave_request, NotAppealableHere),
    "taken_up": (lambda state, facts: state.ended_at is None, NotInThisStage),
    "draft_contradicts_papers": (_draft_contradicts, NotInThisStage),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
