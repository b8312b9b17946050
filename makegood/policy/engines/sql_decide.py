"""PURE: a book decided by one SELECT, for DuckDB and for PostgreSQL.

What comes back has, for each key, `<key>`: its integer as bigint (NULL where it is undecided or none), and `<key>?`:
whether it is undecided. So none is NULL and false.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from makegood.policy.book import Book
from makegood.policy.catalogue import FactKind, Value
from makegood.policy.engines.resolution import make_plan
from makegood.policy.engines.sql_fold import WORDINGS, Dialect, SqlAlgebra, column_type, literal, quoted


def decision(
    book: Book,
    keys: Iterable[str] | None,
    table: str,
    dialect: Dialect,
    *,
    columns: Collection[str] | None = None,
    keep: Sequence[str] = (),
    presumptions: Mapping[str, Value] | None = None,
) -> str:
    """One SELECT that decides some keys (or all) of every row of a table.

    `table` is SQL, as it stands after FROM. It has a column a fact (makegood/policy/engines/sql_fold.py says of which type);
    `columns`: the facts that it has, all that are asked for when it is None. Facts it has not are unknown, unless they
    are presumed. Columns in `keep` come along unchanged. Raises ValueError for a word that SQL cannot hold.
    """
    presumed = presumptions or {}
    asked = list(book.questions if keys is None else keys)
    plan = make_plan({"": book}, asked, SqlAlgebra(book.catalogue, WORDINGS[dialect]))
    first = [f"{quoted(name)} AS {quoted(f'={name}')}" for name in keep]
    for name in plan.facts:
        has = columns is None or name in columns
        first.append(_fact(book.catalogue.kind(name), has, presumed.get(name)))
    steps = [_step("facts", first or ["1 AS one"], table)]
    for number, stage in enumerate(plan.stages):
        kept = [quoted(name) for name in (*(f"={name}" for name in keep), *stage.keeps)]
        added = [f"{column} AS {quoted(name)}" for name, column in stage.columns.items()]
        source = "facts" if number == 0 else f"stage_{number - 1}"
        steps.append(_step(f"stage_{number}", [*kept, *added], source))
    last = f"stage_{len(plan.stages) - 1}" if plan.stages else "facts"
    results = [f"{quoted(f'={name}')} AS {quoted(name)}" for name in keep]
    results += [f"{quoted(column)} AS {quoted(name)}" for name, column in plan.results.items()]
    ctes = ",\n".join(steps)
    return f"WITH {ctes}\nSELECT {', '.join(results)} FROM {last}"


def _step(name: str, columns: Sequence[str], source: str) -> str:
    # without MATERIALIZED both servers write the text of a stage into each place that looks at it, over and over
    return f"{name} AS MATERIALIZED (SELECT {', '.join(columns)} FROM {source})"


def _fact(kind: FactKind, has: bool, presumed: Value | None) -> str:
    type_ = column_type(kind.type)
    value = f"CAST(NULL AS {type_})" if presumed is None else _literal(presumed, type_)
    column = quoted(kind.name)
    if not has:
        return f"{value} AS {column}"
    return column if presumed is None else f"COALESCE({column}, {value}) AS {column}"


def _literal(value: Value, type_: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, frozenset):
        return f"CAST(ARRAY[{', '.join(map(literal, sorted(value)))}] AS {type_})"
    return literal(value) if isinstance(value, str) else f"CAST({value} AS bigint)"
