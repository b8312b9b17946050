"""PURE: a YAML text as nodes that know their line. All scalars are text; what a reviewer could overlook is refused.

Anchors, aliases, tags, merged and repeated keys and further documents are refused: one line must mean what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from makegood.policy.reading.problems import Problems, Wrong

MAXIMUM_CHARACTERS = 400_000
MAXIMUM_DEPTH = 20
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `text_column`: where its first character stands, None when it runs over several lines."""

    text: str
    line: int
    column: int
    text_column: int | None = None
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """Nodes by their names; `keys` are the names where they stand."""

    entries: Mapping[str, Node]
    line: int
    column: int
    keys: Mapping[str, Scalar] = field(default_factory=dict)


Node = Scalar | Listing | Table


@dataclass(frozen=True, slots=True)
class Place:
    """A line and column of a file."""

    line: int
    column: int | None = None


def compose(text: str, problems: Problems) -> Node | None:
    """The nodes of a text; None when there are none. What is wrong is noted in `problems`."""
    if len(text) > MAXIMUM_CHARACTERS:
        problems.add(Place(1), f"The file is longer than {MAXIMUM_CHARACTERS:,} characters. Split it.")
        return None
    try:
        return _Composer(yaml.parse(text, Loader=_LOADER), problems).document()
    except yaml.YAMLError as error:
        problems.add(*_told(error))
    except Wrong as wrong:
        problems.add(wrong.place, wrong.reason)
    return None


def _told(error: yaml.YAMLError) -> tuple[Place, str]:
    """Where a YAML error stands and what it says."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Place(1), f"This is not YAML: {' '.join(str(error).split())[:200]}."
    advice = "Put a text that has `: ` or ` #` in it, or begins with a sign, into quotes."
    return Place(
        mark.line + 1, mark.column + 1
    ), f"This is not YAML: {getattr(error, 'problem', error)}. {advice}"


class _Composer:
    """Nodes out of the events of the parser."""

    def __init__(self, events: Iterator[Any], problems: Problems) -> None:
        self.events = events
        self.problems = problems

    def document(self) -> Node | None:
        """The only document of the stream."""
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise Wrong(_place(event), "A second document begins here. One file is one document.")
                root = self.node(next(self.events), 1)
        if root is None:
            self.problems.add(Place(1), "The file is empty.")
        return root

    def node(self, event: Any, depth: int) -> Node:
        """The node that begins with an event."""
        place = _place(event)
        if depth > MAXIMUM_DEPTH:
            raise Wrong(place, f"This is nested more than {MAXIMUM_DEPTH} deep.")
        self.check_plainness(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.table(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self.items(depth)), place.line, place.column or 1)
        return _scalar(event)

    def check_plainness(self, event: Any) -> None:
        """Note what makes a line mean something else than it says."""
        if isinstance(event, yaml.AliasEvent):
            self.problems.add(
                _place(event), f"`*{event.anchor}` refers to another place. Write out what is meant."
            )
        elif event.anchor is not None:
            self.problems.add(_place(event), f"Anchors (`&{event.anchor}`) are not used here. Write it out.")
        if getattr(event, "tag", None) is not None:
            self.problems.add(_place(event), f"Tags (`{event.tag}`) are not used here. Leave it out.")

    def items(self, depth: int) -> Iterator[Node]:
        """The nodes of a list."""
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def table(self, start: Any, depth: int) -> Table:
        """The entries of a table."""
        place = _place(start)
        entries: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, value = self.node(event, depth + 1), self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.problems.add(key, "The name of an entry is a text.")
            elif key.text in entries:
                self.problems.add(
                    key, f"`{key.text}` stands here twice (first in line {keys[key.text].line})."
                )
            else:
                entries[key.text], keys[key.text] = value, key
        return Table(entries, place.line, place.column or 1, keys)


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _scalar(event: Any) -> Scalar:
    place = _place(event)
    column = place.column or 1
    if isinstance(event, yaml.AliasEvent):
        return Scalar("", place.line, column)
    plain = not event.style
    one_line = event.start_mark.line == event.end_mark.line
    text_column = column + (0 if plain else 1) if one_line else None
    return Scalar(event.value, place.line, column, text_column, plain)
