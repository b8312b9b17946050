"""Modules say what they are: in their name and in their first line."""

from __future__ import annotations

import ast

from tests.tidy.tree import PACKAGE, files, none_of, parsed, place

SAY_NOTHING = {"manager", "util", "utils", "helper", "helpers", "common", "process", "misc", "stuff"}


def test_every_module_says_what_it_is() -> None:
    def first_line_missing(text: str | None) -> bool:
        return not (text or "").strip().splitlines()[:1]

    none_of(
        (
            place(path)
            for path in files(".py")
            if path.read_text(encoding="utf-8").strip()
            and first_line_missing(ast.get_docstring(parsed(path)))
        ),
        "A module begins with a docstring whose first line says what the file is (and PURE where it does no I/O).",
    )


def test_every_module_of_the_package_says_what_it_is_even_when_empty() -> None:
    none_of(
        (place(path) for path in files(".py", under=PACKAGE) if not path.read_text(encoding="utf-8").strip()),
        "An empty file says nothing. Give it a docstring with what the package is, or remove it.",
    )


def test_names_of_modules_are_words_of_the_trade() -> None:
    none_of(
        (
            place(path)
            for path in files(".py")
            for part in path.relative_to(PACKAGE.parent).with_suffix("").parts
            if SAY_NOTHING & set(part.split("_"))
        ),
        f"None of {', '.join(sorted(SAY_NOTHING))} says what is in a file. Name it after the noun or the story in it.",
    )
