"""When a photo was taken, as the camera wrote it into the original. A camera's clock is whatever somebody set it to.

What others are shown has none of it (pictures.py); originals keep it, and those are for the desk and the sender.
"""

import re
from datetime import datetime

from PIL import Image

from makegood.evidence.file_store import FileStore, name_of
from makegood.evidence.kinds import JPEG, KINDS
from makegood.evidence.model import StoredFile
from makegood.evidence.refusals import FilesUnavailable

_HEAD_BYTES = 128 * 1024
"""Cameras write what they know first, in a segment of at most 64 KB."""
_SEGMENT = re.compile(rb"\xff\xe1(..)(?=Exif\0\0)", re.DOTALL)
_DETAILS = 0x8769
_TAKEN = 0x9003
_OFFSET = 0x9011
_OFFSETS = re.compile(r"[+-]\d\d:\d\d")


async def camera_time_of(files: FileStore, file: StoredFile) -> str:
    """Read it from the beginning of a photo's original; empty where there is none, or the original is not at hand."""
    if KINDS.get(file.media_type) is not JPEG or file.erased_at is not None:
        return ""
    try:
        head = b"".join([chunk async for chunk in files.read(name_of(file.sha256), 0, _HEAD_BYTES)])
    except FilesUnavailable:
        return ""
    return camera_time(head)


def camera_time(head: bytes) -> str:
    """The day and the time where the camera was, such as `2026-03-01 09:30:00 +08:00`; without the offset where it has none."""
    found = _SEGMENT.search(head)
    if found is None:
        return ""
    length = int.from_bytes(found[1]) - 2
    try:
        told = Image.Exif()
        told.load(head[found.end() : found.end() + length])
        details = told.get_ifd(_DETAILS)
        taken = datetime.strptime(str(details[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except Exception:
        return ""  # what a camera wrote wrongly is as good as nothing
    offset = str(details.get(_OFFSET, "")).strip("\0 ")
    return f"{taken:%Y-%m-%d %H:%M:%S}" + (f" {offset}" if _OFFSETS.fullmatch(offset) else "")
