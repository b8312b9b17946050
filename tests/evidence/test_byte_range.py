"""Parts of a file, as RFC 9110 has them."""

from __future__ import annotations

import pytest

from makegood.evidence.byte_range import RangeOutside, part_wanted


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=19-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("pages=1-2", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 4000 + "-", None),
    ],
)
def test_parts(header: str | None, part: tuple[int, int] | None) -> None:
    assert part_wanted(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_parts_after_the_end(header: str) -> None:
    with pytest.raises(RangeOutside):
        part_wanted(header, 100)
