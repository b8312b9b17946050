"""PURE: a pack as a reader's page: its rules as sentences by what they are about, its values, windows, terms and examples."""

from collections.abc import Mapping
from datetime import timedelta, timezone

from babel.dates import format_date
from msgspec import Struct

from makegood.policy.catalogue import Catalogue, FactType, moment_of
from makegood.policy.language.expression import And, Condition, Constant, Not, Or, Truth
from makegood.policy.language.syntax import Scope
from makegood.policy.outcomes import Key, Kind, key
from makegood.policy.pack import Binding, Example, Judged, NamedValue, Outcome, Pack, Rule, Window
from makegood.policy.reading.examples import currency_in, expected_value
from makegood.policy.telling.number_words import constant_words
from makegood.policy.telling.words import (
    Setting,
    fact_words,
    key_text,
    number_value_words,
    setting_of,
    value_words,
    words,
)
from makegood.policy.text import Text
from makegood.web.pages.policy.words import GROUPS

_GROUP_OF = {
    "ruling": "ruling", "remedy": "remedy", "until": "remedy", "refund": "money", "compensation": "money",
    "compensation_by": "money", "deduction": "money", "tender": "money", "freight": "freight", "clock": "clock",
    "human_review": "handling", "instant_refund": "handling", "granted_at_once": "handling",
    "merchant_may_refuse": "handling", "limit": "handling",
    "evidence": "proof", "burden": "proof", "prove": "proof",
}  # fmt: skip
_RANK = {group: place for place, group in enumerate(GROUPS)}
_NOT_SAID = ("none", "undecided")


class RuleRead(Struct, frozen=True):
    """A rule to read. `since` and `until` are days; `conditions` all hold, no exception does."""

    id: str
    name: str
    line: int
    text: str
    source: str
    confidence: str
    note: str
    since: str
    until: str
    judged_later: bool
    is_fixed: bool
    conditions: list[str]
    exceptions: list[str]
    says: list[str]
    over: list[str]


class ValueRead(Struct, frozen=True):
    """A value that a reader may want to change: in words, and as it is `written`."""

    name: str
    text: str
    value: str
    written: str
    source: str
    confidence: str
    note: str


class WindowRead(Struct, frozen=True):
    """A span of time. `counted` is a code."""

    name: str
    text: str
    length: str
    counted: str
    starts: str


class TermRead(Struct, frozen=True):
    """A term: `joined` says whether all of its parts are meant, or any of them."""

    name: str
    joined: str
    parts: list[str]


class ExampleRead(Struct, frozen=True):
    """An example: what is known, and what comes out. `beside`: packs that decide with it."""

    name: str
    beside: list[str]
    facts: list[str]
    outcomes: list[str]
    missing: list[str]


class PackRead(Struct, frozen=True):
    """A pack to read; rules by what they are about."""

    title: str
    about: str
    scope: list[str]
    groups: list[tuple[str, list[RuleRead]]]
    values: list[ValueRead]
    windows: list[WindowRead]
    terms: list[TermRead]
    examples: list[ExampleRead]
    rules: int


def read_page(pack: Pack, catalogue: Catalogue, language: str) -> PackRead:
    """A pack in the words of a language."""
    return _Reading(pack, catalogue, language).page()


def day_text(seconds: int, offset_seconds: int, language: str) -> str:
    """The day on which a moment falls, where days begin at an offset from UTC."""
    day = moment_of(seconds).astimezone(timezone(timedelta(seconds=offset_seconds))).date()
    return format_date(day, "long", locale="zh_CN" if language == "zh-CN" else "en_GB")


def group_of(rule: Rule) -> str:
    """What a rule is about: the first of its outcomes in the order of the groups."""
    groups = {_GROUP_OF.get(outcome.key.name.partition(".")[0], "mark") for outcome in rule.outcomes}
    return min(groups, key=_RANK.__getitem__, default="mark")


class _Reading:
    """One pack, read in one language."""

    def __init__(self, pack: Pack, catalogue: Catalogue, language: str) -> None:
        self.pack, self.catalogue, self.language = pack, catalogue, language
        self.setting: Setting = setting_of(pack)

    def page(self) -> PackRead:
        pack = self.pack
        return PackRead(
            title=self.said(pack.title), about=self.said(pack.about), scope=self.parts(pack.when, And), groups=self.groups(),
            values=[self.value(each) for each in pack.values.values()],
            windows=[self.window(each) for each in pack.windows.values()],
            terms=[self.term(name, each) for name, each in pack.terms.items()],
            examples=[self.example(each) for each in pack.examples], rules=len(pack.rules),
        )  # fmt: skip

    def groups(self) -> list[tuple[str, list[RuleRead]]]:
        found: dict[str, list[RuleRead]] = {}
        for rule in self.pack.rules:
            found.setdefault(group_of(rule), []).append(self.rule(rule))
        return [(GROUPS[group], found[group]) for group in GROUPS if group in found]

    def rule(self, rule: Rule) -> RuleRead:
        return RuleRead(
            id=rule.id, name=rule.name, line=rule.line, text=self.said(rule.text), source=self.said(rule.source),
            confidence=rule.confidence, note=self.said(rule.note), since=self.day(rule.effective_from),
            until=self.day(rule.effective_until), judged_later=rule.judged is Judged.DECISION,
            is_fixed=rule.binding is Binding.FIXED, conditions=self.parts(rule.when, And),
            exceptions=self.parts(rule.unless, Or), says=[self.outcome(each) for each in rule.outcomes],
            over=list(rule.over),
        )  # fmt: skip

    def outcome(self, outcome: Outcome) -> str:
        if outcome.window is None:
            return number_value_words(outcome.key, outcome.value, self.catalogue, self.language, self.setting)
        colon = "：" if self.language.startswith("zh") else ": "
        window = self.pack.windows[outcome.window].text
        return f"{self.said(key_text(outcome.key.name))}{colon}{self.said(window)}"

    def value(self, value: NamedValue) -> ValueRead:
        said = constant_words(value.value, FactType(value.type), self.language, self.setting)
        return ValueRead(
            value.name, self.said(value.text), said, value.written, self.said(value.source), value.confidence,
            self.said(value.note),
        )  # fmt: skip

    def term(self, name: str, term: Condition) -> TermRead:
        any_of = isinstance(term, Or)
        parts = self.parts(term, Or if any_of else And) or [self.words(term)]
        return TermRead(name.replace("_", " "), "any" if any_of else "all", parts)

    def window(self, window: Window) -> WindowRead:
        length = (
            constant_words(window.length.value, FactType.DURATION, self.language, self.setting)
            if isinstance(window.length, Constant)
            else words(window.length, self.catalogue, self.language, self.setting)
        )
        starts = words(window.starts, self.catalogue, self.language, self.setting)
        return WindowRead(window.name, self.said(window.text), length, window.counted, starts)

    def example(self, example: Example) -> ExampleRead:
        facts = [
            fact_words(name, value, self.catalogue, self.language, self.setting)
            for name, value in example.facts.items()
            if not self.goes_without_saying(name, value)
        ]
        missing = [self.said(self.catalogue.kind(name).label) for name in example.missing or ()]
        outcomes = [self.expected(name, text, example.facts) for name, text in example.then.items()]
        return ExampleRead(example.name, list(example.packs), facts, outcomes, missing)

    def expected(self, name: str, text: str, facts: Mapping[str, object]) -> str:
        """What an example expects of a key."""
        about = key(name)
        if text in _NOT_SAID:
            return self.not_said(about, text)
        told = facts.get("currency")
        currency = told if isinstance(told, str) else self.pack.currency
        if about.kind is Kind.AMOUNT:
            currency = currency_in(text, currency)
        scope = Scope(
            self.catalogue, values=self.pack.values, day_starts_seconds=self.pack.day_starts_seconds
        )
        setting = Setting(currency, self.pack.day_starts_seconds, self.setting.windows)
        return value_words(about, expected_value(about, text, scope, currency), self.language, setting)

    def not_said(self, about: Key, text: str) -> str:
        if text == "none" and about.name.startswith("remedy."):
            return value_words(about, 0, self.language, self.setting)
        said = Text("no rule says anything", "没有规则规定") if text == "none" else Text("undecided", "待定")
        colon = "：" if self.language.startswith("zh") else ": "
        return f"{self.said(key_text(about.name))}{colon}{self.said(said)}"

    def goes_without_saying(self, name: str, value: object) -> bool:
        """The market and currency that every example of the pack has."""
        return (name == "market" and (value,) == self.pack.markets[:1]) or (
            name == "currency" and value == self.pack.currency
        )

    def parts(self, condition: Condition, joined: type[And] | type[Or]) -> list[str]:
        """The parts of a condition, each to be read by itself; none for what always or never is so."""
        if isinstance(condition, Truth):
            return []
        if joined is And and isinstance(condition, Not) and isinstance(condition.operand, Or):
            return [self.words(Not(each)) for each in condition.operand.operands]
        if isinstance(condition, joined):
            return [part for each in condition.operands for part in self.parts(each, joined)]
        return [self.words(condition)]

    def words(self, condition: Condition) -> str:
        return words(condition, self.catalogue, self.language, self.setting)

    def day(self, seconds: int | None) -> str:
        return "" if seconds is None else day_text(seconds, self.pack.day_starts_seconds, self.language)

    def said(self, text: Text | None) -> str:
        return "" if text is None else text.in_(self.language)
