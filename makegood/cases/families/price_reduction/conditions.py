"""PURE: the named tests of offers with an end."""

from collections.abc import Callable

from makegood.cases.facts import Facts
from makegood.cases.families.price_reduction.expiry import has_expired
from makegood.cases.families.price_reduction.refusals import OfferExpired
from makegood.cases.model import CaseState
from makegood.kit.errors import Refused

CONDITIONS: dict[str, tuple[Callable[[CaseState, Facts], bool], type[Refused]]] = {
    "offer_not_expired": (lambda state, facts: not has_expired(state, facts), OfferExpired),
}
"""Each condition: its test, and the refusal when it guards a move and does not hold."""
