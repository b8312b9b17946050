"""PURE: the tender that receives what the new goods cost less, where the buyer named one for the difference."""

from makegood.cases.facts import OrderFacts
from makegood.cases.model import BuyerTender, CaseState


def is_paid_with(external_id: str, order: OrderFacts) -> bool:
    """Whether the order's own payments are of this tender: the marketplace calls both by one name."""
    left = [payment for payment in order.payments if payment.amount_minor > payment.refunded_minor]
    return bool(left) and all(payment.processor_reference == external_id for payment in left)


def receives_difference(state: CaseState, order: OrderFacts) -> BuyerTender | None:
    """The tender named for the difference, once the others have arrived; None for the payments of the order.

    An exchange that became a refund goes back as it was paid: nobody asked for that to go elsewhere.
    """
    plan = state.replacement
    if (
        plan is None
        or not plan.has_arrived
        or plan.given_up
        or plan.difference_minor >= 0
        or not plan.pay_with
    ):
        return None
    return None if is_paid_with(plan.pay_with, order) else order.tender(plan.pay_with)
