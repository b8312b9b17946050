"""PURE: moments as readers of each language write them, with their zone."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_datetime, get_timezone_name

_ZONES = {"zh-CN": ("Asia/Shanghai", "北京时间"), "en": ("UTC", "UTC")}
_LOCALES = {"zh-CN": "zh_CN", "en": "en_GB"}
_PATTERNS = {
    "zh-CN": ("y年M月d日 EEE HH:mm", "M月d日 EEE HH:mm"),
    "en": ("EEE d MMM y, HH:mm", "EEE d MMM, HH:mm"),
}


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, such as Europe/Berlin, that somebody told us; None for a name that is none."""
    return ZoneInfo(name) if name in _known_zones() else None


def zone_of(language: str, own: ZoneInfo | None = None) -> ZoneInfo:
    """The zone in which times are written for a reader: their own where it is known, else that of their language."""
    return own or ZoneInfo(_ZONES[language][0])


def zone_name(language: str, own: ZoneInfo | None = None) -> str:
    """What that zone is called: UTC, 北京时间, Central European Time."""
    usual, words = _ZONES[language]
    if own is None or own.key == usual:
        return words
    if "/" not in own.key or own.key.startswith("Etc/"):
        return own.key
    return str(get_timezone_name(own, locale=_LOCALES[language]))


def moment_text(
    at: datetime, language: str, year: bool = True, zone: bool = True, own: ZoneInfo | None = None
) -> str:
    """A moment with its weekday and zone, such as "Wed 4 Mar 2026, 20:00 UTC"; in a reader's own zone that is not named."""
    local = at.astimezone(zone_of(language, own))
    pattern = _PATTERNS[language][0 if year else 1]
    words = format_datetime(local, pattern, locale=_LOCALES[language])
    return f"{words} {zone_name(language)}" if zone and own is None else words
