"""What is PURE does nothing but think: it imports no I/O, reads no clock, rolls no dice, opens no file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.tree import PACKAGE, files, none_of, parsed, place

ALWAYS_PURE = {"decide.py", "evolve.py", "post.py", "evaluate.py"}
# "PURE: …", "… PURE." and "… PURE"; "PURE but for …" and "PURE, save …" say themselves that they are not quite.
MARK = re.compile(r"\bPURE\b(?!, save| but for)")
IMPURE = {
    "aiohttp", "asyncio", "asyncpg", "click", "concurrent", "ftplib", "getpass", "http", "httpx", "jinja2",
    "litestar", "logging", "multiprocessing", "os", "psutil", "requests", "rich", "secrets", "select", "shutil",
    "signal", "socket", "sqlite3", "ssl", "stripe", "structlog", "subprocess", "tempfile", "threading", "time",
    "urllib.request", "uuid", "uvicorn", "makegood.db",
}  # fmt: skip
# What a file needs for its types alone, with the reason.
FOR_TYPES = {
    "payments/stripe_disputes.py": {"stripe"},  # the same of chargebacks
    "payments/stripe_terms.py": {"stripe"},  # the shapes of the SDK's answers and errors; nothing is called
    "db/job_outcome.py": {"makegood.db"},  # the record of a job
}
CALLS = {"open", "input", "print", "exec", "eval", "__import__"}
METHODS = {
    "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "unlink",
    "mkdir", "iterdir", "glob", "rglob", "is_file", "is_dir", "exists",
}  # fmt: skip


def pure_files() -> list[Path]:
    """The files of the package that are pure by their name or by their own word."""
    return [
        path
        for path in files(".py", under=PACKAGE)
        if path.name in ALWAYS_PURE or MARK.search(ast.get_docstring(parsed(path)) or "")
    ]


def test_the_hearts_are_marked() -> None:
    none_of(
        (
            place(path)
            for path in files(".py", under=PACKAGE)
            if path.name in ALWAYS_PURE and not MARK.search(ast.get_docstring(parsed(path)) or "")
        ),
        f"{', '.join(sorted(ALWAYS_PURE))} are pure, and their first line says so: PURE.",
    )
    assert len(pure_files()) > 30


def test_pure_files_import_no_input_or_output() -> None:
    none_of(
        (
            f"{place(path, line)}: {name}"
            for path in pure_files()
            for name, line in imports(path)
            if is_impure(name) and not allowed(path, name)
        ),
        "A PURE file takes what it needs as an argument. Move the I/O to facts, store, handlers or jobs; or, if the "
        "import serves types alone, put it under `if TYPE_CHECKING`.",
    )


def test_pure_files_read_no_clock_and_roll_no_dice() -> None:
    none_of(
        (
            f"{place(path, call.lineno)}: {ast.unparse(call)[:80]}"
            for path in pure_files()
            for call in impure_calls(path)
        ),
        "Time, ids and chance come in as arguments (`now: datetime`, `new_id`, `dice: random.Random`).",
    )


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """What a file imports when it runs, with the lines."""
    skipped = {id(inner) for node in ast.walk(parsed(path)) if is_for_types(node) for inner in ast.walk(node)}
    for node in ast.walk(parsed(path)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def is_for_types(node: ast.AST) -> bool:
    """Whether this is an `if TYPE_CHECKING:`."""
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def is_impure(name: str) -> bool:
    """Whether a module, or one that it is in, does input or output."""
    parts = name.split(".")
    return any(".".join(parts[:length]) in IMPURE for length in range(1, len(parts) + 1))


def allowed(path: Path, name: str) -> bool:
    """Whether this file may have this import for its types."""
    reasons = FOR_TYPES.get(path.relative_to(PACKAGE).as_posix(), set())
    return any(name == module or name.startswith(f"{module}.") for module in reasons)


def impure_calls(path: Path) -> Iterator[ast.Call]:
    """Calls that look at the world."""
    return (
        node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call) and looks_at_the_world(node)
    )


def looks_at_the_world(call: ast.Call) -> bool:
    """Whether a call opens, reads, prints, asks the time of the machine or rolls its dice."""
    match call.func:
        case ast.Name(id=name):
            return name in CALLS
        case ast.Attribute(value=ast.Name(id="random"), attr=name):
            return name != "Random" or not call.args  # random.Random(seed) is arithmetic
        case ast.Attribute(value=ast.Name(id="datetime" | "date"), attr="now" | "utcnow" | "today"):
            return True
        case ast.Attribute(attr=name):
            return name in METHODS
    return False
