"""PURE: the state of an instant refund in the words of the Taobao Open Platform."""

from makegood.cases.disputed import DISPUTED
from makegood.cases.families.advance.plan import AdvanceStatus
from makegood.cases.model import CaseState, Stage

_REFUSED = (Stage.AWAITING_BUYER, *DISPUTED)
"""Where a case stands once the merchant has refused what came back: the buyer reacts, or it is disputed."""


def advance_status(state: CaseState) -> AdvanceStatus:
    """One of the six states. Applying: it has been looked at, and may be paid at a later step of the return."""
    advance = state.advance
    if advance is None:
        return AdvanceStatus.NONE
    if not advance.is_given:
        return AdvanceStatus.APPLYING if state.stage.is_open and not state.legs else AdvanceStatus.CLOSED
    if advance.settled_minor:
        return AdvanceStatus.SETTLED
    if advance.owed_back_minor:
        return AdvanceStatus.CLOSED
    return AdvanceStatus.SELLER_REFUSED if state.stage in _REFUSED else AdvanceStatus.ADVANCED
