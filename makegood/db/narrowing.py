"""PURE: conditions of a list, joined by AND, with their values as numbered parameters."""

from typing import Any


class Conditions:
    """Conditions of ours; what people ask for goes into `values` only. Two may share their values, and count on."""

    def __init__(self, values: list[Any] | None = None) -> None:
        self.values: list[Any] = [] if values is None else values
        self._conditions: list[str] = []

    def add(self, condition: str, *values: Any) -> None:
        """A condition with `{}` where its values go."""
        gaps = [f"${len(self.values) + at}" for at in range(1, len(values) + 1)]
        self.values += values
        self._conditions.append(condition.format(*gaps))

    def __str__(self) -> str:
        return " AND ".join(self._conditions) or "true"
