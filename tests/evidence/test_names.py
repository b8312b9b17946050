"""Names of files: what people call them, without what could mislead or hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.evidence.kinds import JPEG, PDF
from makegood.evidence.model import LONGEST_NAME
from makegood.evidence.names import disposition, safe_name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("leak.jpg", "leak.jpg"),
        ("Leak.JPEG", "Leak.jpeg"),
        ("漏水的壶.jpg", "漏水的壶.jpg"),
        ("holiday.html", "holiday.jpg"),
        ("holiday.jpg.exe", "holiday.jpg.jpg"),
        ("photo", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\windows\\system.ini", "system.jpg"),
        ("/", "file.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        (".jpg", "file.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie x.jpg"),
        ("gpj\u202eexe.jpg", "gpjexe.jpg"),
        ('"><script>.jpg', "script.jpg"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
        ("v1.2 final.jpg", "v1.2 final.jpg"),
    ],
)
def test_names(told: str, name: str) -> None:
    assert safe_name(told, JPEG) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("a" * 500 + ".pdf", PDF)
    assert len(name) == LONGEST_NAME
    assert name.endswith(".pdf")


@given(st.text(max_size=300))
def test_any_name_becomes_a_harmless_one(told: str) -> None:
    name = safe_name(told, JPEG)
    assert 5 <= len(name) <= LONGEST_NAME
    assert name.endswith((".jpg", ".jpeg"))
    assert not set(name) & set('/\\<>:"|?*%;\r\n\0\u202e')
    assert safe_name(name, JPEG) == name
    disposition(name, inline=True).encode("ascii")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("leak.jpg", "inline; filename=\"leak.jpg\"; filename*=UTF-8''leak.jpg"),
        ("été.jpg", "inline; filename=\"e_te_.jpg\"; filename*=UTF-8''%C3%A9t%C3%A9.jpg"),
        ("漏水.jpg", "inline; filename=\"file.jpg\"; filename*=UTF-8''%E6%BC%8F%E6%B0%B4.jpg"),
    ],
)
def test_the_header_has_the_name_for_old_and_new_clients(name: str, header: str) -> None:
    assert disposition(name, inline=True) == header
