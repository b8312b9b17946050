"""What `makegood doctor` finds: a check, its state, what was seen, and what to do. PURE"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """`ok`; `note`: worth knowing, nothing is wrong; `broken`: something does not work until it is put right."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report. `advice` is empty when there is nothing to do."""

    check: str
    state: State
    seen: str
    advice: str = ""


def ok(check: str, seen: str) -> Finding:
    """All is well."""
    return Finding(check, State.OK, seen)


def note(check: str, seen: str, advice: str = "") -> Finding:
    """Worth knowing."""
    return Finding(check, State.NOTE, seen, advice)


def broken(check: str, seen: str, advice: str) -> Finding:
    """Does not work until `advice` is followed."""
    return Finding(check, State.BROKEN, seen, advice)
