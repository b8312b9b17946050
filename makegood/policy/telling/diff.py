"""PURE: what changed between two versions of a pack, in words, in both languages, and what it means for the buyer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from makegood.policy.catalogue import Catalogue, FactType, moment_of
from makegood.policy.effects import Effect, effect_of, favour, number_sign, within_sign, without_ends
from makegood.policy.pack import NamedValue, Pack, Window
from makegood.policy.reading.pack_texts import Texts, texts_of
from makegood.policy.telling.diff_rules import RuleChanges
from makegood.policy.telling.number_words import constant_words
from makegood.policy.telling.words import Setting, setting_of, words
from makegood.policy.text import Text

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. `what`: its kind, such as `value` or `rule_added`; `name`: of the rule, value, window, term;
    `effect`: for the buyer, None where that is not sure.
    """

    what: str
    name: str
    text: Text
    before: Text | None = None
    after: Text | None = None
    effect: Effect | None = None
    key: str | None = None


def diff(before: Pack, after: Pack, catalogue: Catalogue) -> tuple[Change, ...]:
    """Every change of substance, and of texts and sources, from one version of a pack to another."""
    return tuple(_Differ(before, after, catalogue).changes())


class _Differ:
    """Two packs side by side."""

    def __init__(self, before: Pack, after: Pack, catalogue: Catalogue) -> None:
        self.before, self.after, self.catalogue = before, after, catalogue
        self.texts: tuple[Texts, Texts] = texts_of(before.source_text), texts_of(after.source_text)

    def changes(self) -> Iterator[Change]:
        yield from self._header()
        yield from self._values()
        yield from self._windows()
        yield from self._terms()
        yield from self._rules()

    def _header(self) -> Iterator[Change]:
        old, new = self.before, self.after
        yield from self._plain("title", "", old.title, new.title, Text("Title", "标题"))
        about = Text("About the pack", "说明")
        yield from self._plain("about", "", old.about, new.about, about)
        for what, was, now, label in (
            ("level", old.level.value, new.level.value, Text("Level", "层级")),
            ("markets", ", ".join(old.markets), ", ".join(new.markets), Text("Markets", "市场")),
            ("currency", old.currency or "", new.currency or "", Text("Currency", "币种")),
            ("day_starts", _offset(old), _offset(new), Text("When a day begins", "一天的开始")),
        ):
            yield from self._plain(what, "", _same(was), _same(now), label)
        if without_ends(old.when) != without_ends(new.when):
            label = Text("What the whole pack is for", "整包的适用条件")
            yield from self._plain("scope", "", self._said(old.when, 0), self._said(new.when, 1), label)

    def _plain(
        self, what: str, name: str, was: Text | None, now: Text | None, label: Text
    ) -> Iterator[Change]:
        if was != now:
            yield Change(what, name, _arrow(label, was, now), was, now)

    def _values(self) -> Iterator[Change]:
        for name in _names(self.before.values, self.after.values):
            old, new = self.before.values.get(name), self.after.values.get(name)
            was, now = self._value(old, 0), self._value(new, 1)
            label = (new or old).text  # type: ignore[union-attr]
            if was != now:
                effect = self._value_effect(name, old, new) if old and new else None
                yield Change("value", name, _arrow(label, was, now), was, now, effect)
            if old and new and (old.text, old.source, old.note) != (new.text, new.source, new.note):
                yield Change("wording", name, _worded(label))

    def _value(self, value: NamedValue | None, side: int) -> Text | None:
        if value is None:
            return None
        kind, setting = FactType(value.type), self._setting(side)
        return _both(lambda language: constant_words(value.value, kind, language, setting))

    def _value_effect(self, name: str, old: NamedValue, new: NamedValue) -> Effect | None:
        """Through the windows whose length it is, and through what rules say with it."""
        grows = 1 if new.value > old.value else -1
        signs: list[int | None] = []
        for window in self.after.windows.values():
            if self.texts[1].length(window.name) == name:
                signs += [_times(grows, each) for each in self._window_signs(window.name)]
        rules = RuleChanges(self.before, self.after, self.texts)
        signs += rules.outcome_signs(mentioning=name)
        if rules.conditions_mention(name):
            signs.append(None)
        return effect_of(signs)

    def _window_signs(self, window: str) -> list[int | None]:
        """What a longer window does to the buyer, through each rule that looks at it."""
        signs: list[int | None] = []
        for rule in self.after.rules:
            often = within_sign(rule.condition, window)
            signs.append(0 if often == 0 else _times(often, favour(rule)))
            signs += [each.key.better for each in rule.outcomes if each.window == window]
        return signs

    def _windows(self) -> Iterator[Change]:
        for name in _names(self.before.windows, self.after.windows):
            old, new = self.before.windows.get(name), self.after.windows.get(name)
            label = (new or old).text  # type: ignore[union-attr]
            if old is None or new is None:
                gone = Text(f"Window {label.en} is gone", f"期限“{label.zh}”已取消")
                come = Text(f"Window {label.en} is new", f"新增期限“{label.zh}”")
                yield Change("window", name, come if old is None else gone)
                continue
            if self._window_text(old, 0) != self._window_text(new, 1):
                was, now = self._window_words(old, 0), self._window_words(new, 1)
                yield Change("window", name, _arrow(label, was, now), was, now, self._window_effect(old, new))
            if old.text != new.text:
                yield Change(
                    "wording", name, _arrow(Text("Window", "期限"), old.text, new.text), old.text, new.text
                )

    def _window_text(self, window: Window, side: int) -> object:
        return window.counted, window.starts, self.texts[side].length(window.name)

    def _window_words(self, window: Window, side: int) -> Text:
        def say(language: str) -> str:
            start = words(window.starts, self.catalogue, language, self._setting(side))
            length = self._length(window, side, language)
            counted = _COUNTED[window.counted].in_(language)
            return f"{length}, {counted}: {start}" if language == "en" else f"{length}，{counted}：{start}"

        return _both(say)

    def _length(self, window: Window, side: int, language: str) -> str:
        node, setting = window.length, self._setting(side)
        value = getattr(node, "value", None)
        if isinstance(value, int):
            return constant_words(value, FactType.DURATION, language, setting)
        return words(node, self.catalogue, language, setting)

    def _window_effect(self, old: Window, new: Window) -> Effect | None:
        if old.counted != new.counted:
            return None
        signs = {number_sign(old.starts, new.starts), number_sign(old.length, new.length)} - {0}
        grows = signs.pop() if len(signs) == 1 else None
        return effect_of(_times(grows, each) for each in self._window_signs(new.name))

    def _terms(self) -> Iterator[Change]:
        for name in _names(self.before.terms, self.after.terms):
            old, new = self.before.terms.get(name), self.after.terms.get(name)
            if self.texts[0].term(name) == self.texts[1].term(name):
                continue
            was, now = self._said(old, 0), self._said(new, 1)
            label = Text(f"Term {name}", f"术语 {name}")
            signs = RuleChanges(self.before, self.after, self.texts).condition_signs(mentioning=name)
            yield Change("term", name, _arrow(label, was, now), was, now, effect_of(signs))

    def _rules(self) -> Iterator[Change]:
        rules = RuleChanges(self.before, self.after, self.texts)
        for part in rules.parts(self.catalogue, self._setting(0), self._setting(1)):
            yield Change(part.what, part.rule, part.text, part.before, part.after, part.effect, part.key)

    def _said(self, node: object, side: int) -> Text | None:
        if node is None:
            return None
        return _both(lambda language: words(node, self.catalogue, language, self._setting(side)))  # type: ignore[arg-type]

    def _setting(self, side: int) -> Setting:
        return setting_of((self.before, self.after)[side])


_COUNTED: Mapping[str, Text] = {
    "from_next_day": Text("counted from the beginning of the day after", "自次日零时起算，起点"),
    "from_then": Text("counted from the very moment", "自该时刻起算，起点"),
    "to_end_of_day": Text("to the end of its last day, counted from", "至届满当日24时，起点"),
}


def _offset(pack: Pack) -> str:
    return (
        moment_of(86_400 + pack.day_starts_seconds).strftime("%H:%M") if pack.day_starts_seconds else "00:00"
    )


def _times(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other


def _names(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return list(dict.fromkeys((*old, *new)))


def _same(text: str) -> Text | None:
    return Text(text, text) if text else None


def _both(say: Callable[[str], str]) -> Text:
    return Text(*(say(language) for language in LANGUAGES))


def _worded(label: Text) -> Text:
    return Text(f"{label.en}: the text, source or note has changed", f"{label.zh}：文字、出处或备注有改动")


def _arrow(label: Text, was: Text | None, now: Text | None) -> Text:
    nothing = Text("nothing", "无")
    old, new = was or nothing, now or nothing
    return Text(f"{label.en}: {old.en} → {new.en}", f"{label.zh}：{old.zh} → {new.zh}")
