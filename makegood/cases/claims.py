"""PURE: what a case takes of its order's lines, so that no unit and no cent is given back twice."""

from makegood.cases.families.order_change.claims import claims_of_change
from makegood.cases.families.replacement.plan import Replacement
from makegood.cases.model import CaseState, CaseType, Goods, Item, Stage
from makegood.kit.money import share_of_remaining, split_by_weights

Claims = dict[int, tuple[int, int]]
"""Line number to (units, minor units)."""


def claims_of(state: CaseState | None) -> Claims:
    """An open case holds all it asks for; from the refund on, what it gives back; one that ended otherwise nothing.

    What was ruled to be the merchant's stays claimed: the same units cannot simply be asked for again.

    What a decided refund leaves is free at once: held until the processor has answered, it would have to be taken
    again when a refund bounces, and another case may have claimed it by then.
    """
    if state is None or state.stage is Stage.WITHDRAWN:
        return {}
    if state.change is not None:
        return claims_of_change(state)
    if state.replacement is not None and state.replacement.took_units:
        return _replaced(state, state.replacement)
    if state.stage is Stage.SETTLED and not state.legs:
        return {}  # what was missing has been sent: the units are whole, and may be asked about again
    if state.stage is Stage.CLOSED and state.ended_because != "ruled_for_merchant":
        return {}
    if not state.legs:
        return {item.line_no: (item.quantity, item.value_minor) for item in state.items}
    return {
        item.line_no: (_units_used(state, item, amount), amount)
        for item, amount in zip(state.items, _given(state), strict=True)
    }


def _replaced(state: CaseState, plan: Replacement) -> Claims:
    """Units given up for others, wholly; what was refunded after those had become lines is taken from the lines."""
    claims = {item.line_no: (item.quantity, item.value_minor) for item in state.items}
    if plan.lines and plan.lined_minor is not None and state.legs:
        later = split_by_weights(
            state.owed_minor - plan.lined_minor, [line.paid_minor for line in plan.lines]
        )
        claims |= {line.line_no: (0, part) for line, part in zip(plan.lines, later, strict=True) if part}
    return claims


def _given(state: CaseState) -> list[int]:
    """The refund's part of each item: what was accepted first, and only what goes beyond it from the rest. A difference
    that was paid on top is no line's: it goes back first.
    """
    owed = max(0, state.owed_minor - state.paid_on_top_minor)
    values = [item.value_minor for item in state.items]
    accepted = [_accepted_minor(state, item) for item in state.items]
    beyond = owed - sum(accepted)
    if beyond <= 0:
        return split_by_weights(owed, accepted)
    rest = split_by_weights(beyond, [value - part for value, part in zip(values, accepted, strict=True)])
    return [part + more for part, more in zip(accepted, rest, strict=True)]


def _accepted_minor(state: CaseState, item: Item) -> int:
    units = _accepted_units(state, item)
    return share_of_remaining(item.value_minor, item.quantity, units) if units else 0


def _accepted_units(state: CaseState, item: Item) -> int:
    """Units that the merchant took back; all of them where nobody looked, or nothing was to come back."""
    if _went_back(state) and state.inspection is not None:
        return state.inspection.accepted.get(str(item.line_no), item.quantity)
    return item.quantity


def _went_back(state: CaseState) -> bool:
    """Whether the buyer has let the goods go; a ruling or an offer may have made it a refund only since."""
    return state.goods in (Goods.RETURNING, Goods.RETURNED, Goods.LOST)


def _units_used(state: CaseState, item: Item, amount_minor: int) -> int:
    """Units that cannot be claimed again: given back, or paid back in full. A partial refund leaves them claimable."""
    if amount_minor == item.value_minor or state.type is CaseType.CANCEL or _by_share(state):
        # What was cancelled is never sent, and of what a rule gives a share nothing more comes back for the same units.
        return item.quantity
    return _accepted_units(state, item) if _went_back(state) else 0


def _by_share(state: CaseState) -> bool:
    """Whether a rule gave back a part of what was paid, and no more."""
    share = state.terms.refund_minor if state.type is CaseType.REFUND_ONLY else None
    return share is not None and share < sum(item.value_minor for item in state.items if item.quantity)


def claim_changes(before: Claims, after: Claims) -> Claims:
    """What must be taken (more than zero) or given back (less) of each line to get from one claim to the other."""
    changes: Claims = {}
    for line_no in before.keys() | after.keys():
        units, minor = after.get(line_no, (0, 0))
        units_before, minor_before = before.get(line_no, (0, 0))
        if (units, minor) != (units_before, minor_before):
            changes[line_no] = (units - units_before, minor - minor_before)
    return changes
