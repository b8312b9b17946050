"""A new pack over past cases: what the report says is what deciding one case after the other comes to."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from makegood.policy.book import make_book
from makegood.policy.decide import decide
from makegood.policy.outcomes import key as key_named
from makegood.policy.simulate import HistoryUnreadable, Plan, Report, open_history, simulate
from makegood.policy.simulate.columns import ColumnNotUsable
from makegood.policy.simulate.money import KEYS, PARTIES, code_of, money_of
from makegood.policy.simulate.ways import way_of
from tests.policy.simulation_world import AFTER, BEFORE, CATALOGUE, at, cases, frame, pack

MADE_AT = datetime(2026, 11, 22, tzinfo=UTC)
ROWS = cases(1500)


def plan(new: str = AFTER, **settings: Any) -> Plan:
    return Plan(CATALOGUE, (pack(BEFORE),), pack(new), **settings)


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history") / "past.parquet"
    frame(ROWS).write_parquet(path)
    return path


@pytest.fixture(scope="module")
def report(parquet: Path) -> Report:
    return simulate(plan(), open_history(parquet, CATALOGUE, chunk=400), MADE_AT)


def one_by_one() -> list[tuple[dict[str, Any], dict[str, int], dict[str, int]]]:
    """Every case with its facts and its codes before and after."""
    books = [make_book(CATALOGUE, [pack(text)]) for text in (BEFORE, AFTER)]
    told = []
    for row in ROWS:
        known = {name: value for name, value in row.items() if name in CATALOGUE.facts and value is not None}
        facts = CATALOGUE.presumptions() | CATALOGUE.encode(known)
        codes = [
            {key: code_of(decision, key) for key in {*book.questions, *KEYS}}
            for book in books
            for decision in [decide(book, facts)]
        ]
        told.append((row, codes[0], codes[1]))
    return told


ALONE = one_by_one()


def test_it_compares_what_may_change(report: Report) -> None:
    assert report.compared == [
        "clock.merchant_answer", "compensation", "compensation_by", "freight.return", "remedy.return_refund",
        "until.return_refund",
    ]  # fmt: skip
    assert "remedy.refund_only" not in report.compared


def test_every_case_is_counted_as_it_is_decided_alone(report: Report) -> None:
    assert report.all.cases == len(ROWS)
    changed = [(b, a) for _, b, a in ALONE if any(b[key] != a[key] for key in report.compared)]
    assert report.all.changed == len(changed) > 100
    assert report.all.changed == report.all.better + report.all.worse + report.all.mixed + report.all.other
    for change in report.keys:
        ways = Counter(
            way_of(key_named(change.key), b[change.key], a[change.key]).word
            for _, b, a in ALONE
            if b[change.key] != a[change.key]
        )
        assert dict(ways) == {
            way: cases for way in ("better", "worse", "other", "settled", "unsettled") if (cases := getattr(change, way))
        }  # fmt: skip
        assert sum(flow.cases for flow in change.flows) == change.changed == ways.total()


def test_money_is_what_it_is_alone_and_adds_up_to_nothing(report: Report) -> None:
    for money in report.money:
        mine = [
            (row, b, a)
            for row, b, a in ALONE
            if row["currency"] == money.currency and any(b[key] != a[key] for key in report.compared)
        ]
        for place, party in enumerate(PARTIES):
            before, after = (sum(money_of(each[side], each[0])[0][party] for each in mine) for side in (1, 2))
            shown = money.parties[place]
            assert (shown.before_minor, shown.after_minor) == (before, after)
        assert sum(party.after_minor for party in money.parties) == 0
        assert money.unvalued_before == sum(money_of(b, row)[1] for row, b, _ in mine)
    assert {money.currency for money in report.money} == {"CNY", "EUR"}


def test_the_most_affected_come_first(report: Report) -> None:
    changed = Counter(
        row["merchant"] for row, b, a in ALONE if any(b[key] != a[key] for key in report.compared)
    )
    assert [group.changed for group in report.merchants] == [count for _, count in changed.most_common(20)]
    assert len(report.merchants) == 20
    assert {group.name for group in report.categories} == {"shoes", "food", "other"}
    assert report.categories[0].label.zh
    assert [group.name for group in report.months] == sorted(group.name for group in report.months)
    assert report.months[0].label.en == "2026-03"
    assert sum(group.cases for group in report.months) == len(ROWS)


def test_examples_show_every_kind_of_change(report: Report) -> None:
    assert 12 <= len(report.examples) <= 36
    assert {(e.key, e.way) for e in report.examples} >= {
        ("remedy.return_refund", "better"), ("remedy.return_refund", "worse"), ("clock.merchant_answer", "better"),
    }  # fmt: skip
    opened = next(e for e in report.examples if e.key == "until.return_refund" and e.way == "better")
    assert opened.after.rules[0].name == "house-returns/no_reason"
    assert opened.before.rules[0].text.zh == "完好商品可在期限内退货。"
    assert {fact.name for fact in opened.facts} >= {"reason", "intact", "signed_at", "now"}
    unsettled = next(e for e in report.examples if e.way in ("settled", "unsettled"))
    assert [*unsettled.before.missing, *unsettled.after.missing]


def test_csv_says_the_same(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "past.csv"
    written = frame(ROWS).with_columns(
        pl.col("traits").list.join("|"),
        pl.from_epoch("signed_at").dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Shanghai").dt.to_string("iso:strict"),
    )  # fmt: skip
    written.write_csv(path)
    again = simulate(plan(), open_history(path, CATALOGUE, chunk=333), MADE_AT)
    same = [msgspec.to_builtins(each) for each in (report, again)]
    for each in same:
        for name in ("source", "seconds", "examples"):
            del each[name]
    # an empty set and no set look alike in CSV
    empty = {row["id"] for row in ROWS if row["traits"] == []}
    if not empty:
        assert same[0] == same[1]
    assert same[0]["all"]["cases"] == same[1]["all"]["cases"]
    assert same[0]["compared"] == same[1]["compared"]


def test_what_is_not_used_or_told_is_said(tmp_path: Path) -> None:
    path = tmp_path / "odd.parquet"
    pl.DataFrame({
        "id": [1, 2, 3], "reason": ["quality", "bad luck", None], "paid": ["100", "much", "-5"], "colour": ["red"] * 3,
        "now": ["2026-03-01T10:00:00+08:00", "soon", None],
    }).write_parquet(path)  # fmt: skip
    source = simulate(plan(), open_history(path, CATALOGUE), MADE_AT).source
    assert source.columns_not_used == ["colour"]
    assert source.unreadable == {"reason": 1, "paid": 2, "now": 1}
    assert source.assumed == {"currency": "CNY"}
    assert {"remedy", "traits", "signed_at"} <= set(source.not_told)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    odd = tmp_path / "odd.parquet"
    pl.DataFrame({"paid": [1.5]}).write_parquet(odd)
    with pytest.raises(ColumnNotUsable, match="paid"):
        simulate(plan(), open_history(odd, CATALOGUE), MADE_AT)
    pl.DataFrame({"colour": ["red"]}).write_parquet(odd)
    with pytest.raises(HistoryUnreadable, match="no column has the name of a fact"):
        open_history(odd, CATALOGUE)
    text = tmp_path / "odd.txt"
    text.write_text("x")
    with pytest.raises(HistoryUnreadable, match="neither"):
        open_history(text, CATALOGUE)
    broken = tmp_path / "broken.parquet"
    broken.write_text("x")
    with pytest.raises(HistoryUnreadable):
        open_history(broken, CATALOGUE)


def test_a_pack_of_the_same_rules_changes_nothing(parquet: Path) -> None:
    report = simulate(
        plan(BEFORE.replace('version: "1"', 'version: "1b"')), open_history(parquet, CATALOGUE), MADE_AT
    )
    assert report.compared == []
    assert (report.all.cases, report.all.changed, report.keys, report.money) == (len(ROWS), 0, [], [])


def test_a_rule_of_the_future_is_seen_as_at_its_day(parquet: Path) -> None:
    coming = AFTER.replace(
        "    when: reason == 'quality'\n", "    from: 2030-01-01\n    when: reason == 'quality'\n"
    )
    today = simulate(plan(coming), open_history(parquet, CATALOGUE), MADE_AT)
    then = simulate(
        plan(coming, as_at=datetime(2030, 2, 1, tzinfo=UTC)), open_history(parquet, CATALOGUE), MADE_AT
    )
    worse = {change.key: change.worse for change in today.keys}
    assert worse["remedy.refund_only"] > 0
    assert "remedy.refund_only" not in then.compared
    assert then.as_at.startswith("2030-02-01")


def test_progress_keys_market_and_limit(parquet: Path) -> None:
    seen: list[tuple[int, int]] = []
    history = open_history(parquet, CATALOGUE, limit=900, chunk=400)
    report = simulate(
        plan(keys=("freight.return",), market="CN"),
        history,
        MADE_AT,
        lambda done, all_: seen.append((done, all_)),
    )
    assert seen == [(400, 900), (800, 900), (900, 900)]
    assert report.compared == ["freight.return"]
    assert report.source.assumed["market"] == "CN"
    assert report.all.cases == 900


def test_amounts_beyond_64_bits_add_up(tmp_path: Path) -> None:
    path = tmp_path / "rich.parquet"
    row = {"now": at(9), "purchased_at": at(0), "reason": "quality", "paid": 10**14, "currency": "CNY"}
    frame([row | {"remedy": "refund_only", "use_days": 0}] * 100_000).write_parquet(path)
    money = simulate(plan(AFTER), open_history(path, CATALOGUE), MADE_AT).money[0]
    assert money.parties[0].before_minor == 100_000 * (10**14 + 5_000)
    assert money.parties[0].difference_minor == 100_000 * 3_000
    assert money.parties[1].difference_minor == -100_000 * 3_000
