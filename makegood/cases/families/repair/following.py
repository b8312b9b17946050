"""PURE: what follows by itself in a repair: goods that come a second time, or come out of a dispute, are looked at anew."""

from makegood.cases import events as e
from makegood.cases.facts import Facts
from makegood.cases.families.repair.changes import begun_anew, plan_of
from makegood.cases.families.repair.events import RepairBegunAnew
from makegood.cases.model import CaseState, CaseType, Goods, Stage
from makegood.cases.protocol import Protocol

_DISPUTED = (
    Stage.DISPUTE_EVIDENCE, Stage.DISPUTE_RULING, Stage.DISPUTE_JURY, Stage.DISPUTE_REVIEW, Stage.DISPUTE_SENIOR,
)  # fmt: skip


def looked_at_anew(state: CaseState, facts: Facts, table: Protocol) -> list[e.CaseEvent]:
    """What was found and quoted is what a dispute is about; and the second time it may be something else."""
    plan = plan_of(state)
    if state.type is not CaseType.REPAIR or state.legs or plan == begun_anew(plan):
        return []
    comes_again = plan.sent_at is not None and state.goods in (Goods.RETURNING, Goods.RETURNED)
    disputed = plan.sent_at is None and state.stage in _DISPUTED
    return [RepairBegunAnew()] if comes_again or disputed else []


FOLLOWING = (looked_at_anew,)
"""After every decision."""
