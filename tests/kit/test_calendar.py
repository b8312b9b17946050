"""Business calendars: a duration runs only while the business is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kit.calendar import ALWAYS, CHINA_OFFICE, Calendar, due

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A time in Shanghai in 2026; 2 March is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


TABLE = [
    # start, open hours, due
    (at(2, 9), 1, at(2, 10)),
    (at(2, 17, 30), 1, at(3, 9, 30)),
    (at(2, 9), 9, at(2, 18)),  # to the very end of a day, not to the next morning
    (at(2, 18), 1, at(3, 10)),
    (at(2, 3), 2, at(2, 11)),
    (at(6, 17), 2, at(9, 10)),  # over the weekend
    (at(7, 12), 1, at(9, 10)),
    (at(2, 9), 45, at(6, 18)),
    (at(2, 9), 48, at(9, 12)),
]


@pytest.mark.parametrize(("start", "hours", "expected"), TABLE)
def test_open_hours_are_counted(start: datetime, hours: int, expected: datetime) -> None:
    assert due(start, timedelta(hours=hours), CHINA_OFFICE) == expected


def test_holidays_are_closed_and_extra_days_are_open() -> None:
    # The week of a holiday: Monday off, and the Saturday before it worked instead.
    calendar = replace(
        CHINA_OFFICE, holidays=frozenset({date(2026, 3, 9)}), extra_days=frozenset({date(2026, 3, 7)})
    )
    assert due(at(6, 17), timedelta(hours=10), calendar) == at(7, 18)
    assert due(at(6, 17), timedelta(hours=11), calendar) == at(10, 10)


def test_always_open_is_plain_time() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert due(start, timedelta(days=3)) == start + timedelta(days=3)
    assert ALWAYS.always_open
    assert not CHINA_OFFICE.always_open


def test_a_day_of_a_summer_time_change_has_the_hours_it_has() -> None:
    calendar = Calendar("berlin", "Europe/Berlin", frozenset(range(7)), time(0), time(6))
    start = datetime(2026, 3, 28, 12, tzinfo=BERLIN)  # on the 29th, 02:00 to 03:00 does not exist
    assert due(start, timedelta(hours=5), calendar) == datetime(2026, 3, 29, 6, tzinfo=BERLIN)
    assert due(start, timedelta(hours=6), calendar) == datetime(2026, 3, 30, 1, tzinfo=BERLIN)


def test_a_calendar_that_never_opens_is_an_error_and_not_a_loop() -> None:
    with pytest.raises(ValueError, match="never open"):
        due(at(2, 9), timedelta(hours=1), Calendar("never", weekdays=frozenset()))


@given(
    minutes=st.integers(0, 60 * 24 * 14),
    first=st.integers(1, 60 * 60),
    second=st.integers(1, 60 * 60),
)
def test_two_durations_one_after_the_other_are_their_sum(minutes: int, first: int, second: int) -> None:
    start = at(2, 0) + timedelta(minutes=minutes)
    a, b = timedelta(minutes=first), timedelta(minutes=second)
    assert due(due(start, a, CHINA_OFFICE), b, CHINA_OFFICE) == due(start, a + b, CHINA_OFFICE)


@given(minutes=st.integers(0, 60 * 24 * 14), lasts=st.integers(1, 60 * 60))
def test_a_clock_ends_while_the_business_is_open_and_never_early(minutes: int, lasts: int) -> None:
    start = at(2, 0) + timedelta(minutes=minutes)
    end = due(start, timedelta(minutes=lasts), CHINA_OFFICE)
    hours = CHINA_OFFICE.opening(end.astimezone(SHANGHAI).date())
    assert hours is not None
    assert hours[0] < end <= hours[1]
    assert end >= start + timedelta(minutes=lasts)
