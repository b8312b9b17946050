"""PURE: amounts that a rule owes: a part or a multiple of something, not less and not more than something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce

from makegood.policy.catalogue import FactType
from makegood.policy.language.parse_numbers import (
    WHOLE_BASIS_POINTS,
    DoesNotFit,
    Quantity,
    constant,
    greatest_of,
    least_of,
    multiplied,
    part_of,
    product_of,
)
from makegood.policy.language.syntax import Scope
from makegood.policy.reading.expressions_in_files import Said, constant_number, number
from makegood.policy.reading.fields import Fields
from makegood.policy.reading.problems import Problems, Wrong
from makegood.policy.reading.yaml_marks import Node, Scalar

Change = Callable[[Quantity], Quantity]
_OPTIONAL = ("times", "share", "share_a_day", "days", "at_least", "at_most")
_NOTHING = Said(constant(0, FactType.MONEY), False)


def read_amount(node: Node, scope: Scope, problems: Problems) -> Said:
    """An amount: {of: price, times: 3, at_least: 500.00 CNY}, or what it is of alone. Raises Wrong.

    It is rounded down, and never below nothing. A share a day is at most the whole.
    """
    if isinstance(node, Scalar):
        said = number(node, scope, FactType.MONEY)
        return Said(not_below_nothing(said.quantity), said.money)
    fields = Fields(node, problems, required=("of",), optional=_OPTIONAL)
    whole = fields.read("of", lambda each: number(each, scope, FactType.MONEY), _NOTHING)
    bounds = [
        fields.read(name, lambda each: number(each, scope, FactType.MONEY), _NOTHING)
        for name in ("at_least", "at_most")
        if name in fields
    ]
    changes = [*_changes(fields, scope), not_below_nothing, *_limits(fields, bounds)]
    try:
        amount = reduce(lambda quantity, change: change(quantity), changes, whole.quantity)
    except DoesNotFit as problem:
        raise Wrong(node, str(problem)) from None
    return Said(amount, any(said.money for said in (whole, *bounds)))


def not_below_nothing(amount: Quantity) -> Quantity:
    """An amount that is nothing where it would be negative."""
    return amount if amount.least >= 0 else greatest_of(amount, constant(0, FactType.MONEY))


def _changes(fields: Fields, scope: Scope) -> Sequence[Change]:
    """What is made of the whole: a multiple, a share, a share for every day."""
    told = [name for name in ("times", "share", "share_a_day") if name in fields]
    if len(told) > 1:
        fields.problems.add(fields.table.keys[told[1]], f"`{told[0]}` and `{told[1]}` do not go together.")
    if ("share_a_day" in fields) != ("days" in fields):
        fields.problems.add(fields.table, "`share_a_day` and `days` go together.")
    if "times" in fields:
        times = fields.read("times", lambda each: number(each, scope, FactType.COUNT), None)
        return [partial(_times, times.quantity)] if times else []
    if "share" in fields:
        share = fields.read("share", lambda each: number(each, scope, FactType.SHARE), None)
        return [partial(_share, share.quantity)] if share else []
    share = fields.read("share_a_day", lambda each: constant_number(each, scope, FactType.SHARE), None)
    days = fields.read("days", lambda each: number(each, scope, FactType.COUNT), None)
    return [partial(_share_a_day, share.quantity, days.quantity)] if share and days else []


def _limits(fields: Fields, bounds: Sequence[Said]) -> list[Change]:
    joins = [join for name, join in (("at_least", greatest_of), ("at_most", least_of)) if name in fields]
    return [partial(join, bound.quantity) for join, bound in zip(joins, bounds, strict=True)]


def _times(times: Quantity, amount: Quantity) -> Quantity:
    """A multiple that is fixed, or one that somebody tells, such as what a seller promised."""
    return product_of(amount, times) if times.constant is not None else multiplied(amount, times, amount.type)


def _share(share: Quantity, amount: Quantity) -> Quantity:
    return part_of(amount, share)


def _share_a_day(share: Quantity, days: Quantity, amount: Quantity) -> Quantity:
    """The daily share for all the days, at most the whole amount."""
    shares = multiplied(days, share, FactType.SHARE)
    return part_of(amount, least_of(shares, constant(WHOLE_BASIS_POINTS, FactType.SHARE)))
