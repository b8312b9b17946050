"""PURE: the heads of tables, with links that sort by them."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from msgspec import Struct

ASCENDING, DESCENDING = "ascending", "descending"


class Column(Struct, frozen=True):
    """One column. `label` is in the reader's language; `href` sorts by it (empty: it cannot), `order` is how it is sorted.

    `kind`: empty for text, `amount` for numbers and money, `unseen-head` where the head is only for those who listen.
    """

    label: str
    href: str = ""
    order: str = ""
    kind: str = ""


class Sort(Struct, frozen=True):
    """By what a list is sorted; `name` is one of the list's own words."""

    name: str
    descending: bool = False

    @property
    def text(self) -> str:
        """As an address says it: `due`, or `-due` for the other way round."""
        return f"-{self.name}" if self.descending else self.name


def sort_of(asked: str, names: Iterable[str], default: str) -> Sort:
    """The sort that an address asks for; the default for one that the list does not have."""
    name, descending = asked.removeprefix("-"), asked.startswith("-")
    return (
        Sort(name, descending)
        if name in set(names)
        else Sort(default.removeprefix("-"), default.startswith("-"))
    )


def columns_by(
    sort: Sort,
    heads: Iterable[tuple[str, str, str]],
    path: str,
    query: Mapping[str, str] | None = None,
) -> list[Column]:
    """Columns out of (name to sort by or "", label, kind). A second press on the same head turns the order round."""
    return [_column(sort, name, label, kind, path, query or {}) for name, label, kind in heads]


def _column(sort: Sort, name: str, label: str, kind: str, path: str, query: Mapping[str, str]) -> Column:
    if not name:
        return Column(label, kind=kind)
    is_mine = name == sort.name
    wanted = Sort(name, is_mine and not sort.descending)
    asked = {key: value for key, value in query.items() if value and key != "cursor"} | {"sort": wanted.text}
    order = (DESCENDING if sort.descending else ASCENDING) if is_mine else ""
    return Column(label, f"{path}?{urlencode(asked)}", order, kind)
