"""PURE: what has happened to an instant refund."""

from makegood.cases.event import Event
from makegood.cases.families.advance.plan import AdvanceLeg, Step, WhyNot


class AdvanceGiven(Event, frozen=True, tag="advance.given"):
    """The platform paid the buyer in advance; the order pays it back once the goods are accepted.

    `opened_minor`: by how much the buyer's room for advances was made larger (below zero: smaller) to what it is now.
    """

    id: int
    step: Step
    rule: str
    amount_minor: int
    advanced: tuple[AdvanceLeg, ...]
    claw_back_seconds: int
    decisions: int
    opened_minor: int = 0


class AdvanceDeclined(Event, frozen=True, tag="advance.declined"):
    """Nothing is paid in advance at this step; the case goes the ordinary way."""

    step: Step
    why_not: WhyNot
    rule: str
    decisions: int


class AdvanceOwedBack(Event, frozen=True, tag="advance.owed_back"):
    """What was paid in advance and is not the buyer's after all, the buyer owes; `because` says how the case went."""

    id: int
    amount_minor: int
    because: str
    claw_back_seconds: int


AdvanceEvent = AdvanceGiven | AdvanceDeclined | AdvanceOwedBack
