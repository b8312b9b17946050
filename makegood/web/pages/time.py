"""PURE: moments and durations as readers write them."""

from datetime import datetime, timedelta

from makegood.kit.i18n import counted, text
from makegood.kit.moments import moment_text, zone_name, zone_named, zone_of

__all__ = [
    "PRESSING",
    "SOON",
    "elapsed_percent",
    "left_text",
    "moment_text",
    "span_text",
    "urgency",
    "zone_name",
    "zone_named",
    "zone_of",
]

SOON = timedelta(hours=24)
PRESSING = timedelta(hours=3)


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
        return counted(language, "{hours} hour", "{hours} hours", minutes // 60, hours=minutes // 60)
    return counted(language, "{minutes} minute", "{minutes} minutes", minutes, minutes=minutes)


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
