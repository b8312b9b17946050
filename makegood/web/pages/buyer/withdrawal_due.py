"""Whether a duty of the shop's page is owed for an order: a mark that the rules set, asked as at now."""

from makegood.cases import EligibilityAsked, Policy, Role, eligibility_for
from makegood.cases.facts import OrderFacts
from makegood.web.pages.shell import Reader

WITHDRAWAL_BUTTON = "withdrawal_button"
"""Directive 2011/83/EU art. 11a: the button that ends a contract (policies/eu/withdrawal.yaml)."""


def is_due(mark: str, order: OrderFacts, policy: Policy, reader: Reader) -> bool:
    """Whether a mark holds for any item of which something is left."""
    promises = policy.promises(order, reader.now)
    return any(
        mark in eligibility_for(
            EligibilityAsked(order=str(order.id), line_no=line.line_no), promises, order, reader.now, Role.BUYER,
            reader.language,
        ).marks
        for line in order.lines
        if line.kind == "goods" and line.left_quantity > 0
    )  # fmt: skip
