"""PURE: business calendars. A duration that runs only while the business is open."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LONGEST_SEARCH_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours. Weekdays count from Monday = 0; holidays close a day, extra days open one."""

    name: str = "always"
    timezone: str = "UTC"
    weekdays: frozenset[int] = frozenset(range(7))
    opens: time = time(0)
    closes: time | None = None
    holidays: frozenset[date] = frozenset()
    extra_days: frozenset[date] = frozenset()

    @property
    def always_open(self) -> bool:
        """Whether every moment counts."""
        return len(self.weekdays) == 7 and self.closes is None and not self.holidays and self.opens == time(0)

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """From when until when (UTC) the business is open on a day of its own calendar; None if closed."""
        working = day in self.extra_days or (day.weekday() in self.weekdays and day not in self.holidays)
        if not working:
            return None
        zone = ZoneInfo(self.timezone)
        start = datetime.combine(day, self.opens, zone)
        end = (
            datetime.combine(day, self.closes, zone)
            if self.closes
            else datetime.combine(day + timedelta(days=1), time(0), zone)
        )
        return start.astimezone(UTC), end.astimezone(UTC)


ALWAYS = Calendar()
CHINA_OFFICE = Calendar(
    name="china_office",
    timezone="Asia/Shanghai",
    weekdays=frozenset(range(5)),
    opens=time(9),
    closes=time(18),
)
"""Monday to Friday, 09:00 to 18:00 in Shanghai; an operator's own calendar adds the holidays of the year."""


def due(start: datetime, duration: timedelta, calendar: Calendar = ALWAYS) -> datetime:
    """When a duration that starts at `start` has passed, counting only open time.

    Raises ValueError when the calendar has no opening within ten years.
    """
    if calendar.always_open:
        return start + duration
    left = duration
    day = start.astimezone(ZoneInfo(calendar.timezone)).date()
    for _ in range(_LONGEST_SEARCH_DAYS):
        hours = calendar.opening(day)
        if hours:
            begin = max(hours[0], start)
            open_for = hours[1] - begin
            if open_for >= left and open_for > timedelta(0):
                return begin + left
            left -= max(open_for, timedelta(0))
        day += timedelta(days=1)
    raise ValueError(f"the calendar {calendar.name} is never open long enough")
