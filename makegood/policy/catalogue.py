"""PURE: the catalogue of facts: what a condition may ask, who can tell it, and how a value is written as an integer.

Values: a flag is a bool; a word a str; words a frozenset of str; count, money (minor units), share (basis points) and
duration (seconds) are ints; a moment is the int of its seconds since 1970-01-01 UTC. None is unknown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import Any

from makegood.kit.errors import Refused
from makegood.policy.language.expression import Condition
from makegood.policy.text import Text

Value = bool | int | str | frozenset[str]
Facts = Mapping[str, Value | None]

FAR_FUTURE = 4_102_444_800
"""2100-01-01: a moment that has not come (`absent: future`), later than every real one."""
LONG_AGO = 0
"""1970-01-01: a moment that never was (`absent: past`), earlier than every real one."""


class FactType(StrEnum):
    """What kind of value a fact has."""

    FLAG = "flag"
    WORD = "word"
    WORDS = "words"
    COUNT = "count"
    MONEY = "money"
    MOMENT = "moment"
    DURATION = "duration"
    SHARE = "share"

    @property
    def is_number(self) -> bool:
        """Whether it takes part in arithmetic."""
        return self not in (FactType.FLAG, FactType.WORD, FactType.WORDS)


RANGES: Mapping[FactType, tuple[int, int]] = {
    FactType.COUNT: (0, 1_000_000),
    FactType.MONEY: (0, 10**14),
    FactType.MOMENT: (LONG_AGO, FAR_FUTURE),
    FactType.DURATION: (0, 200 * 366 * 86_400),
    FactType.SHARE: (0, 10_000),
}
"""The least and most of each number, unless a count names its own."""


class FactNotKnown(Refused):
    """There is no fact “{name}”.{hint}"""

    status = 422


class FactWrong(Refused):
    """“{name}” cannot be {value}: {why}."""

    status = 422


@dataclass(frozen=True, slots=True)
class FactKind:
    """A fact of the catalogue. `cost`: the effort of finding it out, 0 (we know it) to 20 (a laboratory report).

    `shown`: the value of a fact that a party has to prove, once it is proven; `not_shown`: the value while it is not.
    """

    name: str
    type: FactType
    label: Text
    ask: Text | None
    by: tuple[str, ...]
    cost: int
    values: Mapping[str, Text] = field(default_factory=dict)
    open: bool = False
    least: int = 0
    most: int = 0
    absent: str | None = None
    presumed: Value | None = None
    shown: Value | None = None
    not_shown: Value | None = None

    @property
    def if_shown(self) -> Value | None:
        """The value when who has to prove it has done so; of a flag, unless it says otherwise, yes."""
        return True if self.shown is None and self.type is FactType.FLAG else self.shown

    @property
    def if_not_shown(self) -> Value | None:
        """The value when who has to prove it has not; of a flag, unless it says otherwise, no."""
        return False if self.not_shown is None and self.type is FactType.FLAG else self.not_shown

    def encode(self, value: Any) -> Value | None:
        """A value as it came (JSON or YAML text) as the catalogue writes it. Raises FactWrong."""
        if value is None:
            return None
        return _ENCODERS[self.type](self, value)


@dataclass(frozen=True)
class Catalogue:
    """All facts, and what is true of every possible world."""

    facts: Mapping[str, FactKind]
    always: tuple[Condition, ...] = ()

    def kind(self, name: str) -> FactKind:
        """A fact's entry. Raises FactNotKnown, with the nearest name."""
        found = self.facts.get(name)
        if found is None:
            near = get_close_matches(name, self.facts, n=1)
            raise FactNotKnown(name=name, hint=f" Do you mean “{near[0]}”?" if near else "")
        return found

    def encode(self, facts: Mapping[str, Any]) -> dict[str, Value | None]:
        """Values as they came, as the catalogue writes them. Raises FactNotKnown and FactWrong."""
        return {name: self.kind(name).encode(value) for name, value in facts.items()}

    def problem_with(self, name: str, value: Any) -> str | None:
        """What is wrong with a fact that somebody tells; None when it is understood."""
        try:
            self.kind(name).encode(value)
        except Refused as refused:
            return str(refused)
        return None

    def presumptions(self) -> Mapping[str, Value]:
        """What is held to be so until somebody says otherwise."""
        return self._presumed

    @cached_property
    def _presumed(self) -> Mapping[str, Value]:
        return {name: kind.presumed for name, kind in self.facts.items() if kind.presumed is not None}


def _flag(kind: FactKind, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("yes", "true", "no", "false"):
        return value in ("yes", "true")
    raise _wrong(kind, value, "it is yes or no")


def _word(kind: FactKind, value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > 100:
        raise _wrong(kind, value, "it is a word")
    if not kind.open and value not in kind.values:
        raise _wrong(kind, value, f"it is one of {', '.join(kind.values)}")
    return value


def _words(kind: FactKind, value: Any) -> frozenset[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise _wrong(kind, value, "it is a list of words")
    return frozenset(_word(kind, each) for each in value)


def _integer(kind: FactKind, value: Any) -> int:
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 20:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(kind, value, "it is a whole number")
    if not kind.least <= value <= kind.most:
        raise _wrong(kind, value, f"it lies between {kind.least} and {kind.most}")
    return value


def _moment(kind: FactKind, value: Any) -> int:
    if value == "never":
        if kind.absent is None:
            raise _wrong(kind, value, "it always has a time")
        return FAR_FUTURE if kind.absent == "future" else LONG_AGO
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise _wrong(kind, value, "it is a time such as 2026-03-01T10:00:00+08:00") from None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise _wrong(kind, value.isoformat(), "its zone is missing, as in 2026-03-01T10:00:00+08:00")
        value = seconds_of(value)
    return _integer(kind, value)


def _wrong(kind: FactKind, value: Any, why: str) -> FactWrong:
    return FactWrong(name=kind.name, value=str(value)[:100], why=why)


_ENCODERS: Mapping[FactType, Callable[[FactKind, Any], Value]] = {
    FactType.FLAG: _flag,
    FactType.WORD: _word,
    FactType.WORDS: _words,
    FactType.COUNT: _integer,
    FactType.MONEY: _integer,
    FactType.DURATION: _integer,
    FactType.SHARE: _integer,
    FactType.MOMENT: _moment,
}


def seconds_of(moment: datetime) -> int:
    """Whole seconds since 1970 of a time with a zone; parts of a second are cut."""
    return (moment - _EPOCH).days * 86_400 + (moment - _EPOCH).seconds


def moment_of(seconds: int) -> datetime:
    """The time in UTC of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
