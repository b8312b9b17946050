"""PURE: what lint finds in a pack: which rules, where, how bad, in words, and the facts of a world that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from enum import StrEnum
from typing import Any

from makegood.policy.catalogue import FAR_FUTURE, LONG_AGO, Catalogue, FactType, Value, moment_of
from makegood.policy.text import Text


class Severity(StrEnum):
    """ERROR: the pack may not be published. WARNING: worth a look by whoever reviews it."""

    ERROR = "error"
    WARNING = "warning"


class Fault(StrEnum):
    """What is wrong. All but those after NOT_PROVED are proved, each with a world in which it shows."""

    GAP = "gap"
    CONTRADICTION = "contradiction"
    UNREACHABLE = "unreachable"
    SET_ASIDE = "set_aside"
    OVERRULED = "overruled"
    BOUNDARY_HOLE = "boundary_hole"
    BELOW_FLOOR = "below_floor"
    AGAINST_FIXED = "against_fixed"
    NOT_PROVED = "not_proved"
    UNKNOWN_OVER = "unknown_over"
    OVER_OTHER_LEVEL = "over_other_level"
    CIRCLE = "circle"
    NOTE_MISSING = "note_missing"
    DATES = "dates"
    UNUSED = "unused"
    NOT_A_MERCHANTS = "not_a_merchants"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `facts`: the counter-example as JSON values, only those that matter; moments in ISO or `never`."""

    fault: Fault
    severity: Severity
    pack: str
    rules: tuple[str, ...]
    file: str
    line: int
    text: Text
    facts: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return {
            "fault": self.fault.value,
            "severity": self.severity.value,
            "pack": self.pack,
            "rules": list(self.rules),
            "file": self.file,
            "line": self.line,
            "text": {"en": self.text.en, "zh": self.text.zh},
            "facts": dict(self.facts),
            "keys": list(self.keys),
        }


def facts_as_data(
    facts: Mapping[str, Value], catalogue: Catalogue, day_starts_seconds: int
) -> dict[str, Any]:
    """Facts of a world as JSON values that the catalogue reads back."""
    return {
        name: _as_data(value, catalogue.kind(name).type, day_starts_seconds) for name, value in facts.items()
    }


def _as_data(value: Value, kind: FactType, day_starts_seconds: int) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if kind is FactType.MOMENT and isinstance(value, int):
        if value in (FAR_FUTURE, LONG_AGO):
            return "never"
        return moment_of(value).astimezone(timezone(timedelta(seconds=day_starts_seconds))).isoformat()
    return value
