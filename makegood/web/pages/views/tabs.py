"""Saved views as a list page shows them: tabs, and a field to keep what the page shows now (views/tabs.html).

A page gives its template `saved=await saved_tabs(pool, reader)` and includes "views/tabs.html" above its list.
"""

from typing import Any

from msgspec import Struct

from makegood.accounts import OPERATIONS
from makegood.notifications import person_of
from makegood.views import View, ViewNotUsable, place_of, views_of
from makegood.web.pages.shell import Reader


class SavedTab(Struct, frozen=True):
    """A view as a tab; its name is as its owner wrote it."""

    name: str
    href: str
    chosen: bool


class SavedTabs(Struct, frozen=True):
    """The reader's views of this list, and the address that the page shows now. `is_new`: it is none of them yet."""

    tabs: list[SavedTab]
    path: str
    query: str
    is_new: bool


async def saved_tabs(pool: Any, reader: Reader) -> SavedTabs | None:
    """The views of the list that `reader.path` leads to; None for those who keep none, such as a demo's guests."""
    if reader.principal is None or reader.is_guest or reader.me.role not in OPERATIONS["view.manage"].reach:
        return None
    path, _, typed = reader.path.partition("?")
    try:
        path, query = place_of(path, typed)
    except ViewNotUsable:
        return None
    return tabs_of(await views_of(pool, person_of(reader.me), path), path, query)


def tabs_of(views: list[View], path: str, query: str) -> SavedTabs:
    """Views of one list as its tabs."""
    tabs = [SavedTab(view.name, view.href, view.query == query) for view in views]
    return SavedTabs(tabs, path, query, bool(query) and not any(tab.chosen for tab in tabs))
