"""Where pictures end: nothing follows, but what cameras are known to append to a photo."""

from __future__ import annotations

import struct

import pytest

from makegood.evidence.endings import MOST_PADDING_BYTES
from makegood.evidence.kinds import GIF, JPEG, PNG, WEBP, kind_of
from makegood.evidence.refusals import FileUnreadable, PictureGoesOn
from tests.evidence.made import animation, picture, snapshot

PICTURES = {
    "jpeg": snapshot(),
    "progressive": picture("JPEG", (600, 400), progressive=True),
    "restarts": picture("JPEG", (600, 400), restart_marker_blocks=4),
    "grey": picture("JPEG", mode="L"),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "lossless": picture("WEBP", (33, 21), lossless=True),
    "gif": animation(),
}
RUBBISH = {
    "a text": b"and a script <script>alert(1)</script>",
    "an archive": b"PK\x03\x04" + b"x" * 9_800_000,
    "too many zeros": bytes(MOST_PADDING_BYTES + 1),
    "zeros and more": bytes(16) + b"x",
}


def film(data: bytes = b"") -> bytes:
    """Boxes of a film, as a motion photo has them at its end."""
    parts = (b"ftyp", b"mp42\0\0\0\0"), (b"moov", b"index"), (b"mdat", data)
    return b"".join(struct.pack(">I", len(body) + 8) + name + body for name, body in parts)


def samsung(*blocks: bytes) -> bytes:
    """Blocks as Samsung's cameras append them, with the directory that is last."""
    entries, data = b"", b"".join(blocks)
    at = len(data)
    for block in blocks:
        entries += struct.pack("<HHII", 0, 0x0A01, at, len(block))
        at -= len(block)
    directory = b"SEFH" + struct.pack("<II", 106, len(blocks)) + entries
    return data + directory + struct.pack("<I", len(directory)) + b"SEFT"


APPENDED = {
    "nothing": b"",
    "padding": bytes(40),
    "a second picture": snapshot(),
    "a second picture after padding": bytes(100) + snapshot() + bytes(3),
    "a gain map and a film": snapshot() + film(b"\xff\xd9" * 500),
    "a film": film(b"x" * 100_000),
    "samsung": samsung(b"\0\0\1\x0aImage_UTC_Data1700000000000", b"\0\0\x30\x0aMotionPhoto_Data" + film()),
    "a second picture and samsung": snapshot() + samsung(b"\0\0\1\x0aImage_UTC_Data17"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_whole_picture_is_taken_with_a_little_padding(name: str) -> None:
    for padding in (b"", bytes(3)):
        assert kind_of(PICTURES[name] + padding) in (JPEG, PNG, WEBP, GIF)


@pytest.mark.parametrize("rubbish", RUBBISH)
@pytest.mark.parametrize("name", PICTURES)
def test_what_follows_a_picture_is_refused(name: str, rubbish: str) -> None:
    with pytest.raises(PictureGoesOn) as refused:
        kind_of(PICTURES[name] + RUBBISH[rubbish])
    assert refused.value.fields == {"extra_kb": -(-len(RUBBISH[rubbish]) // 1000)}


@pytest.mark.parametrize("appended", APPENDED)
def test_a_photo_is_taken_with_what_cameras_append(appended: str) -> None:
    assert kind_of(snapshot() + APPENDED[appended]) is JPEG
    if len(APPENDED[appended]) > 40:
        with pytest.raises(PictureGoesOn):
            kind_of(picture("PNG") + APPENDED[appended])
        with pytest.raises(PictureGoesOn):
            kind_of(snapshot() + APPENDED[appended] + b"and more")


def test_directories_of_samsung_that_lie_are_rubbish() -> None:
    whole = samsung(b"\0\0\1\x0aImage_UTC_Data17")
    for lie in (
        b"x" + whole,
        whole.replace(b"SEFH", b"SEFX"),
        whole[-8:],
        b"SEFT",
        whole[:-8] + b"\xff\xff\xff\xffSEFT",
    ):
        with pytest.raises(PictureGoesOn):
            kind_of(snapshot() + lie)


@pytest.mark.parametrize("name", ["png", "webp", "gif"])
def test_a_picture_that_ends_too_early_is_damaged(name: str) -> None:
    for left in (20, len(PICTURES[name]) // 2, len(PICTURES[name]) - 2):
        with pytest.raises(FileUnreadable):
            kind_of(PICTURES[name][:left])
