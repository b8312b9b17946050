"""PURE: how a key comes out of the truths of its rules, for engines of columns.

The rules of resolution (makegood/policy/decide.py has them for one case), told in two ways that come to the same:

- Thresholds, where rules say few fixed values: "is the answer at least so good for the buyer?" is a condition of the
  truths alone, by Kleene's logic: of a walk the first rule that holds must be so good, of the parts any. The key is decided
  when no threshold is unknown.
- Answers, where there are many or they must be calculated: the answer as if no unknown rule held, then whether
  one of the unknown rules before it says anything else that would count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Generic, TypeVar

from makegood.policy import outcomes
from makegood.policy.book import Book, Entry, Question
from makegood.policy.engines.algebra import Algebra
from makegood.policy.engines.plan import Plan, Works, begin
from makegood.policy.language.expression import Constant, Number, Operator
from makegood.policy.outcomes import Key, Kind

E = TypeVar("E")

FEW = 3
"""As many values as it pays to ask thresholds for: their work grows with the number of values, that of answers does not."""
NARROW = (Kind.CHOICE, Kind.FLAG, Kind.ANY)
"""Kinds whose values fit into eight bits."""
BELOW_ALL = -(2**63 - 1)
ABOVE_ALL = 2**63 - 1


def make_plan(books: Mapping[str, Book], keys: Iterable[str], algebra: Algebra[E]) -> Plan[E]:
    """Plan to decide some keys by one or more books, which share what they have in common.

    The results of a book are, for each key, a column of its value (unknown where it is undecided or none) and, named
    `key?`, one that says whether it is undecided; before both names stands that of the book. Rules that no key needs are
    left out. Of a key that nobody speaks of comes none.
    """
    names = list(dict.fromkeys(keys))
    asked = [[book.questions[name] for name in names if name in book.questions] for book in books.values()]
    works, facts, truths = begin(list(books.values()), asked, algebra)
    answers: dict[_Asked, tuple[str, str]] = {}
    results: dict[str, str] = {}
    for (prefix, book), named in zip(books.items(), truths, strict=True):
        for name in names:
            question = _named(book.questions.get(name) or Question(outcomes.key(name), (), ()), named)
            if question not in answers:
                answers[question] = _resolved(works, question, f"#{len(answers)} {name}")
            value, undecided = answers[question]
            results[f"{prefix}{name}"] = value
            results[f"{prefix}{name}?"] = undecided
    return Plan(facts, works.stages(results.values()), results)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, by the columns of the truths of its rules. Books that ask the same of the same get the same answer."""

    key: Key
    fixed: tuple[tuple[str, Number], ...]
    parts: tuple[tuple[tuple[str, Number], ...], ...]


def _named(question: Question, truths: Mapping[int, str]) -> _Asked:
    any_ = question.key.kind is Kind.ANY

    def walk(entries: Iterable[Entry]) -> tuple[tuple[str, Number], ...]:
        return tuple((truths[entry.rule], Constant(1) if any_ else entry.value) for entry in entries)

    return _Asked(question.key, walk(question.fixed), tuple(map(walk, question.parts)))


@dataclass(frozen=True)
class _Step(Generic[E]):
    """Rules that stand next to each other in a walk and say the same: together they are as one rule."""

    holds: E
    value: Number
    needs: tuple[str, ...]


def _resolved(works: Works[E], asked: _Asked, name: str) -> tuple[str, str]:
    """The names of the two columns of an answer."""
    walks = [
        _steps(works, f"{name} {number}", walk) for number, walk in enumerate((asked.fixed, *asked.parts))
    ]
    values = {step.value for walk in walks for step in walk}
    if len(values) <= FEW and all(isinstance(value, Constant) for value in values):
        return _Thresholds(works, asked.key, name, walks[0], walks[1:]).results()
    return _Answers(works, asked.key, name, walks[0], walks[1:]).results()


def _steps(works: Works[E], name: str, walk: Sequence[tuple[str, Number]]) -> list[_Step[E]]:
    steps: list[_Step[E]] = []
    for value, group in groupby(walk, key=itemgetter(1)):
        names = [truth for truth, _ in group]
        if len(names) > 1:
            together = works.algebra.any_of([works.algebra.column(each) for each in names])
            names = [works.add(f"{name}.{len(steps)}", together, names)]
        steps.append(_Step(works.algebra.column(names[0]), value, (names[0], *works.needs(value))))
    return steps


@dataclass(frozen=True)
class _Thresholds(Generic[E]):
    """A key whose rules say a few fixed values."""

    works: Works[E]
    key: Key
    name: str
    fixed: Sequence[_Step[E]]
    parts: Sequence[Sequence[_Step[E]]]

    def results(self) -> tuple[str, str]:
        """Its value is the highest threshold that is reached, when the one above it is certainly not."""
        algebra, key = self.works.algebra, self.key
        steps = [*self.fixed, *(step for part in self.parts for step in part)]
        ranks = sorted({self._rank(step) for step in steps}) or [0]
        needs = [need for step in steps for need in step.needs]
        names = [
            self.works.add(f"{self.name} at least {place}", self._at_least(rank), needs)
            for place, rank in enumerate(ranks)
        ]
        reached = [algebra.column(name) for name in names]
        branches: list[tuple[E, E]] = []
        for place, rank in enumerate(ranks):
            value = algebra.constant(rank if key.better >= 0 else -rank, narrow=key.kind in NARROW)
            beyond = [algebra.invert(reached[place + 1])] if place + 1 < len(ranks) else []
            branches.append((algebra.all_of([reached[place], *beyond]), value))
        undecided = algebra.any_of([algebra.is_unknown(each) for each in reached])
        return (
            self.works.add(f"{self.name} value", algebra.choose(branches, None), names),
            self.works.add(f"{self.name} undecided", undecided, names),
        )

    def _rank(self, step: _Step[E]) -> int:
        assert isinstance(step.value, Constant)
        return -step.value.value if self.key.better < 0 else step.value.value

    def _at_least(self, rank: int) -> E:
        parts = [self._reaches(part, None, rank) for part in self.parts]
        known = [part for part in parts if part is not None]
        joined = self.works.algebra.any_of(known) if known else None
        reached = self._reaches(self.fixed, joined, rank)
        return self.works.algebra.truth(False) if reached is None else reached

    def _reaches(self, walk: Sequence[_Step[E]], then: E | None, rank: int) -> E | None:
        """Whether the first that holds says at least `rank`; after all of them comes `then`. None: never."""
        algebra = self.works.algebra
        for good, group in groupby(reversed(walk), key=lambda step: self._rank(step) >= rank):
            holds = [step.holds for step in group]
            if good:
                then = algebra.any_of(holds if then is None else [*holds, then])
            elif then is not None:
                then = algebra.all_of([algebra.invert(algebra.any_of(holds)), then])
        return then


@dataclass(frozen=True)
class _Answers(Generic[E]):
    """A key of which the rules say many values, or some that are to be calculated.

    Where nobody says anything stands a number worse than all, `nothing`. Where what is said is not known stands whatever
    comes of it: such an answer is never settled.
    """

    works: Works[E]
    key: Key
    name: str
    fixed: Sequence[_Step[E]]
    parts: Sequence[Sequence[_Step[E]]]

    def results(self) -> tuple[str, str]:
        """Its value is the answer, when it is certain that no unknown rule, and no unknown value, might change it."""
        algebra = self.works.algebra
        answers = [self._answer(f"part {place}", part, None) for place, part in enumerate(self.parts)]
        best = self._best(answers)
        last = self._answer("answer", self.fixed, best) if self.fixed else best
        answer = algebra.column(last)
        moved = self._moved(self.fixed, answer, "!=", self._joined_moved(answers, algebra.column(best)))
        settled = self._add(
            "settled",
            algebra.truth(True) if moved is None else algebra.invert(moved),
            [last, best, *answers, *(need for step in self._all_steps for need in step.needs)],
        )
        certain = algebra.column(settled)
        said = algebra.all_of([certain, algebra.compare("!=", answer, self._nothing)])
        undecided = algebra.choose([(certain, algebra.truth(False))], algebra.truth(True))
        return (
            self._add("value", algebra.choose([(said, answer)], None), [settled, last]),
            self._add("undecided", undecided, [settled]),
        )

    @property
    def _all_steps(self) -> list[_Step[E]]:
        return [*self.fixed, *(step for part in self.parts for step in part)]

    @property
    def _nothing(self) -> E:
        if self._narrow:
            return self.works.algebra.constant(-1, narrow=True)
        return self.works.algebra.constant(BELOW_ALL if self.key.better >= 0 else ABOVE_ALL)

    @property
    def _narrow(self) -> bool:
        return self.key.kind in NARROW

    def _answer(self, what: str, walk: Sequence[_Step[E]], otherwise: str | None) -> str:
        """What the first that holds says, as a column; `otherwise`: the column that is asked when none does."""
        last = self._nothing if otherwise is None else self.works.algebra.column(otherwise)
        chosen = self.works.algebra.first_of([(step.holds, self._value(step)) for step in walk], last)
        needs = [need for step in walk for need in step.needs]
        return self._add(what, chosen, needs if otherwise is None else [*needs, otherwise])

    def _best(self, answers: Sequence[str]) -> str:
        """The best answer of the parts, as a column."""
        algebra = self.works.algebra
        if len(answers) == 1:
            return answers[0]
        pick = algebra.lowest if self.key.better < 0 else algebra.highest
        columns = [algebra.column(name) for name in answers]
        return self._add("best", pick(columns) if columns else self._nothing, answers)

    def _joined_moved(self, answers: Sequence[str], best: E) -> E | None:
        """Whether an unknown rule might change the best of the parts: by being better, or because no part that says it
        is sure of it.
        """
        algebra = self.works.algebra
        if len(self.parts) < 2:
            return self._moved(self.parts[0], best, "!=", None) if self.parts else None
        better: Operator = "<" if self.key.better < 0 else ">"
        beaten = [self._moved(part, best, better, None) for part in self.parts]
        unsure: list[E] = []
        for name, part in zip(answers, self.parts, strict=True):
            other = algebra.compare("!=", algebra.column(name), best)
            # a part of one step that says something has no unknown rule before it
            shaken = self._moved(part, best, "!=", None) if len(part) > 1 else None
            unsure.append(other if shaken is None else algebra.any_of([other, shaken]))
        return algebra.any_of([*(each for each in beaten if each is not None), algebra.all_of(unsure)])

    def _moved(self, walk: Sequence[_Step[E]], answer: E, sign: Operator, then: E | None) -> E | None:
        """Whether an unknown rule before the first that holds says what is `sign` (other than, better than) the answer,
        or what the first says is not known; after all of them comes `then`. False is certain; true and unknown alike mean
        that it might. None: never.
        """
        algebra = self.works.algebra
        for step in reversed(walk):
            differs = algebra.compare(sign, self._value(step), answer)
            might = [algebra.all_of([algebra.is_unknown(step.holds), differs])]
            if not isinstance(step.value, Constant):
                might.append(algebra.all_of([step.holds, algebra.is_unknown(self._value(step))]))
            if then is not None:
                might.append(algebra.all_of([algebra.invert(step.holds), then]))
            then = algebra.any_of(might)
        return then

    def _value(self, step: _Step[E]) -> E:
        if isinstance(step.value, Constant):
            return self.works.algebra.constant(step.value.value, self._narrow)
        return self.works.number(step.value)

    def _add(self, what: str, column: E, needs: Iterable[str]) -> str:
        return self.works.add(f"{self.name} {what}", column, needs)
