"""PURE: a book decided for a whole frame of cases by Polars.

What comes back has, for each key, `<key>`: its integer (Int8 for choices and flags, Int64 for all others; null where it
is undecided or none), and `<key>?`: whether it is undecided. So none is null and false.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import polars as pl

from makegood.policy.book import Book
from makegood.policy.catalogue import FactKind, FactType, Value
from makegood.policy.engines.polars_fold import PolarsAlgebra, bit, mask
from makegood.policy.engines.resolution import make_plan

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

_AS_WRITTEN = pl.QueryOptFlags.none()
"""The plan computes everything once already; to look for more to save takes longer than it saves."""
_HEIGHT = "#height"


def decide_frame(
    book: Book,
    frame: Frame,
    keys: Iterable[str] | None = None,
    *,
    keep: Sequence[str] = (),
    presumptions: Mapping[str, Value] | None = None,
) -> Frame:
    """Decide some keys (or all) of every case, in their order.

    The frame has a column a fact (makegood/policy/engines/polars_fold.py says of which type); moments may also be times with a
    zone, and words lists. A fact without a column is unknown, unless it is presumed. Columns in `keep` come along
    unchanged. Raises ValueError for a column of a type that its fact cannot have, and for a frame without columns.

    A LazyFrame read in streams (`collect(engine="streaming")`, `collect_batches`) needs little memory.
    """
    asked = book.questions if keys is None else keys
    return compare_frame({"": book}, frame, asked, keep=keep, presumptions=presumptions)


def compare_frame(
    books: Mapping[str, Book],
    frame: Frame,
    keys: Iterable[str],
    *,
    keep: Sequence[str] = (),
    presumptions: Mapping[str, Value] | None = None,
) -> Frame:
    """Decide the same cases by several books of one catalogue, as `decide_frame` does by one, in hardly more time: what
    the books have in common is computed once. Before the name of each column stands the name of its book, as given.
    """
    decided = _decided(books, frame.lazy(), keys, keep, presumptions or {})
    return decided if isinstance(frame, pl.LazyFrame) else decided.collect(optimizations=_AS_WRITTEN)


def _decided(
    books: Mapping[str, Book],
    cases: pl.LazyFrame,
    keys: Iterable[str],
    keep: Sequence[str],
    presumed: Mapping[str, Value],
) -> pl.LazyFrame:
    catalogue = next(iter(books.values())).catalogue
    schema = cases.collect_schema()
    if not schema:
        raise ValueError("a frame without a single column has no cases")
    names = {*schema.names(), *presumed}
    plan = make_plan(books, keys, PolarsAlgebra(catalogue, names))
    facts = [
        fact_column(catalogue.kind(name), schema.get(name), presumed.get(name))
        for name in plan.facts
        if name in names
    ]
    # at least one column, so that the cases are still counted when a key needs no fact
    height = pl.first().is_null().alias(_HEIGHT)
    cases = cases.select(height, *facts, *(pl.col(name).alias(f"={name}") for name in keep))
    for stage in plan.stages:
        cases = cases.with_columns(**stage.columns)
    kept = {name: pl.col(f"={name}") for name in keep}
    return cases.select(**kept, **{name: pl.col(column) for name, column in plan.results.items()})


def fact_column(kind: FactKind, type_: pl.DataType | None, presumed: Value | None = None) -> pl.Expr:
    """A fact's column as the engine reads it; `type_`: what the frame has, None: nothing. Raises ValueError."""
    made = None if type_ is None else _column(kind, type_)
    if presumed is None:
        return pl.lit(None, pl.Boolean).alias(kind.name) if made is None else made
    value = _presumed(kind, presumed)
    return value.alias(kind.name) if made is None else made.fill_null(value)


def _column(kind: FactKind, type_: pl.DataType) -> pl.Expr:
    column = pl.col(kind.name)
    match kind.type:
        case FactType.FLAG if type_ in (pl.Boolean, pl.Null):
            return column.cast(pl.Boolean)
        case FactType.WORD if type_ in (pl.String, pl.Enum, pl.Categorical, pl.Null):
            return column.cast(pl.String) if type_ == pl.Null else column
        case FactType.WORDS if type_ == pl.List:
            return mask(kind, kind.name)
        case FactType.WORDS if type_ in (pl.UInt64, pl.Null):
            return column.cast(pl.UInt64)
        case FactType.MOMENT if isinstance(type_, pl.Datetime) and type_.time_zone:
            return column.dt.epoch("s").cast(pl.Int64)
    if kind.type.is_number and (type_.is_integer() or type_ == pl.Null):
        return column.cast(pl.Int64)
    raise ValueError(f"the column {kind.name} is of type {type_}, which the fact ({kind.type}) cannot have")


def _presumed(kind: FactKind, value: Value) -> pl.Expr:
    if isinstance(value, frozenset):
        return pl.lit(sum(bit(kind, word) for word in value), pl.UInt64)
    if isinstance(value, int) and not isinstance(value, bool):
        return pl.lit(value, pl.Int64)
    return pl.lit(value)
