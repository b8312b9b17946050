"""PURE: which cases two books may decide differently: those for which a rule that changed holds, or might, in one of them.

Of ten million cases a new pack usually touches some hundred thousand. A rule that is the same in both books says the
same of a case in both; so where every changed rule is certainly as true (or as false) as before, nothing changes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from makegood.policy.book import Book, BookRule, Entry, Question
from makegood.policy.language.expression import Constant
from makegood.policy.outcomes import Key, Kind
from makegood.policy.simulate.changed import Shape, rule_shapes
from makegood.policy.simulate.money import NONE, UNDECIDED

Engine = Callable[[Book, pl.DataFrame, Sequence[str]], pl.DataFrame]
"""Decides a frame of facts: a column of codes (Int64) for each key asked of which the book speaks."""
Places = tuple[int | None, int | None]
"""A rule's place in the old book and in the new one; None where it is not in it, or does not stand as it stood."""


@dataclass(frozen=True)
class Suspicion:
    """Two books, and the keys that they may decide differently."""

    old: Book
    new: Book
    keys: tuple[str, ...]

    @cached_property
    def changed(self) -> dict[Places, bool]:
        """The rules of these keys that are not the same in both books, and whether what they say stayed the same."""
        shapes = rule_shapes(self.old), rule_shapes(self.new)
        found: dict[Places, bool] = {}
        for key in self.keys:
            for places, same_value, same_truth in _compared(
                self.old.questions.get(key), self.new.questions.get(key), self, shapes
            ):
                if not (same_value and same_truth):
                    found[places] = found.get(places, True) and same_value
        return found

    @cached_property
    def book(self) -> Book:
        """The rules of both, and for each changed one a question that is answered by its truth."""
        shift = len(self.old.rules)
        moved = (
            BookRule(r.rule, r.condition, tuple(p + shift for p in r.set_aside_by)) for r in self.new.rules
        )
        asked = {place for old, _ in self.changed if (place := old) is not None}
        asked |= {new + shift for _, new in self.changed if new is not None}
        questions = {_mark(place): _truth_of(place) for place in sorted(asked)}
        return Book(self.new.catalogue, (), (*self.old.rules, *moved), questions)

    def among(self, cases: pl.DataFrame, engine: Engine) -> pl.Series:
        """Of each case, whether it may come out differently."""
        if not self.changed:
            return pl.repeat(False, cases.height, eager=True)
        truths = engine(self.book, cases, list(self.book.questions))
        return truths.select(pl.any_horizontal(self._tests())).to_series()

    def _tests(self) -> Iterator[pl.Expr]:
        shift = len(self.old.rules)
        for (old, new), same_value in self.changed.items():
            sides = [
                _mark(place) for place in (old, None if new is None else new + shift) if place is not None
            ]
            holds_or_might = [pl.col(side) != NONE for side in sides]
            if len(sides) == 2 and same_value:
                # as true as before, with the same to say: nothing changes; where it is unknown, that is to be counted
                yield (pl.col(sides[0]) != pl.col(sides[1])) | (pl.col(sides[0]) == UNDECIDED)
            else:
                yield from holds_or_might


def _mark(place: int) -> str:
    return f"mark.rule_{place}"


def _truth_of(place: int) -> Question:
    return Question(Key(_mark(place), Kind.ANY), (), ((Entry(place, Constant(1)),),))


def _compared(
    old: Question | None,
    new: Question | None,
    books: Suspicion,
    shapes: tuple[dict[int, Shape], dict[int, Shape]],
) -> Iterator[tuple[Places, bool, bool]]:
    """For each rule of a key: its places, whether it says the same, and whether it holds for the same cases."""
    before, after = _stands(old, books.old), _stands(new, books.new)
    disordered = _disordered(before, after)
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        if one and other and one[0] == other[0] and one[0] not in disordered:
            same = one[1].value == other[1].value, shapes[0][one[1].rule] == shapes[1][other[1].rule]
            yield (one[1].rule, other[1].rule), *same
        else:
            yield from (((each[1].rule, None), False, False) for each in [one] if each)
            yield from (((None, each[1].rule), False, False) for each in [other] if each)


def _stands(question: Question | None, book: Book) -> dict[str, tuple[str, Entry]]:
    """The rules that are asked, in their order, each with the group that it is asked in."""
    if question is None:
        return {}
    groups = [("fixed", question.fixed), *((_group(question, part, book), part) for part in question.parts)]
    return {book.rules[entry.rule].rule.name: (group, entry) for group, part in groups for entry in part}


def _group(question: Question, part: tuple[Entry, ...], book: Book) -> str:
    if question.key.kind is Kind.ANY or not question.key.better or not part:
        return "all"
    level = book.rules[part[0].rule].rule.level.value
    return level if level in ("law", "promise") else "rest"


def _disordered(before: dict[str, tuple[str, Entry]], after: dict[str, tuple[str, Entry]]) -> set[str]:
    """Groups in which rules that stand in both are asked in another order."""
    return {
        group
        for group in {stand[0] for stand in before.values()}
        if _order(before, after, group) != _order(after, before, group)
    }


def _order(mine: dict[str, tuple[str, Entry]], others: dict[str, tuple[str, Entry]], group: str) -> list[str]:
    def stands(where: dict[str, tuple[str, Entry]], name: str) -> bool:
        return name in where and where[name][0] == group

    names: Iterable[str] = mine
    return [name for name in names if stands(mine, name) and stands(others, name)]
