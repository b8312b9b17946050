"""PURE: what a case takes of its order's lines, so that no unit and no cent is given back twice."""

from makegood.cases.model import CaseState, CaseType, Goods, Item, Stage
from makegood.kit.money import split_by_weights

Claims = dict[int, tuple[int, int]]
"""Line number to (units, minor units)."""


def claims_of(state: CaseState | None) -> Claims:
    """An open case holds all it asks for; from the refund on, what it gives back; one that ended otherwise nothing.

    What a decided refund leaves is free at once: held until the processor has answered, it would have to be taken
    again when a refund bounces, and another case may have claimed it by then.
    """
    if state is None or state.stage in (Stage.CLOSED, Stage.WITHDRAWN):
        return {}
    if not state.legs:
        return {item.line_no: (item.quantity, item.value_minor) for item in state.items}
    given = split_by_weights(state.owed_minor, [item.value_minor for item in state.items])
    return {
        item.line_no: (_units_used(state, item, amount), amount)
        for item, amount in zip(state.items, given, strict=True)
    }


def _units_used(state: CaseState, item: Item, amount_minor: int) -> int:
    """Units that cannot be claimed again: given back, or paid back in full. A partial refund leaves them claimable."""
    came_back = state.type is CaseType.RETURN_REFUND and state.goods in (Goods.RETURNED, Goods.LOST)
    if came_back and state.inspection is not None:
        return state.inspection.accepted.get(str(item.line_no), item.quantity)
    if came_back or amount_minor == item.value_minor:
        return item.quantity
    return 0


def claim_changes(before: Claims, after: Claims) -> Claims:
    """What must be taken (more than zero) or given back (less) of each line to get from one claim to the other."""
    changes: Claims = {}
    for line_no in before.keys() | after.keys():
        units, minor = after.get(line_no, (0, 0))
        units_before, minor_before = before.get(line_no, (0, 0))
        if (units, minor) != (units_before, minor_before):
            changes[line_no] = (units - units_before, minor - minor_before)
    return changes
