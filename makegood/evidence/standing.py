"""PURE: how long the evidence of an order is kept, and what stands in the way of erasing it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct

LOOKED_AT_AGAIN = timedelta(days=1)


class Standing(StrEnum):
    """What was found about the evidence of an order. UNRULED: no rule says how long it is kept, so it is kept."""

    NEW = "new"
    OPEN = "open"
    KEPT = "kept"
    HELD = "held"
    UNRULED = "unruled"
    DUE = "due"


class OrderCourse(Struct, frozen=True, kw_only=True):
    """What is known of an order whose evidence is looked at. `last_at`: when the last thing about it ended; `is_open`: a
    case, a claim or a chargeback is not over; `is_held`: somebody said that nothing is erased; `papers_case_id`: a case in
    which papers of an authority were shown, of which nobody has said yet whether they hold.
    """

    bucket: int
    order_id: int
    merchant_id: int
    market: str | None
    placed_at: datetime
    last_at: datetime
    is_open: bool
    is_held: bool
    papers_case_id: int | None


class Rule(Struct, frozen=True):
    """What a rule of a pack says: how long, and where that stands. `law` has its text and source in the languages."""

    seconds: int
    name: str
    law: dict[str, Any]


class Found(Struct, frozen=True):
    """What comes of it: the standing, and when it is looked at again."""

    standing: Standing
    look_at: datetime
    kept_until: datetime | None = None


def standing_of(course: OrderCourse, rule: Rule | None, now: datetime) -> Found:
    """Whether the evidence of an order is to be erased now, and if not, why not and when to look again."""
    tomorrow = now + LOOKED_AT_AGAIN
    if course.is_open:
        return Found(Standing.OPEN, tomorrow)
    if rule is None:
        return Found(Standing.UNRULED, tomorrow)
    kept_until = course.last_at + timedelta(seconds=rule.seconds)
    if course.is_held or course.papers_case_id is not None:
        return Found(Standing.HELD, max(tomorrow, kept_until), kept_until)
    if now < kept_until:
        return Found(Standing.KEPT, kept_until, kept_until)
    return Found(Standing.DUE, now, kept_until)
