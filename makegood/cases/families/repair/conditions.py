"""PURE: the named tests of the table of repairs."""

from collections.abc import Callable
from datetime import timedelta

from makegood.cases.facts import Facts
from makegood.cases.families.repair import refusals
from makegood.cases.families.repair.changes import plan_of
from makegood.cases.families.repair.plan import Repair
from makegood.cases.model import CaseState, CaseType, Goods
from makegood.cases.refusals import NotInThisStage
from makegood.kit.errors import Refused

DEFAULT_WORKS = timedelta(days=30)
"""How long repaired goods have to work, where no pack says otherwise."""


def repair_owed(state: CaseState, facts: Facts) -> bool:
    """Whether the goods are with the repairer and it is still a repair that is owed, or their way back."""
    plan = plan_of(state)
    with_repairer = state.type is CaseType.REPAIR and state.goods is Goods.RETURNED
    return with_repairer and plan.is_owed and not plan.choice


def _may_fail(state: CaseState, facts: Facts) -> bool:
    plan = plan_of(state)
    if not plan.done or plan.failed or state.legs:
        return False
    works = state.terms.clock("repair_works") or DEFAULT_WORKS
    return plan.arrived_at is None or facts.now < plan.arrived_at + works


def _of_plan(test: Callable[[Repair], bool]) -> Callable[[CaseState, Facts], bool]:
    return lambda state, facts: test(plan_of(state))


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "repair_owed": (repair_owed, NotInThisStage),
    "not_diagnosed": (
        _of_plan(lambda plan: plan.covered is None and not plan.unrepaired),
        refusals.DiagnosedAlready,
    ),
    "repair_may_begin": (_of_plan(lambda plan: plan.may_begin), refusals.NotDiagnosed),
    "still_to_repair": (_of_plan(lambda plan: not plan.unrepaired), refusals.GoesBackUnrepaired),
    "goes_back_unrepaired": (_of_plan(lambda plan: bool(plan.unrepaired)), refusals.StillToBeRepaired),
    "parts_not_waited": (_of_plan(lambda plan: plan.parts_waits < 1), refusals.PartsWaitedBefore),
    "quote_stands": (_of_plan(lambda plan: plan.quote_stands), refusals.NoQuoteStands),
    "repair_unpaid": (_of_plan(lambda plan: plan.unpaid_minor > 0), NotInThisStage),
    "other_remedy_open": (
        _of_plan(lambda plan: bool(plan.choice) and plan.is_owed),
        refusals.NothingElseOpen,
    ),
    "repair_overdue": (
        _of_plan(lambda plan: plan.choice == "overdue" and plan.is_owed),
        refusals.NothingElseOpen,
    ),
    "loaner_is_out": (_of_plan(lambda plan: plan.loaner_is_out), refusals.NoLoanerOut),
    "repair_may_fail": (_may_fail, refusals.NotReportable),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
