"""PURE: the numbers of conditions: counts, money, moments, durations and shares, with their types and their bounds.

Every number carries the least and most that it can be, from the ranges of the facts in it. What could leave 64 bits is
refused, so that no engine ever overflows.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from makegood.policy.catalogue import FactType
from makegood.policy.language import literals
from makegood.policy.language.expression import (
    Constant,
    Difference,
    Fact,
    Greatest,
    Least,
    Number,
    Product,
    Quotient,
    Sum,
)
from makegood.policy.language.syntax import Scope, call_of, text_of, wrong
from makegood.policy.reading.problems import nearest

SMALLEST, LARGEST = -(2**63), 2**63 - 1
WHOLE_BASIS_POINTS = 10_000

WRITTEN = {
    FactType.COUNT: "3",
    FactType.MONEY: "amount('500.00 CNY')",
    FactType.MOMENT: "date('2026-02-01')",
    FactType.DURATION: "days(7)",
    FactType.SHARE: "percent(60)",
}
"""How a constant of each type is written."""


class DoesNotFit(ValueError):
    """Two numbers do not go together, or leave 64 bits; the message says why."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its type and bounds."""

    node: Number
    type: FactType
    least: int
    most: int

    @property
    def constant(self) -> int | None:
        """Its value, when it is always the same."""
        return self.node.value if isinstance(self.node, Constant) else None


def constant(value: int, type_: FactType) -> Quantity:
    """A constant."""
    return bounded(Constant(value), type_, value, value)


def bounded(node: Number, type_: FactType, least: int, most: int) -> Quantity:
    """A quantity, folded when it is constant. Raises DoesNotFit when it could leave 64 bits."""
    if least < SMALLEST or most > LARGEST:
        raise DoesNotFit(
            "This could become larger than 64 bits can hold. Give its facts a smaller `most`, or divide first."
        )
    return Quantity(Constant(least) if least == most else node, type_, least, most)


def sum_of(left: Quantity, right: Quantity) -> Quantity:
    """left + right. Raises DoesNotFit."""
    left, right = same_type(left, right, but={FactType.MOMENT, FactType.DURATION})
    types = {left.type, right.type}
    if left.type is right.type is FactType.MOMENT:
        raise DoesNotFit("Two moments cannot be added. Add a duration to a moment.")
    type_ = FactType.MOMENT if FactType.MOMENT in types else left.type
    if right.constant == 0 and left.type is type_:
        return left
    return bounded(Sum(left.node, right.node), type_, left.least + right.least, left.most + right.most)


def difference_of(left: Quantity, right: Quantity) -> Quantity:
    """left - right. Raises DoesNotFit."""
    left, right = same_type(left, right, but={FactType.MOMENT, FactType.DURATION})
    if left.type is FactType.DURATION and right.type is FactType.MOMENT:
        raise DoesNotFit("A moment cannot be taken from a duration.")
    type_ = FactType.DURATION if left.type is right.type is FactType.MOMENT else left.type
    return bounded(Difference(left.node, right.node), type_, left.least - right.most, left.most - right.least)


def product_of(left: Quantity, right: Quantity) -> Quantity:
    """left * right, where one is a constant and one a count. Raises DoesNotFit."""
    if left.constant is None and right.constant is None:
        raise DoesNotFit("One side of * is a constant. For a share of an amount write part(amount, share).")
    if FactType.COUNT not in (left.type, right.type) or FactType.MOMENT in (left.type, right.type):
        raise DoesNotFit(f"A {left.type} cannot be multiplied by a {right.type}.")
    return multiplied(left, right, right.type if left.type is FactType.COUNT else left.type)


def multiplied(left: Quantity, right: Quantity, type_: FactType) -> Quantity:
    """left * right as a number of the type. Raises DoesNotFit."""
    corners = [one * other for one in (left.least, left.most) for other in (right.least, right.most)]
    if right.constant == 1 and left.type is type_:
        return left
    return bounded(Product(left.node, right.node), type_, min(corners), max(corners))


def quotient_of(left: Quantity, right: Quantity) -> Quantity:
    """left // right, where right is a positive constant: a count, or of the same type (giving a count). Raises DoesNotFit."""
    divisor = right.constant
    if divisor is None or divisor <= 0:
        raise DoesNotFit("What // divides by is a positive constant.")
    if right.type not in (FactType.COUNT, left.type) or left.type is FactType.MOMENT:
        raise DoesNotFit(f"A {left.type} cannot be divided by a {right.type}.")
    type_ = left.type if right.type is FactType.COUNT else FactType.COUNT
    return bounded(Quotient(left.node, divisor), type_, left.least // divisor, left.most // divisor)


def least_of(left: Quantity, right: Quantity) -> Quantity:
    """The smaller of two. Raises DoesNotFit."""
    left, right = same_type(left, right)
    return bounded(
        Least(left.node, right.node), left.type, min(left.least, right.least), min(left.most, right.most)
    )


def greatest_of(left: Quantity, right: Quantity) -> Quantity:
    """The larger of two. Raises DoesNotFit."""
    left, right = same_type(left, right)
    return bounded(
        Greatest(left.node, right.node), left.type, max(left.least, right.least), max(left.most, right.most)
    )


def part_of(whole: Quantity, share: Quantity) -> Quantity:
    """A share of an amount, rounded down. Raises DoesNotFit."""
    if whole.type is not FactType.MONEY or share.type is not FactType.SHARE:
        raise DoesNotFit("part(…) takes an amount of money and a share, such as part(paid, percent(60)).")
    product = multiplied(whole, share, FactType.MONEY)
    low, high = product.least // WHOLE_BASIS_POINTS, product.most // WHOLE_BASIS_POINTS
    return bounded(Quotient(product.node, WHOLE_BASIS_POINTS), FactType.MONEY, low, high)


def same_type(left: Quantity, right: Quantity, but: set[FactType] | None = None) -> tuple[Quantity, Quantity]:
    """Both with one type; a bare 0 takes the other's. `but`: types that may differ from each other. Raises DoesNotFit."""
    if left.type is right.type or (but and {left.type, right.type} <= but):
        return left, right
    if _is_bare_zero(left) and right.type is not FactType.MOMENT:
        return Quantity(left.node, right.type, 0, 0), right
    if _is_bare_zero(right) and left.type is not FactType.MOMENT:
        return left, Quantity(right.node, left.type, 0, 0)
    hint = ""
    for one, other in ((left, right), (right, left)):
        if one.type is FactType.COUNT and one.constant is not None:
            hint = f" Write a {other.type} like {WRITTEN[other.type]}."
    raise DoesNotFit(f"A {left.type} and a {right.type} do not go together.{hint}")


def _is_bare_zero(quantity: Quantity) -> bool:
    return quantity.type is FactType.COUNT and quantity.constant == 0


_OPERATORS: Mapping[type[ast.operator], Callable[[Quantity, Quantity], Quantity]] = {
    ast.Add: sum_of,
    ast.Sub: difference_of,
    ast.Mult: product_of,
    ast.FloorDiv: quotient_of,
}
_UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60}
_FUNCTIONS = (*_UNITS, "percent", "date", "amount", "min", "max", "part")


def quantity(node: ast.expr, scope: Scope) -> Quantity:
    """The number of a syntax tree. Raises ExpressionWrong."""
    try:
        return _quantity(node, scope)
    except DoesNotFit as problem:
        raise wrong(node, str(problem)) from None


def _quantity(node: ast.expr, scope: Scope) -> Quantity:
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return constant(value, FactType.COUNT)
        case ast.Name():
            return _named(node, scope)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = quantity(operand, scope)
            return difference_of(Quantity(Constant(0), inner.type, 0, 0), inner)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](quantity(left, scope), quantity(right, scope))
        case ast.BinOp(op=ast.Div()):
            raise wrong(node, "Write // instead of /: the whole part counts.")
        case ast.Call():
            return _called(node, scope)
        case ast.Constant(value=str()):
            raise wrong(node, "A word stands here, and a number is expected.")
    raise wrong(node, "This is not a number that a condition can use.")


def _named(node: ast.Name, scope: Scope) -> Quantity:
    kind = scope.fact(node)
    if kind is not None:
        if not kind.type.is_number:
            raise wrong(node, f"`{node.id}` is a {kind.type}, and a number is expected.")
        return Quantity(Fact(node.id), kind.type, kind.least, kind.most)
    value = scope.values.get(node.id)
    if value is None:
        raise wrong(node, f"`{node.id}` is a condition of the pack, and a number is expected.")
    return constant(value.value, FactType(value.type))


def _called(node: ast.Call, scope: Scope) -> Quantity:
    name, arguments = call_of(node) or ("", [])
    if name in _UNITS:
        return constant(_whole(node, arguments) * _UNITS[name], FactType.DURATION)
    if name == "percent":
        return constant(_percent(node, arguments), FactType.SHARE)
    if name in ("date", "amount"):
        return _quoted(node, name, arguments, scope)
    if name == "part" and len(arguments) == 2:
        return part_of(quantity(arguments[0], scope), quantity(arguments[1], scope))
    if name in ("min", "max") and len(arguments) >= 2:
        join = least_of if name == "min" else greatest_of
        joined = quantity(arguments[0], scope)
        for each in arguments[1:]:
            joined = join(joined, quantity(each, scope))
        return joined
    if name in _FUNCTIONS:
        raise wrong(node, f"`{name}` takes two numbers.")
    raise wrong(node, f"There is no function `{name}`.{nearest(name, _FUNCTIONS)}")


def _whole(node: ast.expr, arguments: list[ast.expr]) -> int:
    match arguments:
        case [ast.Constant(value=int(value))] if not isinstance(value, bool) and 0 <= value < 10**9:
            return value
    raise wrong(node, "Here one whole number is expected, such as days(7).")


def _percent(node: ast.expr, arguments: list[ast.expr]) -> int:
    match arguments:
        case [ast.Constant(value=int() | float() as value)] if (
            not isinstance(value, bool) and 0 <= value <= 100
        ):
            try:
                return literals.basis_points(format(Decimal(repr(value)), "f"))
            except ValueError as problem:
                raise wrong(node, str(problem)) from None
    raise wrong(node, "Here a number from 0 to 100 is expected, such as percent(60) or percent(0.5).")


def _quoted(node: ast.expr, name: str, arguments: list[ast.expr], scope: Scope) -> Quantity:
    text = text_of(arguments[0]) if len(arguments) == 1 else None
    try:
        if text is not None and name == "date":
            value, type_ = literals.day_begins(text, scope.day_starts_seconds), FactType.MOMENT
        else:
            value, type_ = literals.money(text or "", scope.currency), FactType.MONEY
    except ValueError as problem:
        raise wrong(node, str(problem)) from None
    if value is None:
        raise wrong(node, f"Write it like {WRITTEN[type_]}.")
    return constant(value, type_)
