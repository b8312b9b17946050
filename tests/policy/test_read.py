"""Packs and facts from their files: what they become, and how a bad one is refused: file, line and reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from makegood.policy.catalogue import Catalogue
from makegood.policy.language.expression import ALWAYS, Constant, Flag, Not, Quotient, WordIn, facts_in
from makegood.policy.outcomes import key
from makegood.policy.pack import Binding, Judged, Level, Pack
from makegood.policy.reading.facts import read_catalogue
from makegood.policy.reading.pack import read_pack
from makegood.policy.reading.pack_files import read_packs_in
from makegood.policy.reading.problems import PackRefused

FACTS = """
facts:
  now: {type: moment, label: {en: now, zh: 现在}, by: [system], cost: 0}
  purchased_at: {type: moment, label: {en: purchase, zh: 下单}, by: [system], cost: 0}
  signed_at: {type: moment, absent: future, label: {en: delivery, zh: 签收}, by: [buyer], cost: 1}
  installed_at: {type: moment, absent: past, presumed: never, label: {en: installed, zh: 安装}, by: [buyer], cost: 1}
  market: {type: word, open: true, values: {}, label: {en: market, zh: 市场}, by: [system], cost: 0}
  currency: {type: word, open: true, values: {}, label: {en: currency, zh: 币种}, by: [system], cost: 0}
  reason:
    type: word
    label: {en: reason, zh: 原因}
    ask: {en: "Why?", zh: 为什么？}
    by: [buyer]
    cost: 1
    values: {no_reason: {en: changed my mind, zh: 不想要了}, quality: {en: faulty, zh: 质量问题}}
  intact: {type: flag, presumed: yes, label: {en: intact, zh: 完好}, by: [buyer], cost: 1}
  price: {type: money, label: {en: price, zh: 价款}, by: [system], cost: 0}
  use_days: {type: count, most: 36500, label: {en: days of use, zh: 使用天数}, by: [desk], cost: 2}
always:
  - purchased_at <= now
"""
PACK = """
pack: test-return
version: "1"
level: law
title: {en: Test, zh: 测试}
markets: [CN]
currency: CNY
day_starts: "+08:00"
values:
  week: {is: 7 days, text: {en: window, zh: 期限}, source: art. 25, confidence: H}
  floor: {is: 500.00 CNY, text: {en: floor, zh: 下限}, source: {en: art. 55, zh: 第55条}, confidence: M, note: unsure}
windows:
  no_reason: {starts: signed_at, counted: from_next_day, length: week, text: {en: week, zh: 七日}}
terms:
  dear: price >= floor
rules:
  - id: no_reason_return
    text: {en: You may return it., zh: 可以退货。}
    source: art. 25
    confidence: H
    from: 2014-03-15
    until: 2030-01-01
    judged: decision
    binding: fixed
    when: reason == 'no_reason' and within(no_reason)
    unless: not intact
    over: [dear_ones, other-pack/some_rule]
    then:
      remedies: {return_refund: open}
      until: {return_refund: no_reason}
      freight: {return: buyer}
      clocks: {merchant_answer: 48 h, refund_deadline: week}
      evidence: {buyer: [photo, video]}
      instant_refund: no
      marks: [seller_fault]
      limits: {rounds: 5}
  - id: dear_ones
    text: {en: Three times., zh: 三倍。}
    source: art. 55
    confidence: H
    when: dear
    then: {compensation: {of: price, times: 3, at_least: floor}, deduction: {of: price, share_a_day: 0.05%, days: use_days}}
examples:
  - name: the last second
    facts: {reason: no_reason, price: 10.00 CNY, signed_at: "2026-03-03T15:00:00+08:00",
      purchased_at: 2026-03-01, now: 2026-03-10T23:59:59+08:00}
    then: {remedy.return_refund: open, clock.merchant_answer: 48 h}
    because: [no_reason_return]
"""  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue({"facts.yaml": FACTS})


@pytest.fixture(scope="module")
def pack(catalogue: Catalogue) -> Pack:
    return read_pack(PACK, "packs/test.yaml", catalogue)


def test_the_catalogue(catalogue: Catalogue) -> None:
    assert catalogue.presumptions() == {"installed_at": 0, "intact": True}
    assert (catalogue.kind("use_days").least, catalogue.kind("use_days").most) == (0, 36_500)
    assert len(catalogue.always) == 1


def test_a_pack(pack: Pack) -> None:
    assert (pack.name, pack.version, pack.level, pack.markets) == ("test-return", "1", Level.LAW, ("CN",))
    assert pack.day_starts_seconds == 28_800
    assert pack.values["week"].value == 7 * 86_400
    assert (pack.values["floor"].type, pack.values["floor"].value) == ("money", 50_000)
    assert pack.values["floor"].source is not None
    assert pack.values["floor"].source.zh == "第55条"
    assert len(pack.digest) == 64
    assert pack.source_text == PACK


def test_a_rule(pack: Pack) -> None:
    rule = pack.rules[0]
    assert rule.name == "test-return/no_reason_return"
    assert rule.line == 17
    assert (rule.judged, rule.binding) == (Judged.DECISION, Binding.FIXED)
    assert rule.effective_from == 1_394_812_800  # 2014-03-15 00:00 +08:00
    assert rule.over == ("test-return/dear_ones", "other-pack/some_rule")
    assert facts_in(rule.condition) == {"market", "reason", "signed_at", "now", "intact"}
    assert rule.condition != rule.when
    assert rule.unless == Not(Flag("intact"))


def test_a_rule_with_money_holds_in_its_currency_only(pack: Pack) -> None:
    assert "currency" in facts_in(pack.rules[1].condition)
    assert "currency" not in facts_in(pack.rules[0].condition)
    assert WordIn("currency", frozenset({"CNY"})) in getattr(pack.rules[1].condition, "operands", ())


def test_outcomes(pack: Pack) -> None:
    outcomes = {outcome.key.name: outcome for outcome in pack.rules[0].outcomes}
    assert outcomes["remedy.return_refund"].value == Constant(1)
    assert outcomes["until.return_refund"].window == "no_reason"
    assert outcomes["clock.refund_deadline"].value == Constant(7 * 86_400)
    assert set(outcomes) >= {
        "evidence.buyer.photo",
        "evidence.buyer.video",
        "mark.seller_fault",
        "limit.rounds",
    }
    assert outcomes["instant_refund"].value == Constant(0)


def test_amounts(pack: Pack) -> None:
    compensation, deduction = pack.rules[1].outcomes
    assert compensation.key == key("compensation")
    assert facts_in(compensation.value) == {"price"}
    assert isinstance(deduction.value, Quotient)


def test_examples_take_literals_and_the_market_of_the_pack(pack: Pack) -> None:
    facts = pack.examples[0].facts
    assert (facts["market"], facts["currency"], facts["price"]) == ("CN", "CNY", 1_000)
    assert facts["purchased_at"] == 1_772_294_400  # 2026-03-01 00:00 +08:00


BAD_PACKS = [
    ("pack: test-return", "pack: Test Return", 2, "cannot name a pack"),
    ("level: law", "level: laws", 4, "“laws” is not possible here. Do you mean `law`?"),
    ("title: {en: Test, zh: 测试}", "title: Test", 5, "a text in both languages is expected"),
    ("title: {en: Test, zh: 测试}", "title: {en: Test}", 5, "The text in the language `zh` is missing."),
    ("title: {en: Test, zh: 测试}", "title: {en: Test, all, zh: 测试}", 5, "with a comma in it needs quotes"),
    ("markets: [CN]", "market: [CN]", 6, "`market` is not known here. Do you mean `markets`?"),
    ("markets: [CN]", "markets: []", 6, "Name a market, or leave `markets` out"),
    ("currency: CNY", "currency: YUAN", 7, "is not a currency"),
    ('day_starts: "+08:00"', "day_starts: 8", 8, "is not an offset from UTC"),
    ("is: 7 days", "is: 7 dais", 10, "“7 dais” is not a value. Write it like `7 days`"),
    ("is: 7 days", "is: 6 months", 10, "A month has no fixed length"),
    ("is: 500.00 CNY", "is: 500.00 USD", 11, "is not in the currency of the pack, CNY"),
    ("is: 500.00 CNY", "is: 500.001 CNY", 11, "finer than the smallest unit"),
    (", note: unsure", "", 11, "Confidence M needs a `note`"),
    ("starts: signed_at", "starts: signd_at", 13, "Do you mean `signed_at`?"),
    ("starts: signed_at", "starts: price", 13, "This is a money, and a moment is expected"),
    ("counted: from_next_day", "counted: from_tomorrow", 13, "Known are: from_next_day, from_then, to_end_of_day"),
    ("length: week", "length: weak", 13, "Do you mean `week`?"),
    ("  dear: price", "  price: price", 15, "There is a fact `price` already"),
    ("  dear: price", "  return: price", 15, "has a meaning in conditions already"),
    ("id: no_reason_return", "id: No reason", 17, "cannot name a rule"),
    ("id: dear_ones", "id: no_reason_return", 37, "There is a rule `no_reason_return` in line 17 already."),
    ("text: {en: You may return it., zh: 可以退货。}", "text: {en: You may., zh: ''}", 18, "something is to be written"),
    ("from: 2014-03-15", "from: 2014-13-15", 21, "There is no day 2014-13-15."),
    ("until: 2030-01-01", "until: 2010-01-01", 22, "`until` is not after `from`"),
    ("judged: decision", "judged: later", 23, "Known are: purchase, decision"),
    ("level: law", "level: promise", 24, "Only rules of level law have a binding; this is promise."),
    ("reason == 'no_reason' and", "reason == 'no_reson' and", 25, "Do you mean `no_reason`?"),
    ("unless: not intact", "unless: not broken", 26, "There is no fact, value or term `broken`"),
    ("over: [dear_ones,", "over: [dear_one,", 27, "There is no rule `dear_one` in this pack. Do you mean `dear_ones`?"),
    ("over: [dear_ones,", "over: [no_reason_return,", 27, "A rule cannot be over itself."),
    ("{return_refund: open}", "{return_refunds: open}", 29, "Do you mean `return_refund`?"),
    ("{return_refund: open}", "{return_refund: opened}", 29, "“opened” is not possible here. Do you mean `open`?"),
    ("until: {return_refund: no_reason}", "until: {return_refund: week}", 30, "There is no window `week`."),
    ("merchant_answer: 48 h", "merchant_answer: 48", 32, "This is a count, and a duration is expected"),
    ("merchant_answer: 48 h", "merchant_answer: 48 hrs", 32, "Or write a literal such as `7 days`."),
    ("{buyer: [photo, video]}", "{buyer: [photo, photo]}", 33, "`evidence.buyer.photo` is said twice."),
    ("{buyer: [photo, video]}", "{seller: [photo]}", 33, "Known are: buyer, merchant"),
    ("{rounds: 5}", "{rounds: use_days}", 36, "Here a fixed count is expected"),
    ("times: 3,", "times: 3, share: 60%,", 42, "`times` and `share` do not go together."),
    ("share_a_day: 0.05%, days: use_days", "share_a_day: 0.05%", 42, "`share_a_day` and `days` go together."),
    ("share_a_day: 0.05%", "share_a_day: 0.005%", 42, "finer than 0.01%"),
    ("of: price, times", "of: use_days, times", 42, "This is a count, and a money is expected"),
    ("reason: no_reason,", "reson: no_reason,", 45, "There is no fact `reson`. Do you mean `reason`?"),
    ("reason: no_reason,", "reason: none_at_all,", 45, "it is one of no_reason, quality"),
    (", now: 2026-03-10T23:59:59+08:00", "", 45, "The fact `now` is missing; it is always known."),
    ("now: 2026-03-10T23:59:59+08:00", "now: 2026-03-10T23:59:59", 46, "has no zone"),
    ("{remedy.return_refund: open,", "{remedy.return: open,", 47, "There is no outcome `remedy.return`."),
    ("{remedy.return_refund: open,", "{remedy.return_refund: yes,", 47, "never is “yes”. Write refused, open"),
    ("because: [no_reason_return]", "missing: [intackt]", 48, "There is no fact `intackt`."),
    ("level: law", "level: &law law", 4, "Anchors (`&law`) are not used here"),
    ("level: law", "level: !!str law", 4, "Tags (`tag:yaml.org,2002:str`) are not used here"),
    ("level: law", "level: law\nlevel: law", 5, "`level` stands here twice (first in line 4)."),
    ("level: law", "level: law: yes", 4, "This is not YAML"),
    ("examples:", "---\nexamples:", 43, "A second document begins here"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "line", "words"), BAD_PACKS)
def test_a_bad_pack_is_refused_with_file_line_and_reason(
    good: str, bad: str, line: int, words: str, catalogue: Catalogue
) -> None:
    assert PACK.count(good) >= 1, "the change is to be found in the pack"
    with pytest.raises(PackRefused) as refused:
        read_pack(PACK.replace(good, bad, 1), "packs/test.yaml", catalogue)
    told = [str(problem) for problem in refused.value.problems]
    expected = rf"^packs/test\.yaml:{line}(:\d+)?: .*{re.escape(words)}"
    assert any(re.search(expected, each) for each in told), told
    assert all(each in str(refused.value) for each in told)


def test_the_column_is_where_the_mistake_stands(catalogue: Catalogue) -> None:
    with pytest.raises(PackRefused) as refused:
        read_pack(PACK.replace("and within(no_reason)", "and within(no_reasons)"), "p.yaml", catalogue)
    problem = refused.value.problems[0]
    assert problem.column == PACK.splitlines()[24].index("within(") + 1


def test_all_problems_are_told_at_once(catalogue: Catalogue) -> None:
    text = PACK.replace("level: law", "level: laws").replace("unless: not intact", "unless: broken")
    with pytest.raises(PackRefused) as refused:
        read_pack(text, "p.yaml", catalogue)
    assert {problem.line for problem in refused.value.problems} >= {4, 26}


def test_a_circle_of_rules_is_refused(catalogue: Catalogue) -> None:
    text = PACK.replace("    when: dear\n", "    when: dear\n    over: [no_reason_return]\n")
    with pytest.raises(PackRefused, match="is over itself through other rules"):
        read_pack(text, "p.yaml", catalogue)


@pytest.mark.parametrize(
    "text", ["", "[]", "just words", "pack: x", "\0", "a: [", "- " * 200 + "x", "{" * 3000]
)
def test_what_is_no_pack_at_all_is_refused(text: str, catalogue: Catalogue) -> None:
    with pytest.raises(PackRefused, match=r"p\.yaml:[12]"):
        read_pack(text, "p.yaml", catalogue)


def test_aliases_cannot_blow_up(catalogue: Catalogue) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]" for at in range(1, 40))]
    with pytest.raises(PackRefused, match="refers to another place"):
        read_pack("\n".join(lines), "p.yaml", catalogue)


@pytest.mark.parametrize(
    "term", ["(t{0} and intact) or (t{0} and not intact)", "(t{0} or intact) and not (t{0} and intact)"]
)
def test_terms_cannot_blow_up(term: str, catalogue: Catalogue) -> None:
    terms = "".join(f"  t{at}: {term.format(at - 1)}\n" for at in range(1, 60))
    with pytest.raises(PackRefused, match="With its terms written out, this"):
        read_pack(PACK.replace("rules:\n", f"  t0: dear\n{terms}rules:\n"), "p.yaml", catalogue)


def test_terms_cannot_nest_for_ever(catalogue: Catalogue) -> None:
    terms = "".join(
        f"  t{at}: t{at - 1} {'or' if at % 2 else 'and'} use_days == {at}\n" for at in range(1, 200)
    )
    with pytest.raises(PackRefused, match="this is nested too deep"):
        read_pack(PACK.replace("rules:\n", f"  t0: dear\n{terms}rules:\n"), "p.yaml", catalogue)


def test_a_pack_without_scope(catalogue: Catalogue) -> None:
    text = (
        PACK.replace("markets: [CN]\n", "")
        .replace("    when: dear\n", "")
        .replace("at_least: floor", "at_least: 0")
    )
    assert read_pack(text, "p.yaml", catalogue).rules[1].condition == ALWAYS


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("{type: flag, presumed: yes,", "{type: flog, presumed: yes,", "Do you mean `flag`?"),
        ("{type: flag, presumed: yes,", "{type: flag, presumed: perhaps,", "it is yes or no"),
        ("{type: flag, presumed: yes,", "{type: flag, absent: past,", "A flag has no `absent`."),
        ("  price: {type: money", "  Price: {type: money", "cannot name a fact"),
        ("most: 36500", "most: 0", "`least` is below `most`"),
        ("by: [desk]", "by: [judge]", "“judge” supplies no facts"),
        ("purchased_at <= now", "bought_at <= now", "There is no fact, value or term `bought_at`"),
        (
            "open: true, values: {}, label: {en: market",
            "open: true, label: {en: market",
            "A word needs `values`",
        ),
        ("quality: {en: faulty, zh: 质量问题}", "'it''s': {en: faulty, zh: 质量问题}", "cannot be a word"),
        ("no_reason: {en: changed my mind, zh: 不想要了}", "no_reason: {en: changed, well}", "needs quotes"),
    ],
)
def test_bad_facts_are_refused(good: str, bad: str, words: str) -> None:
    assert good in FACTS
    with pytest.raises(PackRefused) as refused:
        read_catalogue({"facts.yaml": FACTS.replace(good, bad)})
    assert words in str(refused.value)
    assert re.match(r"facts\.yaml:\d+(:\d+)?: ", str(refused.value.problems[0]))


def test_a_fact_stands_in_one_file_only() -> None:
    more = "facts:\n  intact: {type: flag, label: {en: a, zh: b}, by: [buyer], cost: 1}\n"
    with pytest.raises(
        PackRefused, match=r"more\.yaml:2:3: There is a fact `intact` in facts\.yaml:16 already\."
    ):
        read_catalogue({"facts.yaml": FACTS, "more.yaml": more})


def test_two_packs_of_one_name(tmp_path: Path, catalogue: Catalogue) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(PACK, encoding="utf-8")
    (tmp_path / "three.yaml").write_bytes(b"\xff\xfe\xff")
    packs, problems = read_packs_in([tmp_path], catalogue)
    assert len(packs) == 2
    told = " ".join(str(problem) for problem in problems)
    assert "There is a pack `test-return`" in told
    assert "It is not UTF-8 text" in told
