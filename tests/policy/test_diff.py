"""What changed between two texts of a pack, told in words, and what it means for the buyer."""

from __future__ import annotations

import pytest

from makegood.policy.effects import condition_sign, number_sign
from makegood.policy.language.expression import (
    And,
    Constant,
    Difference,
    Fact,
    Flag,
    Greatest,
    Least,
    Not,
    Or,
    Product,
    Sum,
)
from makegood.policy.telling.diff import Change, diff
from tests.policy.versions_world import edition, pack_of, returns

RULE = """
  - id: {id}
    text: {{en: A rule., zh: 规则。}}
    source: house
    confidence: H
    when: {when}
    then: {{{then}}}
"""
COMPENSATION = "compensation: {{of: price, times: {times}, at_least: {least}.00 CNY}}"


def more(
    id: str = "more", when: str = "gift", then: str = "remedies: {return_refund: open}", extra: str = ""
) -> str:
    return RULE.format(id=id, when=when, then=then) + extra


def changes(before: str, after: str) -> list[Change]:
    return list(diff(pack_of(before), pack_of(after), edition().catalogue))


def told(before: str, after: str) -> list[tuple[str, str, str | None]]:
    return [(each.what, each.text.en, each.effect and each.effect.value) for each in changes(before, after)]


def test_the_same_text_has_no_changes() -> None:
    assert told(returns(), returns("2")) == []


def test_a_value_is_told_once_and_not_in_every_rule() -> None:
    assert told(returns(days=7), returns(days=15)) == [
        ("value", "How long lamps go back: 7 days → 15 days", "better"),
    ]  # the same rule sets the freight and a clock, which matter only where there is a remedy
    (change,) = changes(returns(days=7), returns(days=15))
    assert change.text.zh == "灯具退货期限：7天 → 15天"
    assert (change.name, change.before and change.before.zh) == ("window", "7天")


@pytest.mark.parametrize(("days", "effect"), [(15, "better"), (3, "worse")])
def test_a_longer_window_of_a_good_thing_is_better(days: int, effect: str) -> None:
    def text(length: int) -> str:
        rule = more(when="within(calm)")
        return returns(days=length, when="intact", more=rule)

    assert [(each.what, each.effect and each.effect.value) for each in changes(text(7), text(days))] == [
        ("value", effect)
    ]


def test_a_window_that_ends_a_good_thing_and_one_that_begins_a_bad_one() -> None:
    refused = more(when="not within(calm)", then="remedies: {return_refund: refused}")
    good = more(id="good", when="within(calm)")
    bad = more(id="bad", when="within(calm)", then="remedies: {repair: refused}")
    assert (
        told(returns(days=7, when="intact", more=refused), returns(days=9, when="intact", more=refused))[0][2]
        == "better"
    )
    both = good + bad
    assert (
        told(returns(days=7, when="intact", more=both), returns(days=9, when="intact", more=both))[0][2]
        == "mixed"
    )


OUTCOMES = [
    (returns(payer="buyer"), returns(payer="merchant"), "freight.return", "better"),
    (returns(payer="merchant"), returns(payer="shared"), "freight.return", "worse"),
    (returns(hours=48), returns(hours=24), "clock.merchant_answer", "better"),
    (
        returns(more=more(then=COMPENSATION.format(times=3, least=500))),
        returns(more=more(then=COMPENSATION.format(times=3, least=1000))),
        "compensation",
        "better",
    ),
    (
        returns(more=more(then=COMPENSATION.format(times=3, least=500))),
        returns(more=more(then=COMPENSATION.format(times=2, least=1000))),
        "compensation",
        None,
    ),
    (
        returns(more=more(then="compensation: {of: price, times: 3}")),
        returns(more=more(then="compensation: {of: price, times: 3, at_most: 9.00 CNY}")),
        "compensation",
        "worse",
    ),
    (returns(more=more(then="ruling: repair")), returns(more=more(then="ruling: dismiss")), "ruling", None),
]


@pytest.mark.parametrize(("before", "after", "key", "effect"), OUTCOMES)
def test_outcomes(before: str, after: str, key: str, effect: str | None) -> None:
    (change,) = changes(before, after)
    assert (change.what, change.key, change.effect and change.effect.value) == ("outcome", key, effect)


def test_an_outcome_in_words() -> None:
    (change,) = changes(returns(payer="buyer"), returns(payer="merchant"))
    assert change.text.en == (
        "lamps_go_back, return freight: return freight is paid by the buyer → return freight is paid by the merchant"
    )
    assert "退货运费由买家承担 → 退货运费由商家承担" in change.text.zh


def test_rules_that_come_and_go() -> None:
    with_rule = returns(more=more())
    assert told(returns(), with_rule) == [("rule_added", "New rule more: A rule.", "better")]
    assert told(with_rule, returns()) == [("rule_removed", "Rule gone more: A rule.", "worse")]
    harm = returns(more=more(then="remedies: {return_refund: refused}"))
    assert told(returns(), harm)[0][2] == "worse"


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ("gift", "gift or intact", "better"),
        ("gift", "gift and intact", "worse"),
        ("gift and (intact or now > signed_at)", "gift and intact", "worse"),
        ("gift", "intact", None),
    ],
)
def test_conditions(before: str, after: str, effect: str | None) -> None:
    (change,) = changes(returns(more=more(when=before)), returns(more=more(when=after)))
    assert (change.what, change.name, change.effect and change.effect.value) == ("condition", "more", effect)
    assert change.before
    assert "it was a gift" in change.before.en


def test_an_exception_that_comes_is_worse() -> None:
    (change,) = changes(returns(more=more()), returns(more=more(when="gift\n    unless: intact")))
    assert (change.what, change.before, change.effect and change.effect.value) == ("exception", None, "worse")
    assert change.text.en == "more, exception: nothing → the lamp is intact"


def test_dates_are_told_in_the_packs_own_zone() -> None:
    after = returns(more=more(extra="    from: 2026-04-01\n"))
    (change,) = changes(returns(more=more()), after)
    assert change.text.en == "more, in effect from: nothing → 2026-04-01"


def test_a_term_is_told_once_with_its_effect() -> None:
    def text(term: str) -> str:
        rules = more(when="fine") + more(id="other", when="fine and intact")
        return returns(more=rules).replace("rules:", f"terms:\n  fine: {term}\nrules:", 1)

    assert told(text("gift"), text("gift and intact")) == [
        ("term", "Term fine: it was a gift → it was a gift and the lamp is intact", "worse"),
    ]  # for the second rule, which had that part already, nothing changes
    assert told(text("gift"), text("intact"))[0][2] is None


def test_windows_and_headers() -> None:
    before, after = (
        returns(),
        returns().replace("from_next_day", "from_then").replace("markets: [CN]", "markets: [CN, EU]"),
    )
    assert told(before, after) == [
        ("markets", "Markets: CN → CN, EU", None),
        (
            "window",
            "calm: 7 days, counted from the beginning of the day after: time of delivery → "
            "7 days, counted from the very moment: time of delivery",
            None,
        ),
    ]


def test_wording_and_sources() -> None:
    after = (
        returns()
        .replace("An intact lamp goes back.", "Send it back.")
        .replace("    source: house", "    source: law")
    )
    assert [
        (each.what, each.before and each.before.en, each.after and each.after.en)
        for each in changes(returns(), after)
    ] == [
        ("wording", "An intact lamp goes back.", "Send it back."),
        ("source", "house", "law"),
    ]


PRICE, DAYS = Fact("price"), Fact("days")


@pytest.mark.parametrize(
    ("before", "after", "sign"),
    [
        (Product(PRICE, Constant(3)), Product(PRICE, Constant(4)), 1),
        (Product(Difference(PRICE, DAYS), Constant(3)), Product(Difference(PRICE, DAYS), Constant(4)), None),
        (Difference(PRICE, Constant(3)), Difference(PRICE, Constant(4)), -1),
        (PRICE, Greatest(PRICE, Constant(4)), 1),
        (Least(PRICE, Constant(4)), PRICE, 1),
        (PRICE, DAYS, None),
        (Sum(PRICE, Constant(1)), Sum(DAYS, Constant(1)), None),
    ],
)
def test_larger_or_smaller(before: Sum, after: Sum, sign: int | None) -> None:
    assert number_sign(before, after) == sign


A, B, C = Flag("a"), Flag("b"), Flag("c")


@pytest.mark.parametrize(
    ("before", "after", "sign"),
    [
        (A, And((A, B)), -1),
        (And((A, B)), A, 1),
        (Or((A, B)), A, -1),
        (And((A, Not(Or((B, C))))), And((A, Not(B))), 1),
        (A, A, 0),
        (A, B, None),
    ],
)
def test_more_often_or_less(before: And, after: And, sign: int | None) -> None:
    assert condition_sign(before, after) == sign


def test_a_clock_that_is_a_value_is_told_with_the_value() -> None:
    def text(hours: int) -> str:
        value = f"  answer: {{is: {hours} h, text: {{en: Answer within, zh: 答复期限}}, source: house, confidence: H}}"
        named = returns().replace("windows:", f"{value}\nwindows:", 1)
        return named.replace("merchant_answer: 48 h", "merchant_answer: answer")

    assert told(text(48), text(24)) == [("value", "Answer within: 48 hours → 24 hours", "better")]
