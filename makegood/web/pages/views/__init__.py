"""Saved views: lists as somebody wants to see them again. A list page shows them as tabs with `saved_tabs`."""

from makegood.web.pages.views.tabs import SavedTabs, saved_tabs

__all__ = ["SavedTabs", "saved_tabs"]
