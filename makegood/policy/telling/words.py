"""PURE: conditions, facts and outcomes in plain words, in both languages: for explanations, differences and findings."""

import re
from collections.abc import Sequence

from makegood.policy.catalogue import Catalogue, FactKind, FactType, Value
from makegood.policy.language.expression import (
    And,
    Compare,
    Condition,
    Constant,
    Flag,
    Has,
    Node,
    Not,
    Number,
    Operator,
    Or,
    Truth,
    Within,
    WordIn,
)
from makegood.policy.outcomes import Key, Kind
from makegood.policy.telling.key_words import PAYER_WORDS, RULING_WORDS, key_text, own_name
from makegood.policy.telling.number_words import (
    PLAIN,
    Setting,
    constant_words,
    number_words,
    pick,
    quoted,
    setting_of,
    type_of,
)
from makegood.policy.text import Text

__all__ = [
    "PLAIN",
    "Setting",
    "fact_words",
    "key_text",
    "number_value_words",
    "setting_of",
    "value_words",
    "words",
]

_TURNED: dict[Operator, Operator] = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<="}
_MIRRORED: dict[Operator, Operator] = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}
_NUMBERS: dict[Operator, Text] = {
    "<": Text("is less than", "小于"),
    "<=": Text("is at most", "不超过"),
    "==": Text("is", "为"),
    "!=": Text("is not", "不是"),
    ">=": Text("is at least", "不少于"),
    ">": Text("is more than", "大于"),
}
_MOMENTS: dict[Operator, Text] = {
    "<": Text("is before", "早于"),
    "<=": Text("is not after", "不晚于"),
    "==": Text("is the same as", "等于"),
    "!=": Text("is not the same as", "不等于"),
    ">=": Text("is not before", "不早于"),
    ">": Text("is after", "晚于"),
}
_VERB = re.compile(r"\b(is|are|was|were|has|have|can|may|will|must)\b")
_RELATIVE = re.compile(r"\b(that|which|who|whose|where|when|if|because)\b")


def words(node: Node, catalogue: Catalogue, language: str, setting: Setting = PLAIN) -> str:
    """A condition or a number in plain words. `setting`: currency, days and windows of the pack (`setting_of`)."""
    if isinstance(node, Truth | Flag | WordIn | Has | Compare | Within | Not | And | Or):
        return _Speaker(catalogue, language, setting).say(node, True)
    return number_words(node, catalogue, language, None, setting)


class _Speaker:
    """Says conditions; a `not` is pushed down to what it denies, since “not (a or b)” is hard to read."""

    def __init__(self, catalogue: Catalogue, language: str, setting: Setting) -> None:
        self.catalogue, self.language, self.setting = catalogue, language, setting

    def say(self, node: Condition, positive: bool) -> str:
        match node:
            case Truth(value):
                return self._pick("always", "总是") if value is positive else self._pick("never", "从不")
            case Not(operand):
                return self.say(operand, not positive)
            case And(operands):
                return self._joined(operands, positive, all_=positive)
            case Or(operands):
                return self._joined(operands, positive, all_=not positive)
            case Flag(fact):
                return flag_words(self._label(fact), positive, self.language)
            case WordIn(fact, among):
                return self._word_in(fact, sorted(among), positive)
            case Has(fact, word):
                return self._has(fact, word, positive)
            case Within(window, _):
                return self._within(window, positive)
            case Compare(sign, left, right):
                return self._compare(sign if positive else _TURNED[sign], left, right)

    def _joined(self, operands: Sequence[Condition], positive: bool, all_: bool) -> str:
        if not operands:
            return self._pick("always", "总是") if all_ else self._pick("never", "从不")
        said = []
        for operand in operands:
            inner = operand.operand if isinstance(operand, Not) else operand
            text = self.say(operand, positive)
            said.append(f"({text})" if isinstance(inner, And | Or) and len(operands) > 1 else text)
        return self._pick(" and " if all_ else " or ", "，且" if all_ else "，或").join(said)

    def _word_in(self, fact: str, among: Sequence[str], positive: bool) -> str:
        label = self._label(fact).in_(self.language)
        said = [quoted(self._value(fact, word)) for word in among]
        if len(said) == 1:
            verb = self._pick("is" if positive else "is not", "为" if positive else "不是")
        else:
            verb = self._pick(
                "is one of" if positive else "is none of", "为以下之一：" if positive else "不属于："
            )
        return self._spaced(label, verb, self._pick(", ", "、").join(said))

    def _has(self, fact: str, word: str, positive: bool) -> str:
        verb = self._pick("includes" if positive else "does not include", "包含" if positive else "不包含")
        return self._spaced(self._label(fact).in_(self.language), verb, quoted(self._value(fact, word)))

    def _within(self, window: str, positive: bool) -> str:
        name = quoted(self.setting.windows.get(window, own_name(window)).in_(self.language))
        if positive:
            return self._pick(f"the window {name} has not ended", f"{name}期限未过")
        return self._pick(f"the window {name} has ended", f"{name}期限已过")

    def _compare(self, sign: Operator, left: Number, right: Number) -> str:
        kind = type_of(left, self.catalogue)
        if kind is None:  # a constant on the left: say it from the other side
            kind, sign, left, right = type_of(right, self.catalogue), _MIRRORED[sign], right, left
        verb = (_MOMENTS if kind is FactType.MOMENT else _NUMBERS)[sign].in_(self.language)
        one, other = (
            number_words(side, self.catalogue, self.language, kind, self.setting) for side in (left, right)
        )
        return self._spaced(one, verb, other)

    def _label(self, fact: str) -> Text:
        kind = self.catalogue.facts.get(fact)
        return kind.label if kind else own_name(fact)

    def _value(self, fact: str, word: str) -> str:
        return word_words(self.catalogue.facts.get(fact), word, self.language)

    def _pick(self, en: str, zh: str) -> str:
        return pick(self.language, en, zh)

    def _spaced(self, *parts: str) -> str:
        return self._pick(" ", "").join(parts)


def flag_words(label: Text, positive: bool, language: str) -> str:
    """A flag as a clause, or its contrary: “the goods are intact”, “the goods are not intact”."""
    if positive:
        return label.in_(language)
    verb = _VERB.search(label.en)
    before = label.en[: verb.start()] if verb else ""
    if verb is None or _RELATIVE.search(before):
        en = f"it is not so that {label.en}"
    else:
        en = f"{label.en[: verb.end()]} not{label.en[verb.end() :]}"
    return pick(language, en, f"并非{quoted(label.zh)}")


def word_words(kind: FactKind | None, word: str, language: str) -> str:
    """A word of a fact as its catalogue labels it."""
    text = kind.values.get(word) if kind else None
    return text.in_(language) if text else word.replace("_", " ")


def fact_words(
    name: str, value: Value | None, catalogue: Catalogue, language: str, setting: Setting = PLAIN
) -> str:
    """A fact and its value: `reason: it is faulty`, `time of delivery: 2026-03-01 10:00`; a flag is a clause."""
    kind = catalogue.kind(name)
    label, colon = kind.label.in_(language), pick(language, ": ", "：")
    if value is None:
        return f"{label}{colon}{pick(language, 'not known', '未知')}"
    if isinstance(value, bool):
        return flag_words(kind.label, value, language)
    if isinstance(value, frozenset):
        said = pick(language, ", ", "、").join(word_words(kind, word, language) for word in sorted(value))
        return f"{label}{colon}{said or pick(language, 'none', '无')}"
    if isinstance(value, str):
        return f"{label}{colon}{word_words(kind, value, language)}"
    return f"{label}{colon}{constant_words(value, kind.type, language, setting)}"


def value_words(key: Key, value: int, language: str, setting: Setting = PLAIN) -> str:
    """An outcome in words: `return & refund is open`, `the merchant pays the return freight`."""
    return _outcome(key, value, _value_text(key, value, language, setting), language)


def number_value_words(
    key: Key, value: Number, catalogue: Catalogue, language: str, setting: Setting = PLAIN
) -> str:
    """What a rule says about a key, before the facts are known: `the compensation: 3 × price (at least ¥500.00)`."""
    if isinstance(value, Constant):
        return value_words(key, value.value, language, setting)
    kinds = {Kind.DURATION: FactType.DURATION, Kind.MOMENT: FactType.MOMENT, Kind.AMOUNT: FactType.MONEY}
    said = number_words(value, catalogue, language, kinds.get(key.kind, FactType.COUNT), setting)
    return f"{key_text(key.name).in_(language)}{pick(language, ': ', '：')}{said}"


def _value_text(key: Key, value: int, language: str, setting: Setting) -> str:
    match key.kind:
        case Kind.DURATION:
            return constant_words(value, FactType.DURATION, language, setting)
        case Kind.MOMENT:
            return constant_words(value, FactType.MOMENT, language, setting)
        case Kind.AMOUNT:
            return constant_words(value, FactType.MONEY, language, setting)
        case Kind.CHOICE:
            return key.word(value)
        case _:
            return str(value)


def _outcome(key: Key, value: int, said: str, language: str) -> str:
    about = key_text(key.name)
    group = key.name.partition(".")[0]
    if group in ("remedy", "tender"):
        is_open = said == "open"
        return pick(
            language,
            f"{about.en} is {'open' if is_open else 'refused'}",
            f"{'可以' if is_open else '不支持'}{about.zh}",
        )
    if group == "freight":
        payer = PAYER_WORDS[said]
        return pick(language, f"{about.en} is paid by {payer.en}", f"{about.zh}由{payer.zh}承担")
    if group == "prove":
        who = PAYER_WORDS[said]
        return pick(language, f"{about.en} is for {who.en} to bring", f"{about.zh}由{who.zh}承担")
    if key.kind in (Kind.ANY, Kind.FLAG):
        return _flagged(key, bool(value), language)
    return _single(key.name, said, about, language)


def _flagged(key: Key, value: bool, language: str) -> str:
    about, owed = key_text(key.name), key.name.startswith("evidence.")
    if owed:
        return pick(
            language,
            f"{about.en} is {'' if value else 'not '}needed",
            f"{'需' if value else '无需'}{about.zh}",
        )
    return pick(language, f"{about.en}: {'yes' if value else 'no'}", f"{about.zh}：{'是' if value else '否'}")


def _single(name: str, said: str, about: Text, language: str) -> str:
    if name == "merchant_may_refuse":
        may = said == "yes"
        return pick(
            language,
            f"the merchant may {'' if may else 'not '}refuse",
            f"商家{'可以' if may else '不得'}拒绝",
        )
    if name == "burden":
        who = PAYER_WORDS[said]
        return pick(language, f"{who.en} has to prove it", f"由{who.zh}举证")
    named = {"ruling": RULING_WORDS, "compensation_by": PAYER_WORDS}.get(name, {}).get(said)
    text = named.in_(language) if named else said
    return f"{about.in_(language)}{pick(language, ': ', '：')}{text}"
