"""PURE: why a decision came out as it did: the rules that said it, and what those that failed still lack."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from makegood.policy.book import BookRule
from makegood.policy.decide import Decision
from makegood.policy.language.closures import fold
from makegood.policy.language.expression import And, Condition, Not, Or, facts_in
from makegood.policy.outcomes import Key
from makegood.policy.telling.words import PLAIN, setting_of, words
from makegood.policy.text import Text

LONGEST_TOLD = 240
"""Characters in English of what a rule lacks, up to which it is told with a refusal; the trace tells all."""
_NO_RULE = Text("No rule opens this here.", "没有规则支持这一诉求。")
_WOULD = Text("{text} It would be otherwise if: {conditions}.", "{text}如满足以下条件则可以：{conditions}。")
_CLAIMED = frozenset({"reason"})


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that would have given the buyer more, and what it lacks: the conditions of it that fail or are not known."""

    rule: BookRule
    value: int
    failing: tuple[Condition, ...]


def reason(decision: Decision, key: str) -> tuple[str, Text]:
    """The full name and the text of the rule that decided a key; an empty name where no rule did."""
    place = decision.answer(key).rule
    if place is None:
        return "", _NO_RULE
    rule = decision.book.rules[place].rule
    return rule.name, rule.text


def explain_refusal(decision: Decision, key: str) -> tuple[str, Text]:
    """Why something is not open: the rule that closed it, and what the nearest rule that opens it still lacks."""
    name, text = reason(decision, key)
    told = (_told(near, decision) for near in near_misses(decision, key))
    lacking = next((said for said in told if len(said["en"]) <= LONGEST_TOLD), None)
    if lacking is None:
        return name, text
    return name, Text(
        _WOULD.en.format(text=text.en, conditions=lacking["en"]),
        _WOULD.zh.format(text=text.zh, conditions=lacking["zh"]),
    )


def _told(near: NearMiss, decision: Decision) -> dict[str, str]:
    """What a rule lacks, in both languages."""
    return {
        language: joint.join(condition_words(near.rule, each, decision, language) for each in near.failing)
        for language, joint in (("en", "; "), ("zh", "；"))
    }


def near_misses(decision: Decision, key: str) -> list[NearMiss]:
    """The rules that do not hold and would have been better for the buyer, those within reach that lack least first."""
    question = decision.book.questions.get(key)
    if question is None:
        return []
    now = decision.answer(key)
    found: list[NearMiss] = []
    for entry, measure in zip(question.entries, decision.book.measures[key], strict=True):
        if decision.truths[entry.rule] is not False:
            continue
        rule, value = decision.book.rules[entry.rule], measure(decision.facts)
        if value is None or not _better(question.key, value, now.value):
            continue
        if fold(rule.condition)(decision.facts) is False:  # else it is only set aside by another
            found.append(NearMiss(rule, value, tuple(_lacking(rule.condition, decision))))
    return sorted(found, key=lambda near: (_beyond_reach(near, decision), len(near.failing)))


def _beyond_reach(near: NearMiss, decision: Decision) -> int:
    """How many of the failing conditions rest on facts that the buyer has no part in, such as what kind of goods it is, or
    on the reason alone: nobody is told to claim another one while something else would do.
    """
    kinds = decision.book.catalogue.facts
    return sum(
        not any(name in kinds and "buyer" in kinds[name].by for name in facts_in(condition) - _CLAIMED)
        for condition in near.failing
    )


def condition_facts(rule: BookRule) -> frozenset[str]:
    """The facts that a rule looks at."""
    return facts_in(rule.condition)


def condition_words(rule: BookRule, condition: Condition, decision: Decision, language: str) -> str:
    """A condition of a rule in words, with the windows, days and currency of its pack."""
    setting = PLAIN if rule.pack is None else setting_of(rule.pack)
    return words(condition, decision.book.catalogue, language, setting)


def _better(key: Key, value: int, than: int | None) -> bool:
    if than is None:
        return key.better == 0 or key.rank(value) > min(key.rank(0), key.rank(1))
    return value != than if not key.better else key.rank(value) > key.rank(than)


def failing_conditions(condition: Condition, decision: Decision) -> Iterator[Condition]:
    """The smallest parts of a condition that are false and make it so; alternatives that all fail stay together."""
    return _parts(condition, lambda part: fold(part)(decision.facts) is False)


def _lacking(condition: Condition, decision: Decision) -> Iterator[Condition]:
    """The smallest parts of a condition that all have to become true for it to hold: those that fail and the unknown."""
    return _parts(condition, lambda part: not fold(part)(decision.facts))


def _parts(condition: Condition, wanted: Callable[[Condition], bool]) -> Iterator[Condition]:
    """The smallest wanted parts of a wanted condition; alternatives stay together."""
    if not wanted(condition):
        return
    match condition:
        case And(operands):
            parts: tuple[Condition, ...] = operands
        case Not(Or(operands)):
            parts = tuple(Not(each) for each in operands)
        case _:
            yield condition
            return
    for part in parts:
        yield from _parts(part, wanted)
