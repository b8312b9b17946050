"""PURE: how far a return has come, as its carrier tells it. What follows from it follows by itself."""

from makegood.cases.events import CaseEvent, FactsSupplied
from makegood.cases.facts import Facts
from makegood.cases.families.advance.commands import NotePickup
from makegood.cases.families.advance.plan import Step
from makegood.cases.model import CaseState, Role
from makegood.cases.terms import GivenFact
from makegood.cases.verbs.informing import asked_of, verdict_on

TRIGGER = "refund_trigger"


def note_pickup(command: NotePickup, state: CaseState, facts: Facts, actor: Role) -> list[CaseEvent]:
    """A fact of the case from now on, with the terms that follow from it."""
    given = (GivenFact(TRIGGER, Step.PICKED_UP.value, Role.CARRIER.value, facts.now),)
    terms = verdict_on(asked_of(state, (*state.given, *given)), facts).terms
    return [FactsSupplied(given=given, terms=terms)]
