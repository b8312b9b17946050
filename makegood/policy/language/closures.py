"""PURE: conditions and numbers folded into Python closures: the engine of one case at a time."""

import operator
from collections.abc import Callable

from makegood.policy.catalogue import Facts
from makegood.policy.language.expression import (
    And,
    Compare,
    Condition,
    Constant,
    Difference,
    Fact,
    Flag,
    Greatest,
    Has,
    Least,
    Not,
    Number,
    Or,
    Product,
    Quotient,
    Sum,
    Truth,
    Within,
    WordIn,
    nodes,
)
from makegood.policy.language.identity import ByIdentity

Test = Callable[[Facts], bool | None]
Measure = Callable[[Facts], int | None]

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


MOST_FOLDED = 30_000

_Folded = tuple[Test, int]
"""A condition as a function, and how much there is to evaluate."""


def fold(condition: Condition) -> Test:
    """A function from facts to true, false or unknown (None)."""
    return _folded(condition)[0]


def _folded(condition: Condition) -> _Folded:
    # Books share the conditions of their packs, and explanations take them to pieces: all but `not` is met again.
    return _fold(condition) if isinstance(condition, Not) else _remembered(condition)


def _fold(condition: Condition) -> _Folded:
    match condition:
        case Truth(value):
            return (lambda facts: value), 1
        case Flag(fact):
            return _flag(fact), 1
        case WordIn(fact, words):
            return _word_in(fact, words), 1
        case Has(fact, word):
            return _has(fact, word), 1
        case Compare(sign, left, right):
            return _compare(_COMPARE[sign], left, right), sum(1 for _ in nodes(condition))
        case Within(_, ends):
            return _compare(operator.lt, Fact("now"), ends), sum(1 for _ in nodes(condition))
        case Not(operand):
            test, cost = _folded(operand)
            return _not(test), cost + 1
        case And(operands):
            return _joined(_all, operands)
        case Or(operands):
            return _joined(_any, operands)


def _joined(join: Callable[[list[Test]], Test], operands: tuple[Condition, ...]) -> _Folded:
    """What is cheap and settles the whole is looked at first; the answer is the same."""
    folded = sorted(map(_folded, operands), key=operator.itemgetter(1))
    return join([test for test, _ in folded]), 1 + sum(cost for _, cost in folded)


_remembered: ByIdentity[Condition, _Folded] = ByIdentity(_fold, MOST_FOLDED)


def fold_number(number: Number) -> Measure:
    """A function from facts to a whole number, or None when it is not known."""
    match number:
        case Fact(fact):
            return lambda facts: facts.get(fact)  # type: ignore[return-value]
        case Constant(value):
            return lambda facts: value
        case Sum(left, right):
            return _both(operator.add, left, right)
        case Difference(left, right):
            return _both(operator.sub, left, right)
        case Product(left, right):
            return _both(operator.mul, left, right)
        case Quotient(operand, divisor):
            return _both(operator.floordiv, operand, Constant(divisor))
        case Least(left, right):
            return _both(min, left, right)
        case Greatest(left, right):
            return _both(max, left, right)


def _flag(fact: str) -> Test:
    return lambda facts: facts.get(fact)  # type: ignore[return-value]


def _word_in(fact: str, words: frozenset[str]) -> Test:
    def test(facts: Facts) -> bool | None:
        value = facts.get(fact)
        return None if value is None else value in words

    return test


def _has(fact: str, word: str) -> Test:
    def test(facts: Facts) -> bool | None:
        value = facts.get(fact)
        return None if value is None else word in value  # type: ignore[operator]

    return test


def _compare(sign: Callable[[int, int], bool], left: Number, right: Number) -> Test:
    first = fold_number(left)
    if isinstance(right, Constant):
        return _compare_constant(sign, first, right.value)
    second = fold_number(right)

    def test(facts: Facts) -> bool | None:
        a = first(facts)
        if a is None:
            return None
        b = second(facts)
        return None if b is None else sign(a, b)

    return test


def _compare_constant(sign: Callable[[int, int], bool], first: Measure, value: int) -> Test:
    def test(facts: Facts) -> bool | None:
        a = first(facts)
        return None if a is None else sign(a, value)

    return test


def _not(operand: Test) -> Test:
    def test(facts: Facts) -> bool | None:
        value = operand(facts)
        return None if value is None else not value

    return test


def _all(operands: list[Test]) -> Test:
    if len(operands) == 2:
        return _both_hold(*operands)

    def test(facts: Facts) -> bool | None:
        known = True
        for operand in operands:
            value = operand(facts)
            if value is False:
                return False
            if value is None:
                known = False
        return True if known else None

    return test


def _both_hold(first: Test, second: Test) -> Test:
    def test(facts: Facts) -> bool | None:
        value = first(facts)
        if value:
            return second(facts)
        if value is False or second(facts) is False:
            return False
        return None

    return test


def _any(operands: list[Test]) -> Test:
    def test(facts: Facts) -> bool | None:
        known = True
        for operand in operands:
            value = operand(facts)
            if value:
                return True
            if value is None:
                known = False
        return False if known else None

    return test


def _both(calculate: Callable[[int, int], int], left: Number, right: Number) -> Measure:
    first, second = fold_number(left), fold_number(right)

    def measure(facts: Facts) -> int | None:
        a = first(facts)
        if a is None:
            return None
        b = second(facts)
        return None if b is None else calculate(a, b)

    return measure
