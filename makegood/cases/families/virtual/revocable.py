"""PURE: what of a case is virtual, delivered, unused and not revoked, while all of its money is asked back."""

from makegood.cases.facts import Facts, LineFacts
from makegood.cases.model import CaseState, CaseType
from makegood.orders import units_of

_OF_MONEY = frozenset({CaseType.REFUND_ONLY, CaseType.RETURN_REFUND, CaseType.CANCEL, CaseType.INTERCEPT})


def revocable_lines(state: CaseState, facts: Facts) -> tuple[int, ...]:
    """The lines to be revoked when the case is granted. A part of the money leaves the goods with the buyer."""
    if state.type not in _OF_MONEY or state.owed_minor < state.value_minor:
        return ()
    lines = [(item, facts.order.line(item.line_no)) for item in state.items]
    return tuple(
        line.line_no
        for item, line in lines
        if line is not None and _can_be_used(line, item.quantity) and line.line_no not in state.revoked
    )


def _can_be_used(line: LineFacts, units: int) -> bool:
    """Whether there are units to revoke: as many as are asked back, or what is left of them."""
    return line.is_virtual and bool(revocable_units(line, units))


def revocable_units(line: LineFacts, units: int) -> int:
    """How many units of a line are revoked for `units` that are asked back: those that can be used, as far as they go."""
    standing = units_of([each.record for each in line.records], line.quantity)
    return min(standing.usable, units)
