"""PURE: which of the names that a pack defines are used anywhere in it: values, windows and terms."""

import re
from collections.abc import Iterator

from makegood.policy.pack import Pack
from makegood.policy.reading.problems import Problems
from makegood.policy.reading.yaml_marks import Listing, Node, Scalar, Table, compose

_PROSE = frozenset({"text", "about", "title", "note", "source", "examples", "id", "over"})
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def unused(pack: Pack) -> Iterator[tuple[str, str, int]]:
    """Each name that is defined and never used: the section, the name and its line."""
    problems = Problems(pack.file)
    root = compose(pack.source_text, problems)
    if not isinstance(root, Table):
        return
    used = frozenset(_names(root))
    for section in ("values", "windows", "terms"):
        table = root.entries.get(section)
        if isinstance(table, Table):
            for name, key in table.keys.items():
                if name not in used:
                    yield section, name, key.line


def _names(node: Node) -> Iterator[str]:
    """Every name in an expression or in a place where a name may stand; prose, and words in quotes, are none."""
    match node:
        case Scalar(text):
            yield from _NAME.findall(_QUOTED.sub(" ", text))
        case Listing(items):
            for item in items:
                yield from _names(item)
        case Table(entries):
            for field, entry in entries.items():
                if field not in _PROSE:
                    yield from _names(entry)
