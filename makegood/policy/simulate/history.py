"""Past cases out of a Parquet or CSV file: a column a fact, read chunk by chunk, only what is needed.

Beside facts a file may have `id` (or `case`, `case_id`), `merchant` (or `merchant_id`) and `category`, which is a fact too.
Columns of other names are not used, and the report says so.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl

from makegood.kit.errors import Refused
from makegood.policy.catalogue import Catalogue
from makegood.policy.simulate.columns import read_column

CHUNK = 500_000
_NAMED = {
    "row.case": ("id", "case", "case_id"),
    "row.merchant": ("merchant", "merchant_id", "merchant_name"),
    "row.category": ("category", "goods_kind"),
}
_KEPT = ("currency", "market", "now")


class HistoryUnreadable(Refused):
    """The history “{name}” cannot be read: {why}."""

    status = 422


@dataclass
class Chunk:
    """Some cases: the facts asked for first as the engine takes them, and `row.case`, `row.merchant`, `row.category`.

    `rest`: the other facts, as they were written. `unreadable`: how many values of which column were taken as unknown,
    among the cases that were looked at.
    """

    cases: pl.DataFrame
    rest: pl.DataFrame
    catalogue: Catalogue
    unreadable: Counter[str]

    def only(self, mask: pl.Series) -> pl.DataFrame:
        """Some of the cases with all facts."""
        rest = self.rest.filter(mask) if self.rest.width else self.rest
        return pl.DataFrame([*self.cases.filter(mask), *read_all(rest, self.catalogue, self.unreadable)])


def read_all(raw: pl.DataFrame, catalogue: Catalogue, unreadable: Counter[str]) -> list[pl.Series]:
    """Columns of facts as the engine takes them; what cannot be read is counted. Raises ColumnNotUsable."""
    read = {name: read_column(catalogue.kind(name), raw[name]) for name in raw.columns}
    for name, column in read.items():
        if lost := column.null_count() - raw[name].null_count():
            unreadable[name] += lost
    return list(read.values())


class History(Protocol):
    """Past cases, however they are kept. `columns`: the facts of which it tells."""

    name: str
    cases: int
    columns: frozenset[str]
    not_used: tuple[str, ...]

    def chunks(self, first: Iterable[str], then: Iterable[str] = ()) -> Iterator[Callable[[], Chunk]]:
        """All cases in their order, some at a time, with the facts that are asked of all and then of some; each is read
        when it is called for, which several threads may do."""


class TableHistory:
    """Cases in a table of Polars. `limit`: only so many of the first. Raises HistoryUnreadable."""

    def __init__(
        self,
        name: str,
        table: pl.LazyFrame,
        catalogue: Catalogue,
        limit: int | None = None,
        chunk: int = CHUNK,
    ) -> None:
        self.name, self.chunk = name, chunk
        self._lazy, self._catalogue = table, catalogue
        try:
            self._schema = table.collect_schema()
            all_cases = int(table.select(pl.len()).collect().item())
        except (OSError, pl.exceptions.PolarsError) as error:
            raise HistoryUnreadable(name=name, why=str(error).splitlines()[0]) from error
        self.cases = min(all_cases, limit) if limit else all_cases
        names = self._schema.names()
        self.columns = frozenset(names) & catalogue.facts.keys()
        known = {name for group in _NAMED.values() for name in group}
        self.not_used = tuple(name for name in names if name not in self.columns and name not in known)
        if not self.columns:
            raise HistoryUnreadable(name=name, why="no column has the name of a fact of the catalogue")

    def chunks(self, first: Iterable[str], then: Iterable[str] = ()) -> Iterator[Callable[[], Chunk]]:
        """As History has it."""
        asked = {*first, *_KEPT} & self.columns
        later = {*then} & self.columns - asked
        about = {row: column for row, names in _NAMED.items() if (column := self._first(names))}
        columns = [pl.col(name) for name in self._schema.names() if name in asked | later]
        columns += [pl.col(name).alias(row) for row, name in about.items()]
        yield from self._readers(columns, asked)

    def _readers(self, columns: list[pl.Expr], asked: set[str]) -> Iterator[Callable[[], Chunk]]:
        """Each part is sought and read by whoever calls for it."""
        for start in range(0, self.cases, self.chunk):
            part = self._lazy.slice(start, min(self.chunk, self.cases - start)).select(*columns)
            yield partial(self._collected, part, asked)

    def _first(self, names: Iterable[str]) -> str | None:
        return next((name for name in names if name in self._schema), None)

    def _collected(self, part: pl.LazyFrame, asked: set[str]) -> Chunk:
        return self._read(part.collect(), asked)

    def _read(self, raw: pl.DataFrame, asked: set[str]) -> Chunk:
        unreadable: Counter[str] = Counter()
        facts = read_all(
            raw.select(name for name in raw.columns if name in asked), self._catalogue, unreadable
        )
        rest = raw.select(name for name in raw.columns if name not in asked and name not in _NAMED)
        return Chunk(
            pl.DataFrame([*facts, *(_about(raw, row) for row in _NAMED)]), rest, self._catalogue, unreadable
        )


class _TextHistory(TableHistory):
    """A CSV file, which can only be read from its beginning."""

    def _readers(self, columns: list[pl.Expr], asked: set[str]) -> Iterator[Callable[[], Chunk]]:
        for raw in self._lazy.head(self.cases).select(*columns).collect_batches(chunk_size=self.chunk):
            yield partial(self._read, raw, asked)


def open_history(
    path: Path, catalogue: Catalogue, limit: int | None = None, chunk: int = CHUNK
) -> TableHistory:
    """A Parquet or CSV file. `limit`: only so many of its first cases. Raises HistoryUnreadable."""
    name = path.name.lower()
    if name.endswith((".csv", ".csv.gz")):
        # all as text: what a column means, the catalogue says
        return _TextHistory(path.name, pl.scan_csv(path, infer_schema=False), catalogue, limit, chunk)
    if not name.endswith((".parquet", ".pq")):
        raise HistoryUnreadable(name=path.name, why="it is neither .parquet nor .csv (or .csv.gz)")
    return TableHistory(path.name, pl.scan_parquet(path), catalogue, limit, chunk)


def _about(raw: pl.DataFrame, row: str) -> pl.Series:
    """A text about each case; numbers are written out, what is not told is empty."""
    if row not in raw.columns:
        return pl.repeat(None, raw.height, dtype=pl.String, eager=True).alias(row)
    column = raw[row]
    return column if column.dtype in (pl.String, pl.Categorical, pl.Enum) else column.cast(pl.String)
