"""PURE: conditions, numbers and literals where they stand in a policy file, with the place of what is wrong in them."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.policy.catalogue import FactType
from makegood.policy.language import literals
from makegood.policy.language.expression import Condition
from makegood.policy.language.parse import ExpressionWrong, parse_condition, parse_quantity
from makegood.policy.language.parse_numbers import WRITTEN, DoesNotFit, Quantity, constant
from makegood.policy.language.syntax import Scope, names_in
from makegood.policy.reading.fields import scalar
from makegood.policy.reading.problems import Wrong
from makegood.policy.reading.yaml_marks import Node, Place, Scalar

_LITERALS = {
    FactType.COUNT: "3",
    FactType.MONEY: "500.00 CNY",
    FactType.DURATION: "7 days",
    FactType.SHARE: "60%",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A number where it stands. `money`: whether an amount of the pack's currency is in it."""

    quantity: Quantity
    money: bool


def condition(node: Node, scope: Scope) -> Condition:
    """The condition of a node. Raises Wrong."""
    told = scalar(node)
    try:
        return parse_condition(told.text, scope)
    except ExpressionWrong as problem:
        raise misread(told, problem) from None
    except DoesNotFit as problem:
        raise Wrong(told, str(problem)) from None


def number(node: Node, scope: Scope, type_: FactType) -> Said:
    """A literal of the type, the name of a value, or an expression. Raises Wrong."""
    told = scalar(node)
    text = told.text.strip()
    try:
        value = literals.literal(text, type_, scope.currency)
        if value is not None:
            return Said(constant(value, type_), type_ is FactType.MONEY)
        return Said(parse_quantity(text, scope, type_), uses_money(told, scope))
    except ExpressionWrong as problem:
        if type_ in _LITERALS and not text.replace("_", "").isalpha():
            raise Wrong(told, f"{problem.reason} Or write a literal such as `{_LITERALS[type_]}`.") from None
        raise misread(told, problem) from None
    except ValueError as problem:
        raise Wrong(told, str(problem)) from None


def expression(node: Node, scope: Scope, type_: FactType) -> Quantity:
    """A number that is no literal, such as the start of a window. Raises Wrong."""
    told = scalar(node)
    try:
        return parse_quantity(told.text, scope, type_)
    except ExpressionWrong as problem:
        raise misread(told, problem) from None
    except DoesNotFit as problem:
        raise Wrong(told, str(problem)) from None


def constant_number(node: Node, scope: Scope, type_: FactType) -> Said:
    """A number that is the same for every case: a literal or the name of a value. Raises Wrong."""
    said = number(node, scope, type_)
    if said.quantity.constant is None:
        raise Wrong(
            node, f"Here a fixed {type_} is expected, such as `{WRITTEN[type_]}` or the name of a value."
        )
    return said


def uses_money(node: Node | None, scope: Scope) -> bool:
    """Whether a condition or number has an amount of the pack's currency in it, itself or through a value or term."""
    if not isinstance(node, Scalar):
        return False
    try:
        return not scope.money_names.isdisjoint(names_in(node.text))
    except ExpressionWrong:
        return False


def misread(told: Scalar, problem: ExpressionWrong) -> Wrong:
    """What is wrong with a text, at its place in the file."""
    if problem.column is None or told.text_column is None:
        return Wrong(Place(told.line, told.column), problem.reason)
    return Wrong(Place(told.line, told.text_column + problem.column), problem.reason)


def moment(node: Node, day_starts_seconds: int) -> int:
    """A date (its 00:00) or a time with a zone. Raises Wrong."""
    told = scalar(node)
    try:
        found = literals.moment(told.text.strip(), day_starts_seconds)
    except ValueError as problem:
        raise Wrong(told, str(problem)) from None
    if found is None:
        raise Wrong(told, f"“{told.text[:40]}” is not a day such as 2026-02-01.")
    return found
