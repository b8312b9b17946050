"""PURE: papers without author, program and times. A PDF finds its objects by their place, so what is hidden is written over
with blanks of the same length: the information dictionary (ISO 32000-1, 14.3.3), XMP packets (14.3.2), and what cameras wrote
into the photos in it. An information dictionary inside a compressed object stream is not reached.
"""

import re
from collections.abc import Iterator

_XMP = re.compile(rb"<\?xpacket begin.*?<\?xpacket end[^>]{0,40}\?>", re.DOTALL)
_INFO = re.compile(rb"/Info\s{1,20}(\d{1,10})\s{1,20}(\d{1,5})\s{1,20}R")
_STRING = re.compile(rb"\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)|(?<!<)<([0-9A-Fa-f\s]*)>(?!>)", re.DOTALL)
_EXIF = re.compile(rb"\xff\xe1(..)Exif\0\0", re.DOTALL)
_LONGEST_INFO_BYTES = 20_000


def clean_paper(content: bytes) -> bytes:
    """A paper of the same length that tells nothing but what is read in it."""
    paper = bytearray(content)
    for found in _XMP.finditer(content):
        paper[found.start() : found.end()] = b" " * (found.end() - found.start())
    for first, end in _information(content):
        for found in _STRING.finditer(content, first, end):
            group, blank = (1, b" ") if found[1] is not None else (2, b"0")
            paper[found.start(group) : found.end(group)] = blank * (found.end(group) - found.start(group))
    for found in _EXIF.finditer(content):
        end = min(found.start() + 2 + int.from_bytes(found[1]), len(content))
        paper[found.end() : end] = bytes(max(0, end - found.end()))
    return bytes(paper)


def _information(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the information dictionaries stand, those of earlier versions of the paper too."""
    for number, generation in {found.groups() for found in _INFO.finditer(content)}:
        head = re.compile(rb"(?<!\d)%s\s{1,20}%s\s{1,20}obj" % (number, generation))
        for found in head.finditer(content):
            end = content.find(b"endobj", found.end(), found.end() + _LONGEST_INFO_BYTES)
            if end > 0:
                yield found.end(), end
