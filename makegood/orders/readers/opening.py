"""Opening files: plain or gzip, told by their first bytes; what cannot be read is refused in words."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from makegood.orders.readers.model import FileRefused

GZIP_MAGIC = b"\x1f\x8b"
_CHUNK_BYTES = 1 << 16


def is_gzip(path: Path) -> bool:
    """Whether the file begins as gzip does. Raises `OSError`."""
    with path.open("rb") as file:
        return file.read(2) == GZIP_MAGIC


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked. Raises `FileRefused`, also for what goes wrong while it is read."""
    try:
        with gzip.open(path, "rb") if is_gzip(path) else path.open("rb") as file:
            yield cast(IO[bytes], file)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRefused(f"{path.name} is cut short or damaged (gzip: {error}).") from error
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{path.name} is not UTF-8 text (byte {error.object[error.start]:#04x}). Save it as UTF-8 and try again."
        ) from error
    except OSError as error:
        raise FileRefused(f"{path.name} cannot be read: {error.strerror or error}.") from error


def first_bytes(path: Path, size: int = _CHUNK_BYTES) -> bytes:
    """The beginning of the unpacked file. Raises `FileRefused`."""
    with opened(path) as file:
        return file.read(size)
