"""PURE: what every proof stands on: the book, its rules as terms of z3 and as closures, and questions to the solver."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import z3

from makegood.policy.book import Book, BookRule, Entry
from makegood.policy.catalogue import Catalogue, Facts, Value
from makegood.policy.language.expression import Number, facts_in
from makegood.policy.lint.disjoint import Literals, literals
from makegood.policy.lint.z3_fold import Fold
from makegood.policy.pack import Pack

EFFORT = 4_000_000
"""The solver's own count of steps after which it gives up: the same on every machine, some seconds at most."""
TIMEOUT_MILLISECONDS = 5_000


class NotProved(Exception):
    """The solver gave up."""


@dataclass(frozen=True)
class Claim:
    """Something that may be true of a world: a term, and the facts that it looks at."""

    term: z3.BoolRef
    facts: frozenset[str]


def all_of(*claims: Claim) -> Claim:
    """All of them."""
    return Claim(z3.And([each.term for each in claims]), frozenset().union(*(each.facts for each in claims)))


def any_of(*claims: Claim) -> Claim:
    """At least one of them."""
    return Claim(z3.Or([each.term for each in claims]), frozenset().union(*(each.facts for each in claims)))


def none_of(*claims: Claim) -> Claim:
    """None of them."""
    one = any_of(*claims)
    return Claim(z3.Not(one.term), one.facts)


class Ground:
    """A book ready for proofs. Terms are made once for each rule, when they are first needed."""

    def __init__(self, catalogue: Catalogue, packs: Iterable[Pack], book: Book) -> None:
        self.catalogue, self.book = catalogue, book
        self.packs: Mapping[str, Pack] = {pack.name: pack for pack in packs}
        self.fold = Fold(catalogue)
        self._holds: dict[int, Claim] = {}

    def rule(self, place: int) -> BookRule:
        """The rule at a place of the book."""
        return self.book.rules[place]

    def pack_of(self, place: int) -> Pack:
        """The pack of the rule at a place."""
        return self.packs[self.rule(place).rule.pack]

    def applies(self, place: int) -> Claim:
        """The rule's own condition and dates are met."""
        condition = self.rule(place).condition
        return Claim(self.fold.condition(condition), facts_in(condition))

    def holds(self, place: int) -> Claim:
        """The rule applies and none that is over it holds."""
        if place not in self._holds:
            above = [self.holds(each) for each in self.rule(place).set_aside_by]
            own = self.applies(place)
            self._holds[place] = all_of(own, none_of(*above)) if above else own
        return self._holds[place]

    def number(self, value: Number) -> z3.ArithRef:
        """What a rule says, as a term."""
        return self.fold.number(value)

    def truth(self, place: int, facts: Facts) -> bool | None:
        """Whether a rule holds of facts some of which may be unknown, by the closures that decide cases."""
        test, over = self.book.tests[place]
        truth = test(facts)
        for above in over:
            if truth is False:
                return False
            known = self.truth(above, facts)
            if known:
                return False
            if known is None:
                truth = None
        return truth

    def may_meet(self, one: int, other: int) -> bool:
        """Whether two rules might hold together, at a glance: no when a fact would need two values."""
        return self.literals[one].may_meet(self.literals[other])

    @cached_property
    def literals(self) -> tuple[Literals, ...]:
        """Of each rule, what it plainly demands of single facts."""
        return tuple(literals(rule.condition) for rule in self.book.rules)

    @cached_property
    def keys_of(self) -> tuple[Mapping[str, Entry], ...]:
        """Of each rule, its entries by key."""
        found: list[dict[str, Entry]] = [{} for _ in self.book.rules]
        for name, question in self.book.questions.items():
            for entry in question.entries:
                found[entry.rule][name] = entry
        return tuple(found)

    def possible(self, claim: Claim) -> bool:
        """Whether a claim is true in some possible world. Raises NotProved."""
        return self._model(claim, self.fold.world(claim.facts)[1]) is not None

    def world(self, claim: Claim) -> dict[str, Value] | None:
        """A possible world in which a claim is true, or None when there is none. Raises NotProved."""
        facts, limits = self.fold.world(claim.facts)
        model = self._model(claim, limits)
        return None if model is None else self.fold.read(model, facts)

    def _model(self, claim: Claim, limits: Sequence[z3.BoolRef]) -> z3.ModelRef | None:
        solver = z3.SimpleSolver()
        solver.set("timeout", TIMEOUT_MILLISECONDS)
        solver.set("rlimit", EFFORT)
        solver.add(*limits, claim.term)
        result = solver.check()
        if result == z3.unknown:
            raise NotProved(solver.reason_unknown())
        return solver.model() if result == z3.sat else None
