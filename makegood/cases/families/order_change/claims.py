"""PURE: what a change of an order takes of its lines: the units that became others, while it waits the money it moves."""

from makegood.cases.model import CaseState, CaseType, Stage

Claims = dict[int, tuple[int, int]]


def claims_of_change(state: CaseState) -> Claims:
    """An address takes nothing. A payment holds the whole order until it has changed. Units that became others are gone."""
    if state.stage in (Stage.CLOSED, Stage.WITHDRAWN) or state.type is CaseType.MODIFY_ADDRESS:
        return {}
    is_made = state.change is not None and state.change.made_at is not None
    if state.type is CaseType.MODIFY_PAYMENT and is_made:
        return {}
    return {item.line_no: (item.quantity, item.value_minor) for item in state.items}
