"""PURE: the entries of a table in a policy file, read one by one; unknown and missing names are told."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from makegood.policy.reading.problems import Problems, Wrong, nearest
from makegood.policy.reading.yaml_marks import Listing, Node, Scalar, Table
from makegood.policy.text import Text

T = TypeVar("T")
D = TypeVar("D")
NO_TEXT = Text("", "")
NO_SCALAR = Scalar("", 1, 1)
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
RESERVED = {
    "true", "false", "days", "hours", "minutes", "percent", "date", "amount", "min", "max", "part", "within", "after",
}  # fmt: skip


class Fields:
    """A table whose names are known; what is wrong in one entry is noted and the others are read."""

    def __init__(
        self,
        node: Node,
        problems: Problems,
        *,
        required: Collection[str] = (),
        optional: Collection[str] = (),
    ) -> None:
        self.problems = problems
        self.table = problems.attempt(lambda: table(node), Table({}, node.line, node.column))
        known = [*required, *optional]
        for name, key in self.table.keys.items():
            if name not in known:
                problems.add(key, f"`{name}` is not known here.{nearest(name, known) or told_choices(known)}")
        if isinstance(node, Table):
            for name in required:
                if name not in self.table.entries:
                    problems.add(self.table, f"`{name}` is missing.")

    def __contains__(self, name: str) -> bool:
        return name in self.table.entries

    def node(self, name: str) -> Node | None:
        """An entry, None when it is not there."""
        return self.table.entries.get(name)

    def read(self, name: str, reading: Callable[[Node], T], default: D) -> T | D:
        """What `reading` makes of an entry; `default` when it is not there or wrong (which is noted)."""
        node = self.table.entries.get(name)
        return default if node is None else self.problems.attempt(lambda: reading(node), default)


def told_choices(names: Collection[str]) -> str:
    """“ Known are …”: what may be written."""
    return f" Known are: {', '.join(names)}."


def table(node: Node) -> Table:
    """The node as a table. Raises Wrong."""
    if isinstance(node, Table):
        return node
    raise Wrong(node, "Here a table is expected: lines of `name: …`.")


def entries(node: Node) -> Mapping[str, Node]:
    """The entries of a table. Raises Wrong."""
    return table(node).entries


def items(node: Node) -> tuple[Node, ...]:
    """The items of a list. Raises Wrong."""
    if isinstance(node, Listing):
        return node.items
    raise Wrong(node, "Here a list is expected: `[a, b]`, or lines that begin with `- `.")


def scalar(node: Node) -> Scalar:
    """The node as a text. Raises Wrong when it is a table, a list or empty."""
    if not isinstance(node, Scalar):
        raise Wrong(node, "Here a single text is expected.")
    if not node.text.strip():
        raise Wrong(node, "Here something is to be written.")
    return node


def line_of_text(node: Node) -> str:
    """A text without line breaks. Raises Wrong."""
    return " ".join(scalar(node).text.split())


def scalars(node: Node) -> tuple[Scalar, ...]:
    """A list of texts; a single text is a list of one. Raises Wrong."""
    return tuple(scalar(item) for item in items(node)) if isinstance(node, Listing) else (scalar(node),)


def texts(node: Node) -> tuple[str, ...]:
    """A list of texts, each once. Raises Wrong."""
    found: dict[str, None] = {}
    for item in scalars(node):
        if item.text in found:
            raise Wrong(item, f"`{item.text}` stands here twice.")
        found[item.text] = None
    return tuple(found)


def both_languages(node: Node) -> Text:
    """A text {en: …, zh: …}. Raises Wrong."""
    if not isinstance(node, Table):
        raise Wrong(node, "Here a text in both languages is expected: {en: …, zh: …}.")
    for name, key in node.keys.items():
        if name not in ("en", "zh"):
            told = node.entries[name]
            lone = isinstance(told, Scalar) and told.plain and not told.text
            hint = ' A text with a comma in it needs quotes: {en: "a, b", …}.' if lone else ""
            raise Wrong(key, f"“{name[:40]}” is not known here, only `en` and `zh`.{hint}")
    for language in ("en", "zh"):
        if language not in node.entries:
            raise Wrong(node, f"The text in the language `{language}` is missing.")
    return Text(line_of_text(node.entries["en"]), line_of_text(node.entries["zh"]))


def text_or_both(node: Node) -> Text:
    """A text for both languages, or one in each. Raises Wrong."""
    if isinstance(node, Scalar):
        text = line_of_text(node)
        return Text(text, text)
    return both_languages(node)


def one_of(choices: Collection[str]) -> Callable[[Node], str]:
    """A reader of one of some words."""

    def read(node: Node) -> str:
        told = scalar(node)
        if told.text not in choices:
            raise Wrong(
                told,
                f"“{told.text}” is not possible here.{nearest(told.text, choices) or told_choices(choices)}",
            )
        return told.text

    return read


def yes_or_no(node: Node) -> bool:
    """yes or no. Raises Wrong."""
    return one_of(("yes", "no", "true", "false"))(node) in ("yes", "true")


def whole_number(node: Node) -> int:
    """A whole number, zero or more. Raises Wrong."""
    told = scalar(node)
    if not told.text.isdecimal() or not told.text.isascii() or len(told.text) > 18:
        raise Wrong(told, f"“{told.text[:40]}” is not a whole number such as 3.")
    return int(told.text)


def check_name(name: Scalar, what: str) -> str:
    """The name of a fact, value, window or term. Raises Wrong when conditions could not use it."""
    if not _NAME.fullmatch(name.text) or len(name.text) > 60:
        raise Wrong(
            name,
            f"“{name.text[:60]}” cannot name a {what}. Write small letters, digits and `_`: no_reason_window.",
        )
    if name.text in RESERVED or keyword.iskeyword(name.text):
        raise Wrong(name, f"`{name.text}` has a meaning in conditions already. Name the {what} another way.")
    return name.text
