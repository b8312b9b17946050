"""PURE: the named tests of the tables of cancelling and intercepting."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.cancellation import refusals
from makegood.cases.families.cancellation.plan import Interception
from makegood.cases.families.cancellation.whereabouts import left_meanwhile
from makegood.cases.model import CaseState, CaseType, Goods
from makegood.cases.refusals import GoodsNotReturning, NotInThisStage
from makegood.kit.errors import Refused


def _outcome(state: CaseState) -> Interception | None:
    return state.stopping.outcome if state.stopping else None


def _to_be_stopped(state: CaseState, facts: Facts) -> bool:
    return state.type is CaseType.INTERCEPT and state.goods is Goods.IN_TRANSIT and _outcome(state) is None


def _return_is_a_right(state: CaseState, facts: Facts) -> bool:
    """Whether the buyer may send it back without asking: by policy, or since it was sent although the buyer had cancelled."""
    if state.type is not CaseType.RETURN_REFUND or state.stopping is None or not _missed(state, facts):
        return False
    terms = state.terms
    promised = terms.decisions > 0 and terms.remedy == "open" and not terms.may_refuse
    return promised or (state.stopping.shipped_after_request and terms.remedy != "refused")


def _missed(state: CaseState, facts: Facts) -> bool:
    return _outcome(state) is Interception.MISSED


def _granted_at_once(state: CaseState, facts: Facts) -> bool:
    """By a rule; never where a person must look first, or where a fact is still to be found out."""
    terms = state.terms
    by_rule = terms.granted_at_once or terms.instant_refund
    return by_rule and terms.remedy == "open" and not terms.human_review


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "granted_at_once": (_granted_at_once, NotInThisStage),
    "to_be_stopped": (_to_be_stopped, NotInThisStage),
    "still_unshipped": (
        lambda state, facts: left_meanwhile(state, facts) is None,
        refusals.LeftMeanwhile,
    ),
    "lost_before_signing": (
        lambda state, facts: state.type is CaseType.INTERCEPT and state.goods is Goods.LOST,
        NotInThisStage,
    ),
    "stopped_and_not_here": (
        lambda state, facts: (
            state.type is CaseType.INTERCEPT and state.goods in (Goods.RETURNING, Goods.LOST)
        ),
        GoodsNotReturning,
    ),
    "refunded_once_stopped": (
        lambda state, facts: state.goods is Goods.RETURNING and _granted_at_once(state, facts),
        NotInThisStage,
    ),
    "no_return_instead": (
        lambda state, facts: _missed(state, facts) and state.terms.remedy == "refused",
        NotInThisStage,
    ),
    "return_is_a_right": (_return_is_a_right, NotInThisStage),
    "interception_missed": (_missed, NotInThisStage),
    "on_its_way_to_the_buyer": (
        lambda state, facts: state.goods is Goods.IN_TRANSIT,
        refusals.NotOnItsWay,
    ),
}
