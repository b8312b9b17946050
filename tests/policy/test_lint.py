"""Lint finds what was planted, with a world that shows it, and nothing where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from makegood.policy import decide, make_book
from makegood.policy.language.expression import NEVER
from makegood.policy.lint import Fault, Finding, Severity, lint_packs
from tests.policy.lint_world import catalogue, faults, found, pack

RETURN_OPEN = "then: {remedies: {return_refund: open}}"
RETURN_REFUSED = "then: {remedies: {return_refund: refused}}"
SEVEN_DAYS = """
windows:
  week: {starts: signed_at, counted: from_next_day, length: 7 days, text: {en: seven days, zh: 七天}}
"""


def only(findings: list[Finding], fault: Fault) -> Finding:
    """The one finding there is."""
    assert faults(findings) == [fault], [each.text.en for each in findings]
    return findings[0]


def values_in(finding: Finding, *packs: Any) -> list[str]:
    """What the decision comes to in the world of a counter-example, for its keys."""
    book = make_book(catalogue(), packs)
    decision = decide(book, catalogue().encode(finding.facts))
    return [decision.word(key) for key in finding.keys]


# -- contradictions ---------------------------------------------------------------------------------------------------


def test_two_rules_that_say_different_things() -> None:
    one = pack([f"a | when: reason == 'quality' | {RETURN_OPEN}", f"b | when: not intact | {RETURN_REFUSED}"])
    finding = only(found(one), Fault.CONTRADICTION)
    assert finding.facts == {"market": "CN", "reason": "quality", "intact": False}
    assert finding.rules == ("test/a", "test/b")
    assert (finding.file, finding.line) == ("test.yaml", one.rules[0].line)
    assert finding.text.en.startswith(
        "Example: the goods are not intact; reason: it is faulty. There both test/a"
    )
    assert "return & refund is open" in finding.text.en
    assert "可以退货退款" in finding.text.zh


@pytest.mark.parametrize(
    "second",
    [
        f"b | when: reason == 'no_reason' | {RETURN_REFUSED}",
        f"b | when: not intact | over: [a] | {RETURN_REFUSED}",
        f"b | when: not intact | unless: reason in ('quality', 'damaged') | {RETURN_REFUSED}",
        f"b | when: not intact | {RETURN_OPEN}",
        "b | when: not intact | then: {remedies: {exchange: refused}}",
        f"b | when: not intact and reason != 'quality' and purchased_at > now | {RETURN_REFUSED}",
    ],
)
def test_no_contradiction(second: str) -> None:
    one = pack([f"a | when: reason == 'quality' | {RETURN_OPEN}", second])
    assert Fault.CONTRADICTION not in faults(found(one))


def test_dates_that_do_not_meet_are_no_contradiction() -> None:
    one = pack([f"a | until: 2025-04-01 | {RETURN_OPEN}", f"b | from: 2025-04-01 | {RETURN_REFUSED}"])
    assert found(one) == []


def test_dates_that_meet_for_a_second_are() -> None:
    one = pack([f"a | until: 2025-04-02 | {RETURN_OPEN}", f"b | from: 2025-04-01 | {RETURN_REFUSED}"])
    finding = only(found(one), Fault.CONTRADICTION)
    assert finding.facts["purchased_at"].startswith("2025-04-01T")


def test_a_rule_set_aside_by_a_third_does_not_contradict() -> None:
    rules = [
        f"a | when: reason == 'quality' | {RETURN_OPEN}",
        f"b | when: not intact | {RETURN_REFUSED}",
        "c | when: not intact or opened | over: [b] | then: {marks: [looked_at]}",
    ]
    assert Fault.CONTRADICTION not in faults(found(pack(rules)))


def test_different_levels_do_not_contradict() -> None:
    law = pack([f"a | {RETURN_OPEN}"])
    better = pack(["b | when: opened | then: {clocks: {merchant_answer: 24 h}}"], "shop", "promise")
    platform = pack(["c | then: {clocks: {merchant_answer: 48 h}}"], "platform", "platform")
    assert found(law, better, platform) == []


def test_amounts_contradict_only_where_they_differ() -> None:
    same = pack(
        [
            "a | then: {refund: {of: paid, share: 50%}}",
            "b | when: opened | then: {refund: {of: paid, share: 50%}}",
        ]
    )
    assert found(same) == []
    other = pack(
        [
            "a | then: {refund: {of: paid, share: 50%}}",
            "b | when: opened | then: {refund: {of: paid, share: 60%}}",
        ]
    )
    assert only(found(other), Fault.CONTRADICTION).facts["paid"] > 0


# -- gaps ---------------------------------------------------------------------------------------------------------------


def test_a_gap_is_found_and_closed() -> None:
    complete = "complete: [remedy.return_refund]"
    rules = [f"a | when: intact | {RETURN_OPEN}", f"b | when: not intact and opened | {RETURN_REFUSED}"]
    finding = only(found(pack(rules, extra=complete)), Fault.GAP)
    assert finding.facts == {"market": "CN", "currency": "CNY", "intact": False, "opened": False}
    assert values_in(finding, pack(rules)) == ["none"]
    assert (
        found(pack([*rules, f"c | when: not intact and not opened | {RETURN_REFUSED}"], extra=complete)) == []
    )
    assert found(pack([*rules, "c | when: not intact | then: {human_review: yes}"], extra=complete)) == []


def test_a_gap_of_the_past_is_a_warning() -> None:
    rules = [
        f"a | when: intact | from: 2014-03-15 | {RETURN_OPEN}",
        f"b | when: not intact | from: 2024-07-01 | {RETURN_REFUSED}",
    ]
    finding = only(found(pack(rules, extra="complete: [remedy.return_refund]")), Fault.GAP)
    assert finding.severity is Severity.WARNING
    assert finding.facts["purchased_at"] < "2024-07-01"


# -- boundaries -----------------------------------------------------------------------------------------------------------

HOLES = {
    "day 30": ("repairs < 30", "repairs > 30", {"repairs": 30}),
    "168 hours": ("now - signed_at < hours(168)", "now > signed_at + hours(168)", None),
    "the seventh day": ("within(week)", "not within(week) and not (now <= signed_at)", None),
    "whole days": ("(now - signed_at) // days(1) < 30", "(now - signed_at) // days(1) > 30", None),
    "a third": ("rotten_share <= percent(30)", "rotten_share > percent(30) + percent(1) // 100", {"rotten_share": 3001}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_at_a_boundary(name: str) -> None:
    before, after, facts = HOLES[name]
    one = pack(
        [f"a | when: {before} | {RETURN_OPEN}", f"b | when: {after} | {RETURN_REFUSED}"], extra=SEVEN_DAYS
    )
    holes = [each for each in found(one) if each.fault is Fault.BOUNDARY_HOLE]
    if name == "the seventh day":
        assert holes == []
        return
    assert len(holes) == 1
    assert values_in(holes[0], one) == ["none"]
    assert facts is None or facts.items() <= holes[0].facts.items()


@pytest.mark.parametrize("name", ["<= and >", "< and >=", "window", "over"])
def test_no_hole_where_the_boundary_belongs_to_somebody(name: str) -> None:
    before, after = {
        "<= and >": ("repairs <= 30", "repairs > 30"),
        "< and >=": ("now - signed_at < days(30)", "signed_at + days(30) <= now"),
        "window": ("within(week)", "after(week)"),
        "over": ("repairs < 30", "repairs >= 30"),
    }[name]
    one = pack(
        [f"a | when: {before} | {RETURN_OPEN}", f"b | when: {after} | {RETURN_REFUSED}"], extra=SEVEN_DAYS
    )
    assert Fault.BOUNDARY_HOLE not in faults(found(one))


# -- rules without effect -------------------------------------------------------------------------------------------------


def test_a_condition_that_cannot_be_met() -> None:
    one = pack([f"a | when: intact and repairs > 3 and opened and repairs < 3 | {RETURN_OPEN}"])
    finding = only(found(one), Fault.UNREACHABLE)
    assert "number of repairs is more than 3; number of repairs is less than 3" in finding.text.en
    assert "intact" not in finding.text.en


def test_a_condition_that_no_possible_world_meets() -> None:
    one = pack([f"a | when: signed_at < purchased_at | {RETURN_OPEN}"])
    assert faults(found(one)) == [Fault.UNREACHABLE]


def test_a_rule_that_is_always_set_aside() -> None:
    one = pack(
        [f"a | when: intact and opened | {RETURN_OPEN}", f"b | when: intact | over: [a] | {RETURN_REFUSED}"]
    )
    finding = only(found(one), Fault.SET_ASIDE)
    assert finding.rules == ("test/a", "test/b")


def test_a_rule_that_is_always_overruled() -> None:
    law = pack([f"a | when: reason == 'quality' | binding: fixed | {RETURN_OPEN}"])
    platform = pack([f"b | when: reason == 'quality' and intact | {RETURN_REFUSED}"], "platform", "platform")
    assert set(faults(found(law, platform))) == {Fault.OVERRULED, Fault.AGAINST_FIXED}


# -- the law ----------------------------------------------------------------------------------------------------------------

WORSE = {
    "a remedy": (RETURN_OPEN, RETURN_REFUSED),
    "freight": ("then: {freight: {return: merchant}}", "then: {freight: {return: buyer}}"),
    "the merchant's clock": (
        "then: {clocks: {refund_deadline: 7 days}}",
        "then: {clocks: {refund_deadline: 8 days}}",
    ),
    "the buyer's clock": (
        "then: {clocks: {return_shipping: 7 days}}",
        "then: {clocks: {return_shipping: 6 days}}",
    ),
    "money": ("then: {compensation: {of: paid, times: 3}}", "then: {compensation: {of: paid, times: 2}}"),
    "a floor": (
        "then: {compensation: {of: paid, times: 3, at_least: 500.00 CNY}}",
        "then: {compensation: {of: paid, times: 4}}",
    ),
    "a deduction": ("then: {deduction: {of: paid, share: 5%}}", "then: {deduction: {of: paid, share: 6%}}"),
}


@pytest.mark.parametrize("name", WORSE)
def test_less_than_the_law(name: str) -> None:
    lawful, less = WORSE[name]
    law = pack([f"a | when: reason == 'quality' | {lawful}"])
    platform = pack([f"b | when: reason == 'quality' and not intact | {less}"], "platform", "platform")
    findings = [each for each in found(law, platform) if each.fault is Fault.BELOW_FLOOR]
    assert [each.rules for each in findings] == [("platform/b", "test/a")]
    assert {"reason": "quality", "intact": False}.items() <= findings[0].facts.items()


@pytest.mark.parametrize("name", sorted(set(WORSE) - {"a floor"}))
def test_more_than_the_law(name: str) -> None:
    less, more = WORSE[name]
    law = pack([f"a | when: reason == 'quality' | {more}"])
    shop = pack([f"b | when: not intact | {less}"], "shop", "promise")
    assert Fault.BELOW_FLOOR not in faults(found(law, shop))


def test_an_amount_for_another_ground_is_not_less_than_the_law() -> None:
    law = pack(["a | when: reason == 'quality' | then: {compensation: {of: paid, times: 3}}"])
    platform = pack(
        ["b | when: repairs > 2 | then: {compensation: {of: paid, share: 5%}}"], "platform", "platform"
    )
    assert found(law, platform) == []


@pytest.mark.parametrize("payer", ["platform", "insurer"])
def test_whoever_else_pays_the_freight_is_as_good(payer: str) -> None:
    law = pack(["a | when: reason == 'quality' | then: {freight: {return: merchant}}"])
    platform = pack(
        [f"b | when: not intact | then: {{freight: {{return: {payer}}}}}"], "platform", "platform"
    )
    assert found(law, platform) == []


def test_promises_of_which_the_better_counts_do_not_contradict() -> None:
    """Whatever shares a part of the question is asked in order; whatever does not is joined by the best."""
    law = pack([f"a | when: reason == 'quality' | {RETURN_OPEN}"])
    shop = pack([f"b | when: reason == 'quality' and intact | {RETURN_OPEN}"], "shop", "promise")
    assert Fault.CONTRADICTION not in faults(found(law, shop))


def test_a_custom_speaks_only_where_the_law_is_silent() -> None:
    law = pack([f"a | when: reason == 'quality' | {RETURN_OPEN}"])
    custom = pack([f"b | {RETURN_REFUSED}"], "custom", "custom")
    assert found(law, custom) == []


def test_a_rule_that_is_not_heard_does_not_fall_below() -> None:
    law = pack([f"a | when: reason == 'quality' | {RETURN_OPEN}"])
    category = pack([f"b | {RETURN_OPEN}"], "category", "category")
    platform = pack([f"c | {RETURN_REFUSED}"], "platform", "platform")
    assert Fault.BELOW_FLOOR not in faults(found(law, category, platform))


def test_anything_else_than_a_law_that_binds_all() -> None:
    law = pack([f"a | when: reason == 'no_reason' | binding: fixed | {RETURN_REFUSED}"])
    shop = pack([f"b | when: intact | {RETURN_OPEN}"], "shop", "promise")
    finding = only(found(law, shop), Fault.AGAINST_FIXED)
    assert finding.facts == {"market": "CN", "reason": "no_reason", "intact": True}
    assert values_in(finding, law, shop) == ["refused"]


# -- whom it is about -------------------------------------------------------------------------------------------------------


def test_only_the_subject_is_reported_on() -> None:
    bad = [f"a | when: reason == 'quality' | {RETURN_OPEN}", f"b | when: not intact | {RETURN_REFUSED}"]
    law, shop = pack(bad), pack(["c | then: {clocks: {refund_processing: 1 h}}"], "shop", "promise")
    assert found(law, shop, subject=["shop"]) == []
    assert faults(found(law, shop, subject=["test"])) == [Fault.CONTRADICTION]


def test_findings_are_json() -> None:
    one = pack([f"a | when: reason == 'quality' | {RETURN_OPEN}", f"b | when: not intact | {RETURN_REFUSED}"])
    data = found(one)[0].as_data()
    assert data["fault"] == "contradiction"
    assert data["severity"] == "error"
    assert data["facts"]["intact"] is False
    assert set(data["text"]) == {"en", "zh"}


def test_a_catalogue_that_contradicts_itself_proves_nothing() -> None:
    with pytest.raises(ValueError, match="contradicts itself"):
        lint_packs(replace(catalogue(), always=(NEVER,)), [pack([f"a | {RETURN_OPEN}"])])
