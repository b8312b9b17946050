"""PURE: where a picture ends. What comes after its end nobody sees, so nothing may, but what cameras are known to add.

JPEG: ITU T.81 B.1 (markers, EOI). Cameras append further JPEGs (CIPA DC-007, Multi-Picture Format: previews, gain maps of
HDR), the film of a motion photo (MP4) and Samsung's own blocks (SEFH … SEFT). PNG: W3C PNG 5.6 (IEND is last). WebP: RFC 9649
2.3 (the size of RIFF). GIF: GIF89a 27 (trailer). A few zero bytes of padding are let pass everywhere.
"""

import re
from collections.abc import Callable

from makegood.evidence.refusals import FileUnreadable, PictureGoesOn

MOST_PADDING_BYTES = 65_536
_START, _END = b"\xff\xd8", 0xD9
_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_AFTER_SCAN = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_SCAN, _ALONE = 0xDA, {0x01, *range(0xD0, 0xD9)}
_SAMSUNG_ENTRY_BYTES = 12


def require_end(content: bytes, end_of: Callable[[bytes], int]) -> None:
    """Let pass what ends where it must. Raises PictureGoesOn, FileUnreadable."""
    rest = content[end_of(content) :]
    if rest and not _is_padding(rest):
        raise PictureGoesOn(extra_kb=-(-len(rest) // 1000))


def end_of_jpeg(content: bytes) -> int:
    """The end of a photo with all that cameras append to it."""
    at = _end_of_one_jpeg(content, 0)
    while (after := _end_of_appended(content, at)) > at:
        at = after
    return at


def _end_of_one_jpeg(content: bytes, start: int) -> int:
    """After the marker EOI; the end of the file where there is none, for decoders to judge."""
    at, pattern = start + len(_START), _MARKER
    while found := pattern.search(content, at):
        marker, at, pattern = found[1][0], found.end(), _MARKER
        if marker == _END:
            return at
        if marker in _ALONE:
            continue
        length = int.from_bytes(content[at : at + 2])
        if length < 2:
            break
        at += length
        pattern = _AFTER_SCAN if marker == _SCAN else _MARKER
    return len(content)


def _end_of_appended(content: bytes, at: int) -> int:
    """The end of something that a camera appends, here or after padding; `at` where there is nothing of the kind.

    A film and Samsung's blocks begin with zeros of their own: where they begin lies somewhere in what looks like padding.
    """
    follows = _skip_padding(content, at)
    if content.startswith(_START + b"\xff", follows):
        return _end_of_one_jpeg(content, follows)
    film = content.find(b"ftyp", at, follows + 8) - 4
    if at <= film <= follows:
        return _end_of_boxes(content, film)
    return len(content) if at <= _begins_samsung(content) <= follows else at


def _end_of_boxes(content: bytes, at: int) -> int:
    """The end of the film's boxes (ISO 14496-12, 4.2): whole ones with names of printable letters."""
    while at + 8 <= len(content):
        size, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        if (
            size < 8
            or at + size > len(content)
            or not (name.isascii() and name.decode("latin-1").isprintable())
        ):
            break
        at += size
    return at


def _begins_samsung(content: bytes) -> int:
    """Where Samsung's blocks begin: the directory at the end of the file says it. -1 without one."""
    if content[-4:] != b"SEFT":
        return -1
    directory = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    count = int.from_bytes(content[directory + 8 : directory + 12], "little")
    entries = content[directory + 12 : len(content) - 8]
    if (
        directory < 0
        or content[directory : directory + 4] != b"SEFH"
        or len(entries) != count * _SAMSUNG_ENTRY_BYTES
    ):
        return -1
    back = [
        int.from_bytes(entries[place + 4 : place + 8], "little")
        for place in range(0, len(entries), _SAMSUNG_ENTRY_BYTES)
    ]
    return directory - max(back, default=0)


def end_of_png(content: bytes) -> int:
    """After the chunk IEND. Raises FileUnreadable where there is none."""
    at = 8
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return at
    raise FileUnreadable()


def end_of_webp(content: bytes) -> int:
    """Where the outermost chunk ends, with its byte of padding. Raises FileUnreadable where the file ends before."""
    size = int.from_bytes(content[4:8], "little")
    if 8 + size > len(content):
        raise FileUnreadable()
    return 8 + size + size % 2


def end_of_gif(content: bytes) -> int:
    """After the trailer. Raises FileUnreadable where there is none."""
    at = 13 + _colours_bytes(content[10:11])
    while at < len(content):
        kind = content[at]
        if kind == 0x3B:
            return at + 1
        if kind == 0x21:
            at = _after_blocks(content, at + 2)
        elif kind == 0x2C:
            at = _after_blocks(content, at + 11 + _colours_bytes(content[at + 9 : at + 10]))
        else:
            break
    raise FileUnreadable()


def _colours_bytes(packed: bytes) -> int:
    """How long a table of colours is, by the byte that tells of it."""
    return 3 << ((packed[0] & 7) + 1) if packed and packed[0] & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


def _skip_padding(content: bytes, at: int) -> int:
    rest = content[at : at + MOST_PADDING_BYTES]
    return at + len(rest) - len(rest.lstrip(b"\0"))


def _is_padding(rest: bytes) -> bool:
    return len(rest) <= MOST_PADDING_BYTES and not rest.strip(b"\0")
