"""PURE: conditions and numbers folded into terms of z3, over worlds in which every fact is known.

A flag is a Bool; a word an Int, its place among the words of its fact (for an open fact, any other number is another
word); a set one Bool for each word that is asked for; a number an Int within the range of its fact. Floor division by
a constant is z3's own division (it rounds down when the divisor is positive). Facts multiplied with facts are
non-linear: z3 may give up on them, which is then reported and never taken for a proof.
"""

from collections.abc import Iterable

import z3

from makegood.policy.catalogue import FAR_FUTURE, LONG_AGO, RANGES, Catalogue, FactKind, FactType, Value
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
    Operator,
    Or,
    Product,
    Quotient,
    Sum,
    Truth,
    Within,
    WordIn,
    facts_in,
)

Term = z3.ExprRef
_ANOTHER_WORD = "something_else"
_REAL_MOMENTS = frozenset({"now", "purchased_at"})
"""Moments that have always come, so they are never the ends of time."""


class Fold:
    """Folds conditions; keeps the words it has met, so that a model can be read back as facts."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._codes: dict[str, dict[str, int]] = {}
        self._has: dict[str, dict[str, z3.BoolRef]] = {}
        self._ranges: dict[str, list[z3.BoolRef]] = {}
        self._always = tuple(
            (facts_in(condition), self.condition(condition)) for condition in catalogue.always
        )

    def condition(self, node: Condition) -> z3.BoolRef:
        """A condition as a term."""
        match node:
            case Truth(value):
                return z3.BoolVal(value)
            case Flag(fact):
                return z3.Bool(fact)
            case WordIn(fact, words):
                return z3.Or([z3.Int(fact) == self._code(fact, word) for word in sorted(words)])
            case Has(fact, word):
                return self._contains(fact, word)
            case Compare(sign, left, right):
                return _compared(sign, self.number(left), self.number(right))
            case Within(_, ends):
                return _compared("<", z3.Int("now"), self.number(ends))
            case Not(operand):
                return z3.Not(self.condition(operand))
            case And(operands):
                return z3.And([self.condition(each) for each in operands])
            case Or(operands):
                return z3.Or([self.condition(each) for each in operands])

    def number(self, node: Number) -> z3.ArithRef:
        """A number as a term."""
        match node:
            case Fact(fact):
                return z3.Int(fact)
            case Constant(value):
                return z3.IntVal(value)
            case Quotient(operand, divisor):
                return self.number(operand) / z3.IntVal(divisor)
            case Sum(left, right):
                return self.number(left) + self.number(right)
            case Difference(left, right):
                return self.number(left) - self.number(right)
            case Product(left, right):
                return self.number(left) * self.number(right)
            case Least(left, right):
                one, other = self.number(left), self.number(right)
                return z3.If(one <= other, one, other)
            case Greatest(left, right):
                one, other = self.number(left), self.number(right)
                return z3.If(one >= other, one, other)

    def world(self, facts: Iterable[str]) -> tuple[frozenset[str], list[z3.BoolRef]]:
        """What is true of every possible world as far as it touches some facts; with the facts it brings in itself."""
        seen, limits = set(facts), []
        left, touched = list(self._always), [each for each in self._always if not each[0]]
        while touched or any(names & seen for names, _ in left):
            touched += [each for each in left if each[0] & seen]
            left = [each for each in left if each[0] and not each[0] & seen]
            for names, term in touched:
                seen |= names
                limits.append(term)
            touched = []
        return frozenset(seen), [*limits, *(limit for name in sorted(seen) for limit in self._range(name))]

    def read(self, model: z3.ModelRef, facts: Iterable[str]) -> dict[str, Value]:
        """The facts of a model."""
        return {name: self._value(model, self.catalogue.kind(name)) for name in sorted(facts)}

    def _code(self, fact: str, word: str) -> int:
        codes = self._codes.setdefault(
            fact, {value: code for code, value in enumerate(self.catalogue.kind(fact).values)}
        )
        return codes.setdefault(word, len(codes))

    def _contains(self, fact: str, word: str) -> z3.BoolRef:
        flags = self._has.setdefault(fact, {})
        return flags.setdefault(word, z3.Bool(f"{fact} {word}"))

    def _range(self, name: str) -> list[z3.BoolRef]:
        if name not in self._ranges:
            self._ranges[name] = self._new_range(name)
        return self._ranges[name]

    def _new_range(self, name: str) -> list[z3.BoolRef]:
        kind = self.catalogue.kind(name)
        if kind.type is FactType.WORD:
            known = len(kind.values)
            return [z3.Int(name) >= 0] if kind.open else [z3.Int(name) >= 0, z3.Int(name) < known]
        if not kind.type.is_number:
            return []
        least, most = range_of(kind)
        return [z3.Int(name) >= least, z3.Int(name) <= most]

    def _value(self, model: z3.ModelRef, kind: FactKind) -> Value:
        match kind.type:
            case FactType.FLAG:
                return bool(z3.is_true(model.eval(z3.Bool(kind.name), model_completion=True)))
            case FactType.WORDS:
                flags = self._has.get(kind.name, {})
                return frozenset(word for word, flag in flags.items() if z3.is_true(model.eval(flag)))
            case FactType.WORD:
                return self._word(kind, int(str(model.eval(z3.Int(kind.name), model_completion=True))))
            case _:
                return int(str(model.eval(z3.Int(kind.name), model_completion=True)))

    def _word(self, kind: FactKind, code: int) -> str:
        self._code(kind.name, next(iter(kind.values), _ANOTHER_WORD))
        words = {place: word for word, place in self._codes[kind.name].items()}
        return words.get(code, _ANOTHER_WORD)


def range_of(kind: FactKind) -> tuple[int, int]:
    """The least and most of a number in a possible world."""
    least, most = (kind.least, kind.most) if kind.least < kind.most else RANGES[kind.type]
    if kind.name in _REAL_MOMENTS:
        return max(least, LONG_AGO + 1), min(most, FAR_FUTURE - 1)
    return least, most


def _compared(sign: Operator, left: z3.ArithRef, right: z3.ArithRef) -> z3.BoolRef:
    match sign:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case "==":
            return left == right
        case "!=":
            return left != right
        case ">=":
            return left >= right
        case ">":
            return left > right
