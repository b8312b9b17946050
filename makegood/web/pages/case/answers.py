"""PURE: what people filled in as facts, and facts that somebody told in the reader's words."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from makegood.kit.i18n import text
from makegood.kit.money import decimal_text, money_text
from makegood.policy import Catalogue, FactKind, FactType
from makegood.web.pages.case.questions import PREFIX, Asking, zone_filled_in
from makegood.web.pages.orders import promise_words as words
from makegood.web.pages.time import moment_text, zone_of
from makegood.web.pages.typed import FieldNotUsable, amount_of, narrow

_DAY_SECONDS = 86_400
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?")


def facts_typed(typed: Mapping[str, str], catalogue: Catalogue, asking: Asking) -> dict[str, Any]:
    """The facts that a form tells, as the API takes them. Raises FieldNotUsable and AmountNotUnderstood."""
    names = dict.fromkeys(
        field.removeprefix(PREFIX).partition("--")[0] for field in typed if field.startswith(PREFIX)
    )
    told = {name: _told(catalogue.facts[name], typed, asking) for name in names if name in catalogue.facts}
    return {name: value for name, value in told.items() if value is not None}


def _told(kind: FactKind, typed: Mapping[str, str], asking: Asking) -> Any:
    name = PREFIX + kind.name
    value = narrow(typed.get(name, ""))
    if kind.type is FactType.WORDS:
        return [word for word in kind.values if f"{name}--{word}" in typed] or None
    if kind.type is FactType.MOMENT and f"{name}--never" in typed:
        return "never"
    if not value:
        return None
    try:
        return _READ[kind.type](value, replace(asking, zone=zone_filled_in(kind.name, typed, asking)))
    except ValueError:
        raise FieldNotUsable(field=(kind.ask or kind.label).in_(asking.language)) from None


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise ValueError
    return int(number)


def _decimal(value: str, times: int) -> int:
    if not _DECIMAL.fullmatch(value):
        raise ValueError
    return _whole(Decimal(value) * times)


def _flag(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError
    return value == "yes"


_READ: Mapping[FactType, Callable[[str, Asking], Any]] = {
    FactType.FLAG: lambda value, asking: _flag(value),
    FactType.WORD: lambda value, asking: value,
    FactType.MOMENT: lambda value, asking: (
        datetime.fromisoformat(value).replace(tzinfo=zone_of(asking.language, asking.zone)).isoformat()
    ),
    FactType.MONEY: lambda value, asking: amount_of(value, asking.currency),
    FactType.SHARE: lambda value, asking: _decimal(value, 100),
    FactType.DURATION: lambda value, asking: _decimal(value, _DAY_SECONDS),
    FactType.COUNT: lambda value, asking: _decimal(value, 1),
}


def as_typed(kind: FactKind, value: Any, asking: Asking) -> dict[str, str]:
    """The fields as they were filled in to tell a value; for a form that shows what was told before."""
    name = PREFIX + kind.name
    match kind.type:
        case FactType.FLAG:
            return {name: "yes" if value else "no"}
        case FactType.WORDS:
            return {f"{name}--{word}": "yes" for word in value}
        case FactType.MOMENT if value == "never":
            return {f"{name}--never": "yes"}
        case FactType.MOMENT:
            zone = zone_of(asking.language, asking.zone)
            local = datetime.fromisoformat(str(value)).astimezone(zone)
            return {name: local.strftime("%Y-%m-%dT%H:%M"), f"{name}--zone": zone.key}
        case FactType.MONEY:
            return {name: decimal_text(int(value), asking.currency)}
        case FactType.SHARE:
            return {name: _plain(Decimal(int(value)) / 100)}
        case FactType.DURATION:
            return {name: _plain(Decimal(int(value)) / _DAY_SECONDS)}
        case _:
            return {name: str(value)}


def told_words(kind: FactKind, value: Any, asking: Asking) -> str:
    """A value that somebody told, in the reader's words."""
    language = asking.language
    match kind.type:
        case FactType.FLAG:
            return text(language, words.FLAGS["yes" if value else "no"])
        case FactType.WORD:
            return _label(kind, str(value), language)
        case FactType.WORDS:
            return " · ".join(_label(kind, word, language) for word in value)
        case FactType.MOMENT if value == "never":
            return text(language, words.ABSENT[kind.absent or "past"])
        case FactType.MOMENT:
            return moment_text(datetime.fromisoformat(str(value)), language, own=asking.zone)
        case FactType.MONEY:
            return money_text(int(value), asking.currency, language)
        case FactType.SHARE:
            return f"{_plain(Decimal(int(value)) / 100)}%"
        case FactType.DURATION:
            days = _plain(Decimal(int(value)) / _DAY_SECONDS)
            return text(language, "1 day" if days == "1" else "{days} days", days=days)
        case _:
            return str(value)


def _label(kind: FactKind, word: str, language: str) -> str:
    found = kind.values.get(word)
    return found.in_(language) if found else word


def _plain(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".")
