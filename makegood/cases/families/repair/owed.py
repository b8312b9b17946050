"""PURE: what a ruling may still make of a repair: one that has not been done and can be."""

from makegood.cases.model import CaseState, CaseType


def repair_may_be_ruled(state: CaseState) -> bool:
    """Whether a ruling for the buyer that names no return can grant the repair itself."""
    plan = state.repair
    if state.type is not CaseType.REPAIR:
        return False
    return plan is None or (plan.is_owed and not plan.choice)
