"""PURE: what readers of files hand over: one draft for each order, with the rows it came from."""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from makegood.orders.model import OrderInput, Problem


class FileRefused(Exception):
    """The file as a whole cannot be imported; the message says why and what to do. Nothing was written."""


class Reject(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why an order was left out: the rows of the file, the order, the field, why, and the value."""

    rows: list[int]
    order: str
    field: str
    why: str
    value: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An order as the file tells it: `input`, or the `problems` of reading it.

    `rows` are the first and last row (for a table the header is row 1; for JSONL, lines from 1).
    `line_rows` holds the row of each order line when the file is a table.
    """

    rows: tuple[int, int]
    order: str
    input: OrderInput | None = None
    problems: tuple[Problem, ...] = ()
    line_rows: tuple[int, ...] | None = None

    @property
    def row_count(self) -> int:
        """How many rows of the file it takes up."""
        return len(self.line_rows) if self.line_rows is not None else 1


class Reader(Protocol):
    """Reads one file."""

    def inspect(self) -> int:
        """Look through the whole file; the number of its rows. Raises `FileRefused`."""
        ...

    def drafts(self) -> Iterator[Draft]:
        """The orders one by one, in the file's order, in little memory."""
        ...
