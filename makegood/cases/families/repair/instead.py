"""PURE: what the buyer gets instead of a repair: the money less the use made of the goods, or the same model."""

from makegood.cases.facts import Asked, Facts, OrderFacts
from makegood.cases.families.repair.changes import plan_of
from makegood.cases.families.repair.history import with_this_repair
from makegood.cases.families.replacement.asking import listed_minor, require_stock
from makegood.cases.families.replacement.plan import Replacement, WantedUnits
from makegood.cases.model import CaseState, CaseType


def deduction_minor(state: CaseState, facts: Facts) -> int:
    """What policy lets the merchant deduct from a refund now, in minor units; nothing where no pack speaks of it.

    The decision knows this repair too: that it failed or took too long may be what opens the return.
    """
    if facts.promises is None:
        return 0
    asked = Asked(
        CaseType.RETURN_REFUND,
        state.reason,
        state.items,
        state.requested_minor,
        state.goods,
        given=state.given,
        received_at=state.received_at,
        decisions=state.terms.decisions,
        asked_at=facts.now,
    )
    order = with_this_repair(facts.order, state, facts.now)
    return facts.promises.judge(asked, order, facts.now).terms.deduction_minor


def same_model(state: CaseState, order: OrderFacts) -> Replacement:
    """The units of the case once more, at no further price; what was paid for the repair goes back when they arrive.

    Raises OutOfStock.
    """
    lines = [(item, order.line(item.line_no)) for item in state.items]
    wanted = tuple(
        WantedUnits(
            line.sku,
            line.title,
            item.quantity,
            listed_minor(line, item, 1),
            line.product or "",
            line.category,
        )
        for item, line in lines
        if line is not None and line.kind == "goods"
    )
    require_stock(wanted, order)
    return Replacement(True, wanted, difference_minor=-plan_of(state).paid_minor)
