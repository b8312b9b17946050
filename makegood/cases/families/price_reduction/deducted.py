"""PURE: a refund less what policy lets the merchant keep: use of the goods, a gift that stays, a price that holds no longer."""

from collections.abc import Sequence

from makegood.cases.families.price_reduction.refusals import NothingLeftOfPrice
from makegood.cases.model import Item
from makegood.cases.terms import Terms


def less_deducted(requested_minor: int, items: Sequence[Item], terms: Terms) -> int:
    """What is asked for, at most what was paid for the items less the deduction; minor units. Raises NothingLeftOfPrice."""
    if not terms.deduction_minor:
        return requested_minor
    most = sum(item.value_minor for item in items) - terms.deduction_minor
    if most < 1:
        raise NothingLeftOfPrice(rule=terms.deduction_rule or "–")
    return min(requested_minor, most)
