"""The trace: the rules that held, waited or failed and by which condition, the facts with their source, the versions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.policy.decide import Decision, State
from makegood.policy.publishing.kept import StatedFact
from makegood.policy.telling.trace import Trace, trace
from tests.policy.lines import decided

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
RULES = [
    "law held when a: remedy.repair open, freight.return buyer", "promise waits when b and c: freight.return merchant",
    "platform failed when not a and b: remedy.repair refused", "platform elsewhere when a: burden merchant",
]  # fmt: skip


def traced(
    decision: Decision, language: str = "en", keys: list[str] | None = None, *facts: StatedFact
) -> Trace:
    return trace(decision, facts, language, keys)


def names(rules: list[Any]) -> list[str]:
    return [rule.rule for rule in rules]


def test_every_rule_that_speaks_of_the_keys_held_waits_or_failed() -> None:
    made = traced(decided(RULES, "a"), keys=["remedy.repair", "freight.return"])
    assert (names(made.held), names(made.undecided), names(made.failed)) == (
        ["held/held"],
        ["waits/waits"],
        ["failed/failed"],
    )
    assert made.packs == ["held@1", "waits@1", "failed@1", "elsewhere@1"]


def test_without_keys_it_tells_of_every_answer() -> None:
    made = traced(decided(RULES, "a"))
    assert {answer.key for answer in made.answers} == {"remedy.repair", "freight.return", "burden"}
    assert "elsewhere/elsewhere" in names(made.held)


def test_keys_that_no_rule_speaks_of_are_left_out() -> None:
    assert traced(decided(RULES, "a"), keys=["no.such", "remedy.exchange"]).answers == []


def test_a_rule_says_what_it_means_where_it_holds() -> None:
    (held,) = traced(decided(RULES, "a"), keys=["remedy.repair"]).held
    assert held.says == ["repair is open", "return freight is paid by the buyer"]
    assert (held.version, held.level, held.text, held.source, held.failed, held.missing) == (
        "1", "law", "Rule held.", "s", [], [],
    )  # fmt: skip


def test_a_rule_that_failed_names_the_conditions_that_failed() -> None:
    (failed,) = traced(decided(RULES, "a !b"), keys=["remedy.repair"]).failed
    assert failed.failed == ["the lamp is not lit", "the lamp is broken"]
    assert failed.says == []
    (zh,) = traced(decided(RULES, "a b"), "zh", ["remedy.repair"]).failed
    assert (zh.text, zh.failed) == ("规则failed。", ["并非“灯亮着”"])


def test_a_rule_that_was_set_aside_names_the_one_over_it() -> None:
    rules = ["law below when a: burden buyer", "law above over below when b: burden merchant"]
    (below,) = traced(decided(rules, "a b")).failed
    assert (below.rule, below.failed) == ("below/below", ["↑ above/above"])


def test_a_rule_that_waits_names_the_facts_it_waits_for() -> None:
    (waits,) = traced(decided(RULES, "a"), keys=["freight.return"]).undecided
    assert (waits.missing, waits.failed, waits.says) == (["b", "c"], [], [])
    rules = ["law below when a: burden buyer", "law above over below when b: burden merchant"]
    below = next(rule for rule in traced(decided(rules, "a")).undecided if rule.rule == "below/below")
    assert below.missing == ["b"]


ANSWERS = [
    # facts, the state, in words, by which rule, what is missing
    ("a !b", State.DECIDED, "return freight is paid by the buyer", "held/held", []),
    ("a b c", State.DECIDED, "return freight is paid by the merchant", "waits/waits", []),
    ("a", State.UNDECIDED, "", "held/held", ["b", "c"]),
    ("a b", State.UNDECIDED, "", "held/held", ["c"]),
    ("!a !b", State.NONE, "", "", []),
]


@pytest.mark.parametrize(("told", "state", "words", "rule", "missing"), ANSWERS)
def test_an_answer(told: str, state: State, words: str, rule: str, missing: list[str]) -> None:
    (answer,) = traced(decided(RULES, told), keys=["freight.return"]).answers
    assert (answer.state, answer.words, answer.rule, answer.missing) == (state, words, rule, missing)
    assert (answer.value is None) is (state is not State.DECIDED)


def test_another_outcome_and_what_it_would_take() -> None:
    (answer,) = traced(decided(RULES, "a !b !c"), keys=["freight.return"]).answers
    (other,) = answer.otherwise
    assert (other.rule, other.outcome, other.would_take) == (
        "waits/waits", "return freight is paid by the merchant",
        ["the lamp is broken", "a certificate is there"],
    )  # fmt: skip


def test_not_more_than_three_others_are_told() -> None:
    rules = [f"promise p{number} when b: remedy.repair open" for number in range(6)]
    (answer,) = traced(decided(rules, "!b"), keys=["remedy.repair"]).answers
    assert [other.rule for other in answer.otherwise] == ["p0/p0", "p1/p1", "p2/p2"]


def test_facts_are_told_with_their_source_and_time() -> None:
    decision = decided(RULES, "a !b", reason="quality", price=12_345, signed_at="never")
    stated = [
        StatedFact("a", True, "buyer", AT), StatedFact("b", False, "desk", AT), StatedFact("e", True, "presumed", None),
        StatedFact("reason", "quality", "system", AT), StatedFact("c", None, "disputed", AT),
    ]  # fmt: skip
    told = trace(decision, stated, "en", []).facts
    assert [(fact.words, fact.source, fact.at) for fact in told] == [
        ("the lamp is lit", "buyer", AT), ("the lamp is not broken", "desk", AT),
        ("the buyer is a consumer: not known", "presumed", None), ("reason: it is faulty", "system", AT),
        ("a certificate is there: not known", "disputed", AT),
    ]  # fmt: skip


def test_an_amount_of_a_rule_that_waits_for_it_is_not_made_up() -> None:
    made = traced(decided(["law l when a: refund 2"], "a"), keys=["refund"])
    assert (made.answers[0].state, made.answers[0].words, made.held[0].says) == (State.UNDECIDED, "", [])
    made = traced(decided(["law l when a: refund 2"], "a", price=1250), keys=["refund"])
    assert made.answers[0].value == 2500
    assert "¥25.00" in made.answers[0].words
