"""PURE: the named tests of receiving, inspecting and sending back."""

from collections.abc import Callable

from makegood.cases.appeals import appeal_until
from makegood.cases.facts import Facts
from makegood.cases.families.reception import refusals
from makegood.cases.families.reception.findings import Leads, leads_of
from makegood.cases.families.reception.owed_back import owed_back
from makegood.cases.families.reception.parcels import awaited, reception_of
from makegood.cases.model import CaseState, CaseType, Goods
from makegood.cases.refusals import NotInThisStage
from makegood.kit.errors import Refused


def _parcels_awaited(state: CaseState, facts: Facts) -> bool:
    """Whether some parcels have come and others not; a case that counts as received awaits none."""
    return state.received_at is None and bool(awaited(state))


def _found_for_a_person(state: CaseState, facts: Facts) -> bool:
    return leads_of(reception_of(state).found) is Leads.PERSON


def _here_ungraded(state: CaseState, facts: Facts) -> bool:
    """A repairer's goods are not graded: they are the buyer's, unless the repair becomes another remedy."""
    is_here = state.goods is Goods.RETURNED and state.type is not CaseType.REPAIR
    return is_here and not reception_of(state).found


def _ruling_is_final(state: CaseState, facts: Facts) -> bool:
    until = appeal_until(state) if state.ruled_at is not None else None
    return until is None or facts.now >= until


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "parcels_awaited": (_parcels_awaited, NotInThisStage),
    "found_for_a_person": (_found_for_a_person, NotInThisStage),
    "here_ungraded": (_here_ungraded, refusals.NothingToGrade),
    "owed_back": (lambda state, facts: bool(owed_back(state)), refusals.NothingToSendBack),
    "ruling_is_final": (_ruling_is_final, refusals.RulingMayBeAppealed),
}
