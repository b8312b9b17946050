"""PURE: the named tests of a refund of a payment that a bank has taken back."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.chargeback import refusals
from makegood.cases.families.chargeback.covered import failed_legs, given_back, payable_elsewhere, taken_of
from makegood.cases.model import CaseState
from makegood.kit.errors import Refused


def _bank_has_paid(state: CaseState, facts: Facts) -> bool:
    return any(taken_of(leg, facts.order) for leg in failed_legs(state))


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "bank_has_paid": (_bank_has_paid, refusals.NotPaidByBank),
    "payable_elsewhere": (lambda state, facts: bool(payable_elsewhere(state, facts)), refusals.PaidByBank),
    "bank_gave_back": (lambda state, facts: bool(given_back(state, facts)), refusals.NothingGivenBack),
    "nothing_failed": (lambda state, facts: not failed_legs(state), refusals.NotPaidByBank),
}
