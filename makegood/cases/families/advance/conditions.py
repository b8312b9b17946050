"""PURE: the named tests of instant refunds."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.advance.plan import Step
from makegood.cases.families.advance.refusals import PickupKnown
from makegood.cases.families.advance.verbs import TRIGGER
from makegood.cases.model import CaseState
from makegood.kit.errors import Refused


def _not_picked_up(state: CaseState, facts: Facts) -> bool:
    return all((each.name, each.value) != (TRIGGER, Step.PICKED_UP.value) for each in state.given)


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "pickup_not_known": (_not_picked_up, PickupKnown),
}
