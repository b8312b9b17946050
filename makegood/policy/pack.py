"""PURE: a pack: rules that somebody made, reviewed and published, with their texts, sources and examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from makegood.policy.language.expression import ALWAYS, Condition, Number
from makegood.policy.outcomes import Key
from makegood.policy.text import Text


class Level(StrEnum):
    """Whose promise it is, in the order of precedence."""

    LAW = "law"
    PROMISE = "promise"
    CATEGORY = "category"
    TRADE = "trade"
    PLATFORM = "platform"
    CUSTOM = "custom"


class Judged(StrEnum):
    """At which moment the rule must be in effect: what was promised at the purchase counts, unless later law overrides."""

    PURCHASE = "purchase"
    DECISION = "decision"

    @property
    def fact(self) -> str:
        """The fact that its dates are compared with."""
        return "purchased_at" if self is Judged.PURCHASE else "now"


class Binding(StrEnum):
    """FLOOR: nobody may give the buyer less. FIXED: nobody may depart from it at all."""

    FLOOR = "floor"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A window, cap, share or count that a reader may want to change. `type`: duration, money, share or count."""

    name: str
    type: str
    value: int
    written: str
    text: Text
    source: Text | None
    confidence: str
    note: Text | None
    line: int


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time: `ends` is the first moment that is no longer inside."""

    name: str
    starts: Number
    counted: str
    length: Number
    ends: Number
    text: Text
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says about one key; `window` names the window whose end it is (keys `until.*`)."""

    key: Key
    value: Number
    window: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `condition` has everything but its dates and what is `over` it: the pack's scope, when and unless."""

    pack: str
    id: str
    level: Level
    text: Text
    source: Text
    confidence: str
    note: Text | None
    effective_from: int | None
    effective_until: int | None
    judged: Judged
    binding: Binding
    condition: Condition
    when: Condition
    unless: Condition
    over: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    line: int

    @property
    def name(self) -> str:
        """The rule's full name, pack/id."""
        return f"{self.pack}/{self.id}"


@dataclass(frozen=True, slots=True)
class Example:
    """Facts and what must come out; runs as a test. `packs`: further packs that decide with it ("all": every one)."""

    name: str
    packs: tuple[str, ...]
    facts: Mapping[str, Any]
    then: Mapping[str, str]
    missing: tuple[str, ...] | None
    because: tuple[str, ...] | None
    line: int


@dataclass(frozen=True)
class Pack:
    """A pack as read. `digest`: SHA-256 of its file's text, in hex; a version's text never changes."""

    name: str
    version: str
    level: Level
    title: Text
    about: Text | None
    markets: tuple[str, ...]
    currency: str | None
    day_starts_seconds: int
    when: Condition
    complete: tuple[str, ...]
    values: Mapping[str, NamedValue]
    windows: Mapping[str, Window]
    terms: Mapping[str, Condition]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    digest: str
    source_text: str
    file: str

    @property
    def always_applies(self) -> bool:
        """Whether it is for every market and order."""
        return not self.markets and self.when == ALWAYS

    def rule(self, rule_id: str) -> Rule | None:
        """One rule by its id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)
