"""The files of the project, and what a test says about those that break a rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "makegood"
MIGRATIONS = PACKAGE / "db" / "migrations"
FOLDERS = ("makegood", "tests", "bench", "docs", "locks", ".ci")
LOOSE = (
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "pyproject.toml", ".importlinter", ".gitignore",
)  # fmt: skip
TEXT = {
    ".py",
    ".sql",
    ".md",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".po",
    ".json",
    ".txt",
    ".toml",
    ".yaml",
    ".yml",
    "",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*suffixes: str, under: Path | None = None) -> Iterator[Path]:
    """The project's own files with these suffixes (all text files without any), in order."""
    roots = [under] if under else [ROOT / name for name in FOLDERS]
    found = [path for root in roots for path in root.rglob("*") if path.is_file()]
    loose = [] if under else [ROOT / name for name in LOOSE if (ROOT / name).is_file()]
    for path in sorted(found + loose):
        if "__pycache__" not in path.parts and path.suffix in (suffixes or TEXT):
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a Python file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def place(path: Path, line: int | None = None) -> str:
    """Where something is, as an editor opens it."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


def found(pattern: re.Pattern[str], paths: Iterable[Path]) -> list[str]:
    """Each line of the files that a pattern is found in, with its place."""
    return [
        f"{place(path, number)}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def none_of(wrongs: Iterable[str], what_to_do: str) -> None:
    """Fail with all that is wrong and what to do about it."""
    listed = list(wrongs)
    assert not listed, "\n".join(["", *listed, "", what_to_do])
