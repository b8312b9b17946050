"""PURE: rows turned into the columns that `unnest` takes."""

from collections.abc import Sequence
from typing import Any


def columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    """The columns of rows of `width` values; as many empty columns when there are no rows."""
    return list(zip(*rows, strict=True)) if rows else [()] * width
