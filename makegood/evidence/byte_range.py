"""PURE: parts of a file, as players of films ask for them (RFC 9110, 14)."""

import re

from makegood.kit.errors import Refused

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*")


class RangeOutside(Refused):
    """The file has {size_bytes} bytes; the part that you ask for begins after its end."""

    status = 416


def part_wanted(header: str | None, size_bytes: int) -> tuple[int, int] | None:
    """First and last byte of the part that a Range header wants. None for the whole: several parts, or no such header.

    Raises RangeOutside.
    """
    found = _ONE_RANGE.fullmatch(header or "")
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(0, size_bytes - int(found[2])), size_bytes - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size_bytes), size_bytes - 1)
        if found[2] and int(found[2]) < first:
            return None
    if first >= size_bytes:
        raise RangeOutside(size_bytes=size_bytes)
    return first, last
