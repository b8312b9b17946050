"""PURE: a saved view: which addresses can be kept, and what of them."""

import re
from datetime import datetime
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct

from makegood.kit.errors import Refused

MOST_OF_A_PERSON = 100
LONGEST_NAME_CHARACTERS = 60
LONGEST_QUERY_CHARACTERS = 1000
_PATH = re.compile(r"/|(/[a-z0-9][a-z0-9_-]{0,40}){1,4}")
_PASSING = frozenset({"cursor", "done", "lang", "before", "page"})
"""What an address says only for the moment."""


class ViewNotUsable(Refused):
    """Only a list of this product can be kept as a view, with the filters that its address shows."""

    status: ClassVar[int] = 422


class ViewNameNotUsable(Refused):
    """Give the view a name of at most 60 characters."""

    status: ClassVar[int] = 422


class ViewNameTaken(Refused):
    """There is a view of that name already; choose another name, or delete the old one first."""


class TooManyViews(Refused):
    """You keep {most} views already; delete one that you no longer need."""


class View(Struct, frozen=True):
    """A list as somebody wants to see it again. `query` is the address's part after the question mark."""

    id: int
    path: str
    query: str
    name: str
    made_at: datetime

    @property
    def href(self) -> str:
        """The address of the list."""
        return f"{self.path}?{self.query}" if self.query else self.path


def place_of(path: str, query: str) -> tuple[str, str]:
    """Path and query as they are kept: sorted, without what was only for the moment. Raises ViewNotUsable."""
    if not _PATH.fullmatch(path) or len(query) > LONGEST_QUERY_CHARACTERS:
        raise ViewNotUsable()
    try:
        pairs = parse_qsl(query.removeprefix("?"), strict_parsing=bool(query.strip("?")), max_num_fields=40)
    except ValueError:
        raise ViewNotUsable() from None
    kept = sorted((name, value) for name, value in pairs if name not in _PASSING)
    if any("\0" in part for pair in kept for part in pair):
        raise ViewNotUsable()
    return path, urlencode(kept)


def name_of(text: str) -> str:
    """A name as it is kept. Raises ViewNameNotUsable."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME_CHARACTERS or not name.isprintable():
        raise ViewNameNotUsable()
    return name
