"""PURE: the named tests of the tables of order changes."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.order_change import refusals
from makegood.cases.families.order_change.asking import has_left
from makegood.cases.model import CaseState
from makegood.cases.refusals import NotInThisStage
from makegood.kit.errors import Refused


def _unpaid(state: CaseState, facts: Facts) -> bool:
    return state.change is not None and state.change.unpaid_minor > 0


def _pays_back(state: CaseState, facts: Facts) -> bool:
    return state.change is not None and state.change.back_minor > 0


def _has_left(state: CaseState, facts: Facts) -> bool:
    return has_left(facts.order, state.items, facts)


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "change_unpaid": (_unpaid, NotInThisStage),
    "change_pays_back": (_pays_back, NotInThisStage),
    "order_has_left": (_has_left, NotInThisStage),
    "order_has_not_left": (lambda state, facts: not _has_left(state, facts), refusals.LeftAlready),
}
