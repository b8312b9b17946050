"""Statements on paper: the lines of a whole period on one page, as many as anybody prints."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

PAGE_SIZE = 50
MOST_PRINTED = 5_000
"""Lines; a longer statement says that it goes on, and is whole as a file."""
WHOLE = {"lines": "all"}


def lines_shown(query: Mapping[str, Any]) -> int:
    """The most lines of a page: those of a screen, or of everything that is to be printed."""
    return MOST_PRINTED if query.get("lines") == WHOLE["lines"] else PAGE_SIZE


def whole_page(path: str, named: Mapping[str, str], query: Mapping[str, Any], goes_on: bool) -> str:
    """Where all lines of a period are on one page; empty where they are already."""
    is_part = (goes_on or query.get("cursor")) and lines_shown(query) == PAGE_SIZE
    return f"{path}?{urlencode({**named, **WHOLE})}" if is_part else ""
