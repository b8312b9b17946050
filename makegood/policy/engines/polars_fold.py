"""PURE: conditions and numbers folded into Polars expressions: the engine of millions of cases in memory.

One column a fact, by its name: a flag is Boolean; a word String, Enum or Categorical (Enum is the fastest); words a
UInt64 mask, bit n for the n-th of the fact's `values`; everything else Int64. Null is unknown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from makegood.policy.catalogue import Catalogue, FactKind
from makegood.policy.engines.algebra import Folding
from makegood.policy.language.expression import Condition, Number, Operator

_COMPARE = {
    "<": pl.Expr.lt,
    "<=": pl.Expr.le,
    "==": pl.Expr.eq,
    "!=": pl.Expr.ne,
    ">=": pl.Expr.ge,
    ">": pl.Expr.gt,
}


def condition(node: Condition, catalogue: Catalogue, columns: Collection[str] | None = None) -> pl.Expr:
    """A nullable Boolean. Facts not in `columns` (given: the frame has no others) are unknown."""
    return Folding(PolarsAlgebra(catalogue, columns)).condition(node)


def number(node: Number, catalogue: Catalogue, columns: Collection[str] | None = None) -> pl.Expr:
    """A nullable Int64. Facts not in `columns` (given: the frame has no others) are unknown."""
    return Folding(PolarsAlgebra(catalogue, columns)).number(node)


def bit(kind: FactKind, word: str) -> int:
    """The bit of a word in the mask of a fact of type words. Raises ValueError for one that the catalogue lacks."""
    try:
        return 1 << list(kind.values).index(word)
    except ValueError:
        raise ValueError(f"“{word}” is not among the values of the fact {kind.name}") from None


def mask(kind: FactKind, column: str) -> pl.Expr:
    """The UInt64 mask of a column of lists of words; words that the catalogue lacks are left out."""
    bits = pl.element().replace_strict(
        list(kind.values),
        [1 << place for place in range(len(kind.values))],
        default=0,
        return_dtype=pl.UInt64,
    )
    return pl.col(column).list.unique().list.eval(bits).list.sum().alias(column)


@dataclass(frozen=True)
class PolarsAlgebra:
    """The words of Polars (makegood/policy/engines/algebra.py says what each means)."""

    catalogue: Catalogue
    columns: Collection[str] | None = None

    def column(self, name: str) -> pl.Expr:
        return pl.col(name)

    def truth(self, value: bool) -> pl.Expr:
        return pl.lit(value)

    def flag(self, fact: str) -> pl.Expr:
        return self._fact(fact, pl.Boolean())

    def word_in(self, fact: str, words: frozenset[str]) -> pl.Expr:
        column = self._fact(fact, pl.String())
        if not words:
            return column != column  # unknown where the fact is, else false
        # a few comparisons of an Enum's small codes are much faster than a look-up in a set
        return self.any_of([column == pl.lit(word) for word in sorted(words)])

    def has(self, fact: str, word: str) -> pl.Expr:
        asked = bit(self.catalogue.kind(fact), word)
        return (self._fact(fact, pl.UInt64()) & pl.lit(asked)) != pl.lit(0)

    def compare(self, operator: Operator, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return _COMPARE[operator](left, right)

    def invert(self, operand: pl.Expr) -> pl.Expr:
        return ~operand

    def all_of(self, operands: Sequence[pl.Expr]) -> pl.Expr:
        return reduce(pl.Expr.__and__, operands)

    def any_of(self, operands: Sequence[pl.Expr]) -> pl.Expr:
        return reduce(pl.Expr.__or__, operands)

    def fact(self, name: str) -> pl.Expr:
        return self._fact(name, pl.Int64())

    def constant(self, value: int, narrow: bool = False) -> pl.Expr:
        return pl.lit(value, pl.Int8 if narrow else pl.Int64)

    def add(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left + right

    def subtract(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left - right

    def multiply(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left * right

    def quotient(self, operand: pl.Expr, divisor: int) -> pl.Expr:
        return operand // pl.lit(divisor, pl.Int64)

    def least(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return _left_if(left <= right, left, right)

    def greatest(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return _left_if(left >= right, left, right)

    def is_unknown(self, operand: pl.Expr) -> pl.Expr:
        return operand.is_null()

    def choose(self, branches: Sequence[tuple[pl.Expr, pl.Expr]], otherwise: pl.Expr | None) -> pl.Expr:
        chosen = pl.lit(None) if otherwise is None else otherwise
        for test, value in reversed(branches):
            chosen = pl.when(test).then(value).otherwise(chosen)
        return chosen

    def first_of(self, branches: Sequence[tuple[pl.Expr, pl.Expr]], otherwise: pl.Expr) -> pl.Expr:
        # the work of nested choices grows with the square of their number
        return pl.coalesce(*(pl.when(test).then(value) for test, value in branches), otherwise)

    def lowest(self, numbers: Sequence[pl.Expr]) -> pl.Expr:
        return pl.min_horizontal(*numbers)

    def highest(self, numbers: Sequence[pl.Expr]) -> pl.Expr:
        return pl.max_horizontal(*numbers)

    def _fact(self, name: str, missing: pl.DataType) -> pl.Expr:
        if self.columns is not None and name not in self.columns:
            return pl.lit(None, missing)
        return pl.col(name)


def _left_if(chosen: pl.Expr, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    # the horizontal functions of Polars pass over nulls; here an unknown on either side is chosen, whichever it is
    return pl.when(chosen | left.is_null()).then(left).otherwise(right)
