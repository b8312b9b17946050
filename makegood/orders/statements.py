"""The named statements of queries.sql, read once."""

import re
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def _named(text: str) -> dict[str, str]:
    parts = _NAME.split(text)[1:]
    return {name: statement.strip() for name, statement in zip(parts[::2], parts[1::2], strict=True)}


SQL = _named(files("makegood.orders").joinpath("queries.sql").read_text("utf-8"))
"""Statement by name."""
