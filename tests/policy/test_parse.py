"""Conditions and numbers: what they mean, and what is refused with which words."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.policy.catalogue import FAR_FUTURE, RANGES, Catalogue, FactKind, FactType
from makegood.policy.language.closures import fold, fold_number
from makegood.policy.language.expression import (
    And,
    Compare,
    Constant,
    Fact,
    Flag,
    Has,
    Not,
    Or,
    Truth,
    Within,
    WordIn,
)
from makegood.policy.language.parse import ExpressionWrong, parse_condition, parse_number
from makegood.policy.language.parse_numbers import Quantity, constant
from makegood.policy.language.syntax import Scope
from makegood.policy.pack import NamedValue, Window
from makegood.policy.reading.windows import window_end
from makegood.policy.text import Text

WORDS = {"no_reason": Text("", ""), "quality": Text("", ""), "other": Text("", "")}
DAY = 86_400


def fact(name: str, type_: FactType, open_: bool = False) -> FactKind:
    values = WORDS if type_ in (FactType.WORD, FactType.WORDS) else {}
    least, most = RANGES.get(type_, (0, 0))
    return FactKind(name, type_, Text(name, name), None, (), 0, values, open_, least, most)


CATALOGUE = Catalogue({
    kind.name: kind
    for kind in (
        fact("intact", FactType.FLAG), fact("opened", FactType.FLAG), fact("reason", FactType.WORD),
        fact("market", FactType.WORD, open_=True), fact("traits", FactType.WORDS), fact("repairs", FactType.COUNT),
        fact("paid", FactType.MONEY), fact("price", FactType.MONEY), fact("now", FactType.MOMENT),
        fact("signed_at", FactType.MOMENT), fact("repair_time", FactType.DURATION), fact("rotten", FactType.SHARE),
    )
})  # fmt: skip
VALUE = NamedValue("most_repairs", "count", 2, "2", Text("", ""), None, "H", None, 1)
CAP = NamedValue("cap", "money", 50_000, "500.00 CNY", Text("", ""), None, "H", None, 1)
WINDOW = Window("week", Fact("signed_at"), "from_then", Constant(7 * DAY), Constant(9), Text("", ""), 1)
SCOPE = Scope(
    CATALOGUE,
    values={"most_repairs": VALUE, "cap": CAP},
    windows={"week": WINDOW},
    terms={"new": And((Flag("intact"), Not(Flag("opened"))))},
    currency="CNY",
    day_starts_seconds=8 * 3_600,
)
REASON = WordIn("reason", frozenset({"quality"}))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("intact", Flag("intact")),
        ("true", Truth(True)),
        ("not intact", Not(Flag("intact"))),
        ("not not intact", Flag("intact")),
        ("new and intact", And((Flag("intact"), Not(Flag("opened"))))),
        ("intact and opened and intact", And((Flag("intact"), Flag("opened")))),
        ("intact or (opened or intact)", Or((Flag("intact"), Flag("opened")))),
        ("false or intact", Flag("intact")),
        ("intact or true", Truth(True)),
        ("reason == 'quality'", REASON),
        ("'quality' == reason", REASON),
        ("reason != 'quality'", Not(REASON)),
        ("reason in ('quality')", REASON),
        ("reason not in ['quality']", Not(REASON)),
        ("reason in ('quality', 'other')", WordIn("reason", frozenset({"quality", "other"}))),
        ("market == 'CN'", WordIn("market", frozenset({"CN"}))),
        ("'other' in traits", Has("traits", "other")),
        ("'other' not in traits", Not(Has("traits", "other"))),
        ("repairs >= most_repairs", Compare(">=", Fact("repairs"), Constant(2))),
        ("1 < repairs <= 5", And((Compare("<", Constant(1), Fact("repairs")), Compare("<=", Fact("repairs"), Constant(5))))),
        ("paid > 0", Compare(">", Fact("paid"), Constant(0))),
        ("paid >= amount('500.00 CNY')", Compare(">=", Fact("paid"), Constant(50_000))),
        ("rotten > percent(0.5)", Compare(">", Fact("rotten"), Constant(50))),
        ("repair_time > hours(2) + minutes(5)", Compare(">", Fact("repair_time"), Constant(7_500))),
        ("within(week)", Within("week", Constant(9))),
        ("after(week)", Not(Within("week", Constant(9)))),
        ("  intact\n  and opened", And((Flag("intact"), Flag("opened")))),
    ],
)  # fmt: skip
def test_what_a_condition_means(text: str, node: object) -> None:
    assert parse_condition(text, SCOPE) == node


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("signed_at + days(7) > now", {"signed_at": 0, "now": 7 * DAY}, False),
        ("now - signed_at < days(7)", {"signed_at": 0, "now": 7 * DAY - 1}, True),
        ("(now - signed_at) // days(1) == 6", {"signed_at": 0, "now": 7 * DAY - 1}, True),
        ("(signed_at - now) // days(1) == -1", {"signed_at": 0, "now": 1}, True),
        ("part(paid, percent(60)) == amount('0.59 CNY')", {"paid": 99}, True),
        ("part(paid, rotten) == amount('0.49 CNY')", {"paid": 99, "rotten": 5_000}, True),
        ("min(paid, price, cap) == cap", {"paid": 60_000, "price": 70_000}, True),
        ("max(paid, price) * 3 == 21 * amount('0.01 CNY')", {"paid": 6, "price": 7}, True),
        ("repairs * days(30) < repair_time", {"repairs": 2, "repair_time": 60 * DAY}, False),
        ("now >= date('2026-02-01')", {"now": int(datetime(2026, 1, 31, 16, tzinfo=UTC).timestamp())}, True),
        (
            "now >= date('2026-02-01')",
            {"now": int(datetime(2026, 1, 31, 16, tzinfo=UTC).timestamp()) - 1},
            False,
        ),
        ("paid > price", {"paid": 1}, None),
        ("paid > price or intact", {"intact": True}, True),
        ("signed_at + days(73200) > now", {"signed_at": FAR_FUTURE, "now": 5}, True),
    ],
)
def test_what_comes_out(text: str, facts: dict[str, int | bool], value: bool | None) -> None:
    assert fold(parse_condition(text, SCOPE))(facts) is value


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("intackt", 0, "There is no fact, value or term `intackt`. Do you mean `intact`?"),
        ("intact and reson == 'quality'", 11, "Do you mean `reason`?"),
        ("reason == 'qualty'", 10, "`reason` is never 'qualty'. Do you mean `quality`?"),
        (
            "intact and reason in ('no_reason', 'gone')",
            35,
            "`reason` is never 'gone'. It is one of: no_reason",
        ),
        ("'gift' in traits", 0, "`traits` is never 'gift'"),
        ("intact == true", 0, "`intact` is a flag. Write `intact` or `not intact`."),
        ("reason", 0, "`reason` is a word. Compare it with something: `reason == 'no_reason'`."),
        ("traits == 'other'", 0, "Write `'no_reason' in traits`."),
        ("repairs", 0, "Compare it with something: `repairs > 3`."),
        ("True", 0, "Write true."),
        ("intact and None", 11, "a fact that is not known is left out"),
        ("paid > 500", 0, "A money and a count do not go together. Write a money like amount('500.00 CNY')."),
        ("repair_time > 7", 0, "Write a duration like days(7)."),
        ("paid > amount('5.00 USD')", 7, "is not in the currency of the pack, CNY"),
        ("paid > amount('5 yuan')", 7, "Write it like amount('500.00 CNY')."),
        ("rotten > percent(0.001)", 9, "finer than 0.01%"),
        ("now > date('2026-02-30')", 6, "There is no day 2026-02-30."),
        ("now + now > now", 0, "Two moments cannot be added"),
        ("paid * price > 5", 0, "One side of * is a constant"),
        ("paid / 2 > price", 0, "Write // instead of /"),
        ("paid // repairs > price", 0, "What // divides by is a positive constant."),
        ("paid // 0 > price", 0, "What // divides by is a positive constant."),
        ("week", 0, "`week` is a window. Write `within(week)` or `after(week)`."),
        ("within(weak)", 0, "There is no window `weak`. Do you mean `week`?"),
        ("within(days(7))", 0, "`within` takes the name of a window."),
        ("weeks(2) > repair_time", 0, "There is no function `weeks`."),
        ("cap", 0, "`cap` is a value"),
        ("new > 2", 0, "`new` is a condition of the pack"),
        ("reason is 'quality'", 0, "Write == or != instead of `is`."),
        ("paid * 1000000 * 1000000 > price", 0, "larger than 64 bits"),
        ("repairs.real > 2", 0, "This is not a number"),
        ("__import__('os').system('x')", 0, "This cannot be written in a condition."),
        ("open('x')", 0, "`open(…)` is not something that can be true or false."),
        ("[x for x in traits]", 0, "not something that can be true or false"),
        ("(lambda: true)()", 0, "This cannot be written in a condition."),
        ("intact if opened else intact", 0, "not something that can be true or false"),
        ("(intact := opened)", 1, "not something that can be true or false"),
        ("intact and", 10, "This cannot be understood"),
        ("reason == '\\x41'", None, "no backslash"),
        ("", None, "Here a condition is to be written."),
        ("not " * 60 + "intact", None, "nested too deep"),
        ("(" * 300 + "intact" + ")" * 300, None, ""),
        ("intact and " * 400 + "intact", None, "longer than 4000 characters"),
    ],
)
def test_what_is_refused(text: str, column: int | None, words: str) -> None:
    with pytest.raises(ExpressionWrong) as refused:
        parse_condition(text, SCOPE)
    assert words in refused.value.reason
    if column is not None:
        assert refused.value.column == column


def test_columns_count_characters() -> None:
    with pytest.raises(ExpressionWrong) as refused:
        parse_condition("market == '中国' and intackt", SCOPE)
    assert refused.value.column == 19


def test_a_number_of_another_type_is_refused() -> None:
    assert parse_number("max(signed_at, now)", SCOPE, FactType.MOMENT)
    with pytest.raises(ExpressionWrong, match=r"This is a money, and a moment is expected, such as date"):
        parse_number("paid", SCOPE, FactType.MOMENT)


@given(
    st.text(max_size=60) | st.text(alphabet="intac()<=! \t'\"+-*/,andorpid0123456789[]{}:.\n\0", max_size=60)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ExpressionWrong):  # and nothing else
        parse_condition(text, SCOPE)


@given(
    moment=st.integers(0, FAR_FUTURE), days=st.integers(0, 800), offset_hours=st.integers(-12, 14),
    counted=st.sampled_from(["from_next_day", "from_then", "to_end_of_day"]),
)  # fmt: skip
def test_windows_end_as_the_calendar_says(moment: int, days: int, offset_hours: int, counted: str) -> None:
    offset, length = offset_hours * 3_600, days * DAY
    starts = parse_number("signed_at", SCOPE, FactType.MOMENT)
    whole = Quantity(starts, FactType.MOMENT, *RANGES[FactType.MOMENT])
    ends = window_end(whole, counted, constant(length, FactType.DURATION), offset)
    end = fold_number(ends.node)({"signed_at": moment})
    midnight_after = (moment + offset) // DAY * DAY + DAY - offset
    if counted == "from_then":
        assert end == moment + length
    elif counted == "from_next_day":
        assert end == midnight_after + length
    else:
        assert end == midnight_after + length  # whole days keep the hour, so 24:00 of that later day
    assert ends.least <= (end or 0) <= ends.most
