"""PURE: cursors of lists that go by id: the id of the last row of the page before, as text."""

from makegood.kit.errors import Invalid

_LARGEST = 2**63 - 1


def id_of_cursor(cursor: str) -> int:
    """The id that a cursor names. Raises Invalid for what no page has told."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 19):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before")
    return min(int(cursor), _LARGEST)
