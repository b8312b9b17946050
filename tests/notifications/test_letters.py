"""The e-mails as people read them; what changes is read as a difference."""

from __future__ import annotations

import re

import pytest

from makegood.notifications.letters import digest, notice
from tests.notifications.letters_shown import ASKED, FOLDER, PAID, REFUSED, WAYS, WRITTEN, files, told

AGAIN = (
    "Look at the difference; if it is meant, write them again: python -m tests.notifications.letters_shown"
)


@pytest.mark.parametrize("name", sorted(files()))
def test_a_letter_is_as_it_was_read(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == files()[name], AGAIN


def test_there_are_no_letters_that_nobody_sends() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(files())


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_people_wrote_is_text_and_never_markup(language: str) -> None:
    letter = notice(WRITTEN, language, WAYS)
    assert "&lt;b&gt;" in letter.html
    assert "<b>哪" not in letter.html
    assert not re.search(r"<(script|img|form|iframe|link)\b", letter.html)


def test_the_other_language_is_whole() -> None:
    for one in (REFUSED, PAID, WRITTEN):
        letter = notice(one, "zh-CN", WAYS)
        plain = letter.text.replace("Which tin is damp?", "").replace("Green tea, 100 g", "")
        assert not re.search(r"[A-Za-z]{3,}", re.sub(r"https?://\S+", "", plain).replace("T-1", "")), (
            letter.text
        )


def test_a_digest_has_each_case_once_with_its_newest_and_what_waits_first() -> None:
    later = told("case.message_posted", "merchant:2", actor="buyer")
    letter = digest([PAID, ASKED], "en", WAYS)
    assert letter.text.count("Green tea, 100 g · T-1") == 1
    assert digest([later], "en", WAYS).subject == "News of a case"


def test_a_long_digest_says_how_much_it_leaves_out() -> None:
    many = [
        told("case.opened", "merchant:2", number, amount_minor=100, yours=True) for number in range(1, 61)
    ]
    letter = digest(many, "en", WAYS)
    assert "and 20 more" in letter.text
    assert letter.subject == "60 cases wait for you"
