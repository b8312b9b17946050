"""PURE: what of an instant refund no later decision looks at, for the check."""

from msgspec import structs

from makegood.cases.families.advance.plan import Advance, Step
from makegood.cases.model import CaseState


def canonical_advance(state: CaseState) -> Advance | None:
    """While something is outstanding its amounts matter; afterwards only that there was one."""
    advance = state.advance
    if advance is None or not advance.is_given:
        return advance and Advance(advance.step)
    if not advance.outstanding_minor:
        return Advance(Step.SCANNED_IN, amount_minor=1, settled_minor=1)
    legs = tuple(structs.replace(leg, hold=0) for leg in advance.legs)
    return structs.replace(advance, id=0, rule="", given_at=None, claw_back_seconds=0, legs=legs)
