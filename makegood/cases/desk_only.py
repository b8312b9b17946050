"""PURE: what of an event only the desk is told: its words to itself, and rulings that have not taken effect."""

from makegood.cases.event import Event
from makegood.cases.events import CaseHandedUp, CaseRuled, JuryEnded, RulingDrafted, RulingReturned

KEPT_BY_THE_DESK: dict[type[Event], frozenset[str]] = {
    CaseHandedUp: frozenset({"note"}),
    CaseRuled: frozenset({"drafted_by"}),
    RulingDrafted: frozenset({"ruling"}),
    RulingReturned: frozenset({"reason"}),
    JuryEnded: frozenset({"reason"}),
}
"""Fields by event. Merchants have webhooks too, so neither pages nor webhooks tell them."""
