"""What lint sees without a proof, and what a merchant's own pack may not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makegood.policy import Level
from makegood.policy.lint import Fault, Severity
from makegood.policy.pack import Binding, Judged
from tests.policy.lint_world import faults, found, pack

OPEN = "then: {remedies: {return_refund: open}}"


def test_over_a_rule_that_is_not_there() -> None:
    one = pack([f"a | {OPEN}"])
    bad = replace(one, rules=(replace(one.rules[0], over=("test/b", "other/c")),))
    assert faults(found(bad)) == [Fault.UNKNOWN_OVER, Fault.UNKNOWN_OVER]


def test_over_a_rule_of_another_level() -> None:
    law = pack([f"a | {OPEN}"])
    platform = pack([f"b | when: intact | {OPEN}"], "platform", "platform")
    bad = replace(platform, rules=(replace(platform.rules[0], over=("test/a",)),))
    assert faults(found(law, bad)) == [Fault.OVER_OTHER_LEVEL]


def test_rules_over_each_other_in_a_circle_are_told_instead_of_proofs() -> None:
    one = pack([f"a | {OPEN}", f"b | when: intact | {OPEN}"])
    bad = replace(one, rules=(replace(one.rules[0], over=("b",)), replace(one.rules[1], over=("a",))))
    findings = found(bad)
    assert faults(findings) == [Fault.CIRCLE, Fault.CIRCLE]
    assert "test/a is over itself by way of test/b" in findings[0].text.en


def test_an_end_before_the_beginning() -> None:
    one = pack([f"a | {OPEN}"])
    bad = replace(one, rules=(replace(one.rules[0], effective_from=2_000_000, effective_until=2_000_000),))
    assert Fault.DATES in faults(found(bad))


def test_uncertain_without_a_note() -> None:
    one = pack([f"a | {OPEN}"])
    bad = replace(one, rules=(replace(one.rules[0], confidence="M", note=None),))
    finding = found(bad)[0]
    assert (finding.fault, finding.severity) == (Fault.NOTE_MISSING, Severity.WARNING)


def test_what_is_never_used() -> None:
    extra = """
values:
  grace: {is: 7 days, text: {en: the grace, zh: 宽限}, source: a law, confidence: H}
  length: {is: 7 days, text: {en: the length, zh: 期限}, source: a law, confidence: H}
windows:
  week: {starts: signed_at, counted: from_next_day, length: length, text: {en: the grace of a week, zh: 七天}}
  month: {starts: signed_at, counted: from_then, length: 30 days, text: {en: a month, zh: 一个月}}
terms:
  worn: opened and not intact
  fine: intact   # not worn
"""
    one = pack([f"a | when: within(week) and fine | {OPEN}"], extra=extra)
    findings = found(one)
    assert faults(findings) == [Fault.UNUSED] * 3
    told = {each.text.en: one.source_text.splitlines()[each.line - 1].strip() for each in findings}
    assert {text.split("“")[1].split("”")[0] for text in told} == {"grace", "month", "worn"}
    assert all(line.startswith(("grace:", "month:", "worn:")) for line in told.values())


# -- a merchant's own pack ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "then",
    [
        "then: {remedies: {return_refund: open}}",
        "then: {freight: {return: merchant}}",
        "then: {compensation: {of: paid, times: 4}}",
        "then: {compensation_by: merchant}",
        "then: {clocks: {merchant_answer: 24 h}}",
        "then: {merchant_may_refuse: no}",
        "then: {instant_refund: yes}",
    ],
)
def test_what_a_merchant_may_promise(then: str) -> None:
    assert found(pack([f"a | {then}"], "shop", "promise"), merchant=True) == []


@pytest.mark.parametrize(
    "then",
    [
        "then: {remedies: {return_refund: refused}}",
        "then: {freight: {return: buyer}}",
        "then: {freight: {return: platform}}",
        "then: {compensation_by: platform}",
        "then: {merchant_may_refuse: yes}",
        "then: {burden: merchant}",
        "then: {ruling: dismiss}",
        "then: {human_review: yes}",
        "then: {evidence: {buyer: [video]}}",
        "then: {limits: {rounds: 1}}",
        "then: {deduction: {of: paid, share: 5%}}",
        "then: {marks: [seller_fault]}",
    ],
)
def test_what_a_merchant_may_not_say(then: str) -> None:
    assert faults(found(pack([f"a | {then}"], "shop", "promise"), merchant=True)) == [Fault.NOT_A_MERCHANTS]


def test_a_merchants_pack_is_a_promise() -> None:
    finding = found(pack([f"a | {OPEN}"], "shop", "platform"), merchant=True)[0]
    assert finding.fault is Fault.NOT_A_MERCHANTS
    assert finding.line == 3


def test_a_merchant_binds_nobody_and_touches_no_other_pack() -> None:
    other = pack([f"c | when: intact | {OPEN}"], "other", "promise")
    shop = pack([f"a | {OPEN}"], "shop", "promise")
    rule = replace(
        shop.rules[0], binding=Binding.FIXED, judged=Judged.DECISION, over=("other/c",), level=Level.PROMISE
    )
    findings = found(other, replace(shop, rules=(rule,)), subject=["shop"], merchant=True)
    told = [each.text.en for each in findings if each.fault is Fault.NOT_A_MERCHANTS]
    assert len(told) == 4
    assert any("binding" in text for text in told)
    assert any("judged" in text for text in told)
    assert any("other/c" in text for text in told)
