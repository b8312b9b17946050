"""JSONL: one order on each line."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from makegood.orders.model import OrderInput
from makegood.orders.parse import order_from_json
from makegood.orders.readers.model import Draft, FileRefused
from makegood.orders.readers.opening import opened

LONGEST_LINE_BYTES = 16 * 1024 * 1024


class _Named(msgspec.Struct):
    external_id: str = ""


class JsonlReader:
    """Reads a JSONL file twice: once to see that it is whole, once for its orders."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def inspect(self) -> int:
        """Look through the whole file; the number of its lines that hold something. Raises `FileRefused`."""
        with opened(self._path) as file:
            count = 0
            for _, line in _lines(file, self._path.name):
                line.decode()
                count += 1
            return count

    def drafts(self) -> Iterator[Draft]:
        """The orders in the file's order. Raises `FileRefused` when the file changed under us."""
        with opened(self._path) as file:
            for number, line in _lines(file, self._path.name):
                yield draft_of_line(number, line)


def draft_of_line(number: int, line: bytes) -> Draft:
    """One order out of a line."""
    outcome = order_from_json(line)
    if isinstance(outcome, OrderInput):
        return Draft(rows=(number, number), order=outcome.external_id, input=outcome)
    return Draft(rows=(number, number), order=_name(line), problems=tuple(outcome))


def _name(line: bytes) -> str:
    try:
        return msgspec.json.decode(line, type=_Named).external_id[:100]
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return ""


def _lines(file: IO[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if len(line) > LONGEST_LINE_BYTES:
            raise FileRefused(
                f"{name}: line {number} is longer than 16 MiB; JSONL has one order on each line."
            )
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, line
