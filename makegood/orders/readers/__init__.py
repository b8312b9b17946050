"""Readers of files: which one reads a file is told by its name or its first bytes."""

from datetime import datetime
from pathlib import Path

from makegood.orders.readers.model import Draft, FileRefused, Reader, Reject
from makegood.orders.readers.opening import first_bytes, is_gzip
from makegood.orders.readers.place import rejects

FORMATS = ("auto", "csv", "jsonl", "parquet", "retail-store")
PARQUET_MAGIC = b"PAR1"
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".json": "retail-store",
}

__all__ = ["FORMATS", "Draft", "FileRefused", "Reader", "Reject", "reader_of", "rejects"]


def reader_of(path: Path, form: str = "auto", as_of: datetime | None = None) -> Reader:
    """The reader for a file. Raises `FileRefused` when it is none that we read."""
    start = first_bytes(path, 4096)
    chosen = _told_form(path, start) if form == "auto" else form
    if chosen == "csv":
        from makegood.orders.readers.csv_file import CsvReader

        return CsvReader(path)
    if chosen == "jsonl":
        from makegood.orders.readers.jsonl_file import JsonlReader

        return JsonlReader(path)
    if chosen == "retail-store":
        from makegood.orders.readers.retail_store import DEFAULT_AS_OF, RetailStoreReader

        return RetailStoreReader(path, as_of or DEFAULT_AS_OF)
    return _parquet(path, start)


def _parquet(path: Path, start: bytes) -> Reader:
    if is_gzip(path):
        raise FileRefused(
            f"{path.name} is gzip around Parquet; unpack it first (gunzip). Parquet is compressed itself."
        )
    if not start.startswith(PARQUET_MAGIC):
        raise FileRefused(f"{path.name} is not a Parquet file.")
    from makegood.orders.readers.parquet_file import ParquetReader

    return ParquetReader(path)


def _told_form(path: Path, start: bytes) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    told = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if told:
        return told
    if start.startswith(PARQUET_MAGIC):
        return "parquet"
    if start.lstrip().startswith(b"{"):
        return "jsonl"
    if b"order_id" in start.split(b"\n", 1)[0]:
        return "csv"
    raise FileRefused(
        f"{path.name} is neither CSV, JSONL nor Parquet by its name or content; say which with --format."
    )
