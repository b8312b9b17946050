"""PURE: outcomes, facts and rules as reports show them, in both languages."""

from collections.abc import Callable

from makegood.policy.catalogue import Catalogue, Facts
from makegood.policy.outcomes import Key, Kind
from makegood.policy.pack import Rule
from makegood.policy.simulate.money import NONE, UNDECIDED
from makegood.policy.simulate.report import FactShown, RuleShown, Words
from makegood.policy.telling.words import PLAIN, Setting, fact_words, key_text, value_words
from makegood.policy.text import Text

_YES, _NO = Words("yes", "是"), Words("no", "否")
PARTY_LABELS = {
    "buyer": Words("buyers", "买家"),
    "merchant": Words("merchants", "商家"),
    "platform": Words("platform", "平台"),
    "insurer": Words("insurers", "保险公司"),
    "carrier": Words("carriers", "承运人"),
}
_NOT_SAID = Words("no rule says anything", "没有规则规定")
_UNDECIDED = Words("undecided: facts are missing", "待定：缺少事实")


def both(write: Callable[[str], str]) -> Words:
    """A text that is written for one language at a time."""
    return Words(write("en"), write("zh"))


def of_text(text: Text) -> Words:
    """A text of a pack."""
    return Words(text.en, text.zh)


def key_label(key: Key) -> Words:
    """What a key is about, beginning with a capital."""
    text = key_text(key.name)
    return Words(text.en[:1].upper() + text.en[1:], text.zh)


def outcome_word(key: Key, code: int) -> str:
    """A code as packs write it: a word of a choice, or the number; `none` and `undecided` as they are."""
    if code in (NONE, UNDECIDED):
        return "none" if code == NONE else "undecided"
    return key.word(code) if key.kind in (Kind.CHOICE, Kind.FLAG, Kind.ANY) else str(code)


def outcome_text(key: Key, code: int, setting: Setting = PLAIN) -> Words:
    """A code in words; what the key is about is not said again where it would only stand before a colon."""
    if code in (NONE, UNDECIDED):
        return _NOT_SAID if code == NONE else _UNDECIDED
    said = both(lambda language: value_words(key, code, language, setting))
    return _after_label(said, of_text(key_text(key.name)))


def flow_ends(
    key: Key, before: int, after: int, way: str, setting: Setting, varies: bool
) -> tuple[tuple[str, Words], tuple[str, Words]]:
    """Both ends of a flow as word and text. Where values vary from case to case, the ends tell only which way it went."""
    if not varies:
        ends = [(outcome_word(key, code), outcome_text(key, code, setting)) for code in (before, after)]
        return ends[0], ends[1]
    return _varying_end(key, before, None), _varying_end(
        key, after, way if NONE not in (before, after) else None
    )


def _varying_end(key: Key, code: int, way: str | None) -> tuple[str, Words]:
    if code in (NONE, UNDECIDED):
        return outcome_word(key, code), outcome_text(key, code)
    if way not in ("better", "worse"):
        return "some", _SOME[key.kind]
    return _GREW[(key.kind, (way == "better") == (key.better > 0))]


_SOME = {Kind.AMOUNT: Words("an amount", "有金额"), Kind.MOMENT: Words("a date", "有期限")}
_GREW = {
    (Kind.AMOUNT, True): ("higher", Words("a higher amount", "金额更高")),
    (Kind.AMOUNT, False): ("lower", Words("a lower amount", "金额更低")),
    (Kind.MOMENT, True): ("later", Words("a later date", "期限更晚")),
    (Kind.MOMENT, False): ("earlier", Words("an earlier date", "期限更早")),
}


def fact_shown(name: str, facts: Facts, presumed: bool, catalogue: Catalogue, setting: Setting) -> FactShown:
    """A fact with its value in words."""
    label = of_text(catalogue.kind(name).label)
    value = facts.get(name)
    if isinstance(value, bool):
        return FactShown(name, label, _YES if value else _NO, presumed)
    said = both(lambda language: fact_words(name, value, catalogue, language, setting))
    return FactShown(name, label, _after_label(said, label), presumed)


def _after_label(said: Words, label: Words) -> Words:
    """The value alone, where the words begin with the label."""
    en = said.en.removeprefix(f"{label.en}: ")
    return Words(en, said.zh.removeprefix(f"{label.zh}："))


def rule_shown(rule: Rule) -> RuleShown:
    """A rule with its text and source."""
    return RuleShown(rule.name, of_text(rule.text), of_text(rule.source))
