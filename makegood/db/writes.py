"""What a transaction will write: rows for named SQL functions, all sent in one statement."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import msgspec


class Connection(Protocol):
    """The part of an asyncpg connection (or of its pool proxy) that the write path needs."""

    async def execute(self, query: str, *args: Any) -> str: ...
    async def fetch(self, query: str, *args: Any) -> list[Any]: ...
    async def fetchrow(self, query: str, *args: Any) -> Any: ...
    async def fetchval(self, query: str, *args: Any) -> Any: ...


class Writes:
    """Rows by the SQL function that takes them (each takes one jsonb array). Functions run in order of first use."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[str, list[Mapping[str, Any]]] = {}

    def add(self, function: str, *rows: Mapping[str, Any]) -> None:
        """Add rows for a function. Its name is part of the program, never of any input."""
        if rows:
            self._rows.setdefault(function, []).extend(rows)

    def take(self, others: Iterable["Writes"]) -> None:
        """Add all that other collections hold."""
        for other in others:
            for function, rows in other._rows.items():
                self.add(function, *rows)

    def rows(self, function: str) -> list[Mapping[str, Any]]:
        """What was collected for a function."""
        return self._rows.get(function, [])

    async def send(self, connection: Connection) -> None:
        """Write everything with one statement, inside the caller's transaction."""
        if not self._rows:
            return
        calls = ", ".join(f"{function}(${at})" for at, function in enumerate(self._rows, 1))
        rows = [msgspec.json.encode(part).decode() for part in self._rows.values()]
        await connection.execute(f"SELECT {calls}", *rows)
