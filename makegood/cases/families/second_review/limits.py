"""PURE: which rulings another person reads before they take effect. The limits are data of the packs."""

from makegood.cases.judgement import Favour, Ruling
from makegood.cases.model import CaseState
from makegood.policy import marks_against

AMOUNT_LIMIT = "second_review_minor"
"""From this much at stake, in minor units of the case's currency. Without it no amount asks for a second reader."""
MARK_LIMIT = "second_review_marks"
"""From so many marks that a ruling against the merchant puts on its record. Without it no mark asks for one."""


def needs_second_reader(ruling: Ruling, state: CaseState) -> bool:
    """Whether a ruling waits for another person: for what is at stake, whoever wins, with what it gives on top, or for what it
    says of a merchant.
    """
    limits = state.terms.limits
    at_stake = limits.get(AMOUNT_LIMIT)
    if at_stake is not None and state.requested_minor + ruling.compensation_minor >= at_stake:
        return True
    marks = limits.get(MARK_LIMIT)
    if marks is None or ruling.favour is Favour.MERCHANT:
        return False
    return 0 < marks <= len(marks_against("merchant", state.terms.marks))
