"""The engines as functions from some expressions and some cases to a table of answers, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from makegood.policy.book import Book
from makegood.policy.catalogue import Value
from makegood.policy.decide import State, decide
from makegood.policy.engines.polars_decide import decide_frame
from makegood.policy.engines.polars_fold import bit
from makegood.policy.engines.polars_fold import condition as polars_condition
from makegood.policy.engines.polars_fold import number as polars_number
from makegood.policy.engines.sql_decide import decision
from makegood.policy.engines.sql_fold import Dialect, column_type, literal, quoted
from makegood.policy.engines.sql_fold import condition as sql_condition
from makegood.policy.engines.sql_fold import number as sql_number
from makegood.policy.language.closures import fold, fold_number
from makegood.policy.language.expression import Condition, Node
from tests.policy.generated import CATALOGUE, WORDS
from tests.policy.reference import UNKNOWN, answers, number, truth

Facts = Mapping[str, Value | None]
Cell = bool | int | None
Table = list[tuple[Cell, ...]]
"""One row a case; one cell an expression, or two a key (its value, whether it is undecided)."""

POLARS_TYPES: dict[str, pl.DataType] = {"flag": pl.Boolean(), "word": pl.Enum(WORDS), "words": pl.UInt64()}


def by_reference(nodes: Sequence[Node], cases: Sequence[Facts]) -> Table:
    """As plainly as can be."""
    return [tuple(_plain(node, facts) for node in nodes) for facts in cases]


def _plain(node: Node, facts: Facts) -> Cell:
    if not isinstance(node, Condition):
        return number(node, facts)
    value = truth(node, facts)
    return None if value == UNKNOWN else value > UNKNOWN


def by_closures(nodes: Sequence[Node], cases: Sequence[Facts]) -> Table:
    """By the engine of one case at a time."""
    folded = [fold(node) if isinstance(node, Condition) else fold_number(node) for node in nodes]
    return [tuple(function(facts) for function in folded) for facts in cases]


def by_polars(nodes: Sequence[Node], cases: Sequence[Facts]) -> Table:
    """By Polars."""
    columns = [
        polars_condition(node, CATALOGUE) if isinstance(node, Condition) else polars_number(node, CATALOGUE)
        for node in nodes
    ]
    found = frame_of(cases).with_columns(*(column.alias(f"#{n}") for n, column in enumerate(columns)))
    return found.select(f"#{n}" for n in range(len(nodes))).rows()


def nodes_in_sql(nodes: Sequence[Node], cases: Sequence[Facts], dialect: Dialect) -> str:
    """The statement that evaluates expressions for cases."""
    columns = [
        sql_condition(node, CATALOGUE, dialect)
        if isinstance(node, Condition)
        else sql_number(node, CATALOGUE, dialect)
        for node in nodes
    ]
    named = ", ".join(f"{column} AS answer_{place}" for place, column in enumerate(columns))
    return f'SELECT {named} FROM {table_of(cases)} ORDER BY "case"'


def book_by_reference(book: Book, cases: Sequence[Facts]) -> Table:
    """A book, as plainly as can be."""
    return [_flat(answers(book, facts)) for facts in cases]


def book_by_closures(book: Book, cases: Sequence[Facts]) -> Table:
    """A book by the engine of one case at a time."""
    table: Table = []
    for facts in cases:
        found = decide(book, facts)
        states = {name: found.answer(name).state for name in book.questions}
        table.append(
            _flat({name: (found.value(name), state is State.UNDECIDED) for name, state in states.items()})
        )
    return table


def _flat(found: Mapping[str, tuple[int | None, bool]]) -> tuple[Cell, ...]:
    return tuple(cell for pair in found.values() for cell in pair)


def book_by_polars(book: Book, cases: Sequence[Facts]) -> Table:
    """A book by Polars."""
    return decide_frame(book, frame_of(cases)).rows()


def book_in_sql(book: Book, cases: Sequence[Facts], dialect: Dialect) -> str:
    """The statement that decides cases."""
    return f'{decision(book, None, table_of(cases), dialect, keep=["case"])} ORDER BY "case"'


def frame_of(cases: Sequence[Facts]) -> pl.DataFrame:
    """Cases as a frame, of the types that the engine wants."""
    schema = {name: POLARS_TYPES.get(kind.type, pl.Int64()) for name, kind in CATALOGUE.facts.items()}
    return pl.DataFrame(
        [{name: _masked(name, value) for name, value in facts.items()} for facts in cases], schema
    )


def _masked(name: str, value: Value | None) -> Any:
    if isinstance(value, frozenset):
        return sum(bit(CATALOGUE.kind(name), word) for word in value)
    return value


def table_of(cases: Sequence[Facts]) -> str:
    """Cases as a table in SQL, with a column `case` for their order."""
    rows = [
        f"({', '.join([str(place), *(_cell(name, facts[name]) for name in CATALOGUE.facts)])})"
        for place, facts in enumerate(cases)
    ]
    names = ", ".join(map(quoted, ["case", *CATALOGUE.facts]))
    return f"(VALUES {', '.join(rows)}) AS cases({names})"


def _cell(name: str, value: Value | None) -> str:
    type_ = column_type(CATALOGUE.kind(name).type)
    match value:
        case None:
            written = "NULL"
        case bool():
            written = str(value)
        case int():
            written = str(value)
        case str():
            written = literal(value)
        case _:
            written = f"ARRAY[{', '.join(map(literal, value))}]"
    return f"CAST({written} AS {type_})"
