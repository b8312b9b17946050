"""Durations as people write them: 90m, 48h, 7d, 2d12h."""

from __future__ import annotations

import re
from datetime import timedelta

import click

SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
LONGEST = timedelta(days=3660)
_WHOLE = re.compile(r"(?:[0-9]{1,12}[wdhms])+")
_PART = re.compile(r"([0-9]+)([wdhms])")


def parse_duration(text: str) -> timedelta:
    """The duration of a text such as `2d12h`. Raises ValueError, in words."""
    told = text.strip().lower()
    if not _WHOLE.fullmatch(told):
        raise ValueError(f"{text!r} is not a duration; write it like 90m, 48h, 7d or 2d12h")
    total_seconds = sum(int(number) * SECONDS[unit] for number, unit in _PART.findall(told))
    if not 0 < total_seconds <= LONGEST.total_seconds():
        raise ValueError(f"{text!r} is out of range; it is more than nothing and at most ten years")
    return timedelta(seconds=total_seconds)


def duration_text(duration: timedelta) -> str:
    """The duration as `parse_duration` reads it, in its two largest units."""
    seconds = int(duration.total_seconds())
    parts = []
    for unit in ("d", "h", "m", "s"):
        number, seconds = divmod(seconds, SECONDS[unit])
        if number:
            parts.append(f"{number}{unit}")
    return " ".join(parts[:2]) or "0s"


class DurationType(click.ParamType[timedelta]):
    """A duration as an argument."""

    name = "duration"

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """The duration, or click's own complaint."""
        if isinstance(value, timedelta):
            return value
        try:
            return parse_duration(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


DURATION = DurationType()
