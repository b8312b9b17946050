"""Saved views: lists as somebody wants to see them again, each one person's own."""

from makegood.views.model import (
    LONGEST_NAME_CHARACTERS,
    LONGEST_QUERY_CHARACTERS,
    View,
    ViewNotUsable,
    place_of,
)
from makegood.views.store import drop_view, keep_view, views_of

__all__ = [
    "LONGEST_NAME_CHARACTERS",
    "LONGEST_QUERY_CHARACTERS",
    "View",
    "ViewNotUsable",
    "drop_view",
    "keep_view",
    "place_of",
    "views_of",
]
