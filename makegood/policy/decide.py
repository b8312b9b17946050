"""PURE: a book and the facts of a case: what is decided, what is not, and which facts would settle it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import attrgetter

from msgspec import Struct

from makegood.policy.book import FIXED, Book, Question, Saying
from makegood.policy.catalogue import Facts
from makegood.policy.language.closures import fold
from makegood.policy.language.expression import (
    And,
    Compare,
    Condition,
    Flag,
    Has,
    Not,
    Or,
    Truth,
    Within,
    WordIn,
    facts_in,
)
from makegood.policy.outcomes import Kind


class State(StrEnum):
    """Whether a key is decided. NONE: no rule says anything about it."""

    NONE = "none"
    DECIDED = "decided"
    UNDECIDED = "undecided"


class Answer(Struct, frozen=True):
    """What came out for a key: its integer (makegood/policy/outcomes.py), the place in the book of the rule that said
    it, and, where it is undecided, the places of the rules that might still change it.
    """

    state: State
    value: int | None = None
    rule: int | None = None
    unsettled_by: tuple[int, ...] = ()


_NONE = Answer(State.NONE)
_NOTHING: frozenset[str] = frozenset()
_TURN = attrgetter("turn")
_Said = tuple[int, int | None]
"""A rule's place and what it says."""


@dataclass(frozen=True)
class Decision:
    """What a book says about the facts of a case."""

    book: Book
    facts: Facts
    truths: Sequence[bool | None]
    answers: Mapping[str, Answer]

    def answer(self, key: str) -> Answer:
        """The answer for a key; NONE when no rule of the book speaks of it."""
        return self.answers.get(key, _NONE)

    def value(self, key: str) -> int | None:
        """The decided integer of a key, or None."""
        answer = self.answer(key)
        return answer.value if answer.state is State.DECIDED else None

    def word(self, key: str) -> str:
        """A choice or flag as packs write it; `none` or `undecided` where there is no answer."""
        answer = self.answer(key)
        if answer.state is not State.DECIDED or answer.value is None:
            return answer.state.value
        return self.book.questions[key].key.word(answer.value)

    def missing(self, keys: Iterable[str] | None = None) -> list[str]:
        """The facts that would settle what is undecided, cheapest first; those that settle more come before others."""
        counts: dict[str, int] = {}
        for key in self.answers if keys is None else keys:
            for place in self.answer(key).unsettled_by:
                for name in self.unknown_in(place) | self._unmeasured(place, key):
                    counts[name] = counts.get(name, 0) + 1
        kinds = self.book.catalogue.facts
        return sorted(
            counts, key=lambda name: (kinds[name].cost if name in kinds else 99, -counts[name], name)
        )

    def unknown_in(self, place: int) -> frozenset[str]:
        """The facts for want of which a rule is undecided, those of the rules over it included."""
        known = self._unknown.get(place)
        if known is None:
            known = self._unknown[place] = self._unknown_in(place)
        return known

    @cached_property
    def _unknown(self) -> dict[int, frozenset[str]]:
        return {}

    def _unknown_in(self, place: int) -> frozenset[str]:
        rule = self.book.rules[place]
        unknown = unknown_facts(rule.condition, self.facts)
        for above in rule.set_aside_by:
            if self.truths[above] is None:
                unknown |= self.unknown_in(above)
        return unknown

    def _unmeasured(self, place: int, key: str) -> frozenset[str]:
        """The facts for want of which it is not known what a rule says of a key."""
        said = (each.value for each in self.book.rules[place].rule.outcomes if each.key.name == key)
        return frozenset(name for value in said for name in facts_in(value) if self.facts.get(name) is None)


def decide(book: Book, facts: Facts, keys: Iterable[str] | None = None) -> Decision:
    """Decide some keys, or every key that the book speaks of. A key that no rule may speak of here has no answer."""
    truths, standing = book.standing(facts)
    if keys is not None:
        return Decision(book, facts, truths, _answers(book, keys, truths, facts))
    spoken: dict[str, list[Saying]] = {}
    for place in standing:
        for said in book.sayings[place]:
            spoken.setdefault(said.key, []).append(said)
    answers = {
        name: _resolve(book.questions[name], sorted(spoken[name], key=_TURN), truths, facts)
        for name in book.questions
        if name in spoken
    }
    return Decision(book, facts, truths, answers)


def decide_otherwise(decision: Decision, changed: Facts, keys: Iterable[str]) -> Decision:
    """Decide some keys as if some facts were otherwise: what `decide` says of them, for less than half the work."""
    book, facts = decision.book, {**decision.facts, **changed}
    truths = book.otherwise(decision.truths, decision.facts, changed)
    return Decision(book, facts, truths, _answers(book, keys, truths, facts))


def _answers(
    book: Book, keys: Iterable[str], truths: Sequence[bool | None], facts: Facts
) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for name in keys:
        spoken = [said for said in book.sayings_of.get(name, ()) if truths[said.rule] is not False]
        if spoken:
            found[name] = _resolve(book.questions[name], spoken, truths, facts)
    return found


def _resolve(question: Question, spoken: list[Saying], truths: Sequence[bool | None], facts: Facts) -> Answer:
    """What comes of all that is said about a key by rules that hold or may hold, in the order in which they are asked."""
    if question.key.kind is Kind.ANY:
        return _any(spoken, truths)
    ahead = spoken[0]
    # Nearly always so, and then nothing else can matter.
    if truths[ahead.rule] and ahead.part in (FIXED, spoken[-1].part):
        value = ahead.value(facts)
        if value is not None:
            return Answer(State.DECIDED, value, ahead.rule)
    parts: dict[int, list[_Said]] = {}
    for said in spoken:
        parts.setdefault(said.part, []).append((said.rule, said.value(facts)))
    first, before = _walk(parts.pop(FIXED, ()), truths)
    if first is not None:
        return _settled(first, [each for each in before if differs(each, first)])
    best, unsettling = _join(question, list(parts.values()), truths)
    unsettling += [each for each in before if best is None or differs(each, best)]
    return _settled(best, unsettling)


def _any(spoken: list[Saying], truths: Sequence[bool | None]) -> Answer:
    unknown: list[int] = []
    for said in spoken:
        if truths[said.rule]:
            return Answer(State.DECIDED, 1, said.rule)
        unknown.append(said.rule)
    return Answer(State.UNDECIDED, unsettled_by=tuple(unknown))


def _walk(said: Sequence[_Said], truths: Sequence[bool | None]) -> tuple[_Said | None, list[_Said]]:
    """The first that holds, and the undecided ones before it."""
    before: list[_Said] = []
    for each in said:
        truth = truths[each[0]]
        if truth:
            return each, before
        if truth is None:
            before.append(each)
    return None, before


def differs(one: _Said, other: _Said) -> bool:
    """Whether two rules say different things; what is not known counts as different."""
    return one[1] is None or one[1] != other[1]


def _join(
    question: Question, parts: Sequence[Sequence[_Said]], truths: Sequence[bool | None]
) -> tuple[_Said | None, list[_Said]]:
    """The best of the parts, and the undecided rules that might change it."""
    walks = [_walk(part, truths) for part in parts]
    best: _Said | None = None
    for first, _ in walks:
        if first is not None and (best is None or _better(question, first, best)):
            best = first
    if best is None or best[1] is None:
        return best, [each for _, before in walks for each in before]
    better = [each for _, before in walks for each in before if _better(question, each, best)]
    shaken = [
        [each for each in before if differs(each, best)]
        for first, before in walks
        if first is not None and first[1] == best[1]
    ]
    if all(shaken):
        better += [each for group in shaken for each in group if each not in better]
    return best, better


def _better(question: Question, one: _Said, other: _Said) -> bool:
    """Whether the first is, or (not known) might be, better for the buyer."""
    if not question.key.better or other[1] is None:
        return False
    return one[1] is None or question.key.rank(one[1]) > question.key.rank(other[1])


def _settled(best: _Said | None, unsettling: Sequence[_Said]) -> Answer:
    if best is None and not unsettling:
        return _NONE
    if unsettling or best is None or best[1] is None:
        places = tuple(dict.fromkeys(each[0] for each in unsettling))
        if best is not None and best[1] is None:
            places = (*places, best[0])
        return Answer(State.UNDECIDED, None, best[0] if best else None, places)
    return Answer(State.DECIDED, best[1], best[0])


def unknown_facts(condition: Condition, facts: Facts) -> frozenset[str]:
    """The facts that keep a condition from being true or false; none when it is either already."""
    match condition:
        case Flag(fact) | WordIn(fact, _) | Has(fact, _):
            return _NOTHING if facts.get(fact) is not None else frozenset((fact,))
        case Not(operand):
            return unknown_facts(operand, facts)
        case Truth():
            return _NOTHING
    if fold(condition)(facts) is not None:
        return _NOTHING
    match condition:
        case And(operands) | Or(operands):
            return _NOTHING.union(*(unknown_facts(each, facts) for each in operands))
        case Compare() | Within():
            return frozenset(name for name in facts_in(condition) if facts.get(name) is None)
