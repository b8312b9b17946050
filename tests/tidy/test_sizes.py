"""Files, functions and templates stay small enough to be read at one sitting."""

from __future__ import annotations

from tests.tidy.tree import files, functions, none_of, place

MOST_LINES = 400
MOST_LINES_OF_FUNCTION = 50
MOST_LINES_OF_TEMPLATE = 80


def test_python_files_are_short() -> None:
    sizes = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in files(".py"))
    none_of(
        (f"{place(path)}: {lines} lines" for path, lines in sizes if lines > MOST_LINES),
        f"A Python file has at most {MOST_LINES} lines. Split it by noun: what in it has a name of its own?",
    )


def test_functions_are_short() -> None:
    none_of(
        (
            f"{place(path, function.lineno)}: {function.name} has {lines} lines"
            for path in files(".py")
            for function in functions(path)
            if (lines := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_OF_FUNCTION
        ),
        f"A function has at most {MOST_LINES_OF_FUNCTION} lines. Give the steps in it names of their own.",
    )


def test_templates_are_short() -> None:
    sizes = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in files(".html"))
    none_of(
        (f"{place(path)}: {lines} lines" for path, lines in sizes if lines > MOST_LINES_OF_TEMPLATE),
        f"A template has at most {MOST_LINES_OF_TEMPLATE} lines. Make one noun one partial.",
    )
