"""PURE: moments and durations as readers write them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from makegood.kit.i18n import text

_ZONES = {"zh-CN": ("Asia/Shanghai", "北京时间"), "en": ("UTC", "UTC")}
_PATTERNS = {
    "zh-CN": ("y年M月d日 EEE HH:mm", "M月d日 EEE HH:mm"),
    "en": ("EEE d MMM y, HH:mm", "EEE d MMM, HH:mm"),
}
SOON = timedelta(hours=24)
PRESSING = timedelta(hours=3)


def zone_of(language: str) -> ZoneInfo:
    """The time zone in which times are written for a language, until the reader's browser writes its own."""
    return ZoneInfo(_ZONES[language][0])


def zone_name(language: str) -> str:
    """What that zone is called."""
    return _ZONES[language][1]


def moment_text(at: datetime, language: str, year: bool = True) -> str:
    """A moment with its weekday and zone, such as "Wed 4 Mar 2026, 20:00 UTC"."""
    local = at.astimezone(zone_of(language))
    pattern = _PATTERNS[language][0 if year else 1]
    locale = "zh_CN" if language == "zh-CN" else "en_GB"
    return f"{format_datetime(local, pattern, locale=locale)} {zone_name(language)}"


def left_text(left: timedelta, language: str) -> str:
    """How long is left, in its two largest units; "due now" when nothing is."""
    minutes = int(left.total_seconds() // 60)
    if left.total_seconds() <= 0:
        return text(language, "due now")
    days, hours = divmod(minutes // 60, 24)
    if days:
        return text(language, "{days} d {hours} h", days=days, hours=hours)
    if hours:
        return text(language, "{hours} h {minutes} min", hours=hours, minutes=minutes % 60)
    return text(language, "{minutes} min", minutes=max(minutes, 1))


def span_text(duration: timedelta, language: str) -> str:
    """A length of time, as rules set them: in days from three on, else in hours or minutes."""
    minutes = int(duration.total_seconds() // 60)
    if minutes >= 3 * 1440 and minutes % 1440 == 0:
        return text(language, "{days} days", days=minutes // 1440)
    if minutes >= 60 and minutes % 60 == 0:
        return text(language, "{hours} hours", hours=minutes // 60)
    return text(language, "{minutes} minutes", minutes=minutes)


def urgency(left: timedelta) -> str:
    """How pressing a clock is: `calm`, `soon` or `pressing`."""
    if left <= PRESSING:
        return "pressing"
    return "soon" if left <= SOON else "calm"


def elapsed_percent(start: datetime, due: datetime, now: datetime) -> int:
    """How much of a clock has run, 0 to 100."""
    whole = (due - start).total_seconds()
    if whole <= 0:
        return 100
    return max(0, min(100, round((now - start).total_seconds() * 100 / whole)))
