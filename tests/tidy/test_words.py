"""What is not to be found in any file: unfinished marks, stray prints, paths and registries of somebody's machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.tidy.tree import PACKAGE, files, found, none_of, parsed, place

HERE = Path(__file__).parent
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|(?i:coming soon|lorem ipsum|not implemented yet)")
STAND_IN = re.compile(r"\bplaceholder\b(?!\s*[=:\"'])", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.])/(root|home|Users|work/(main|shared))/[\w.]")
"""Homes of people and of workplaces; `/work/…` itself is the merchants' part of the site."""
REGISTRY = re.compile(
    r"https?://[^\s\"']*(pypi|pythonhosted|npmjs|registry|/simple\b)|^\s*--(extra-)?index-url", re.IGNORECASE
)


def elsewhere(*suffixes: str) -> list[Path]:
    """All files but these tests, which have to name what they look for."""
    return [path for path in files(*suffixes) if HERE not in path.parents]


def test_nothing_is_marked_unfinished() -> None:
    none_of(
        found(UNFINISHED, elsewhere()) + found(STAND_IN, elsewhere(".py", ".sql", ".md")),
        "Finish it, or leave it out and say in the README's status what does not exist yet.",
    )


def test_only_the_command_line_prints() -> None:
    def prints(path: Path) -> list[int]:
        calls = (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))
        return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]

    none_of(
        (
            place(path, line)
            for path in files(".py", under=PACKAGE)
            if PACKAGE / "cli" not in path.parents
            for line in prints(path)
        ),
        "Return it, or log it (makegood/kit/log.py). Only makegood/cli talks to a terminal.",
    )


def test_no_paths_of_a_machine() -> None:
    none_of(
        found(MACHINE, elsewhere()),
        "A path of somebody's machine is of no use on another. Make it relative, or take it from the settings.",
    )


def test_no_registry_is_named() -> None:
    none_of(
        found(REGISTRY, elsewhere()),
        "Which registry packages come from is the business of the machine (pip's own settings), not of this tree.",
    )
