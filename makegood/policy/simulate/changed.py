"""PURE: two books compared without any case: the keys that they may decide differently, and packs as at a date."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from makegood.policy.book import Book, Question
from makegood.policy.language.expression import facts_in
from makegood.policy.pack import Judged, Pack, Rule

Shape = tuple[Any, ...]


def changed_keys(old: Book, new: Book) -> tuple[str, ...]:
    """The keys whose rules, or the rules over these, are not the same in both books. All others need no deciding."""
    before, after = _question_shapes(old), _question_shapes(new)
    return tuple(sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key)))


def rules_behind(book: Book, keys: Iterable[str]) -> frozenset[int]:
    """The places of the rules that decide some keys, and of those over them."""
    seen: set[int] = set()
    ahead = [entry.rule for key in keys if key in book.questions for entry in book.questions[key].entries]
    while ahead:
        place = ahead.pop()
        if place not in seen:
            seen.add(place)
            ahead.extend(book.rules[place].set_aside_by)
    return frozenset(seen)


def facts_behind(book: Book, keys: Sequence[str]) -> frozenset[str]:
    """The facts that the deciding of some keys may look at."""
    conditions = (book.rules[place].condition for place in rules_behind(book, keys))
    values = (e.value for key in keys if key in book.questions for e in book.questions[key].entries)
    return frozenset(name for node in (*conditions, *values) for name in facts_in(node))


def as_at(packs: Iterable[Pack], moment: int) -> tuple[Pack, ...]:
    """Packs as if everything was bought and decided at one moment: rules in effect then are without dates, others gone.

    So that past cases can tell what a rule would do that begins in the future. Seconds since 1970.
    """
    return tuple(
        replace(pack, rules=tuple(_undated(rule) for rule in pack.rules if _in_effect(rule, moment)))
        for pack in packs
    )


def _in_effect(rule: Rule, moment: int) -> bool:
    begun = rule.effective_from is None or rule.effective_from <= moment
    return begun and (rule.effective_until is None or moment < rule.effective_until)


def _undated(rule: Rule) -> Rule:
    return replace(rule, effective_from=None, effective_until=None, judged=Judged.PURCHASE)


def rule_shapes(book: Book) -> dict[int, Shape]:
    """Of each rule by its place, what its truth hangs on: two rules of the same shape hold for the same cases."""
    shapes: dict[int, Shape] = {}
    for place, rule in enumerate(book.rules):  # a rule stands after those that are over it
        shapes[place] = (rule.condition, frozenset(shapes[above] for above in rule.set_aside_by))
    return shapes


def _question_shapes(book: Book) -> dict[str, Shape]:
    shapes = rule_shapes(book)

    def of_question(question: Question) -> Shape:
        groups = (question.fixed, *question.parts)
        return tuple(tuple((shapes[entry.rule], entry.value) for entry in group) for group in groups)

    return {key: of_question(question) for key, question in book.questions.items()}
