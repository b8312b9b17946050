"""PURE: packs bound together into a book: every rule with its dates, and for each key who is asked in which order.

Precedence (facts: mandatory law, then the more favourable promise, then special category, special trade, platform,
custom): a law that binds all comes first; else the best for the buyer of the law's floor, each promise, and the
first of category, trade, platform and custom that says anything. Keys without an order take the first level that speaks.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from makegood.policy.catalogue import Catalogue, Facts
from makegood.policy.language.closures import Measure, Test, fold, fold_number
from makegood.policy.language.expression import (
    And,
    Compare,
    Condition,
    Constant,
    Fact,
    Not,
    Number,
    Or,
    Truth,
    WordIn,
    conjunction,
    facts_in,
    negation,
)
from makegood.policy.language.identity import ByIdentity
from makegood.policy.outcomes import Key, Kind
from makegood.policy.pack import Binding, Judged, Level, Pack, Rule
from makegood.policy.sieve import Sieve

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class PackRef:
    """Which text of a pack it was."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class BookRule:
    """A rule with its dates in the condition. `set_aside_by`: places, before its own, of the rules
    that are over it. `pack`: the very text that it stands in, of the versions that are bound.
    """

    rule: Rule
    condition: Condition
    set_aside_by: tuple[int, ...]
    pack: Pack | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the rule at a place of the book says about a key."""

    rule: int
    value: Number


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about a key: first the law that binds all, then the parts, of which the best answer counts."""

    key: Key
    fixed: tuple[Entry, ...]
    parts: tuple[tuple[Entry, ...], ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry."""
        return (*self.fixed, *(entry for part in self.parts for entry in part))


_TURN = attrgetter("turn")
FIXED = 0
"""The part of the law that binds all; those after it are the parts of the question."""


class Saying(NamedTuple):
    """What a rule says of a key. `turn`: its place among the entries of the question."""

    key: str
    turn: int
    part: int
    rule: int
    measure: Measure
    constant: int | None

    def value(self, facts: Facts) -> int | None:
        """What it says; None when that is not known."""
        return self.measure(facts) if self.constant is None else self.constant


@dataclass(frozen=True)
class Book:
    """Packs bound together, for one market or for all. `judged`: of each pack, which of its rules were taken."""

    catalogue: Catalogue
    packs: tuple[PackRef, ...]
    rules: tuple[BookRule, ...]
    questions: Mapping[str, Question]
    judged: Mapping[PackRef, tuple[Judged, ...]] = field(default_factory=dict)

    @cached_property
    def named(self) -> Mapping[str, Rule]:
        """Its rules by their full names."""
        return {each.rule.name: each.rule for each in self.rules}

    @cached_property
    def texts(self) -> tuple[dict[str, Any], ...]:
        """Which texts are bound, and which of their rules, as it is written down with decisions."""
        return tuple(
            {
                "name": ref.name,
                "version": ref.version,
                "digest": ref.digest,
                "judged": [each.value for each in judged],
            }
            for ref, judged in self.judged.items()
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is bound, in hex."""
        return hashlib.sha256(json.dumps(self.texts).encode()).hexdigest()

    @cached_property
    def tests(self) -> tuple[tuple[Test, tuple[int, ...]], ...]:
        """The condition of each rule as a closure, and the rules that are over it."""
        return tuple((fold(each.condition), each.set_aside_by) for each in self.rules)

    @cached_property
    def sieve(self) -> Sieve:
        """Holds back the rules that cannot hold."""
        looked_at = [_looked_at(each.condition) for each in self.rules]
        return Sieve(self.catalogue, looked_at, [test for test, _ in self.tests])

    @cached_property
    def sayings(self) -> tuple[tuple[Saying, ...], ...]:
        """Of each rule, what it says, as closures."""
        said: list[list[Saying]] = [[] for _ in self.rules]
        for name, question in self.questions.items():
            parts = [part for part, entries in enumerate((question.fixed, *question.parts)) for _ in entries]
            for turn, (entry, measure) in enumerate(zip(question.entries, self.measures[name], strict=True)):
                constant = entry.value.value if isinstance(entry.value, Constant) else None
                said[entry.rule].append(Saying(name, turn, parts[turn], entry.rule, measure, constant))
        return tuple(map(tuple, said))

    @cached_property
    def sayings_of(self) -> Mapping[str, tuple[Saying, ...]]:
        """What is said of each key, in the order in which the rules are asked."""
        said: dict[str, list[Saying]] = {name: [] for name in self.questions}
        for sayings in self.sayings:
            for each in sayings:
                said[each.key].append(each)
        return {name: tuple(sorted(found, key=_TURN)) for name, found in said.items()}

    @cached_property
    def measures(self) -> Mapping[str, tuple[Measure, ...]]:
        """The value of each entry of a key as a closure, in the order of `Question.entries`."""
        return {
            name: tuple(fold_number(entry.value) for entry in question.entries)
            for name, question in self.questions.items()
        }

    def keys_beginning(self, prefix: str) -> tuple[str, ...]:
        """The keys that the book speaks of, such as those of `freight.`, in its order."""
        known = self._beginning.get(prefix)
        if known is None:
            known = self._beginning[prefix] = tuple(
                name for name in self.questions if name.startswith(prefix)
            )
        return known

    @cached_property
    def _beginning(self) -> dict[str, tuple[str, ...]]:
        return {}

    def said_by(self, place: int, key: str, facts: Facts) -> int | None:
        """What the rule at a place says of a key."""
        return next((said.measure(facts) for said in self.sayings[place] if said.key == key), None)

    def truths(self, facts: Facts) -> list[bool | None]:
        """Of each rule, whether it holds."""
        return self.standing(facts)[0]

    def standing(self, facts: Facts) -> tuple[list[bool | None], list[int]]:
        """Of each rule, whether it holds; and the places of those that do or may."""
        truths: list[bool | None] = [False] * len(self.rules)
        return truths, self._settle(self.sieve.passing(facts), facts, truths)

    def otherwise(self, truths: Sequence[bool | None], before: Facts, changed: Facts) -> list[bool | None]:
        """Of each rule, whether it holds with the facts `changed`, known the truths by the facts `before`."""
        anew, places = list(truths), self._touched_by(frozenset(changed))
        if all(before.get(name) is None for name in changed):
            # By Kleene's logic what was true or false of fewer facts stays so.
            places = tuple(place for place in places if anew[place] is None)
        self._settle(places, {**before, **changed}, anew)
        return anew

    def _settle(self, places: Iterable[int], facts: Facts, truths: list[bool | None]) -> list[int]:
        """Write down whether the rules at some places hold, in order; the places of those that do or may."""
        tests, standing = self.tests, []
        for place in places:
            test, over = tests[place]
            truth = test(facts)
            for other in over:
                if truth is False:
                    break
                above = truths[other]
                if above:
                    truth = False
                elif above is None:
                    truth = None
            truths[place] = truth
            if truth is not False:
                standing.append(place)
        return standing

    def _touched_by(self, changed: frozenset[str]) -> tuple[int, ...]:
        """The places of the rules that look at some facts, or that stand below one that does."""
        known = self._touched.get(changed)
        if known is None:
            found: dict[int, None] = {}
            for place, rule in enumerate(self.rules):
                if not _looked_at(rule.condition).isdisjoint(changed) or not found.keys().isdisjoint(
                    rule.set_aside_by
                ):
                    found[place] = None
            known = self._touched[changed] = tuple(found)
        return known

    @cached_property
    def _touched(self) -> dict[frozenset[str], tuple[int, ...]]:
        return {}


def make_book(
    catalogue: Catalogue,
    at_purchase: Sequence[Pack],
    at_decision: Sequence[Pack] | None = None,
    market: str | None = None,
) -> Book:
    """Bind packs. Rules judged at the purchase come from `at_purchase`, those judged at the decision from `at_decision`.

    A rule that a later version judges as at the decision takes the place of the earlier one of its name. With a `market`,
    rules of other markets are left out. Raises ValueError when rules are over each other in a circle.
    """
    later = at_purchase if at_decision is None else at_decision
    successors = [(rule, pack) for pack in later for rule in pack.rules if rule.judged is Judged.DECISION]
    overridden = {rule.name for rule, _ in successors}
    chosen = [
        *(
            (rule, pack)
            for pack in at_purchase
            for rule in pack.rules
            if rule.judged is Judged.PURCHASE and rule.name not in overridden
        ),
        *successors,
    ]
    scoped = [(rule, _scoped(rule, market), pack) for rule, pack in chosen]
    rules = _in_order([each for each in scoped if each[1] != Truth(False)])
    judged: dict[PackRef, tuple[Judged, ...]] = {}
    for moment, packs in ((Judged.PURCHASE, at_purchase), (Judged.DECISION, later)):
        for pack in packs:
            ref = PackRef(pack.name, pack.version, pack.digest)
            judged[ref] = (*judged.get(ref, ()), moment)
    return Book(catalogue, tuple(judged), rules, _questions(rules), judged)


def dated(rule: Rule) -> Condition:
    """A rule's condition together with the dates between which it is in effect."""
    moment = Fact(rule.judged.fact)
    limits: list[Condition] = []
    if rule.effective_from is not None:
        limits.append(Compare(">=", moment, Constant(rule.effective_from)))
    if rule.effective_until is not None:
        limits.append(Compare("<", moment, Constant(rule.effective_until)))
    return conjunction(rule.condition, *limits)


def in_market(condition: Condition, market: str | None) -> Condition:
    """A condition as it is for one market."""
    if market is None:
        return condition
    match condition:
        case WordIn("market", words):
            return Truth(market in words)
        case Not(operand):
            inner = in_market(operand, market)
            return condition if inner is operand else negation(inner)
        case And(operands):
            inside = tuple(in_market(each, market) for each in operands)
            return condition if _same(inside, operands) else conjunction(*inside)
        case Or(operands):
            inside = tuple(in_market(each, market) for each in operands)
            if Truth(True) in inside:
                return Truth(True)
            return condition if _same(inside, operands) else Or(inside)
        case _:
            return condition


def _same(some: Sequence[Condition], others: Sequence[Condition]) -> bool:
    return all(one is other for one, other in zip(some, others, strict=True))


_scoped: ByIdentity[Rule, Condition] = ByIdentity(
    lambda rule, market: in_market(dated(rule), market), MOST_REMEMBERED
)
"""A rule's condition with its dates, as it is for one market: the same for all books, so that they share what is made of it."""
_looked_at: ByIdentity[Condition, frozenset[str]] = ByIdentity(facts_in, MOST_REMEMBERED)


def _in_order(chosen: Sequence[tuple[Rule, Condition, Pack]]) -> tuple[BookRule, ...]:
    """The rules by precedence of level, each after those that are over it."""
    levels = list(Level)
    rules = sorted(chosen, key=lambda each: levels.index(each[0].level))
    named: dict[str, list[int]] = {}
    for number, (rule, _, _) in enumerate(rules):
        named.setdefault(rule.name, []).append(number)
    over: list[list[int]] = [[] for _ in rules]
    for number, (rule, _, _) in enumerate(rules):
        for other in rule.over:
            for below in named.get(other if "/" in other else f"{rule.pack}/{other}", ()):
                over[below].append(number)
    order = _after_those_over(over, [rule.name for rule, _, _ in rules])
    places = {number: place for place, number in enumerate(order)}
    return tuple(
        BookRule(
            rules[number][0], rules[number][1], tuple(places[each] for each in over[number]), rules[number][2]
        )
        for number in order
    )


def _after_those_over(over: Sequence[Sequence[int]], names: Sequence[str]) -> list[int]:
    done: dict[int, None] = {}

    def visit(number: int, path: tuple[int, ...]) -> None:
        if number in path:
            circle = " → ".join(names[each] for each in (*path, number))
            raise ValueError(f"rules are over each other in a circle: {circle}")
        if number not in done:
            for above in over[number]:
                visit(above, (*path, number))
            done[number] = None

    for number in range(len(over)):
        visit(number, ())
    return list(done)


_BASE = frozenset({Level.CATEGORY, Level.TRADE, Level.PLATFORM, Level.CUSTOM})


def _questions(rules: Sequence[BookRule]) -> dict[str, Question]:
    """For each key that a rule speaks of, who is asked. Rules keep their precedence; a place is a rule's place in the book."""
    levels = list(Level)
    by_precedence = sorted(range(len(rules)), key=lambda place: levels.index(rules[place].rule.level))
    said: dict[Key, list[tuple[Rule, Entry]]] = {}
    for place in by_precedence:
        rule = rules[place].rule
        for outcome in rule.outcomes:
            said.setdefault(outcome.key, []).append((rule, Entry(place, outcome.value)))
    return {key.name: _question(key, entries) for key, entries in said.items()}


def _question(key: Key, said: Sequence[tuple[Rule, Entry]]) -> Question:
    if key.kind is Kind.ANY:
        return Question(key, (), (tuple(entry for _, entry in said),))
    fixed = tuple(entry for rule, entry in said if rule.binding is Binding.FIXED)
    rest = [(rule, entry) for rule, entry in said if rule.binding is not Binding.FIXED]
    if not key.better:
        return Question(key, fixed, (tuple(entry for _, entry in rest),))
    law = tuple(entry for rule, entry in rest if rule.level is Level.LAW)
    promises = ((entry,) for rule, entry in rest if rule.level is Level.PROMISE)
    base = tuple(entry for rule, entry in rest if rule.level in _BASE)
    return Question(key, fixed, tuple(part for part in (law, *promises, base) if part))
