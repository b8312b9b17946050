"""The rejects file: for each problem the rows, the order, the field, why, and the value; JSONL or CSV."""

import csv
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from makegood.orders.readers import FileRefused, Reject

COLUMNS = ("rows", "order", "field", "why", "value")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class RejectFile:
    """Written as an import goes on; there is no file when nothing was rejected."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: IO[str] | None = None
        self._is_csv = path.suffix.lower() == ".csv"

    def __enter__(self) -> "RejectFile":
        """Take away the file of an earlier run. Raises `FileRefused` when this place cannot be written."""
        try:
            with self.path.open("w", encoding="utf-8"):
                pass
            if self.path.is_file():  # a device such as /dev/null stays
                self.path.unlink()
        except OSError as error:
            raise FileRefused(
                f"The rejects file {self.path} cannot be written ({error.strerror}); name another with --rejects."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, reject: Reject) -> None:
        """Write one reject."""
        self.count += 1
        if self._file is None:
            self._file = self._begun()
        if self._is_csv:
            csv.writer(self._file).writerow(_cells(reject))
        else:
            self._file.write(msgspec.json.encode(reject).decode() + "\n")

    def _begun(self) -> IO[str]:
        file = self.path.open("w", encoding="utf-8", newline="")
        if self._is_csv:
            csv.writer(file).writerow(COLUMNS)
        return file


def _cells(reject: Reject) -> list[str]:
    rows = "-".join(map(str, reject.rows))
    return [rows, *(_harmless(text) for text in (reject.order, reject.field, reject.why, reject.value))]


def _harmless(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
