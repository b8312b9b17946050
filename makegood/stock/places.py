"""PURE: where a list of moves stands: the move that the page before ended with, as the text of a cursor."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from makegood.kit.errors import Invalid

LONGEST_CURSOR = 250
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_MICROSECONDS, _LARGEST, _MOST_TIMES = 10**17, 2**63, 2**15


class Place(NamedTuple):
    """What orders moves, the newest first: when, and then what makes one of a kind."""

    at: datetime
    case_id: int
    subject: str
    kind: str
    nth: int


def cursor_to(place: Place) -> str:
    """The text of a place; the subject last, since a sku may hold anything."""
    microseconds = (place.at - _EPOCH) // timedelta(microseconds=1)
    return f"{microseconds}.{place.case_id}.{place.nth}.{place.kind}.{place.subject}"


def place_of(cursor: str) -> Place:
    """The place that a text names. Raises Invalid."""
    *told, subject = cursor.split(".", 4)
    numbers = [int(text) for text in told[:3] if text.isascii() and text.isdigit() and len(text) <= 19]
    if len(told) != 4 or len(numbers) != 3 or "\0" in cursor or len(cursor) > LONGEST_CURSOR:
        raise _unknown()
    microseconds, case_id, nth = numbers
    if microseconds >= _MOST_MICROSECONDS or case_id >= _LARGEST or nth >= _MOST_TIMES:
        raise _unknown()
    return Place(_EPOCH + timedelta(microseconds=microseconds), case_id, subject, told[3], nth)


def _unknown() -> Invalid:
    return Invalid(field="cursor", problem="take it from next_cursor of the page before")
