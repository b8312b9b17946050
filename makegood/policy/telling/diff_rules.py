"""PURE: what changed in the rules of a pack: which came and went, their conditions, outcomes, dates and texts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from makegood.policy.catalogue import Catalogue, moment_of
from makegood.policy.effects import Effect, condition_sign, effect_of, favour, outcome_sign, without_ends
from makegood.policy.language.expression import ALWAYS, NEVER, Condition
from makegood.policy.pack import Outcome, Pack, Rule
from makegood.policy.reading.pack_texts import Texts
from makegood.policy.telling.key_words import key_text
from makegood.policy.telling.words import Setting, number_value_words, words
from makegood.policy.text import Text


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that changed in one rule."""

    what: str
    rule: str
    text: Text
    before: Text | None = None
    after: Text | None = None
    effect: Effect | None = None
    key: str | None = None


class RuleChanges:
    """The rules of two versions side by side, by their ids."""

    def __init__(self, before: Pack, after: Pack, texts: tuple[Texts, Texts]) -> None:
        self.texts = texts
        self.old = {rule.id: rule for rule in before.rules}
        self.new = {rule.id: rule for rule in after.rules}
        self.kept = [(self.old[name], self.new[name]) for name in self.new if name in self.old]

    def outcome_signs(self, mentioning: str) -> list[int | None]:
        """What the outcomes that are written with a name do to the buyer now."""
        return [
            outcome_sign(was, now)
            for old, new in self.kept
            if self.texts[1].says_with(new.id, mentioning)
            for was, now in _pairs(old, new)
            if was.value != now.value
        ]

    def condition_signs(self, mentioning: str) -> list[int | None]:
        """What the conditions that use a name do to the buyer now."""
        return [
            _times(condition_sign(old.condition, new.condition), favour(new))
            for old, new in self.kept
            if self.texts[1].mentions(new.id, mentioning)
        ]

    def conditions_mention(self, name: str) -> bool:
        """Whether a condition uses a name."""
        return any(self.texts[1].mentions(rule, name) for rule in self.new)

    def parts(self, catalogue: Catalogue, then: Setting, now: Setting) -> Iterator[Part]:
        """Every change, in the order of the new version; what is gone comes last."""
        for rule in self.new.values():
            old = self.old.get(rule.id)
            if old is None:
                yield _whole("rule_added", rule, Text("New rule", "新增规则"), favour(rule))
            else:
                yield from _Pair(old, rule, self.texts, catalogue, then, now).parts()
        for rule in self.old.values():
            if rule.id not in self.new:
                yield _whole("rule_removed", rule, Text("Rule gone", "删除规则"), _times(-1, favour(rule)))


class _Pair:
    """One rule before and after."""

    def __init__(
        self, old: Rule, new: Rule, texts: tuple[Texts, Texts], catalogue: Catalogue, then: Setting, now: Setting
    ) -> None:  # fmt: skip
        self.old, self.new, self.texts, self.catalogue = old, new, texts, catalogue
        self.settings = then, now

    def parts(self) -> Iterator[Part]:
        yield from self._conditions()
        yield from self._outcomes()
        yield from self._dates()
        yield from self._marks()
        yield from self._wording()

    def _conditions(self) -> Iterator[Part]:
        were, are = self.texts[0].condition(self.old.id), self.texts[1].condition(self.new.id)
        for what, label, was, now, written in (
            ("condition", Text("holds when", "成立条件"), self.old.when, self.new.when, were[0] != are[0]),
            ("exception", Text("exception", "例外"), self.old.unless, self.new.unless, were[1] != are[1]),
        ):
            if written and without_ends(was) != without_ends(now):
                sign = condition_sign(was, now)
                often = _times(-1, sign) if what == "exception" else sign
                effect = effect_of([_times(often, favour(self.new))])
                yield self._part(what, label, self._said(was, 0), self._said(now, 1), effect)

    def _outcomes(self) -> Iterator[Part]:
        if self.texts[0].says(self.old.id) == self.texts[1].says(self.new.id):
            return  # what it comes to may have changed with a value or a window, which is told there
        old = {outcome.key: outcome for outcome in self.old.outcomes}
        new = {outcome.key: outcome for outcome in self.new.outcomes}
        for key in dict.fromkeys((*old, *new)):
            was, now = old.get(key), new.get(key)
            if was and now and (was.value == now.value or (was.window and was.window == now.window)):
                continue
            effect = effect_of([outcome_sign(was, now) if was and now else None])
            said = self._outcome(was, 0), self._outcome(now, 1)
            yield self._part("outcome", key_text(key.name), *said, effect, key.name)

    def _dates(self) -> Iterator[Part]:
        for what, label in (
            ("effective_from", Text("in effect from", "生效")),
            ("effective_until", Text("until", "失效")),
        ):
            was, now = getattr(self.old, what), getattr(self.new, what)
            if was != now:
                yield self._part("dates", label, self._date(was, 0), self._date(now, 1))

    def _marks(self) -> Iterator[Part]:
        old, new = self.old, self.new
        for what, label, was, now in (
            ("level", Text("level", "层级"), old.level.value, new.level.value),
            ("judged", Text("judged at", "判断时点"), old.judged.value, new.judged.value),
            ("binding", Text("binding", "约束力"), old.binding.value, new.binding.value),
            ("over", Text("goes before", "优先于"), ", ".join(old.over), ", ".join(new.over)),
            ("confidence", Text("confidence", "可信度"), old.confidence, new.confidence),
        ):
            if was != now:
                yield self._part(what, label, _same(was), _same(now))

    def _wording(self) -> Iterator[Part]:
        if self.old.text != self.new.text:
            yield self._part("wording", Text("text", "文字"), self.old.text, self.new.text)
        if (self.old.source, self.old.note) != (self.new.source, self.new.note):
            yield self._part("source", Text("source or note", "出处或备注"), self.old.source, self.new.source)

    def _part(
        self, what: str, label: Text, was: Text | None, now: Text | None,
        effect: Effect | None = None, key: str | None = None,
    ) -> Part:  # fmt: skip
        old, new = was or Text("nothing", "无"), now or Text("nothing", "无")
        text = Text(
            f"{self.new.id}, {label.en}: {old.en} → {new.en}",
            f"{self.new.id}，{label.zh}：{old.zh} → {new.zh}",
        )
        return Part(what, self.new.id, text, was, now, effect, key)

    def _said(self, condition: Condition, side: int) -> Text | None:
        if condition in (ALWAYS, NEVER):
            return Text("always", "总是") if condition == ALWAYS else None
        return _both(lambda language: words(condition, self.catalogue, language, self.settings[side]))

    def _outcome(self, outcome: Outcome | None, side: int) -> Text | None:
        if outcome is None:
            return None
        key, value, setting = outcome.key, outcome.value, self.settings[side]
        about = key_text(key.name)
        return Text(
            number_value_words(key, value, self.catalogue, "en", setting).removeprefix(f"{about.en}: "),
            number_value_words(key, value, self.catalogue, "zh", setting).removeprefix(f"{about.zh}："),
        )

    def _date(self, moment: int | None, side: int) -> Text | None:
        if moment is None:
            return None
        local = moment_of(moment) + timedelta(seconds=self.settings[side].day_starts_seconds)
        return _same(local.strftime("%Y-%m-%d"))


def _whole(what: str, rule: Rule, label: Text, sign: int | None) -> Part:
    text = Text(f"{label.en} {rule.id}: {rule.text.en}", f"{label.zh} {rule.id}：{rule.text.zh}")
    before, after = (None, rule.text) if what == "rule_added" else (rule.text, None)
    return Part(what, rule.id, text, before, after, effect_of([sign]))


def _pairs(old: Rule, new: Rule) -> list[tuple[Outcome, Outcome]]:
    were = {outcome.key: outcome for outcome in old.outcomes}
    return [(were[now.key], now) for now in new.outcomes if now.key in were]


def _times(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other


def _same(text: str) -> Text | None:
    return Text(text, text) if text else None


def _both(say: Callable[[str], str]) -> Text:
    return Text(say("en"), say("zh"))
