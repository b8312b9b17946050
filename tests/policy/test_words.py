"""Conditions, facts and outcomes read as a person would say them, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.policy.catalogue import FAR_FUTURE, Value
from makegood.policy.language.expression import Condition, Number
from makegood.policy.outcomes import EVIDENCE, FREIGHTS, REMEDIES, TENDERS, key
from makegood.policy.pack import Pack
from makegood.policy.telling.number_words import duration_words, share_words
from makegood.policy.telling.words import (
    fact_words,
    flag_words,
    number_value_words,
    setting_of,
    value_words,
    words,
)
from makegood.policy.text import Text
from tests.policy.generated import CATALOGUE, conditions, numbers
from tests.policy.lint_world import catalogue, pack

WINDOWS = """
values:
  cap: {is: 500.00 CNY, text: {en: the cap, zh: 上限}, source: a law, confidence: H}
windows:
  week: {starts: signed_at, counted: from_next_day, length: 7 days, text: {en: seven-day return, zh: 七天退货}}
"""

CONDITIONS = [
    ("intact", "the goods are intact", "商品完好"),
    ("not intact", "the goods are not intact", "并非“商品完好”"),
    ("not opened", "the parcel was not opened", "并非“已拆封”"),
    ("reason == 'quality'", "reason is “it is faulty”", "原因为“质量问题”"),
    ("reason != 'quality'", "reason is not “it is faulty”", "原因不是“质量问题”"),
    (
        "reason in ('quality', 'damaged')",
        "reason is one of “it is damaged”, “it is faulty”",
        "原因为以下之一：“破损”、“质量问题”",
    ),
    ("'perishable' in traits", "nature of the goods includes “perishable”", "商品属性包含“鲜活易腐”"),
    ("'perishable' not in traits", "nature of the goods does not include “perishable”", "商品属性不包含“鲜活易腐”"),
    ("repairs >= 2", "number of repairs is at least 2", "维修次数不少于2"),
    ("not repairs >= 2", "number of repairs is less than 2", "维修次数小于2"),
    ("2 <= repairs", "number of repairs is at least 2", "维修次数不少于2"),
    ("paid > cap", "amount paid is more than CN¥500.00", "实付金额大于¥500.00"),
    ("rotten_share >= percent(30)", "rotten share is at least 30%", "腐烂比例不少于30%"),
    (
        "now - signed_at <= hours(168)",
        "the time from time of delivery to today is at most 7 days",
        "从签收时间到当前时间的时间不超过7天",
    ),
    ("signed_at + days(7) > now", "7 days after time of delivery is after today", "签收时间之后7天晚于当前时间"),
    (
        "purchased_at < date('2026-02-01')",
        "time of purchase is before 2026-02-01 00:00",
        "下单时间早于2026-02-01 00:00",
    ),
    ("within(week)", "the window “seven-day return” has not ended", "“七天退货”期限未过"),
    ("after(week)", "the window “seven-day return” has ended", "“七天退货”期限已过"),
    (
        "paid > part(paid, rotten_share)",
        "amount paid is more than rotten share of amount paid",
        "实付金额大于实付金额的腐烂比例",
    ),
    ("intact and (opened or repairs > 1)",
     "the goods are intact and (the parcel was opened or number of repairs is more than 1)",
     "商品完好，且(已拆封，或维修次数大于1)"),
    ("not (intact or opened)", "the goods are not intact and the parcel was not opened", "并非“商品完好”，且并非“已拆封”"),
    ("max(signed_at, purchased_at) < now",
     "the later of time of delivery and time of purchase is before today", "签收时间与下单时间中的较晚者早于当前时间"),
]  # fmt: skip


def packed(condition: str) -> Pack:
    """A pack with one condition."""
    return pack([f"a | when: >-\n      {condition} | then: {{marks: [seen]}}"], extra=WINDOWS)


@pytest.mark.parametrize(("condition", "en", "zh"), CONDITIONS, ids=[each[0] for each in CONDITIONS])
def test_a_condition_in_words(condition: str, en: str, zh: str) -> None:
    one = packed(condition)
    when = one.rules[0].when
    assert words(when, catalogue(), "en", setting_of(one)) == en
    assert words(when, catalogue(), "zh", setting_of(one)) == zh


OUTCOMES = [
    ("remedy.return_refund", 1, "return & refund is open", "可以退货退款"),
    ("remedy.refund_only", 0, "refund without return is refused", "不支持仅退款"),
    ("freight.return", 4, "return freight is paid by the merchant", "退货运费由商家承担"),
    ("clock.merchant_answer", 172_800, "the merchant's time to answer: 48 hours", "商家处理时限：48小时"),
    ("clock.special_thing", 86_400 * 3, "special thing: 3 days", "special thing：3天"),
    ("refund", 12_345, "the refund: CN¥123.45", "退款金额：¥123.45"),
    ("burden", 1, "the merchant has to prove it", "由商家举证"),
    ("merchant_may_refuse", 1, "the merchant may not refuse", "商家不得拒绝"),
    ("ruling", 7, "the ruling: the claim is dismissed", "裁决：不予支持"),
    ("instant_refund", 1, "instant refund: yes", "极速退款：是"),
    ("evidence.buyer.photo", 1, "a photo from the buyer is needed", "需买家提供照片"),
    ("limit.rounds", 5, "rounds of talks: 5", "协商轮次：5"),
    ("mark.seller_fault", 1, "the mark “fault of the merchant”: yes", "标记“商家过错”：是"),
    ("mark.odd_one", 1, "the mark “odd one”: yes", "标记“odd one”：是"),
    ("tender.gift_card", 1, "refund as a gift card is open", "可以退至礼品卡"),
    ("until.return_refund", 1_772_380_800, "the end of the window for return & refund: 2026-03-02 00:00",
     "退货退款的截止时间：2026-03-02 00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "en", "zh"), OUTCOMES, ids=[each[0] for each in OUTCOMES])
def test_an_outcome_in_words(name: str, value: int, en: str, zh: str) -> None:
    setting = setting_of(packed("intact"))
    assert value_words(key(name), value, "en", setting) == en
    assert value_words(key(name), value, "zh", setting) == zh


@pytest.mark.parametrize(
    ("amount", "en", "zh"),
    [
        (
            "{of: paid, times: 3, at_least: 500.00 CNY}",
            "the compensation: 3 × amount paid (at least CN¥500.00)",
            "赔偿金额：3 × 实付金额（最少¥500.00）",
        ),
        ("{of: paid, share: 30%}", "the compensation: 30% of amount paid", "赔偿金额：实付金额的30%"),
    ],
)
def test_an_amount_before_the_facts_are_known(amount: str, en: str, zh: str) -> None:
    one = pack([f"a | then: {{compensation: {amount}}}"])
    outcome = one.rules[0].outcomes[0]
    for language, expected in (("en", en), ("zh", zh)):
        said = number_value_words(outcome.key, outcome.value, catalogue(), language, setting_of(one))
        assert said == expected


FACTS: list[tuple[str, Value | None, str, str]] = [
    ("reason", "quality", "reason: it is faulty", "原因：质量问题"),
    ("category", "winter_boots", "category: winter boots", "类目：winter boots"),
    ("intact", False, "the goods are not intact", "并非“商品完好”"),
    ("intact", None, "the goods are intact: not known", "商品完好：未知"),
    ("traits", frozenset({"perishable", "custom_made"}), "nature of the goods: custom-made, perishable",
     "商品属性：定作、鲜活易腐"),
    ("traits", frozenset(), "nature of the goods: none", "商品属性：无"),
    ("signed_at", FAR_FUTURE, "time of delivery: never", "签收时间：从未"),
    ("signed_at", 1_772_380_799, "time of delivery: 2026-03-01 23:59:59", "签收时间：2026-03-01 23:59:59"),
    ("paid", 10_000, "amount paid: CN¥100.00", "实付金额：¥100.00"),
    ("rotten_share", 5, "rotten share: 0.05%", "腐烂比例：0.05%"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "en", "zh"), FACTS, ids=[each[2] for each in FACTS])
def test_a_fact_in_words(name: str, value: Value | None, en: str, zh: str) -> None:
    setting = setting_of(packed("intact"))
    assert fact_words(name, value, catalogue(), "en", setting) == en
    assert fact_words(name, value, catalogue(), "zh", setting) == zh


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 days"), (3_600, "1 hour"), (86_400, "24 hours"), (172_800, "48 hours"), (259_200, "3 days"),
     (90, "1 minute 30 seconds"), (86_401, "1 day 1 second"), (-7_200, "-2 hours")],
)  # fmt: skip
def test_spans_of_time(seconds: int, said: str) -> None:
    assert duration_words(seconds, "en") == said


def test_shares() -> None:
    assert [share_words(share) for share in (0, 5, 50, 3_000, 3_333, 10_000)] == [
        "0%", "0.05%", "0.5%", "30%", "33.33%", "100%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("buyer and merchant have agreed", "buyer and merchant have not agreed"),
        ("the buyer bought for personal use", "it is not so that the buyer bought for personal use"),
        ("the goods that are sealed were opened", "it is not so that the goods that are sealed were opened"),
    ],
)
def test_the_contrary_of_a_flag(label: str, said: str) -> None:
    assert flag_words(Text(label, label), False, "en") == said


def test_every_key_has_words_in_both_languages() -> None:
    names = [f"remedy.{name}" for name in REMEDIES] + [f"freight.{name}" for name in FREIGHTS]
    names += [f"tender.{name}" for name in TENDERS] + [f"until.{name}" for name in REMEDIES]
    names += [f"evidence.buyer.{name}" for name in EVIDENCE] + ["ruling", "compensation_by", "burden"]
    for name in names:
        found = key(name)
        for value in range(len(found.values) or 2):
            assert "_" not in value_words(found, value, "en")
            assert not any(
                letter.isascii() and letter.isalpha() for letter in value_words(found, value, "zh")
            )


@settings(max_examples=80, deadline=None)
@given(node=st.one_of(conditions, numbers), language=st.sampled_from(["en", "zh-CN"]))
def test_whatever_can_be_written_can_be_said(node: Condition | Number, language: str) -> None:
    assert words(node, CATALOGUE, language).strip()
