"""How rules come to one answer: precedence, what is not known, and which facts would settle it. Tables read aloud."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from makegood.policy.book import make_book
from makegood.policy.decide import State, decide
from tests.policy.lines import CATALOGUE, book, decided, facts, pack

FREIGHT, REFUSE = "freight.return", "merchant_may_refuse"
LAW = "law law_rule when a: freight.return buyer"
FREE = "promise promise_rule when b: freight.return merchant"
PLATFORM = "platform platform_rule when c: freight.return shared"
CATEGORY = "category category_rule when d: freight.return buyer"
CUSTOM = "custom custom_rule when a: freight.return platform"
FIXED = "law fixed fixed_rule when d: freight.return buyer"

PRECEDENCE = [
    # rules, facts, the answer (or `none`), by which rule
    ([LAW], "a", "buyer", "law_rule"),
    ([LAW], "!a", "none", ""),
    ([LAW, FREE], "a b", "merchant", "promise_rule"),  # a promise betters the law
    (["law l when a: freight.return merchant", "promise p when b: freight.return buyer"], "a b", "merchant", "l"),
    ([LAW, PLATFORM], "a c", "shared", "platform_rule"),  # and so does the platform
    (["law l when a: freight.return merchant", PLATFORM], "a c", "merchant", "l"),  # never below the law
    ([CATEGORY, PLATFORM], "c d", "buyer", "category_rule"),  # the special before the general, even if it is worse
    ([CATEGORY, PLATFORM], "c !d", "shared", "platform_rule"),
    (["trade t when a: freight.return buyer", PLATFORM], "a c", "buyer", "t"),
    ([CATEGORY, "trade t when a: freight.return merchant"], "a d", "buyer", "category_rule"),
    ([PLATFORM, CUSTOM], "a c", "shared", "platform_rule"),
    ([CUSTOM], "a", "platform", "custom_rule"),
    ([CATEGORY, PLATFORM, FREE], "b c d", "merchant", "promise_rule"),
    ([LAW, CATEGORY, PLATFORM], "a c d", "buyer", "law_rule"),  # a tie: the law says it
    ([FIXED, FREE], "b d", "buyer", "fixed_rule"),  # what binds everybody is not bettered
    ([FIXED, FREE], "b !d", "merchant", "promise_rule"),
    ([FIXED, LAW, FREE, PLATFORM], "a b c d", "buyer", "fixed_rule"),
    (["promise one when a: freight.return shared", "promise two when b: freight.return merchant"], "a b", "merchant", "two"),
    (["promise two when b: freight.return merchant", "promise one when a: freight.return shared"], "a b", "merchant", "two"),
    ([LAW, "law other over law_rule when b: freight.return merchant"], "a b", "merchant", "other"),
    ([LAW, "law other over law_rule when b: freight.return merchant"], "a !b", "buyer", "law_rule"),
    ([PLATFORM, "platform worse over platform_rule when a: freight.return buyer"], "a c", "buyer", "worse"),
    (["law l when a unless b: freight.return merchant"], "a b", "none", ""),
    (["law l when a unless b: freight.return merchant"], "a !b", "merchant", "l"),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "told", "answer", "by"), PRECEDENCE)
def test_precedence(rules: list[str], told: str, answer: str, by: str) -> None:
    decision = decided(rules, told)
    assert decision.word(FREIGHT) == answer
    place = decision.answer(FREIGHT).rule
    assert (decision.book.rules[place].rule.id if place is not None else "") == by


KEYS = [
    # two rules that both hold, of law and promise: the one that is better for the buyer counts
    ("remedy.return_refund", "refused", "open", "open"),
    ("freight.outbound", "buyer", "insurer", "insurer"),
    ("clock.merchant_answer", "48 h", "24 h", 24 * 3600),
    ("clock.buyer_answer", "5 days", "7 days", 7 * 86_400),
    ("clock.return_shipping", "7 days", "14 days", 14 * 86_400),
    ("clock.evidence", "48 h", "72 h", 72 * 3600),
    ("clock.refund_deadline", "14 days", "7 days", 7 * 86_400),
    ("burden", "buyer", "merchant", "merchant"),
    ("merchant_may_refuse", "yes", "no", "no"),
    ("instant_refund", "no", "yes", "yes"),
    ("compensation", "1", "3", 3000),
    ("refund", "1", "2", 2000),
    ("deduction", "2", "1", 1000),
    ("tender.gift_card", "refused", "open", "open"),
]


@pytest.mark.parametrize(("key", "worse", "better", "answer"), KEYS)
@pytest.mark.parametrize("promise_is_better", [True, False])
def test_the_better_of_law_and_promise(
    key: str, worse: str, better: str, answer: str | int, promise_is_better: bool
) -> None:
    law, promise = (worse, better) if promise_is_better else (better, worse)
    decision = decided([f"law l when a: {key} {law}", f"promise p when a: {key} {promise}"], "a", price=1000)
    assert (decision.word(key) if isinstance(answer, str) else decision.value(key)) == answer


@pytest.mark.parametrize("key", ["ruling", "compensation_by", "limit.rounds"])
def test_what_has_no_better_goes_by_level_alone(key: str) -> None:
    words = {
        "ruling": ("dismiss", "split"),
        "compensation_by": ("buyer", "merchant"),
        "limit.rounds": ("3", "9"),
    }
    law, promise = words[key]
    decision = decided([f"promise p when a: {key} {promise}", f"law l when a: {key} {law}"], "a")
    assert str(decision.value(key) if key == "limit.rounds" else decision.word(key)) == law


def test_marks_and_human_review_hold_when_any_rule_says_so() -> None:
    rules = ["law l when a: human_review yes", "platform p when b: human_review yes, mark.checked"]
    for told, review, checked in [
        ("a b", "yes", "yes"), ("a !b", "yes", "none"), ("!a b", "yes", "yes"), ("!a !b", "none", "none"),
        ("a", "yes", "undecided"), ("!a", "undecided", "undecided"), ("b", "yes", "yes"),
    ]:  # fmt: skip
        decision = decided(rules, told)
        assert (decision.word("human_review"), decision.word("mark.checked")) == (review, checked), told


UNKNOWN = [
    # rules, what is known, the answer, the facts that would settle it, cheapest first
    ([LAW], "", "undecided", "a"),
    ([LAW, PLATFORM], "a", "undecided", "c"),  # the platform might give more
    ([LAW, PLATFORM], "c", "shared", ""),  # the law could only give less
    ([LAW, CATEGORY], "a", "buyer", ""),  # both would say the same
    ([CATEGORY, PLATFORM], "c", "undecided", "d"),  # what goes before might say something else
    ([CATEGORY, "platform p when c: freight.return buyer"], "c", "buyer", ""),
    ([LAW, FREE, PLATFORM], "a", "undecided", "b c"),
    ([LAW, FREE, PLATFORM], "a b", "merchant", ""),  # nothing is better than that
    ([FIXED, FREE], "b", "undecided", "d"),  # what binds everybody might still come
    ([FIXED, FREE], "d", "buyer", ""),
    ([FIXED, LAW], "a", "buyer", ""),
    (["law l when a and b and c: freight.return merchant"], "", "undecided", "a b c"),
    (["law l when a and b and c: freight.return merchant"], "!b", "none", ""),  # one no settles an `and`
    (["law l when a or b: freight.return merchant"], "a", "merchant", ""),  # one yes settles an `or`
    (["law l when d or a or c: freight.return merchant"], "", "undecided", "a c d"),
    ([LAW, "law other over law_rule when b: freight.return merchant"], "a", "undecided", "b"),
    # of a rule and the one over it each alone is open, although either says the same: what is over is never guessed
    ([LAW, "law other over law_rule when b: freight.return buyer"], "a", "undecided", "b"),
    (["law l when a and e: freight.return merchant"], "a", "undecided", "e"),  # a presumption is for who asks
    (["law l when days_used < 7: freight.return merchant"], "", "undecided", "days_used"),
    (["law l when within(week): freight.return merchant"], "", "undecided", "signed_at"),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "told", "answer", "missing"), UNKNOWN)
def test_what_is_not_known(rules: list[str], told: str, answer: str, missing: str) -> None:
    decision = decided(rules, told)
    assert decision.word(FREIGHT) == answer
    assert decision.missing([FREIGHT]) == missing.split()


def test_exactly_the_rules_that_need_a_missing_fact_are_undecided() -> None:
    decision = decided([LAW, FREE, PLATFORM, CATEGORY, CUSTOM], "a !b")
    undecided = {
        each.rule.id
        for each, truth in zip(decision.book.rules, decision.truths, strict=True)
        if truth is None
    }
    assert undecided == {"platform_rule", "category_rule"}


def test_every_way_to_fill_in_what_is_missing_settles_it_and_nothing_else_does() -> None:
    """Of the facts that are named, each matters in some world; those that are not named matter in none."""
    rules = [
        LAW,
        FREE,
        PLATFORM,
        CATEGORY,
        FIXED,
        "law o over law_rule when b and c: freight.return merchant",
    ]
    bound = book(*rules)
    for known in range(1 << 4):
        told = {name: True for place, name in enumerate("abcd") if known >> place & 1}
        decision = decide(bound, facts() | told)
        open_ = [name for name in "abcd" if name not in told]
        missing = decision.missing([FREIGHT])
        for values in product([True, False], repeat=len(open_)):
            world = told | dict(zip(open_, values, strict=True))
            answered = told | {name: world[name] for name in missing}
            whole, after = decide(bound, facts() | world), decide(bound, facts() | answered)
            assert after.answer(FREIGHT).state is not State.UNDECIDED, (told, missing, world)
            assert after.word(FREIGHT) == whole.word(FREIGHT), (told, missing, world)


def test_the_cheapest_fact_comes_first_and_of_equals_the_one_that_settles_more() -> None:
    rules = [
        "law one when d and c: freight.return merchant", "law two when d and b: remedy.repair open",
        "law three when c: burden merchant",
    ]  # fmt: skip
    decision = decided(rules)
    assert decision.missing() == ["b", "c", "d"]
    assert decision.missing(["freight.return"]) == ["c", "d"]
    assert decision.missing(["burden", "ruling"]) == ["c"]


def test_a_value_that_is_not_known_is_undecided_for_want_of_it() -> None:
    decision = decided(["law l when a: refund 1, remedy.refund_only open"], "a")
    assert (decision.word("refund"), decision.missing(["refund"])) == ("undecided", ["price"])
    assert (decision.word("remedy.refund_only"), decision.missing(["remedy.refund_only"])) == ("open", [])


def test_a_key_is_not_kept_waiting_for_the_value_of_another() -> None:
    decision = decided(["law l when a: refund 1, remedy.refund_only open"])
    assert decision.missing(["remedy.refund_only"]) == ["a"]
    assert decision.missing(["refund"]) == ["price", "a"]


PURCHASE, DECISION = (
    "law {} r when a: freight.return merchant",
    "law judged decision {} r when a: freight.return merchant",
)
BEFORE, AFTER = "2026-01-31T15:59:59Z", "2026-01-31T16:00:00Z"  # the day begins at +08:00
LONG_AGO, LATER = "2020-01-01T00:00:00Z", "2026-03-01T00:00:00Z"
DATES = [
    # the rule, its dates, bought at, decided at, the answer
    (PURCHASE, "from 2026-02-01", BEFORE, LATER, "none"),
    (PURCHASE, "from 2026-02-01", AFTER, LATER, "merchant"),
    (PURCHASE, "until 2026-02-01", BEFORE, LATER, "merchant"),
    (PURCHASE, "until 2026-02-01", AFTER, LATER, "none"),
    (DECISION, "from 2026-02-01", LONG_AGO, BEFORE, "none"),
    (DECISION, "from 2026-02-01", LONG_AGO, AFTER, "merchant"),
    (DECISION, "until 2026-02-01", LONG_AGO, BEFORE, "merchant"),
    (DECISION, "until 2026-02-01", LONG_AGO, AFTER, "none"),
    (DECISION, "from 2025-01-01 until 2026-02-01", LONG_AGO, BEFORE, "merchant"),
    (PURCHASE, "from 2025-01-01 until 2026-02-01", LONG_AGO, LATER, "none"),
]


@pytest.mark.parametrize(("rule", "dates", "bought", "judged", "answer"), DATES)
def test_dates_by_the_purchase_and_by_the_decision(
    rule: str, dates: str, bought: str, judged: str, answer: str
) -> None:
    decision = decided([rule.format(dates)], "a", purchased_at=bought, now=judged)
    assert decision.word(FREIGHT) == answer


def test_what_was_promised_counts_until_later_law_sets_it_aside() -> None:
    then = [pack("law r when a: freight.return buyer"), pack("platform p when a: burden buyer")]
    same = [pack("law r when a: freight.return merchant"), pack("platform p when a: burden merchant")]
    overriding = [pack("law judged decision later over r when a: freight.return merchant")]
    for later, freight in [(then, "buyer"), (same, "buyer"), ([], "buyer"), (overriding, "merchant")]:
        decision = decide(make_book(CATALOGUE, then, later), facts("a"))
        assert (decision.word(FREIGHT), decision.word("burden")) == (freight, "buyer")


def test_of_what_is_judged_at_the_decision_the_promise_of_the_purchase_takes_nothing() -> None:
    then = [pack("law judged decision r when a: freight.return merchant")]
    decision = decide(make_book(CATALOGUE, then, []), facts("a"))
    assert decision.word(FREIGHT) == "none"


@pytest.mark.parametrize("keys", [None, [FREIGHT], [], ["no.such"]])
def test_only_the_keys_asked_for_are_answered(keys: Any) -> None:
    decision = decide(book(LAW, "law l when a: burden merchant"), facts("a"), keys)
    assert sorted(decision.answers) == sorted([FREIGHT, "burden"] if keys is None else {FREIGHT} & set(keys))


def test_rules_that_are_over_each_other_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match=r"over each other in a circle: .*one/one → .*two"):
        book("law one over two when a: burden buyer", "law two over one when b: burden merchant")


def test_what_is_set_aside_sets_nothing_aside() -> None:
    rules = [
        "law one when a: freight.return buyer", "law two over one when b: freight.return shared",
        "law three over two when c: freight.return merchant",
    ]  # fmt: skip
    for told, answer, hold in [
        ("a !b !c", "buyer", "one"), ("a b !c", "shared", "two"), ("a b c", "merchant", "one three"),
        ("!a b c", "merchant", "three"),
    ]:  # fmt: skip
        decision = decided(rules, told)
        assert decision.word(FREIGHT) == answer
        held = {
            each.rule.id for each, truth in zip(decision.book.rules, decision.truths, strict=True) if truth
        }
        assert held == set(hold.split())
    assert decided(rules, "a b").missing([FREIGHT]) == ["c"]
