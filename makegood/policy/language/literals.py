"""PURE: literals of packs: `7 days`, `168 h`, `15 min`, `500.00 CNY`, `60%`, `3`, `2026-02-01`, `+08:00`.

Each function gives None when a text has another form, and raises ValueError, in words, when it has the form but cannot be.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from makegood.kit.money import is_currency, parse_amount
from makegood.policy.catalogue import RANGES, FactType, seconds_of

DAY_SECONDS = 86_400
_UNITS = {
    "min": 60, "minute": 60, "minutes": 60, "h": 3_600, "hour": 3_600, "hours": 3_600,
    "day": DAY_SECONDS, "days": DAY_SECONDS, "week": 7 * DAY_SECONDS, "weeks": 7 * DAY_SECONDS,
}  # fmt: skip
_NO_LENGTH = {"month", "months", "year", "years"}
_DURATION = re.compile(r"([0-9]{1,9}) ?([a-z]+)")
_MONEY = re.compile(r"([0-9]{1,16}(?:\.[0-9]{1,4})?) ([A-Z]{3})")
_SHARE = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,6})?) ?%")
_COUNT = re.compile(r"[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")


def duration(text: str) -> int | None:
    """Seconds of `7 days`, `168 h` or `15 min`."""
    found = _DURATION.fullmatch(text)
    if found is None or found[2] not in (_UNITS.keys() | _NO_LENGTH):
        return None
    if found[2] in _NO_LENGTH:
        raise ValueError(
            f"A {found[2].rstrip('s')} has no fixed length; write the days, such as `183 days` or `730 days`."
        )
    return in_range(FactType.DURATION, int(found[1]) * _UNITS[found[2]], text)


def money(text: str, currency: str | None) -> int | None:
    """Minor units of `500.00 CNY`; `currency` is the pack's."""
    found = _MONEY.fullmatch(text)
    if found is None:
        return None
    if currency is None:
        raise ValueError(
            f"“{text}” is money, and the pack names no currency. Add `currency: {found[2]}` to the pack."
        )
    if found[2] != currency:
        raise ValueError(f"“{text}” is not in the currency of the pack, {currency}.")
    return in_range(FactType.MONEY, parse_amount(found[1], currency), text)


def share(text: str) -> int | None:
    """Basis points of `60%` or `0.05%`."""
    found = _SHARE.fullmatch(text)
    return basis_points(found[1]) if found else None


def basis_points(percent: str) -> int:
    """Basis points of the number of percent. Raises ValueError when it is finer than 0.01 or more than 100."""
    points = Decimal(percent) * 100
    if points != points.to_integral_value():
        raise ValueError(f"{percent}% is finer than 0.01%, the smallest share.")
    return in_range(FactType.SHARE, int(points), f"{percent}%")


def count(text: str) -> int | None:
    """A whole number."""
    return int(text) if _COUNT.fullmatch(text) else None


def day_begins(text: str, day_starts_seconds: int) -> int | None:
    """Seconds since 1970 at 00:00 of `2026-02-01`, where days begin `day_starts_seconds` before UTC."""
    if not _DATE.fullmatch(text):
        return None
    try:
        days = date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        raise ValueError(f"There is no day {text}.") from None
    return in_range(FactType.MOMENT, days * DAY_SECONDS - day_starts_seconds, text)


def moment(text: str, day_starts_seconds: int) -> int | None:
    """Seconds since 1970 of a date (its 00:00) or of a time with its zone."""
    day = day_begins(text, day_starts_seconds)
    if day is not None:
        return day
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    if told.tzinfo is None:
        raise ValueError(f"“{text}” has no zone; write it like 2026-03-01T10:00:00+08:00.")
    return in_range(FactType.MOMENT, seconds_of(told), text)


def offset_seconds(text: str) -> int | None:
    """Seconds of a fixed offset from UTC such as `+08:00`."""
    found = _OFFSET.fullmatch(text)
    if found is None or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    seconds = int(found[2]) * 3_600 + int(found[3]) * 60
    return -seconds if found[1] == "-" else seconds


def literal(text: str, type_: FactType, currency: str | None) -> int | None:
    """A literal of a given type. Raises ValueError."""
    match type_:
        case FactType.DURATION:
            return duration(text)
        case FactType.MONEY:
            return money(text, currency)
        case FactType.SHARE:
            return share(text)
        case FactType.COUNT:
            return count(text)
        case _:
            return None


def typed_literal(text: str, currency: str | None) -> tuple[FactType, int] | None:
    """A literal together with the type that its form tells. Raises ValueError."""
    for type_ in (FactType.DURATION, FactType.MONEY, FactType.SHARE, FactType.COUNT):
        value = literal(text, type_, currency)
        if value is not None:
            return type_, value
    return None


def in_range(type_: FactType, value: int, text: str) -> int:
    """The value, when such a fact could have it. Raises ValueError."""
    least, most = RANGES[type_]
    if not least <= value <= most:
        raise ValueError(f"“{text}” is out of range for a {type_}.")
    return value


def currency_code(text: str) -> str | None:
    """The text, when it is an ISO 4217 code."""
    return text if is_currency(text) else None
