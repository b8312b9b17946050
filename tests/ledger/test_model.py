"""The book is arithmetic: postings cannot be unbalanced, a hold ends once, a reversal undoes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.db.writes import Writes
from makegood.ledger import (
    BALANCES,
    Posting,
    Transaction,
    add_transaction,
    may_go_negative,
    pending,
    post,
    posted,
    reverse,
    void,
)
from tests.ledger.book import Book, GuardBroken

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ACCOUNTS = [
    "limits:refunds", "outside:buyers", "merchant:1:clearing", "processor:fake:transit", "platform:advances", "bridge"
]  # fmt: skip
"""Accounts that may go below zero, so that any script of postings is possible."""


@st.composite
def postings(draw: st.DrawFn) -> Posting:
    source, destination = draw(st.permutations(ACCOUNTS))[:2]
    return Posting(source, destination, draw(st.sampled_from(["CNY", "EUR"])), draw(st.integers(1, 10**6)))


some_postings = st.lists(postings(), min_size=1, max_size=5).map(tuple)


def total(transactions: list[Transaction]) -> Book:
    """The book after some transactions."""
    book, writes = Book(), Writes()
    for transaction in transactions:
        add_transaction(writes, transaction, AT)
    book.write(writes.rows("post_ledger"))
    return book


def moved(book: Book) -> dict[tuple[str, str], int]:
    return {account: amount for account, amount in book.balance.items() if amount}


def holds(book: Book) -> dict[tuple[str, str], int]:
    return {account: amount for account, amount in book.held.items() if amount}


@given(some_postings)
def test_any_transaction_is_balanced_in_every_currency(lines: tuple[Posting, ...]) -> None:
    for currency in ("CNY", "EUR"):
        effects = posted(1, 1, "any", 1, *lines).effects()
        assert sum(effect.balance_minor for effect in effects if effect.currency == currency) == 0


@given(some_postings)
def test_a_reversal_undoes(lines: tuple[Posting, ...]) -> None:
    done = posted(1, 1, "any", 1, *lines)
    undone = reverse(2, done)
    assert undone.reverses == 1
    assert moved(total([done, undone])) == {}


@given(some_postings)
def test_a_reversal_of_a_reversal_is_the_same_again(lines: tuple[Posting, ...]) -> None:
    done = posted(1, 1, "any", 1, *lines)
    assert reverse(3, reverse(2, done)).postings == done.postings


@given(some_postings)
def test_a_hold_moves_nothing_and_holds_all(lines: tuple[Posting, ...]) -> None:
    book = total([pending(1, 1, "any", 1, *lines)])
    assert moved(book) == {}
    assert sum(book.held.values()) == sum(line.amount_minor for line in lines)


@given(some_postings)
def test_a_hold_that_is_posted_is_as_if_posted_at_once(lines: tuple[Posting, ...]) -> None:
    held = pending(1, 1, "any", 1, *lines)
    book = total([held, post(2, held)])
    assert moved(book) == moved(total([posted(1, 1, "any", 1, *lines)]))
    assert holds(book) == {}


@given(some_postings)
def test_a_hold_that_is_voided_leaves_nothing(lines: tuple[Posting, ...]) -> None:
    held = pending(1, 1, "any", 1, *lines)
    ended = void(2, held)
    book = total([held, ended])
    assert moved(book) == holds(book) == {}
    assert ended.written() == ()


def test_a_posting_moves_a_positive_amount_between_two_accounts() -> None:
    for source, destination, amount in (("a", "b", 0), ("a", "b", -1), ("a", "a", 1)):
        with pytest.raises(ValueError, match="positive amount between two accounts"):
            Posting(source, destination, "CNY", amount)


@pytest.mark.parametrize("make", [lambda held: held, lambda held: void(2, held)])
def test_only_money_that_moved_is_moved_back(make: Any) -> None:
    held = pending(1, 1, "any", 1, Posting("outside:a", "bridge", "CNY", 1))
    with pytest.raises(ValueError, match="only money that moved"):
        reverse(3, make(held))


def test_the_book_of_the_tests_has_the_guards() -> None:
    line = Posting("order:1:escrow", "outside:buyers", "CNY", 5)
    with pytest.raises(GuardBroken, match="order:1:escrow"):
        total([posted(1, 1, "any", 1, line)])
    held = pending(1, 1, "any", 1, Posting("outside:a", "bridge", "CNY", 1))
    with pytest.raises(GuardBroken, match="ended twice"):
        total([held, post(2, held), void(3, held)])


@pytest.mark.parametrize("kind", BALANCES, ids=lambda kind: kind.pattern)
def test_the_chart_says_the_same_in_both_places(kind: Any) -> None:
    account = kind.pattern.replace("{", "").replace("}", "")
    assert may_go_negative(account) is kind.may_go_negative


def test_an_account_outside_the_chart_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in the chart"):
        may_go_negative("petty:cash")
