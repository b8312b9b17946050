"""Splitting and reading money: no cent is lost or made, whatever the weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kit.money import (
    MAXIMUM_MINOR,
    decimal_text,
    is_currency,
    minor_digits,
    money_text,
    parse_amount,
    share_of_remaining,
    split_by_weights,
)

amounts = st.integers(0, MAXIMUM_MINOR)
weights = st.lists(st.integers(0, MAXIMUM_MINOR), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("amount", "over", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (1000, [10000, 10000, 10000], [334, 333, 333]),
        (100, [1, 0, 1], [50, 0, 50]),
        (7, [0, 0], [7, 0]),
        (0, [3, 4], [0, 0]),
        (1, [1, 2], [0, 1]),
        (5, [9], [5]),
    ],
)
def test_largest_remainder_and_the_earlier_part_wins_a_tie(
    amount: int, over: list[int], parts: list[int]
) -> None:
    assert split_by_weights(amount, over) == parts


@given(amounts, weights)
def test_parts_add_up_and_are_within_one_of_their_exact_share(amount: int, over: list[int]) -> None:
    parts = split_by_weights(amount, over)
    assert sum(parts) == amount
    total = sum(over)
    if total:
        assert all(
            abs(part * total - amount * weight) < total for part, weight in zip(parts, over, strict=True)
        )
        assert all(part == 0 for part, weight in zip(parts, over, strict=True) if weight == 0)


@given(weights, st.data())
def test_no_part_exceeds_its_weight_when_the_amount_does_not_exceed_their_sum(
    over: list[int], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, sum(over)))
    if sum(over):
        assert all(part <= weight for part, weight in zip(split_by_weights(amount, over), over, strict=True))


@pytest.mark.parametrize(("amount", "over"), [(-1, [1]), (1, []), (1, [1, -1])])
def test_what_cannot_be_split_is_an_error(amount: int, over: list[int]) -> None:
    with pytest.raises(ValueError):
        split_by_weights(amount, over)


@given(st.integers(0, MAXIMUM_MINOR), st.integers(1, 500), st.data())
def test_all_units_in_any_split_give_back_exactly_what_was_paid(
    paid: int, units: int, data: st.DataObject
) -> None:
    left, remaining, given_back = units, paid, 0
    while left:
        taken = data.draw(st.integers(1, left))
        share = share_of_remaining(remaining, left, taken)
        assert 0 <= share <= remaining
        given_back, remaining, left = given_back + share, remaining - share, left - taken
    assert given_back == paid


@pytest.mark.parametrize("units", [0, -1, 4])
def test_more_units_than_remain_is_an_error(units: int) -> None:
    with pytest.raises(ValueError):
        share_of_remaining(100, 3, units)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("10.30", "CNY", 1030),
        ("12", "USD", 1200),
        ("500", "JPY", 500),
        ("-1.5", "EUR", -150),
        (" 1.0 ", "GBP", 100),
    ],
)
def test_amounts_are_read_in_minor_units(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize("text", ["", "ten", "1.005", "1,50", "NaN", "Infinity", "99999999999999999999"])
def test_what_is_no_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|finer|larger"):
        parse_amount(text, "USD")


def test_currencies_know_their_digits() -> None:
    assert (minor_digits("CNY"), minor_digits("JPY"), minor_digits("KWD")) == (2, 0, 3)
    assert is_currency("CNY")
    assert is_currency("XOF")
    assert not any(is_currency(each) for each in ("YUAN", "ZZZ", "XTS", "XAU"))


def test_amounts_are_written_for_machines_and_for_people() -> None:
    assert decimal_text(1030, "CNY") == "10.30"
    assert decimal_text(500, "JPY") == "500"
    assert money_text(1030, "CNY", "zh-CN") == "¥10.30"
    assert money_text(1030, "USD", "xx-XX") == "$10.30"


@given(st.integers(-MAXIMUM_MINOR, MAXIMUM_MINOR), st.sampled_from(["CNY", "JPY", "KWD"]))
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    assert parse_amount(decimal_text(minor, currency), currency) == minor
