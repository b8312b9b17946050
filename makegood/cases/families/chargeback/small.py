"""PURE: what a bank does to the small orders of the check."""

from collections.abc import Iterator

from msgspec import structs

from makegood.cases.facts import OrderFacts, PaymentFacts
from makegood.cases.families.chargeback.covered import was_sent
from makegood.cases.families.chargeback.taking import given_back_to, taken_from
from makegood.cases.model import CaseState, LegWay

TAKEN_BACK = "taken_back"
"""The processor of payments that a bank takes back."""


def bank_steps(state: CaseState, order: OrderFacts) -> Iterator[tuple[str, OrderFacts]]:
    """In words, and the order after it: of a payment one minor unit or all is taken, or all that was taken comes back."""
    for payment in order.payments:
        if payment.processor != TAKEN_BACK:
            continue
        if payment.charged_back_minor:
            ended = sum(
                leg.amount_minor
                for leg in state.legs
                if leg.way is LegWay.BANK and was_sent(leg) and leg.payment_no == payment.payment_no
            )
            room = payment.charged_back_minor - payment.beyond_room_minor - ended
            yield (
                "the bank gives it back",
                _with(order, given_back_to(payment, payment.charged_back_minor, room)),
            )
            continue
        for amount in {1, payment.amount_minor}:
            yield f"the bank takes {amount}", _with(order, taken_from(payment, amount)[0])


def _with(order: OrderFacts, changed: PaymentFacts) -> OrderFacts:
    payments = tuple(changed if each.payment_no == changed.payment_no else each for each in order.payments)
    return structs.replace(order, payments=payments)
