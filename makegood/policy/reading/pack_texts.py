"""PURE: what a pack's author wrote, before names are replaced by what they stand for: tells a changed line from its effects."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from makegood.policy.reading.problems import PackProblem, Problems
from makegood.policy.reading.yaml_marks import Listing, Node, Scalar, Table, compose


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a pack's file, without their spacing."""

    lengths: Mapping[str, str]
    terms: Mapping[str, str]
    conditions: Mapping[str, tuple[str, str]]
    outcomes: Mapping[str, str]

    def length(self, window: str) -> str:
        """The length of a window as it is written: the name of a value, or a span of time."""
        return self.lengths.get(window, "")

    def term(self, name: str) -> str:
        """The condition of a term."""
        return self.terms.get(name, "")

    def condition(self, rule: str) -> tuple[str, str]:
        """`when` and `unless` of a rule."""
        return self.conditions.get(rule, ("", ""))

    def says(self, rule: str) -> str:
        """What a rule's outcomes are, as they are written."""
        return self.outcomes.get(rule, "")

    def mentions(self, rule: str, name: str) -> bool:
        """Whether the conditions of a rule use a name, themselves or through a term."""
        return any(self._uses(text, name, frozenset()) for text in self.condition(rule))

    def says_with(self, rule: str, name: str) -> bool:
        """Whether the outcomes of a rule use a name."""
        return _has_word(self.says(rule), name)

    def _uses(self, text: str, name: str, seen: frozenset[str]) -> bool:
        if _has_word(text, name):
            return True
        through = [term for term in self.terms if term not in seen and _has_word(text, term)]
        return any(self._uses(self.terms[term], name, seen | {term}) for term in through)


def texts_of(source: str) -> Texts:
    """The texts of a file that was read as a pack before."""
    root = compose(source, Problems("pack"))
    rules = [rule for rule in _items(_entry(root, "rules")) if isinstance(rule, Table)]
    windows, terms = _entry(root, "windows"), _entry(root, "terms")
    return Texts(
        {name: _text(_entry(window, "length")) for name, window in _entries(windows).items()},
        {name: _text(term) for name, term in _entries(terms).items()},
        {
            _text(_entry(rule, "id")): (_text(_entry(rule, "when")), _text(_entry(rule, "unless")))
            for rule in rules
        },
        {_text(_entry(rule, "id")): _all_text(_entry(rule, "then")) for rule in rules},
    )


def hidden_characters(source: str, file: str) -> list[PackProblem]:
    """Where a text has what a reviewer cannot see, written or escaped: control characters, turned writing, halves of
    characters. The database would not take some of them either.
    """
    written = [(number, line) for number, line in enumerate(source.split("\n"), 1)]
    escaped = [(scalar.line, scalar.text) for scalar in _scalars(compose(source, Problems(file)))]
    lines = sorted({line for line, text in (*written, *escaped) if any(_is_hidden(each) for each in text)})
    reason = "There is a character here that cannot be seen. Write it as what it stands for, or leave it out."
    return [PackProblem(file, line, None, reason) for line in lines]


def _is_hidden(character: str) -> bool:
    if character in "\n\r\t\u200d":
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _scalars(node: Node | None) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Listing(items):
            for item in items:
                yield from _scalars(item)
        case Table(entries, _, _, keys):
            yield from keys.values()
            for entry in entries.values():
                yield from _scalars(entry)


def _entries(node: Node | None) -> Mapping[str, Node]:
    return node.entries if isinstance(node, Table) else {}


def _entry(node: Node | None, name: str) -> Node | None:
    return _entries(node).get(name)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Listing) else ()


def _text(node: Node | None) -> str:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def _all_text(node: Node | None) -> str:
    match node:
        case Table(entries):
            return " ".join(f"{name}: {_all_text(each)}" for name, each in entries.items())
        case Listing(items):
            return " ".join(_all_text(each) for each in items)
        case _:
            return _text(node)


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w'\"]){re.escape(word)}(?![\w'\"])", text) is not None
