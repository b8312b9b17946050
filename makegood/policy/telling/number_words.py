"""PURE: numbers of conditions and outcomes in plain words, in both languages: amounts, spans of time, moments, shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone

from makegood.kit.money import decimal_text, money_text
from makegood.policy.catalogue import FAR_FUTURE, LONG_AGO, Catalogue, FactType, moment_of
from makegood.policy.language.expression import (
    Constant,
    Difference,
    Fact,
    Greatest,
    Least,
    Number,
    Product,
    Quotient,
    Sum,
)
from makegood.policy.pack import Pack
from makegood.policy.text import Text

_WHOLE_SHARE = 10_000
_UNITS = (
    (86_400, Text("day", "天")),
    (3_600, Text("hour", "小时")),
    (60, Text("minute", "分钟")),
    (1, Text("second", "秒")),
)
_SAID_IN_HOURS = 48 * 3_600
"""Up to here whole hours are said as hours: 48 hours is what a clock of two days is called."""


@dataclass(frozen=True)
class Setting:
    """What a pack adds to its words: the currency of its amounts, when its days begin, and what its windows are called."""

    currency: str | None = None
    day_starts_seconds: int = 0
    windows: Mapping[str, Text] = field(default_factory=dict)


PLAIN = Setting()


def setting_of(pack: Pack) -> Setting:
    """The setting of a pack's own texts."""
    return Setting(
        pack.currency,
        pack.day_starts_seconds,
        {name: window.text for name, window in pack.windows.items()},
    )


def pick(language: str, en: str, zh: str) -> str:
    """The text for a reader of `language`."""
    return zh if language.startswith("zh") else en


def quoted(word: str) -> str:
    """A word in quotation marks, which are the same in both languages."""
    return f"“{word}”"


def duration_words(seconds: int, language: str) -> str:
    """A span of time: `7 days`, `48 hours`, `15 minutes`."""
    sign, left = ("-" if seconds < 0 else ""), abs(seconds)
    if 0 < left <= _SAID_IN_HOURS and left % 3_600 == 0:
        return sign + _unit(left // 3_600, _UNITS[1][1], language)
    said = []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            said.append(_unit(count, unit, language))
    return sign + (pick(language, " ", "").join(said) or _unit(0, _UNITS[0][1], language))


def _unit(count: int, unit: Text, language: str) -> str:
    return pick(language, f"{count} {unit.en}{'' if count == 1 else 's'}", f"{count}{unit.zh}")


def moment_words(seconds: int, language: str, day_starts_seconds: int = 0) -> str:
    """A moment in the zone of the pack: `2026-03-01 10:00`; `never` for one that has not come or never was."""
    if seconds in (FAR_FUTURE, LONG_AGO):
        return pick(language, "never", "从未")
    moment = moment_of(seconds).astimezone(timezone(timedelta(seconds=day_starts_seconds)))
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


def share_words(basis_points: int) -> str:
    """A share: `60%`, `0.05%`."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def amount_words(amount_minor: int, language: str, currency: str | None) -> str:
    """An amount; where the currency is not known, the plain number with two decimals."""
    if currency is None:
        return decimal_text(amount_minor, "CNY")
    return money_text(amount_minor, currency, pick(language, "en", "zh"))


def constant_words(value: int, kind: FactType, language: str, setting: Setting = PLAIN) -> str:
    """A number of a type as a reader writes it."""
    match kind:
        case FactType.DURATION:
            return duration_words(value, language)
        case FactType.MOMENT:
            return moment_words(value, language, setting.day_starts_seconds)
        case FactType.SHARE:
            return share_words(value)
        case FactType.MONEY:
            return amount_words(value, language, setting.currency)
        case _:
            return str(value)


def type_of(number: Number, catalogue: Catalogue) -> FactType | None:
    """What a number measures; None for what is only constants, which take the type of what they stand beside."""
    match number:
        case Fact(name):
            return catalogue.facts[name].type if name in catalogue.facts else None
        case Constant():
            return None
        case Quotient(operand, _):
            return type_of(operand, catalogue)
        case Difference(left, right):
            return _of_difference(type_of(left, catalogue), type_of(right, catalogue))
        case Product(left, right):
            types = {type_of(left, catalogue), type_of(right, catalogue)} - {None}
            return FactType.MONEY if FactType.MONEY in types else next(iter(types), None)
        case _:
            types = {type_of(number.left, catalogue), type_of(number.right, catalogue)} - {None}
            return FactType.MOMENT if FactType.MOMENT in types else next(iter(types), None)


def _of_difference(left: FactType | None, right: FactType | None) -> FactType | None:
    if left is FactType.MOMENT and right is FactType.MOMENT:
        return FactType.DURATION
    return left if left is not None else right


def number_words(
    number: Number,
    catalogue: Catalogue,
    language: str,
    kind: FactType | None = None,
    setting: Setting = PLAIN,
) -> str:
    """A number in words; `kind` is the type of what it stands beside, for constants."""
    kind = type_of(number, catalogue) or kind or FactType.COUNT

    def say(part: Number, beside: FactType | None = kind) -> str:
        return number_words(part, catalogue, language, beside, setting)

    match number:
        case Fact(name):
            return catalogue.facts[name].label.in_(language) if name in catalogue.facts else name
        case Constant(value):
            return constant_words(value, kind, language, setting)
        case Sum(left, right):
            return _sum(left, right, kind, catalogue, language, setting)
        case Difference(left, right) if (
            kind is FactType.DURATION and type_of(left, catalogue) is FactType.MOMENT
        ):
            return pick(
                language,
                f"the time from {say(right)} to {say(left)}",
                f"从{say(right)}到{say(left)}的时间",
            )
        case Difference(left, right):
            beside = FactType.DURATION if kind is FactType.MOMENT else kind
            return pick(
                language, f"{say(left)} less {say(right, beside)}", f"{say(left)}减{say(right, beside)}"
            )
        case Product(left, right):
            factor, of = (right, left) if isinstance(right, Constant) else (left, right)
            return f"{say(factor, FactType.COUNT)} × {say(of, FactType.COUNT)}"
        case Quotient(Product(of, share), divisor) if divisor == _WHOLE_SHARE:
            part, whole = say(share, FactType.SHARE), say(of, FactType.MONEY)
            return pick(language, f"{part} of {whole}", f"{whole}的{part}")
        case Quotient(operand, divisor):
            return pick(language, f"{say(operand)} divided by {divisor}", f"{say(operand)}除以{divisor}")
        case Least(left, right) | Greatest(left, right):
            if isinstance(left, Constant):
                left, right = right, left
            return _limit(number, say(left), say(right), kind, language)


def _sum(
    left: Number, right: Number, kind: FactType, catalogue: Catalogue, language: str, setting: Setting
) -> str:
    if kind is FactType.MOMENT:
        if type_of(right, catalogue) is FactType.MOMENT:
            left, right = right, left
        start = number_words(left, catalogue, language, kind, setting)
        span = number_words(right, catalogue, language, FactType.DURATION, setting)
        return pick(language, f"{span} after {start}", f"{start}之后{span}")
    one = number_words(left, catalogue, language, kind, setting)
    other = number_words(right, catalogue, language, kind, setting)
    return pick(language, f"{one} plus {other}", f"{one}加{other}")


def _limit(number: Least | Greatest, left: str, right: str, kind: FactType, language: str) -> str:
    least = isinstance(number, Least)
    if isinstance(number.left, Constant) or isinstance(number.right, Constant):
        limit = pick(
            language,
            "at most" if least else "at least",
            "最多" if least else "最少",
        )
        return pick(language, f"{left} ({limit} {right})", f"{left}（{limit}{right}）")
    if kind is FactType.MOMENT:
        which = pick(language, "the earlier of" if least else "the later of", "较早者" if least else "较晚者")
    else:
        which = pick(
            language, "the smaller of" if least else "the larger of", "较小者" if least else "较大者"
        )
    return pick(language, f"{which} {left} and {right}", f"{left}与{right}中的{which}")
