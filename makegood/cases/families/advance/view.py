"""PURE: the instant refund of a case as its view has it."""

from datetime import datetime

from msgspec import Struct

from makegood.cases.families.advance.plan import AdvanceStatus, Step, WhyNot
from makegood.cases.families.advance.status import advance_status
from makegood.cases.model import CaseState


class CaseAdvance(Struct, frozen=True):
    """What was paid in advance, or why nothing was. Amounts are minor units; `status` is Taobao's `advance_status`.

    `step`: how far the return had come when it was looked at; `rule`: the rule that allowed it, or did not.
    """

    status: AdvanceStatus
    step: Step
    rule: str
    why_not: WhyNot | None
    amount_minor: int
    given_at: datetime | None
    settled_minor: int
    owed_back_minor: int


def advance_told(state: CaseState) -> CaseAdvance | None:
    """None where an instant refund was never a question."""
    kept = state.advance
    if kept is None:
        return None
    return CaseAdvance(
        advance_status(state), kept.step, kept.rule, kept.why_not, kept.amount_minor, kept.given_at, kept.settled_minor,
        kept.owed_back_minor,
    )  # fmt: skip
