"""Frames as people have them: lists of words, times with a zone, columns that come along, columns that are wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from makegood.policy.book import Book, make_book
from makegood.policy.engines.polars_decide import decide_frame
from makegood.policy.engines.sql_fold import literal, quoted
from makegood.policy.language.expression import (
    And,
    Compare,
    Condition,
    Constant,
    Fact,
    Flag,
    Has,
    Not,
    WordIn,
)
from makegood.policy.outcomes import key
from makegood.policy.pack import Binding, Judged, Level, Outcome, Rule
from tests.policy.generated import CATALOGUE, MONDAY, TEXT, pack_of

OPEN = "remedy.return_refund"


def book_of(condition: Condition) -> Book:
    """A book of one rule, which opens return & refund."""
    rule = Rule(
        pack="pack", id="rule", level=Level.LAW, text=TEXT, source=TEXT, confidence="H", note=None, effective_from=None,
        effective_until=None, judged=Judged.PURCHASE, binding=Binding.FLOOR, condition=condition, when=condition,
        unless=Not(condition), over=(), outcomes=(Outcome(key(OPEN), Constant(1)),), line=1,
    )  # fmt: skip
    return make_book(CATALOGUE, [pack_of([rule])])


def test_words_may_be_lists() -> None:
    book = book_of(And((Has("traits", "it's"), Not(Has("traits", "质量")))))
    traits = [["it's"], ["it's", "质量"], ["it's", "it's", "unheard of"], [], None]
    found = decide_frame(book, pl.DataFrame({"traits": traits}))
    assert found.rows() == [(1, False), (None, False), (1, False), (None, False), (None, True)]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_moments_may_be_times_with_a_zone(unit: str) -> None:
    book = book_of(Compare("<", Fact("signed_at"), Constant(MONDAY)))
    times = [datetime.fromtimestamp(MONDAY - 1, UTC), datetime.fromtimestamp(MONDAY, UTC), None]
    column = pl.Series("signed_at", times, pl.Datetime("us", "UTC")).cast(pl.Datetime(unit, "UTC"))  # type: ignore[arg-type]
    found = decide_frame(book, pl.DataFrame({"signed_at": column.dt.convert_time_zone("Asia/Shanghai")}))
    assert found.rows() == [(1, False), (None, False), (None, True)]


@pytest.mark.parametrize("type_", [pl.String(), pl.Categorical(), pl.Enum(["quality", "other"])])
def test_words_may_be_text_or_codes(type_: pl.DataType) -> None:
    """And the words of a rule need not be among the codes."""
    book = book_of(WordIn("reason", frozenset({"quality", "it's"})))
    frame = pl.DataFrame({"reason": pl.Series(["quality", "other", None], dtype=pl.String()).cast(type_)})
    assert decide_frame(book, frame).rows() == [(1, False), (None, False), (None, True)]


def test_numbers_may_be_narrow_and_columns_may_be_empty() -> None:
    book = book_of(And((Compare(">=", Fact("repairs"), Constant(2)), Not(Flag("opened")))))
    frame = pl.DataFrame({"repairs": pl.Series([1, 2], dtype=pl.UInt8()), "opened": [None, None]})
    assert decide_frame(book, frame).rows() == [(None, False), (None, True)]


def test_other_columns_come_along_even_when_they_are_facts() -> None:
    book = book_of(Has("traits", "quality"))
    frame = pl.DataFrame({"id": ["a", "b"], "traits": [["quality"], []]})
    found = decide_frame(book, frame, [OPEN], keep=["id", "traits"])
    assert found.columns == ["id", "traits", OPEN, f"{OPEN}?"]
    assert found.rows() == [("a", ["quality"], 1, False), ("b", [], None, False)]


def test_a_key_that_nobody_speaks_of_is_none_in_every_case() -> None:
    book = book_of(Flag("opened"))
    frame = pl.DataFrame({"opened": [True, None, False]})
    assert decide_frame(book, frame, ["burden"]).rows() == [(None, False)] * 3


def test_the_types_do_not_depend_on_what_is_decided() -> None:
    keys = ["burden", "human_review", "refund", "clock.evidence"]
    found = decide_frame(book_of(Flag("opened")), pl.DataFrame({"opened": [True]}), keys)
    assert [found.schema[name] for name in keys] == [pl.Int8, pl.Int8, pl.Int64, pl.Int64]


@pytest.mark.parametrize(
    ("condition", "column"),
    [
        (Flag("opened"), pl.Series("opened", ["yes"])),
        (Compare("<", Fact("paid"), Constant(5)), pl.Series("paid", [1.5])),
        (Compare("<", Fact("now"), Constant(5)), pl.Series("now", [datetime(2026, 3, 1)])),  # noqa: DTZ001
        (WordIn("reason", frozenset({"quality"})), pl.Series("reason", [1])),
    ],
)
def test_a_column_of_the_wrong_type_is_refused(condition: Condition, column: pl.Series) -> None:
    with pytest.raises(ValueError, match=f"the column {column.name} is of type"):
        decide_frame(book_of(condition), column.to_frame())


def test_a_word_that_the_catalogue_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="not among the values of the fact traits"):
        decide_frame(book_of(Has("traits", "unheard of")), pl.DataFrame({"traits": [[]]}))


def test_names_and_words_are_quoted() -> None:
    assert quoted('a"b') == '"a""b"'
    assert literal("it's") == "'it''s'"
    with pytest.raises(ValueError, match="NUL"):
        literal("a\0b")
