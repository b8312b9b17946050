"""PURE: what a ruling gives the buyer on top of what was asked for: as much as a rule says is owed, and no loss twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from makegood.cases.facts import Beside, OrderFacts
from makegood.cases.judgement import Favour, Ruling
from makegood.cases.model import CaseState, Item
from makegood.kit.errors import Refused

PAYERS = frozenset({"merchant", "platform"})
"""Who pays by a ruling. An insurer and a carrier pay by what they undertook; where lines differ in that, a person divides."""
_LOSSES = {
    "not_shipped_in_time": "shipping", "out_of_stock": "shipping", "not_received": "shipping",
    "installation": "installation", "price_protection": "price",
}  # fmt: skip


class NothingOwedOnTop(Refused):
    """No rule says that anything is owed to the buyer on top; tell first the facts that it hangs on."""

    status: ClassVar[int] = 422


class MoreThanOwedOnTop(Refused):
    """At most {most_minor} is owed on top here, by {rule}, with what other claims give for the same goods taken off."""

    status: ClassVar[int] = 422


class OnTopOfNothing(Refused):
    """Only a ruling that gives the buyer something gives anything on top."""

    status: ClassVar[int] = 422


def loss_of(reason: str) -> str:
    """The family of claims that make good the same loss as a case with this reason (makegood/claims/kinds.py)."""
    return _LOSSES.get(reason, "multiple")


def on_top(
    minor: int | None, favour: Favour, amount_minor: int, state: CaseState, order: OrderFacts
) -> dict[str, Any]:
    """What a ruling keeps of what it gives on top, with its rule and who pays; nothing where it gives nothing.

    Raises OnTopOfNothing, NothingOwedOnTop, MoreThanOwedOnTop.
    """
    if not minor:
        return {}
    if favour is Favour.MERCHANT:
        raise OnTopOfNothing()
    require_owed(minor, amount_minor, state, order.beside)
    terms = state.terms
    return {
        "compensation_minor": minor,
        "compensation_rule": terms.compensation_rule,
        "compensation_by": terms.compensation_by,
    }


def owed_since(ruling: Ruling, state: CaseState) -> datetime | None:
    """Since when a ruling of a case has given what it gives on top; None where it gives nothing."""
    return (ruling.compensation_since or state.ruled_at) if ruling.compensation_minor else None


def require_owed(minor: int, amount_minor: int, state: CaseState, beside: Iterable[Beside]) -> None:
    """Raises NothingOwedOnTop and MoreThanOwedOnTop where a ruling would give more on top than is owed."""
    most = most_on_top(state, amount_minor, beside)
    if minor > most and not state.terms.compensation_rule:
        raise NothingOwedOnTop()
    if minor > most:
        raise MoreThanOwedOnTop(most_minor=most, rule=state.terms.compensation_rule, currency=state.currency)


def most_on_top(state: CaseState, amount_minor: int, beside: Iterable[Beside]) -> int:
    """The most that a ruling may give on top of `amount_minor`: what policy says, less what of it is in that amount already
    (where a rule sets what comes back), less what claims have given for the same loss of the same units. What they may still
    give is taken off when it is paid (makegood/cases/beside.py). Papers that bind the case say themselves all that the buyer
    gets.
    """
    terms = state.terms
    if (terms.compensation_by or "merchant") not in PAYERS or state.bound is not None:
        return 0
    freight = sum(item.value_minor for item in state.items if not item.quantity)
    within = 0 if terms.refund_minor is None else max(0, amount_minor - freight - terms.refund_minor)
    given = sum(each.amount_minor for each in same_loss(state, beside) if each.settled_at is not None)
    return max(0, (terms.compensation_minor or 0) - within - given)


def same_loss(state: CaseState, beside: Iterable[Beside]) -> list[Beside]:
    """Claims for the loss that the case is about, and for some of its units."""
    family = loss_of(state.reason)
    return [
        each
        for each in beside
        if each.family == family
        and each.case_id != state.id
        and any(_overlaps(each, item) for item in state.items if item.quantity)
    ]


def _overlaps(beside: Beside, item: Item) -> bool:
    """Whether both must be about some of the same units, since there are not enough for each to have its own."""
    if beside.line_no == 0:
        return True
    return beside.line_no == item.line_no and beside.quantity + item.quantity > beside.bought
