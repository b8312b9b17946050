"""Parquet: the columns of the CSV form, a row for each order line, read a slice at a time."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars

from makegood.orders.readers.grouping import drafts_of
from makegood.orders.readers.model import Draft, FileRefused
from makegood.orders.readers.scattered import ScatteredOrders
from makegood.orders.readers.table import Row, check_columns

ROWS_AT_ONCE = 20_000


class ParquetReader:
    """Reads a Parquet file: its order numbers first, then its orders."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._scattered: frozenset[int] = frozenset()
        self._count = 0

    def inspect(self) -> int:
        """Look through every column; the number of rows. Raises `FileRefused`."""
        try:
            frame = polars.scan_parquet(self._path, glob=False)
            names = frame.collect_schema().names()
            check_columns(names)
            # Counting the values of every column reads all of the file, so that damage shows before anything is written.
            counted = frame.select(polars.all().count(), polars.len().alias("rows of the file")).collect()
            self._count = counted["rows of the file"][0]
            seen = ScatteredOrders()
            for rows in self._slices(["order_id"]):
                for (order,) in rows:
                    seen.tell(_text(order))
        except (polars.exceptions.PolarsError, OSError) as error:
            raise FileRefused(f"{self._path.name} is not a whole Parquet file: {error}") from error
        self._scattered = seen.found()
        return self._count

    def drafts(self) -> Iterator[Draft]:
        """The orders in the file's order. Call `inspect` first."""
        yield from drafts_of(self._rows(), self._scattered)

    def _rows(self) -> Iterator[Row]:
        names = polars.scan_parquet(self._path, glob=False).collect_schema().names()
        number = 1
        for rows in self._slices(names):
            for row in rows:
                yield number, {name: _text(cell) for name, cell in zip(names, row, strict=True)}
                number += 1

    def _slices(self, names: list[str]) -> Iterator[list[tuple[Any, ...]]]:
        frame = polars.scan_parquet(self._path, glob=False).select(names)
        for start in range(0, self._count, ROWS_AT_ONCE):
            yield frame.slice(start, ROWS_AT_ONCE).collect().rows()


def _text(cell: Any) -> str:
    """A cell as the CSV form writes it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list):
        return "|".join(map(_text, cell))
    return str(cell)
