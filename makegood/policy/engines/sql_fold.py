"""PURE: conditions and numbers folded into SQL, for DuckDB and for PostgreSQL. The text is the same but for two words.

One column a fact, by its name: a flag boolean, a word text, words a list (array) of text, everything else bigint.
NULL is unknown; SQL's own and, or, not are Kleene's.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from makegood.policy.catalogue import Catalogue, FactType
from makegood.policy.engines.algebra import Folding
from makegood.policy.language.expression import Condition, Number, Operator

Dialect = Literal["duckdb", "postgresql"]


def condition(
    node: Condition, catalogue: Catalogue, dialect: Dialect, columns: Collection[str] | None = None
) -> str:
    """An expression of type boolean. Facts not in `columns` (given: the table has no others) are unknown."""
    return Folding(SqlAlgebra(catalogue, WORDINGS[dialect], columns)).condition(node)


def number(
    node: Number, catalogue: Catalogue, dialect: Dialect, columns: Collection[str] | None = None
) -> str:
    """An expression of type bigint. Facts not in `columns` (given: the table has no others) are unknown."""
    return Folding(SqlAlgebra(catalogue, WORDINGS[dialect], columns)).number(node)


@dataclass(frozen=True)
class Wording:
    """Where the two differ. `divide`: the operator of whole division towards zero; `has`: a list of words has a word."""

    divide: str
    has: Callable[[str, str], str]


WORDINGS: dict[Dialect, Wording] = {
    "duckdb": Wording("//", lambda words, word: f"list_contains({words}, {word})"),
    "postgresql": Wording("/", lambda words, word: f"({word} = ANY ({words}))"),
}


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(word: str) -> str:
    """A word as a text literal. Raises ValueError for one with a NUL, which SQL cannot hold."""
    if "\0" in word:
        raise ValueError("a word cannot hold a NUL character")
    return "'" + word.replace("'", "''") + "'"


def column_type(kind: FactType) -> str:
    """The type of a fact's column."""
    if kind.is_number:
        return "bigint"
    return {FactType.FLAG: "boolean", FactType.WORD: "text", FactType.WORDS: "text[]"}[kind]


@dataclass(frozen=True)
class SqlAlgebra:
    """The words of SQL (makegood/policy/engines/algebra.py says what each means)."""

    catalogue: Catalogue
    wording: Wording
    columns: Collection[str] | None = None

    def column(self, name: str) -> str:
        return quoted(name)

    def truth(self, value: bool) -> str:
        return "TRUE" if value else "FALSE"

    def flag(self, fact: str) -> str:
        return self.fact(fact)

    def word_in(self, fact: str, words: frozenset[str]) -> str:
        column = self.fact(fact)
        if not words:
            return f"({column} <> {column})"  # unknown where the fact is, else false
        return f"({column} IN ({', '.join(map(literal, sorted(words)))}))"

    def has(self, fact: str, word: str) -> str:
        return self.wording.has(self.fact(fact), literal(word))

    def compare(self, operator: Operator, left: str, right: str) -> str:
        sign = {"==": "=", "!=": "<>"}.get(operator, operator)
        return f"({left} {sign} {right})"

    def invert(self, operand: str) -> str:
        return f"(NOT {operand})"

    def all_of(self, operands: Sequence[str]) -> str:
        return operands[0] if len(operands) == 1 else f"({' AND '.join(operands)})"

    def any_of(self, operands: Sequence[str]) -> str:
        return operands[0] if len(operands) == 1 else f"({' OR '.join(operands)})"

    def fact(self, name: str) -> str:
        if self.columns is not None and name not in self.columns:
            return f"CAST(NULL AS {column_type(self.catalogue.kind(name).type)})"
        return quoted(name)

    def constant(self, value: int, narrow: bool = False) -> str:
        return f"CAST({value} AS bigint)"

    def add(self, left: str, right: str) -> str:
        return f"({left} + {right})"

    def subtract(self, left: str, right: str) -> str:
        return f"({left} - {right})"

    def multiply(self, left: str, right: str) -> str:
        return f"({left} * {right})"

    def quotient(self, operand: str, divisor: int) -> str:
        by = self.constant(divisor)
        # whole division cuts towards zero: one less where something below zero was cut
        return (
            f"({operand} {self.wording.divide} {by} - CASE WHEN {operand} % {by} < CAST(0 AS bigint) "
            f"THEN CAST(1 AS bigint) ELSE CAST(0 AS bigint) END)"
        )

    def least(self, left: str, right: str) -> str:
        return self._one_of(left, right, "<=")

    def greatest(self, left: str, right: str) -> str:
        return self._one_of(left, right, ">=")

    def is_unknown(self, operand: str) -> str:
        return f"({operand} IS NULL)"

    def choose(self, branches: Sequence[tuple[str, str]], otherwise: str | None) -> str:
        whens = " ".join(f"WHEN {test} THEN {value}" for test, value in branches)
        return f"CASE {whens} END" if otherwise is None else f"CASE {whens} ELSE {otherwise} END"

    def first_of(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        return self.choose(branches, otherwise) if branches else otherwise

    def lowest(self, numbers: Sequence[str]) -> str:
        return f"LEAST({', '.join(numbers)})"

    def highest(self, numbers: Sequence[str]) -> str:
        return f"GREATEST({', '.join(numbers)})"

    def _one_of(self, left: str, right: str, sign: str) -> str:
        # LEAST and GREATEST of both servers pass over NULLs; here an unknown makes the result unknown
        return (
            f"CASE WHEN {left} {sign} {right} THEN {left} WHEN NOT ({left} {sign} {right}) THEN {right} END"
        )
