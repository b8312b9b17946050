"""The pages: the same resources as HTML."""

from typing import Any

PAGE_HANDLERS: list[Any] = []
