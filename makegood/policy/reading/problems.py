"""PURE: what is wrong with a policy file: where it stands, why it cannot be used, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol, TypeVar

from makegood.kit.errors import Refused

T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One thing that is wrong. Lines and columns count from 1."""

    file: str
    line: int
    column: int | None
    reason: str

    def __str__(self) -> str:
        column = f":{self.column}" if self.column else ""
        return f"{self.file}:{self.line}{column}: {self.reason}"


class PackRefused(Refused):
    """The policy file cannot be used. {problems}"""

    status = 422

    def __init__(self, problems: Sequence[PackProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: (each.file, each.line, each.column or 0)))
        super().__init__(problems="\n".join(str(problem) for problem in self.problems))


class Marked(Protocol):
    """Something with a place in a file."""

    @property
    def line(self) -> int:
        """Its line, from 1."""

    @property
    def column(self) -> int | None:
        """Its column, from 1, where it is known."""


class Wrong(Exception):
    """What stands at a place cannot be used."""

    def __init__(self, place: Marked, reason: str) -> None:
        super().__init__(reason)
        self.place = place
        self.reason = reason


class Problems:
    """What was found wrong in one file so far; reading goes on, so that all is told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[PackProblem] = []

    def add(self, place: Marked, reason: str) -> None:
        """Note a problem at a place."""
        problem = PackProblem(self.file, place.line, place.column, reason)
        if problem not in self.found:
            self.found.append(problem)

    def attempt(self, reading: Callable[[], T], default: D) -> T | D:
        """What `reading` gives; when it is Wrong, the problem is noted and `default` stands in."""
        try:
            return reading()
        except Wrong as wrong:
            self.add(wrong.place, wrong.reason)
            return default

    def refuse(self) -> None:
        """Raise PackRefused when anything was found."""
        if self.found:
            raise PackRefused(self.found)


def nearest(name: str, names: Iterable[str]) -> str:
    """“ Do you mean …?” with the most similar of some names; empty when none is."""
    near = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f" Do you mean `{near[0]}`?" if near else ""
