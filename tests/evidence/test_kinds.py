"""What a file is, by its content: the table read aloud."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from makegood.evidence.kinds import kind_of
from makegood.evidence.refusals import (
    FileEmpty,
    FileTypeRefused,
    FileUnreadable,
    PhotoTypeRefused,
    PictureGoesOn,
)
from makegood.kit.errors import Refused
from tests.evidence.made import animation, box, film, paper, picture


def archive() -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as zipped:
        zipped.writestr("[Content_Types].xml", "<Types/>")
    return into.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (animation(), "image/gif"),
        (paper(), "application/pdf"),
        (film(), "video/mp4"),
        (film(b"mp42"), "video/mp4"),
        (film(b"qt  "), "video/quicktime"),
    ],
)
def test_taken(content: bytes, media_type: str) -> None:
    assert kind_of(content).media_type == media_type


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", FileTypeRefused),
        (b"<?xml version='1.0'?><svg/>", FileTypeRefused),
        (b"<!doctype html><script>alert(1)</script>", FileTypeRefused),
        (b"\xef\xbb\xbf<html>", FileTypeRefused),
        (b"\n\n<html>", FileTypeRefused),
        (archive(), FileTypeRefused),
        (archive() + picture("JPEG"), FileTypeRefused),
        (picture("JPEG") + b"<script>alert(1)</script>", PictureGoesOn),
        (picture("JPEG") + archive(), PictureGoesOn),
        (b"MZ\x90\x00", FileTypeRefused),
        (b"\x7fELF", FileTypeRefused),
        (b"#!/bin/sh\n", FileTypeRefused),
        (b"hello", FileTypeRefused),
        (b"BM\x00\x00\x00\x00", FileTypeRefused),
        (b"II*\x00\x08\x00\x00\x00", FileTypeRefused),
        (b"RIFF\x00\x00\x00\x00WAVE", FileTypeRefused),
        (b"<html>" + paper(), FileTypeRefused),
        (paper()[:-8], FileUnreadable),
        (box(b"ftyp", b"heic\0\0\0\0mif1heic"), PhotoTypeRefused),
        (box(b"ftyp", b"mif1\0\0\0\0mif1heic"), PhotoTypeRefused),
        (box(b"ftyp", b"avif\0\0\0\0mif1avif"), FileTypeRefused),
        (box(b"ftyp", b"isom\0\0\0\0"), FileUnreadable),
        (film()[:-10], FileUnreadable),
        (film() + b"\0\0\0\x04evil", FileUnreadable),
        (film() + b"<html>", FileUnreadable),
        (b"\0\0\0\0ftypisom", FileUnreadable),
        (b"\0\0\0\x01ftypisom" + (2**63).to_bytes(8), FileUnreadable),
    ],
)
def test_refused(content: bytes, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        kind_of(content)
