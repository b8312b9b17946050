"""PURE: what papers make of a case. The newest count; the earlier ones stay in its events."""

from typing import Any

from makegood.cases.families.court_papers import events as own

CHANGES: dict[type, Any] = {own.RulingBound: lambda state, event: {"bound": event.bound}}
