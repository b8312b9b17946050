"""PURE: the amounts that may be asked for where it is not simply what was paid: a part of the price, or no money at all."""

from collections.abc import Callable, Sequence

from makegood.cases.families.price_reduction import refusals
from makegood.cases.model import CaseType, Item


def _part(amount_minor: int | None, items: Sequence[Item], currency: str) -> None:
    """A reduction leaves something of the price. Raises ReductionOwed."""
    most = sum(item.value_minor for item in items)
    if amount_minor is None or amount_minor >= most:
        raise refusals.ReductionOwed(most_minor=most, currency=currency)


def _none(amount_minor: int | None, items: Sequence[Item], currency: str) -> None:
    """A repair is not of an amount. Raises NoAmountOfRepair."""
    if amount_minor is not None and amount_minor != sum(item.value_minor for item in items):
        raise refusals.NoAmountOfRepair()


_FITTING: dict[CaseType, Callable[[int | None, Sequence[Item], str], None]] = {
    CaseType.PRICE_REDUCTION: _part,
    CaseType.REPAIR: _none,
}


def require_fitting_amount(
    type_: CaseType, amount_minor: int | None, items: Sequence[Item], currency: str
) -> None:
    """Raises what stands against asking a remedy for an amount, or for none."""
    rule = _FITTING.get(type_)
    if rule is not None:
        rule(amount_minor, items, currency)
