"""Time as an argument: the clocks that the edges of the product are given. Decisions never read one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable


@runtime_checkable
class Clock(Protocol):
    """Tells the time, in UTC."""

    def now(self) -> datetime: ...


@dataclass(slots=True)
class ShiftedClock:
    """The machine's clock, moved by an offset that an operator of a demo or a test may advance."""

    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was set; history is replayed with it."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        """Move on by a duration; a clock never goes back."""
        if by < timedelta(0):
            raise ValueError("a clock is only ever advanced")
        self.at += by
