"""Films and papers are shown without place, time and maker, and without a byte moved."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.evidence.cleaning import cleaned
from makegood.evidence.films import boxes, clean_film
from makegood.evidence.kinds import MP4, PDF, kind_of
from makegood.evidence.papers import clean_paper
from tests.evidence.made import box, film, paper, snapshot

PLACE = b"+39.9042+116.4074/"
FIX = b"GPSFIX39.9042N116.4074E!"
SEEN = b"\x00\x00\x00\x01pictures that are seen"


def full(name: bytes, content: bytes, version: int = 0) -> bytes:
    """A box with version and flags."""
    return box(name, bytes([version, 0, 0, 0]) + content)


def track(kind: bytes, samples: list[int], at: int, same: int = 0) -> bytes:
    """A track of one chunk that begins at a byte of the film."""
    sizes = b"" if same else b"".join(struct.pack(">I", each) for each in samples)
    table = (
        full(b"stsc", struct.pack(">IIII", 1, 1, len(samples), 1))
        + full(b"stsz", struct.pack(">II", same, len(samples)) + sizes)
        + full(b"stco", struct.pack(">II", 1, at))
    )
    media = (
        full(b"mdhd", struct.pack(">II", 3_900_000_000, 3_900_000_001) + bytes(16))
        + full(b"hdlr", bytes(4) + kind + bytes(12))
        + box(b"minf", box(b"stbl", table))
    )
    return box(
        b"trak",
        full(b"tkhd", struct.pack(">II", 3_900_000_000, 3_900_000_001) + bytes(72)) + box(b"mdia", media),
    )


def phone_film(same: int = 0, version: int = 0) -> bytes:
    """A film as a phone makes it: place, maker and times, and a track of positions."""
    head = box(b"ftyp", b"isom" + bytes(4) + b"isom")
    mdat = box(b"mdat", SEEN + FIX)
    seen_at = len(head) + 8
    times = struct.pack(">QQ" if version else ">II", 3_900_000_000, 3_900_000_001)
    fixes = [same] * (len(FIX) // same) if same else [10, len(FIX) - 10]
    moov = (
        full(b"mvhd", times + bytes(88), version)
        + track(b"vide", [len(SEEN)], seen_at)
        + track(b"meta", fixes, seen_at + len(SEEN), same)
        + box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7) + PLACE))
        + box(b"meta", b"com.apple.quicktime.make" + PLACE)
    )
    return head + mdat + box(b"moov", moov) + box(b"uuid", b"x" * 16 + b"<x:xmpmeta>" + PLACE)


@pytest.mark.parametrize("same", [0, 8])
@pytest.mark.parametrize("version", [0, 1])
def test_a_film_tells_only_what_is_seen(same: int, version: int) -> None:
    content = phone_film(same, version)
    clean = cleaned(content, kind_of(content))
    assert len(clean) == len(content)
    for told in (PLACE, b"GPSFIX", b"39.9042N", b"apple", b"xmpmeta", struct.pack(">I", 3_900_000_001)):
        assert told in content
        assert told not in clean
    assert SEEN in clean
    assert kind_of(clean) is MP4
    inside = next(each for each in boxes(clean, 0, len(clean)) if each.name == b"moov")
    assert [each.name for each in boxes(clean, inside.inside, inside.end)] == [
        b"mvhd", b"trak", b"free", b"free", b"free",
    ]  # fmt: skip
    assert clean_film(clean) == clean


def test_a_film_without_anything_hidden_is_as_it_was() -> None:
    assert clean_film(film()) == film()


def told_paper() -> bytes:
    """A paper of an office program, with a photo of a phone in it."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Metadata 4 0 R/Outlines<</Title (A chapter)>>>>endobj\n"
        b"2 0 obj<</Author (Li \\(Na\\) Home) /Creator<FEFF004C0069> /CreationDate(D:20260302120000+08'00')>>endobj\n"
        b"12 0 obj<</Author (not the information)>>endobj\n"
        b"4 0 obj<</Length 90>>stream\n"
        b"<?xpacket begin='' id='W5M0'?><x:xmpmeta>Li Na</x:xmpmeta><?xpacket end='w'?>\nendstream endobj\n"
        b"5 0 obj<</Filter/DCTDecode>>stream\n" + snapshot() + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R/Info 2 0 R>>\n%%EOF\n"
    )  # fmt: skip


def test_a_paper_tells_only_what_is_read() -> None:
    content = told_paper()
    clean = cleaned(content, kind_of(content))
    assert len(clean) == len(content)
    for told in (b"Home", b"004C0069", b"20260302", b"xmpmeta", b"PHONE-SERIAL"):
        assert told in content
        assert told not in clean
    assert b"A chapter" in clean
    assert b"not the information" in clean
    assert kind_of(clean) is PDF
    assert clean_paper(clean) == clean
    assert clean_paper(paper()) == paper()


@given(st.binary(max_size=300), st.sampled_from([b"moov", b"trak", b"meta", b"mvhd", b"stsz"]))
def test_whatever_is_inside_the_length_stays(inside: bytes, name: bytes) -> None:
    content = box(b"ftyp", b"isom") + box(b"moov", box(name, inside)) + inside
    assert len(clean_film(content)) == len(content)
    assert len(clean_paper(b"%PDF-1.4 /Info 1 0 R 1 0 obj" + inside + b"endobj")) == 34 + len(inside)
