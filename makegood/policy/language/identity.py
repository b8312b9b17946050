"""PURE: what was made of an object, remembered by which object it was.

For trees that live long and are met again and again: to compare two of them would take longer than to make it anew.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class ByIdentity(Generic[Thing, Made]):
    """A function that remembers. It keeps what it was given, so that nothing else can come to have its identity."""

    def __init__(self, make: Callable[..., Made], most: int) -> None:
        self._make = make
        self._most = most
        self._kept: dict[Hashable, tuple[Thing, Made]] = {}

    def __call__(self, thing: Thing, *also: Hashable) -> Made:
        """What is made of the thing, and of what else is given."""
        key = (id(thing), *also)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is thing:
            return kept[1]
        made = self._make(thing, *also)
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (thing, made)
        return made
