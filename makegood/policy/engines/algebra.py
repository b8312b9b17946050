"""PURE: conditions and numbers folded into any engine that works on columns: the walk is here, the words are the engine's.

An engine of whole columns (Polars, SQL) is an `Algebra`: what `and`, `<` or `min` are in it, each for columns that may
hold unknowns, by Kleene's logic. `Folding` takes a node apart once and for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

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
    Node,
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
)

E = TypeVar("E")


class Algebra(Protocol[E]):
    """What an engine must be able to say. Numbers are 64-bit integers; every column may hold unknowns."""

    def column(self, name: str) -> E:
        """A column that an earlier stage has computed."""

    def truth(self, value: bool) -> E:
        """Always, or never."""

    def flag(self, fact: str) -> E:
        """A fact of type flag."""

    def word_in(self, fact: str, words: frozenset[str]) -> E:
        """A fact of type word is one of some words."""

    def has(self, fact: str, word: str) -> E:
        """A fact of type words contains a word."""

    def compare(self, operator: Operator, left: E, right: E) -> E:
        """Two numbers compared; unknown when either is."""

    def invert(self, operand: E) -> E:
        """Kleene's not."""

    def all_of(self, operands: Sequence[E]) -> E:
        """Kleene's and, of one or more."""

    def any_of(self, operands: Sequence[E]) -> E:
        """Kleene's or, of one or more."""

    def fact(self, name: str) -> E:
        """A fact that is a number."""

    def constant(self, value: int, narrow: bool = False) -> E:
        """A whole number; `narrow`: it fits into eight bits, and nothing is calculated with it."""

    def add(self, left: E, right: E) -> E:
        """left + right."""

    def subtract(self, left: E, right: E) -> E:
        """left - right."""

    def multiply(self, left: E, right: E) -> E:
        """left * right."""

    def quotient(self, operand: E, divisor: int) -> E:
        """The largest whole number not above operand / divisor."""

    def least(self, left: E, right: E) -> E:
        """The smaller; unknown when either is."""

    def greatest(self, left: E, right: E) -> E:
        """The larger; unknown when either is."""

    def is_unknown(self, operand: E) -> E:
        """Whether it is unknown: true or false, never unknown."""

    def choose(self, branches: Sequence[tuple[E, E]], otherwise: E | None) -> E:
        """The value of the first branch whose condition is true (unknown is not true); else `otherwise`, or unknown."""

    def first_of(self, branches: Sequence[tuple[E, E]], otherwise: E) -> E:
        """As `choose`, for long lists of values none of which is unknown: one that is may be passed over."""

    def lowest(self, numbers: Sequence[E]) -> E:
        """The smallest of the numbers that are known."""

    def highest(self, numbers: Sequence[E]) -> E:
        """The largest of the numbers that are known."""


@dataclass(frozen=True)
class Folding(Generic[E]):
    """Nodes taken apart for an engine. `names`: nodes that stand in a column already, and which."""

    algebra: Algebra[E]
    names: Mapping[Node, str] = field(default_factory=dict)

    def condition(self, node: Condition) -> E:
        """A condition; a node that has a column is that column."""
        name = self.names.get(node)
        return self.algebra.column(name) if name is not None else self.open_condition(node)

    def number(self, node: Number) -> E:
        """A number; a node that has a column is that column."""
        name = self.names.get(node)
        return self.algebra.column(name) if name is not None else self.open_number(node)

    def open_condition(self, node: Condition) -> E:
        """A condition taken apart, whether or not it has a column; what is below it may be columns."""
        match node:
            case Truth(value):
                return self.algebra.truth(value)
            case Flag(fact):
                return self.algebra.flag(fact)
            case WordIn(fact, words):
                return self.algebra.word_in(fact, words)
            case Has(fact, word):
                return self.algebra.has(fact, word)
            case Compare(operator, left, right):
                return self.algebra.compare(operator, self.number(left), self.number(right))
            case Within(_, ends):
                return self.algebra.compare("<", self.algebra.fact("now"), self.number(ends))
            case Not(operand):
                return self.algebra.invert(self.condition(operand))
            case And(operands):
                below = [self.condition(each) for each in operands]
                return self.algebra.all_of(below) if below else self.algebra.truth(True)
            case Or(operands):
                below = [self.condition(each) for each in operands]
                return self.algebra.any_of(below) if below else self.algebra.truth(False)

    def open_number(self, node: Number) -> E:
        """A number taken apart, whether or not it has a column; what is below it may be columns."""
        match node:
            case Fact(fact):
                return self.algebra.fact(fact)
            case Constant(value):
                return self.algebra.constant(value)
            case Sum(left, right):
                return self.algebra.add(self.number(left), self.number(right))
            case Difference(left, right):
                return self.algebra.subtract(self.number(left), self.number(right))
            case Product(left, right):
                return self.algebra.multiply(self.number(left), self.number(right))
            case Quotient(operand, divisor):
                return self.algebra.quotient(self.number(operand), divisor)
            case Least(left, right):
                return self.algebra.least(self.number(left), self.number(right))
            case Greatest(left, right):
                return self.algebra.greatest(self.number(left), self.number(right))
