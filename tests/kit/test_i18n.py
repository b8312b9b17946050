"""Refusals in the reader's language: amounts are money, not minor units."""

from __future__ import annotations

import pytest

import makegood.web.app  # noqa: F401  # every refusal of the product is defined
from makegood.advances.refusals import MoreThanOwed
from makegood.kit.errors import Refused
from makegood.kit.i18n import refusal_text


@pytest.mark.parametrize(
    ("language", "currency", "said"),
    [
        ("en", "CNY", "Only CN¥20.00 is owed."),
        ("zh-CN", "CNY", "应退还的只有 ¥20.00。"),
        ("en", "JPY", "Only ¥2,000 is owed."),
    ],
)
def test_amounts_are_written_as_money(language: str, currency: str, said: str) -> None:
    assert refusal_text(language, MoreThanOwed(most_minor=2000, currency=currency)) == said


def test_without_a_currency_the_number_stands() -> None:
    assert refusal_text("en", MoreThanOwed(most_minor=2000)) == "Only 2000 is owed."


def every_refusal(of: type[Refused] = Refused) -> list[type[Refused]]:
    """All refusals, however deep."""
    return [each for one in of.__subclasses__() for each in (one, *every_refusal(one))]


def test_no_sentence_speaks_of_minor_units() -> None:
    told = {one.__name__: one.template() for one in every_refusal()}
    assert len(told) > 200
    assert [name for name, words in told.items() if "minor unit" in words] == []
