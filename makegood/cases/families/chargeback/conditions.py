"""PURE: the named tests of a refund of a payment that a bank has taken back."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.chargeback import refusals
from makegood.cases.families.chargeback.covered import (
    bank_shares,
    failed_legs,
    given_back,
    is_left_to_send,
    payable_elsewhere,
)
from makegood.cases.model import CaseState
from makegood.kit.errors import Refused


def _bank_has_paid(state: CaseState, facts: Facts) -> bool:
    return any(share.amount_minor for _, share in bank_shares(state, facts.order))


CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "bank_has_paid": (_bank_has_paid, refusals.NotPaidByBank),
    "payable_elsewhere": (lambda state, facts: bool(payable_elsewhere(state, facts)), refusals.PaidByBank),
    "left_to_send": (is_left_to_send, refusals.PaidByBank),
    "bank_gave_back": (lambda state, facts: bool(given_back(state, facts)), refusals.NothingGivenBack),
    "nothing_failed": (lambda state, facts: not failed_legs(state), refusals.NotPaidByBank),
}
