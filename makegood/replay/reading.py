"""Reads the file of a shop's history: CSV or gzipped CSV, in UTF-8 or ISO-8859-1, with commas, semicolons or tabs."""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from makegood.replay.model import History, ReplayRefused, SourceLine, UnreadableLine
from makegood.replay.parsing import column_places, date_reader, read_line

GZIP = b"\x1f\x8b"
ZIP = b"PK"


def read_history(path: Path, limit: int | None = None) -> History:
    """The history in a file, or in its first `limit` lines. Raises `ReplayRefused`."""
    content = _content(path)
    text = _text(content)
    try:
        places = column_places(next(_rows(text, 0, 1), []))
        # Read twice rather than kept: a year of a shop is half a million lines.
        date = date_reader(
            row[places["at"]].strip() for row in _rows(text, 1, limit) if len(row) > places["at"]
        )
        read = [
            read_line(number, row, places, date) for number, row in enumerate(_rows(text, 1, limit), 2) if row
        ]
    except csv.Error as error:
        raise ReplayRefused(f"{path.name} is not a CSV file: {error}.") from error
    if not read:
        raise ReplayRefused(f"{path.name} holds no lines.")
    fingerprint = hashlib.blake2b(content, digest_size=16).hexdigest()
    return History(
        path.name,
        f"{fingerprint} {limit or 'all'}",
        [line for line in read if isinstance(line, SourceLine)],
        [line for line in read if isinstance(line, UnreadableLine)],
    )


def _rows(text: str, first: int, limit: int | None) -> Iterator[list[str]]:
    """Rows of the file; the header is row 0."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    return islice(rows, first, None if limit is None else first + limit)


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        if content.startswith(GZIP):
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise ReplayRefused(f"{path.name} cannot be read whole: {error}.") from error
    if content.startswith(ZIP):
        raise ReplayRefused(f"{path.name} is a spreadsheet or an archive; save it as CSV first.")
    return content


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")


def _delimiter(text: str) -> str:
    header = text[: text.find("\n")] if "\n" in text else text
    return max(",;\t", key=header.count)
