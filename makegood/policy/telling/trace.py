"""PURE: the trace of a decision for people: the rules that held, those that failed and by which condition, the facts with
their source and time, the versions, and what would have to be different for another outcome.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from makegood.policy.book import BookRule
from makegood.policy.decide import Decision, State
from makegood.policy.language.expression import facts_in
from makegood.policy.outcomes import Key
from makegood.policy.publishing.kept import StatedFact
from makegood.policy.telling.explain import condition_words, failing_conditions, near_misses
from makegood.policy.telling.words import PLAIN, Setting, fact_words, setting_of, value_words

MOST_INSTEAD = 3


class FactTraced(Struct, frozen=True):
    """A fact that was looked at: in words, who said it (or `presumed`), and when."""

    name: str
    words: str
    source: str
    at: datetime | None


class RuleTraced(Struct, frozen=True):
    """A rule: its text and source, what it says, and, where it does not hold, the conditions that failed or the facts
    that are missing.
    """

    rule: str
    version: str
    level: str
    text: str
    source: str
    says: list[str]
    failed: list[str]
    missing: list[str]


class Otherwise(Struct, frozen=True):
    """Another outcome that there would have been, and what it would have taken."""

    rule: str
    outcome: str
    would_take: list[str]


class AnswerTraced(Struct, frozen=True):
    """What came out for a key: decided, undecided or none, in words, by which rule."""

    key: str
    state: State
    value: int | None
    words: str
    rule: str
    missing: list[str]
    otherwise: list[Otherwise]


class Trace(Struct, frozen=True):
    """Why a decision came out as it did. `packs` are name@version."""

    packs: list[str]
    answers: list[AnswerTraced]
    held: list[RuleTraced]
    undecided: list[RuleTraced]
    failed: list[RuleTraced]
    facts: list[FactTraced]


def trace(
    decision: Decision, facts: Sequence[StatedFact], language: str, keys: Iterable[str] | None = None
) -> Trace:
    """The trace of some keys, or of every key that a rule spoke of; the rules are those that speak of these keys."""
    names = (
        list(decision.answers) if keys is None else [name for name in keys if name in decision.book.questions]
    )
    places = dict.fromkeys(entry.rule for name in names for entry in decision.book.questions[name].entries)
    told = {
        truth: [each for each in places if decision.truths[each] is truth] for truth in (True, False, None)
    }
    return Trace(
        packs=[f"{ref.name}@{ref.version}" for ref in decision.book.packs],
        answers=[_answer(name, decision, language) for name in names],
        held=[_rule(place, decision, language) for place in told[True]],
        undecided=[_rule(place, decision, language) for place in told[None]],
        failed=[_rule(place, decision, language) for place in told[False]],
        facts=[_fact(each, decision, language) for each in (*facts, *_presumed(decision, facts, places))],
    )


def _presumed(decision: Decision, stated: Sequence[StatedFact], places: Iterable[int]) -> list[StatedFact]:
    """What these rules look at and nobody told, but is presumed."""
    told = {each.name for each in stated}
    looked_at = {name for place in places for name in facts_in(decision.book.rules[place].condition)}
    return [
        StatedFact(name, None, "presumed")
        for name in decision.book.catalogue.presumptions()
        if name in looked_at and name not in told
    ]


def _setting(rule: BookRule) -> Setting:
    return PLAIN if rule.pack is None else setting_of(rule.pack)


def _answer(name: str, decision: Decision, language: str) -> AnswerTraced:
    answer, key = decision.answer(name), decision.book.questions[name].key
    by = None if answer.rule is None else decision.book.rules[answer.rule]
    decided = answer.state is State.DECIDED and answer.value is not None
    return AnswerTraced(
        name,
        answer.state,
        answer.value if decided else None,
        _value(key, answer.value, by, language) if decided else "",
        by.rule.name if by else "",
        decision.missing([name]),
        _otherwise(name, decision, language),
    )


def _value(key: Key, value: int | None, by: BookRule | None, language: str) -> str:
    return "" if value is None else value_words(key, value, language, PLAIN if by is None else _setting(by))


def _otherwise(name: str, decision: Decision, language: str) -> list[Otherwise]:
    key = decision.book.questions[name].key
    return [
        Otherwise(
            near.rule.rule.name,
            _value(key, near.value, near.rule, language),
            [condition_words(near.rule, each, decision, language) for each in near.failing],
        )
        for near in near_misses(decision, name)[:MOST_INSTEAD]
    ]


def _rule(place: int, decision: Decision, language: str) -> RuleTraced:
    book = decision.book.rules[place]
    rule, truth = book.rule, decision.truths[place]
    measured = [(o.key, decision.book.said_by(place, o.key.name, decision.facts)) for o in rule.outcomes]
    failed = [
        condition_words(book, each, decision, language)
        for each in failing_conditions(book.condition, decision)
    ]
    if truth is False and not failed:
        failed = [
            f"↑ {decision.book.rules[above].rule.name}"
            for above in book.set_aside_by
            if decision.truths[above]
        ]
    return RuleTraced(
        rule.name,
        book.pack.version if book.pack else "",
        rule.level.value,
        rule.text.in_(language),
        rule.source.in_(language),
        [_value(key, value, book, language) for key, value in measured if value is not None] if truth else [],
        failed if truth is False else [],
        sorted(decision.unknown_in(place)) if truth is None else [],
    )


def _fact(stated: StatedFact, decision: Decision, language: str) -> FactTraced:
    value = decision.facts.get(stated.name)
    return FactTraced(
        stated.name,
        fact_words(stated.name, value, decision.book.catalogue, language),
        stated.source,
        stated.at,
    )
