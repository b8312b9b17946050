"""Why not, and what it would take: the rule that decided, and what the nearest that failed still lacks."""

from __future__ import annotations

import pytest

from makegood.policy.decide import Decision
from makegood.policy.telling.explain import condition_words, explain_refusal, near_misses, reason
from tests.policy.lines import decided

OPEN = "remedy.repair"
LIT = "law lit when a: remedy.repair open"
NO_RULE = "No rule opens this here."


def lacking(decision: Decision, key: str = OPEN, language: str = "en") -> list[tuple[str, list[str]]]:
    """The rules that would have been better, each with what it lacks."""
    return [
        (near.rule.rule.id, [condition_words(near.rule, each, decision, language) for each in near.failing])
        for near in near_misses(decision, key)
    ]


def test_the_rule_that_decided_is_the_reason() -> None:
    assert reason(decided([LIT], "a"), OPEN) == ("lit/lit", reason(decided([LIT], "a"), OPEN)[1])
    assert reason(decided([LIT], "a"), OPEN)[1].zh == "规则lit。"
    name, text = reason(decided([LIT], "!a"), OPEN)
    assert (name, text.en, text.zh) == ("", NO_RULE, "没有规则支持这一诉求。")
    assert reason(decided([LIT], "a"), "no.such")[0] == ""


NEAR = [
    # rules, facts, what would have had to be otherwise
    ([LIT], "!a", [("lit", ["the lamp is lit"])]),
    (["law l when a and not b: remedy.repair open"], "!a b", [("l", ["the lamp is lit", "the lamp is not broken"])]),
    (["law l when a and not b: remedy.repair open"], "a b", [("l", ["the lamp is not broken"])]),
    (["law l when a or b: remedy.repair open"], "!a !b", [("l", ["the lamp is lit or the lamp is broken"])]),
    (["law l when not (a or b): remedy.repair open"], "a !b", [("l", ["the lamp is not lit"])]),
    (["law l when a unless b or c: remedy.repair open"], "a b !c", [("l", ["the lamp is not broken"])]),
    (["law l when not (a and b): remedy.repair open"], "a b", [("l", ["the lamp is not lit or the lamp is not broken"])]),
    # what lacks least comes first
    (["law far when a and b and c: remedy.repair open", "law near when a: remedy.repair open"], "!a !b !c",
     [("near", ["the lamp is lit"]), ("far", ["the lamp is lit", "the lamp is broken", "a certificate is there"])]),
    # what is not known has to be so as well
    (["law l when a and b and c: remedy.repair open"], "!a c", [("l", ["the lamp is lit", "the lamp is broken"])]),
    (["law l when a and not (b or c): remedy.repair open"], "!a !c", [("l", ["the lamp is lit", "the lamp is not broken"])]),
    # what holds, or might, lacks nothing; what would have been no better is not told of
    ([LIT], "a", []),
    ([LIT], "", []),
    (["platform p when a: remedy.repair refused"], "!a", []),
    (["law fixed f when b: remedy.repair refused", LIT], "!a b", [("lit", ["the lamp is lit"])]),
    # set aside by another, its own conditions hold
    ([LIT, "law other over lit when b: remedy.repair refused"], "a b", []),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "told", "expected"), NEAR)
def test_what_would_have_to_be_otherwise(
    rules: list[str], told: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert lacking(decided(rules, told)) == expected


def test_only_what_is_better_for_the_buyer_is_told() -> None:
    rules = [
        "law now_law when a: freight.return shared", "promise better when b: freight.return merchant",
        "promise worse when c: freight.return buyer",
    ]  # fmt: skip
    assert [name for name, _ in lacking(decided(rules, "a !b !c"), "freight.return")] == ["better"]
    clocks = ["law two_days when a: clock.merchant_answer 48 h", "promise one_day when b: clock.merchant_answer 24 h",
              "promise three_days when c: clock.merchant_answer 72 h"]  # fmt: skip
    assert [name for name, _ in lacking(decided(clocks, "a !b !c"), "clock.merchant_answer")] == ["one_day"]


def test_of_what_has_no_better_everything_else_is_told() -> None:
    rules = [
        "law l when a: ruling split",
        "promise same when b: ruling split",
        "promise p when b: ruling dismiss",
    ]
    assert [name for name, _ in lacking(decided(rules, "a !b"), "ruling")] == ["p"]


def test_nobody_is_told_to_claim_another_reason_while_something_else_would_do() -> None:
    rules = [
        "law l when reason == 'quality': remedy.repair open",
        "law m when reason == 'no_reason' and a and b: remedy.repair open",
    ]
    found = lacking(decided(rules, "!a !b", reason="no_reason"))
    assert found == [("m", ["the lamp is lit", "the lamp is broken"]), ("l", ["reason is “it is faulty”"])]


def test_dates_and_windows_are_conditions_too() -> None:
    rule = "law from 2026-04-01 l when within(week): remedy.repair open"
    lamp = {"signed_at": "2026-02-01T00:00:00Z"}
    assert lacking(decided([rule], **lamp)) == [
        ("l", ["the window “the week” has not ended", "time of purchase is not before 2026-04-01 00:00"])
    ]
    assert lacking(decided([rule], **lamp), language="zh") == [
        ("l", ["“七日期”期限未过", "下单时间不早于2026-04-01 00:00"])
    ]


def test_a_refusal_says_the_reason_and_what_it_would_take() -> None:
    name, text = explain_refusal(decided(["law l when a and not b: remedy.repair open"], "!a b"), OPEN)
    assert name == ""
    assert text.en == f"{NO_RULE} It would be otherwise if: the lamp is lit; the lamp is not broken."
    assert text.zh == "没有规则支持这一诉求。如满足以下条件则可以：灯亮着；并非“灯坏了”。"


def test_a_refusal_by_a_rule_is_told_by_its_name() -> None:
    rules = ["law fixed closed when b: remedy.repair refused", LIT]
    name, text = explain_refusal(decided(rules, "a b"), OPEN)
    assert (name, text.en) == ("closed/closed", "Rule closed.")


def test_where_nothing_would_help_only_the_reason_is_given() -> None:
    name, text = explain_refusal(decided([LIT], "!a"), "remedy.exchange")
    assert (name, text.en) == ("", NO_RULE)
