"""CSV: a row for each order line, UTF-8, separated by comma, semicolon or tab."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from makegood.orders.readers.grouping import drafts_of
from makegood.orders.readers.model import Draft, FileRefused
from makegood.orders.readers.opening import opened
from makegood.orders.readers.scattered import ScatteredOrders
from makegood.orders.readers.table import Row, check_columns

Records = Iterator[list[str]]


class CsvReader:
    """Reads a CSV file twice: once to see that it is whole, once for its orders."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._scattered: frozenset[int] = frozenset()

    def inspect(self) -> int:
        """Look through the whole file; the number of its rows without the header. Raises `FileRefused`."""
        seen = ScatteredOrders()
        count = 0
        with self._records() as (names, records):
            at = names.index("order_id")
            for record in records:
                if record:
                    count += 1
                    seen.tell(record[at].strip() if at < len(record) else "")
        self._scattered = seen.found()
        return count

    def drafts(self) -> Iterator[Draft]:
        """The orders in the file's order. Raises `FileRefused` when the file changed under us."""
        with self._records() as (names, records):
            yield from drafts_of(_rows(names, records), self._scattered)

    @contextmanager
    def _records(self) -> Iterator[tuple[list[str], Records]]:
        with opened(self._path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
            try:
                header = text.readline(1 << 16)
                names = _names(header)
                yield names, csv.reader(text, delimiter=_delimiter(header), strict=True)
            except csv.Error as error:
                raise FileRefused(f"{self._path.name} is not well-formed CSV: {error}.") from error


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _names(header: str) -> list[str]:
    if not header.strip():
        raise FileRefused("The file is empty; its first row names the columns.")
    names = next(csv.reader([header], delimiter=_delimiter(header), strict=True))
    names = [name.strip().lower() for name in names]
    check_columns(names)
    return names


def _rows(names: list[str], records: Records) -> Iterator[Row]:
    for number, record in enumerate(records, 2):
        if not record:
            continue
        if len(record) != len(names):
            yield number, f"the row has {len(record)} cells, the header {len(names)}"
        else:
            yield number, {name: cell.strip() for name, cell in zip(names, record, strict=True)}
