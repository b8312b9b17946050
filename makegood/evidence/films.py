"""PURE: films without place, time and maker. ISO 14496-12: a film is boxes in boxes; a box that is renamed `free` is skipped
by every player, so nothing moves and no picture is drawn anew.

Blanked: `udta`, `meta` and `uuid` wherever they stand (place, maker, XMP), the times in `mvhd`, `tkhd` and `mdhd`, and tracks
that are neither seen nor heard nor read (positions that phones and action cameras record along) with their samples.
"""

import mmap
import sys
from array import array
from collections.abc import Iterator

from msgspec import Struct

_BLANKED = (b"udta", b"meta", b"uuid")
_OPENED = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts")
_TIMED = (b"mvhd", b"tkhd", b"mdhd")
_SHOWN = (b"vide", b"soun", b"text", b"sbtl", b"subt")
_DEEPEST = 6
_NUMBER_BYTES = 4
Changeable = bytearray | mmap.mmap
Readable = bytes | mmap.mmap


class Box(Struct, frozen=True):
    """A box: its name, where it begins, where its content begins, and where it ends."""

    name: bytes
    at: int
    inside: int
    end: int


def clean_film(content: bytes) -> bytes:
    """A film of the same length that tells nothing but what is seen and heard in it."""
    film = bytearray(content)
    clean_within(content, film)
    return bytes(film)


def clean_within(content: Readable, film: Changeable) -> None:
    """The same in a copy that is there already: what is read stays as it was, whatever is blanked before."""
    for box in boxes(content, 0, len(content)):
        _clean(content, film, box, 0)


def boxes(content: Readable, at: int, end: int) -> Iterator[Box]:
    """The boxes between two places, as long as they fit."""
    while at + 8 <= end:
        size, name, head = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            return
        yield Box(name, at, at + head, at + size)
        at += size


def _clean(content: Readable, film: Changeable, box: Box, depth: int) -> None:
    if box.name in _BLANKED:
        _blank(film, box)
    elif box.name in _TIMED:
        _forget_times(film, box)
    elif box.name == b"trak" and _handler(content, box) not in _SHOWN:
        _blank_samples(content, film, box)
        _blank(film, box)
    elif box.name in _OPENED and depth < _DEEPEST:
        for each in boxes(content, box.inside, box.end):
            _clean(content, film, each, depth + 1)


def _blank(film: Changeable, box: Box) -> None:
    film[box.at + 4 : box.at + 8] = b"free"
    film[box.inside : box.end] = bytes(box.end - box.inside)


def _blank_samples(content: Readable, film: Changeable, track: Box) -> None:
    """The samples of a track. A film has no more of them than it is long, so that a false table costs no more either."""
    left = len(film)
    for first, length in _samples(content, track):
        end = min(first + length, first + left, len(film))
        if end > first:
            film[first:end] = bytes(end - first)
            left -= end - first
        if not left:
            return


def _forget_times(film: Changeable, box: Box) -> None:
    """When it was made and changed: two numbers of four bytes, of eight since version 1."""
    first = box.inside + 4
    length = 16 if film[box.inside : box.inside + 1] == b"\x01" else 8
    if first + length <= box.end:
        film[first : first + length] = bytes(length)


def _handler(content: Readable, track: Box) -> bytes:
    """What a track is for; as if it were seen where it does not say, since such a film plays nowhere."""
    found = _find(content, track, b"mdia", b"hdlr")
    return content[found.inside + 8 : found.inside + 12] if found else b"vide"


def _find(content: Readable, box: Box, *path: bytes) -> Box | None:
    for name in path:
        found = next((each for each in boxes(content, box.inside, box.end) if each.name == name), None)
        if found is None:
            return None
        box = found
    return box


def _samples(content: Readable, track: Box) -> Iterator[tuple[int, int]]:
    """Where the samples of a track are: first byte and length, a chunk at a time (14496-12, 8.7)."""
    table = _find(content, track, b"mdia", b"minf", b"stbl")
    if table is None:
        return
    named = {each.name: each for each in boxes(content, table.inside, table.end)}
    runs = _numbers(content, named.get(b"stsc"), 8, 4)
    sizes = named.get(b"stsz")
    same = int.from_bytes(content[sizes.inside + 4 : sizes.inside + 8]) if sizes else 0
    each_size = _numbers(content, sizes, 12, 4) if not same else array("I")
    sample = run = count = 0
    for number, first in enumerate(_chunks(content, named), 1):
        while run + 2 < len(runs) and runs[run] <= number:  # runs of (first chunk, samples, description)
            count, run = runs[run + 1], run + 3
        length = count * same if same else sum(each_size[sample : sample + count])
        sample += count
        yield first, length


def _chunks(content: Readable, named: dict[bytes, Box]) -> "array[int]":
    if b"co64" in named:
        return _numbers(content, named[b"co64"], 8, 8)
    return _numbers(content, named.get(b"stco"), 8, 4)


def _numbers(content: Readable, box: Box | None, skip: int, width: int) -> "array[int]":
    """The numbers of a table, after its head: big-endian, of four or eight bytes."""
    found = array("I" if width == _NUMBER_BYTES else "Q")
    if box is not None:
        cells = content[box.inside + skip : box.end]
        found.frombytes(cells[: len(cells) // width * width])
        if sys.byteorder == "little":
            found.byteswap()
    return found
