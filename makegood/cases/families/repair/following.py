"""PURE: what follows by itself in a repair: goods that come a second time, or come out of a dispute, are looked at anew."""

from makegood.cases import events as e
from makegood.cases.disputed import DISPUTED
from makegood.cases.facts import Facts
from makegood.cases.families.repair.changes import begun_anew, plan_of
from makegood.cases.families.repair.events import RepairBegunAnew
from makegood.cases.model import CaseState, CaseType, Goods
from makegood.cases.protocol import Protocol


def looked_at_anew(state: CaseState, facts: Facts, table: Protocol) -> list[e.CaseEvent]:
    """What was found and quoted is what a dispute is about; and the second time it may be something else."""
    plan = plan_of(state)
    if state.type is not CaseType.REPAIR or state.legs or plan == begun_anew(plan):
        return []
    comes_again = plan.sent_at is not None and state.goods in (Goods.RETURNING, Goods.RETURNED)
    disputed = plan.sent_at is None and state.stage in DISPUTED
    return [RepairBegunAnew()] if comes_again or disputed else []


FOLLOWING = (looked_at_anew,)
"""After every decision."""
