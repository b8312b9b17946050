"""PURE: the text of a condition as a syntax tree, within limits. It is parsed and never executed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from makegood.policy.catalogue import Catalogue, FactKind
from makegood.policy.language.expression import Condition
from makegood.policy.pack import NamedValue, Window
from makegood.policy.reading.problems import nearest

MAXIMUM_CHARACTERS = 4_000
MAXIMUM_DEPTH = 50


class ExpressionWrong(ValueError):
    """A condition or number that cannot be understood. `column`: from 0 in its text, None where it is not known."""

    def __init__(self, reason: str, column: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


@dataclass(frozen=True)
class Scope:
    """What a condition can name: facts, and the values, windows and terms of its pack."""

    catalogue: Catalogue
    values: Mapping[str, NamedValue] = field(default_factory=dict)
    windows: Mapping[str, Window] = field(default_factory=dict)
    terms: Mapping[str, Condition] = field(default_factory=dict)
    currency: str | None = None
    day_starts_seconds: int = 0
    money_names: frozenset[str] = frozenset()
    """The values, terms and functions whose use ties a rule to the currency of the pack."""

    def fact(self, name: ast.Name) -> FactKind | None:
        """The fact of that name, None when the name is something else of the pack. Raises ExpressionWrong."""
        found = self.catalogue.facts.get(name.id)
        if found is None and name.id not in self.values and name.id not in self.terms:
            raise self.not_known(name)
        return found

    def not_known(self, name: ast.Name) -> ExpressionWrong:
        """There is nothing of that name."""
        if name.id in self.windows:
            return wrong(name, f"`{name.id}` is a window. Write `within({name.id})` or `after({name.id})`.")
        names = (*self.catalogue.facts, *self.values, *self.terms, "true", "false")
        hint = (
            nearest(name.id, names) or " Add it to the catalogue of facts, or to the pack's values or terms."
        )
        return wrong(name, f"There is no fact, value or term `{name.id}`.{hint}")


def parse_syntax(text: str) -> ast.expr:
    """The syntax tree of a text. Raises ExpressionWrong."""
    if len(text) > MAXIMUM_CHARACTERS:
        raise ExpressionWrong(
            f"The condition is longer than {MAXIMUM_CHARACTERS} characters. Name parts of it in `terms`."
        )
    if "\\" in text or "\0" in text or "#" in text:
        raise ExpressionWrong("A condition has no backslash, # or zero byte.")
    if not text.strip():
        raise ExpressionWrong("Here a condition is to be written.")
    cut = len(text) - len(text.lstrip())
    flat = " ".join(text.splitlines())
    try:
        tree = ast.parse(flat.strip(), mode="eval").body
    except SyntaxError as error:
        column = (error.offset - 1 if error.offset else len(flat.strip())) + cut
        raise ExpressionWrong(f"This cannot be understood: {error.msg}.", column) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionWrong("This is nested too deep. Name parts of it in `terms`.") from None
    _in_characters(tree, flat.strip(), cut)
    return tree


def _in_characters(tree: ast.expr, text: str, cut: int) -> None:
    """Columns of the tree count bytes; make them count characters of the whole text. Raises ExpressionWrong if too deep."""
    encoded = text.encode()
    waiting: list[tuple[ast.AST, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAXIMUM_DEPTH:
            raise ExpressionWrong("This is nested too deep. Name parts of it in `terms`.")
        if isinstance(node, ast.expr):
            node.col_offset = cut + len(encoded[: node.col_offset].decode(errors="ignore"))
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def names_in(text: str) -> frozenset[str]:
    """Every name that a condition uses, functions included. Raises ExpressionWrong."""
    return frozenset(node.id for node in ast.walk(parse_syntax(text)) if isinstance(node, ast.Name))


def wrong(node: ast.expr, reason: str) -> ExpressionWrong:
    """What is wrong at a node."""
    return ExpressionWrong(reason, node.col_offset)


def call_of(node: ast.expr) -> tuple[str, list[ast.expr]] | None:
    """The name and arguments of a call such as `days(7)`, None when the node is none. Raises ExpressionWrong."""
    if not isinstance(node, ast.Call):
        return None
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise wrong(node, "This cannot be written in a condition.")
    return node.func.id, node.args


def text_of(node: ast.expr) -> str | None:
    """The text of 'a quoted word', None when the node is none."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
